import type { IdSource, JsonObject } from '../common/index.ts';
import { encodeMessage, type Message } from '../pcp/index.ts';
import { pxpMessage } from '../pxp/index.ts';
import type { Outcome } from './action.ts';
import type { Connection } from './connection.ts';
import { maxMessageSize, tooBig } from './outcome.ts';

/** Bytes kept free for a message's other keys: a broker's limit is for the whole of it. */
const envelopeSize = 4096;

/** Where an answer goes and what it answers. */
export interface Reply {
  readonly requester: string;
  /** The `id` of the message with the request. */
  readonly requestId: string;
  readonly transaction: string;
  readonly kind: 'blocking' | 'non blocking';
}

/** Writes messages in the agent's name. */
export class MessageSender {
  readonly #connection: Connection;
  readonly #uri: string;
  readonly #ids: IdSource;

  constructor(connection: Connection, uri: string, ids: IdSource) {
    this.#connection = connection;
    this.#uri = uri;
    this.#ids = ids;
  }

  /** A message of this agent, not sent yet. */
  compose(message_type: string, target: string, data: Message['data'] & {}): Message {
    return { id: this.#ids.uuid(), message_type, target, sender: this.#uri, data };
  }

  /** False when there is no connection to send it on. */
  send(message: Message): Promise<boolean> {
    return this.#connection.send(encodeMessage(message));
  }

  /** The message that tells what came of a request; an rpc_error_message when the results are too big to be sent. */
  final(reply: Reply, outcome: Outcome): Message {
    const transaction_id = reply.transaction;
    const error = (description: string): Message =>
      this.compose(pxpMessage.error, reply.requester, { transaction_id, id: reply.requestId, description });
    if (outcome.kind === 'error') return error(outcome.description);
    const data: JsonObject = { transaction_id, results: outcome.results };
    const size = Buffer.byteLength(JSON.stringify(data));
    if (size + envelopeSize > maxMessageSize) return error(tooBig(size));
    const type = reply.kind === 'blocking' ? pxpMessage.blockingResponse : pxpMessage.nonBlockingResponse;
    return this.compose(type, reply.requester, data);
  }
}
