import type { Decoded, JsonObject, Log } from '../common/index.ts';
import { decodeMessage, type Message, messageType } from '../pcp/index.ts';
import {
  type BlockingRequest,
  decodeBlockingRequest,
  decodeFactsRequest,
  decodeNonBlockingRequest,
  decodeOutputAcknowledge,
  decodeOutputSubscribe,
  decodeStop,
  extensionMessage,
  type NonBlockingRequest,
  pxpMessage,
  transactionIdPattern,
} from '../pxp/index.ts';
import type { Action, Modules, Outcome } from './action.ts';
import type { Delivery } from './delivery.ts';
import type { FactReporter } from './fact-reporter.ts';
import type { MessageSender, Reply } from './message-sender.ts';
import { describeRequest, type RequestName } from './outcome.ts';
import type { OutputHub } from './output-hub.ts';
import { failure, type ProgramRequest, type Runner } from './runner.ts';

export interface ProcessorOptions {
  readonly modules: Modules;
  readonly runner: Runner;
  readonly outputs: OutputHub;
  readonly delivery: Delivery;
  /** Absent where no facts are told. */
  readonly reporter: FactReporter | undefined;
  readonly sender: MessageSender;
  readonly log: Log;
}

/** A message whose sender is known: without one there is nobody to answer. */
type Incoming = Message & { readonly sender: string };

/** Takes what the broker sends, one message at a time, and never throws. Nothing here waits for a program. */
export class Processor {
  readonly #options: ProcessorOptions;

  constructor(options: ProcessorOptions) {
    this.#options = options;
  }

