import type { IdSource, Log } from '../common/index.ts';
import {
  type AssociateResponse,
  decodeInventoryRequest,
  errorMessage,
  hasWildcard,
  type Message,
  matchesUri,
  messageType,
  parseUri,
  serverUri,
} from '../pcp/index.ts';
import type { AccessOutcome } from './access-log.ts';
import type { Client } from './connection.ts';
import type { Subscriptions } from './subscriptions.ts';

/** A message with what its sender may leave out filled in. */
export interface AddressedMessage extends Message {
  readonly sender: string;
  readonly target: string;
}

/** What the pipeline asks of the broker around it. */
export interface Surroundings {
  readonly ids: IdSource;
  readonly log: Log;
  readonly subscriptions: Subscriptions<Client>;
  /** Whether the client is still the one that its URI stands for; a superseded one is not. */
  isCurrent(client: Client): boolean;
  find(uri: string): Client | undefined;
  inventory(): readonly string[];
  isAuthorized(client: Client, message: AddressedMessage): boolean;
  onServerMessage(sender: string, message: Message): void;
  logAccess(outcome: AccessOutcome, client: Client, message?: AddressedMessage): void;
}

/** Why a message goes no further: the text for its sender, and the word for the log. */
interface Refusal {
  readonly text: string;
  readonly outcome: AccessOutcome;
}

/** Tells `client` that its message could not be read. It has no id that an `in_reply_to` could name. */
export function refuseUndecoded(around: Surroundings, client: Client): void {
  around.logAccess('DESERIALIZATION_ERROR', client);
  client.deliver(errorMessage(around.ids.uuid(), 'Could not decode message'));
}

/**
 * What happens to a decoded message, in the reference broker's order: defaults, authentication, authorization, one
 * recipient, then the broker's own business or delivery. Never throws.
 */
export function processMessage(around: Surroundings, client: Client, given: Message): void {
  if (!around.isCurrent(client)) return;
  const message = { ...given, sender: given.sender ?? client.uri, target: given.target ?? serverUri };
  try {
    const refusal = validate(around, client, message);
    around.logAccess(refusal?.outcome ?? 'AUTHORIZATION_SUCCESS', client, message);
    if (refusal !== undefined) refuse(around, client, message, refusal);
    else if (message.target === serverUri) processServerMessage(around, client, message);
    else forward(around, client, message);
  } catch (error) {
    around.log.log('error', `A message of ${client.uri} was not processed: ${String(error)}`);
    reply(around, client, message, 'Error processing-error handling message: the broker has failed');
  }
}

function validate(around: Surroundings, client: Client, message: AddressedMessage): Refusal | undefined {
  // The client type is not compared: it is the certificate that proves something.
  if (parseUri(message.sender)?.name !== client.identity.name) {
    return { text: 'Message not authenticated.', outcome: 'AUTHENTICATION_FAILURE' };
  }
  if (!/^[\w\-.:/]*$/.test(message.message_type) || !/^[\w\-.:/*]*$/.test(message.target)) {
    around.log.log('warn', `Illegal message type/target from ${client.uri}`);
    return { text: 'Message not authorized.', outcome: 'AUTHORIZATION_FAILURE' };
  }
  if (!around.isAuthorized(client, message)) {
    return { text: 'Message not authorized.', outcome: 'AUTHORIZATION_FAILURE' };
  }
  if (hasWildcard(message.target)) {
    return { text: 'Multiple recipients no longer supported.', outcome: 'MULTICAST_UNSUPPORTED' };
  }
  return undefined;
}

function refuse(around: Surroundings, client: Client, message: AddressedMessage, refusal: Refusal): void {
  if (message.message_type === messageType.associateRequest && refusal.outcome !== 'MULTICAST_UNSUPPORTED') {
    answerAssociation(around, client, message, refusal.text);
  } else {
    reply(around, client, message, refusal.text);
  }
}

function reply(around: Surroundings, client: Client, message: Message, text: string): void {
  client.deliver(errorMessage(around.ids.uuid(), text, message.id));
}

function forward(around: Surroundings, client: Client, message: AddressedMessage): void {
  const receiver = around.find(message.target);
  // Encoded anew rather than passed on as it came: a second `sender` key in the text could deceive another parser.
  const failure = receiver === undefined ? 'Not connected.' : receiver.deliver(message);
  if (failure !== undefined) reply(around, client, message, failure);
}

function processServerMessage(around: Surroundings, client: Client, message: AddressedMessage): void {
  switch (message.message_type) {
    case messageType.associateRequest: {
      const sameType = parseUri(message.sender)?.type === client.identity.type;
      answerAssociation(around, client, message, sameType ? undefined : 'Session already associated.');
      return;
    }
    case messageType.inventoryRequest:
      processInventoryRequest(around, client, message);
      return;
    default:
      around.onServerMessage(client.uri, message);
  }
}

function answerAssociation(
  around: Surroundings,
  client: Client,
  request: AddressedMessage,
  reason: string | undefined,
): void {
  const outcome: AssociateResponse = { id: request.id, success: reason === undefined };
  client.deliver({
    id: around.ids.uuid(),
    message_type: messageType.associateResponse,
    target: request.sender,
    sender: serverUri,
    in_reply_to: request.id,
    data: { ...outcome, ...(reason === undefined ? {} : { reason }) },
  });
  if (reason !== undefined) client.close(4002, 'Association unsuccessful.');
}

function processInventoryRequest(around: Surroundings, client: Client, request: AddressedMessage): void {
  const decoded = decodeInventoryRequest(request.data);
  if (!decoded.ok) {
    reply(around, client, request, `Error invalid-data handling message: ${decoded.error}`);
    return;
  }
  // The name was proved, the type was not: the answer belongs to the URI that asked.
  if (request.sender !== client.uri) return;
  const { query, subscribe } = decoded.value;
  const uris = around.inventory().filter((uri) => query.some((pattern) => matchesUri(pattern, uri)));
  if (subscribe === true) around.subscriptions.subscribe(client, query);
  else around.subscriptions.unsubscribe(client);
  client.deliver({
    id: around.ids.uuid(),
    message_type: messageType.inventoryResponse,
    target: request.sender,
    sender: serverUri,
    in_reply_to: request.id,
    data: { uris },
  });
}