  /** Handles the text of one message; resolves when it is answered, for programs when they have been begun. */
  async receive(raw: string): Promise<void> {
    const { log } = this.#options;
    const decoded = decodeMessage(raw);
    if (!decoded.ok) return log.log('warn', `dropped a message: ${decoded.error}`);
    const message = decoded.value;
    if (message.message_type === messageType.error) return this.#onError(message);
    if (message.sender === undefined) return log.log('warn', 'dropped a message without a sender');
    try {
      await this.#dispatch({ ...message, sender: message.sender });
    } catch (error) {
      log.log('error', `message ${message.id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #onError(message: Message): void {
    const reason = typeof message.data === 'string' ? message.data : 'no reason given';
    this.#options.log.log('warn', `the broker says: ${reason}`);
    if (message.in_reply_to !== undefined) this.#options.delivery.returned(message.in_reply_to, reason);
  }

  async #dispatch(message: Incoming): Promise<void> {
    switch (message.message_type) {
      case pxpMessage.blockingRequest:
        return this.#onRequest(message, decodeBlockingRequest(message.data), (request) =>
          this.#blocking(message, request),
        );
      case pxpMessage.nonBlockingRequest:
        return this.#onRequest(message, decodeNonBlockingRequest(message.data), (request) =>
          this.#nonBlocking(message, request),
        );
      case extensionMessage.outputSubscribe:
        return this.#onExtension(message, decodeOutputSubscribe(message.data), (wanted) =>
          this.#options.outputs.subscribe(message.sender, wanted),
        );
      case extensionMessage.outputAcknowledge:
        return this.#onExtension(message, decodeOutputAcknowledge(message.data), (taken) =>
          this.#options.outputs.acknowledge(message.sender, taken),
        );
      case extensionMessage.factsRequest:
        return this.#onExtension(message, decodeFactsRequest(message.data ?? {}), () =>
          this.#options.reporter?.requested(message.sender),
        );
      case extensionMessage.stop:
        return this.#onExtension(message, decodeStop(message.data), ({ transaction_id }) => {
          const stopped = this.#options.runner.stop(transaction_id, message.sender);
          if (!stopped) this.#options.log.log('info', `nothing to stop for ${transaction_id}`);
        });
      default:
        this.#options.log.log('warn', `ignored a message of type ${message.message_type}`);
    }
  }

  #onExtension<T>(message: Incoming, decoded: Decoded<T>, handle: (value: T) => void): void {
    if (decoded.ok) handle(decoded.value);
    else this.#options.log.log('warn', `ignored a message of type ${message.message_type}: ${decoded.error}`);
  }

  async #onRequest<T>(message: Incoming, decoded: Decoded<T>, handle: (request: T) => Promise<void>): Promise<void> {
    if (decoded.ok) return handle(decoded.value);
    const { sender } = this.#options;
    const reason = message.data === undefined ? 'no data' : 'invalid data';
    this.#options.log.log('warn', `${reason} from ${message.sender}: ${decoded.error}`);
    await sender.send({ ...sender.compose(messageType.error, message.sender, reason), in_reply_to: message.id });
  }

  async #blocking(message: Incoming, request: BlockingRequest): Promise<void> {
    const name = nameOf(request, 'blocking');
    const reply = replyTo(message, request.transaction_id, 'blocking');
    const refuse = (description: string): Promise<void> => this.#answer(reply, { kind: 'error', description });
    const found = this.#find(request);
    if (typeof found === 'string') return refuse(found);
    const params = request.params ?? {};
    if (found.kind === 'answer') {
      const answer = await found.answer(params);
      return answer.ok ? this.#answer(reply, { kind: 'results', results: answer.value }) : refuse(invalidInput(name));
    }
    if (!found.accepts(params)) return refuse(invalidInput(name));
    // Not awaited: messages that follow are handled while the program runs.
    this.#options.runner
      .runBlocking({ name, reply, action: found, params, notifyOutcome: true })
      .then((outcome) => this.#answer(reply, outcome))
      .catch((error: unknown) => this.#options.log.log('error', `${reply.transaction}: ${String(error)}`));
  }

  async #nonBlocking(message: Incoming, request: NonBlockingRequest): Promise<void> {
    const { sender, runner } = this.#options;
    const name = nameOf(request, 'non blocking');
    const reply = replyTo(message, request.transaction_id, 'non blocking');
    const refuse = (description: string): Promise<void> => this.#answer(reply, { kind: 'error', description });
    const found = this.#find(request);
    if (typeof found === 'string') return refuse(found);
    if (found.kind === 'answer') return refuse(`the module '${request.module}' supports only blocking PXP requests`);
    const params = request.params ?? {};
    if (!found.accepts(params)) return refuse(invalidInput(name));
    const program: ProgramRequest = { name, reply, action: found, params, notifyOutcome: request.notify_outcome };
    let provisional: Promise<unknown> = Promise.resolve();
    const taken = (): void => {
      const data: JsonObject = { transaction_id: request.transaction_id };
      provisional = sender.send(sender.compose(pxpMessage.provisionalResponse, message.sender, data));
    };
    let begun: boolean;
    try {
      begun = await runner.begin(program, taken);
    } catch (error) {
      return refuse(failure(name, error));
    }
    await provisional;
    if (!begun && request.notify_outcome) await runner.repeat(request.transaction_id, message.sender);
  }

  /** The action that a request names, or the text that refuses it. */
  #find(request: BlockingRequest): Action | string {
    if (!transactionIdPattern.test(request.transaction_id)) {
      return "invalid transaction_id: expected 1 to 64 letters, digits, '_' or '-'";
    }
    const module = this.#options.modules.get(request.module);
    if (module === undefined) return `unknown module: ${request.module}`;
    return module.get(request.action) ?? `unknown action '${request.action}' for module '${request.module}'`;
  }

  async #answer(reply: Reply, outcome: Outcome): Promise<void> {
    const { sender, log } = this.#options;
    if (!(await sender.send(sender.final(reply, outcome)))) {
      log.log('warn', `the answer to ${reply.transaction} is lost with the connection`);
    }
  }
}

function nameOf(
  { module, action, transaction_id: transaction }: BlockingRequest,
  kind: RequestName['kind'],
): RequestName {
  return { kind, module, action, transaction };
}

function replyTo(message: Incoming, transaction: string, kind: Reply['kind']): Reply {
  return { requester: message.sender, requestId: message.id, transaction, kind };
}

function invalidInput(name: RequestName): string {
  return `invalid input for ${describeRequest(name)}`;
}
