import {
  type Decoded,
  decodeText,
  type Json,
  json,
  object,
  optional,
  type Schema,
  text,
  textLike,
} from '../common/index.ts';
import { uriPattern } from './uri.ts';

/** The message types of PCP itself. Those of PXP stand in the room `pxp`; any other type is routed like these. */
export const messageType = {
  associateRequest: 'http://puppetlabs.com/associate_request',
  associateResponse: 'http://puppetlabs.com/associate_response',
  inventoryRequest: 'http://puppetlabs.com/inventory_request',
  inventoryResponse: 'http://puppetlabs.com/inventory_response',
  inventoryUpdate: 'http://puppetlabs.com/inventory_update',
  error: 'http://puppetlabs.com/error_message',
} as const;

/** A PCP v2 message: one JSON object in one WebSocket text message (pcp-specifications, version 2.0). */
export interface Message {
  /** A UUID. */
  readonly id: string;
  readonly message_type: string;
  /** Absent means the broker, `pcp:///server`. */
  readonly target?: string;
  /** Absent means the connection's own URI; the broker fills it in. */
  readonly sender?: string;
  /** The `id` of the message that this one answers. */
  readonly in_reply_to?: string;
  readonly data?: Json;
}

const uuid = textLike(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'a UUID');

/** A PCP URI, wildcards included. */
export const uriSchema: Schema<string> = textLike(uriPattern, 'a URI pcp://<name>/<type>');

const messageSchema: Schema<Message> = object<Message>({
  id: uuid,
  message_type: text,
  target: optional(uriSchema),
  sender: optional(uriSchema),
  in_reply_to: optional(uuid),
  data: optional(json),
});

/** Reads one text message. Keys that PCP does not know are refused, as the peers refuse them. Never throws. */
export function decodeMessage(raw: string): Decoded<Message> {
  return decodeText(messageSchema, raw, 'message');
}

/** The text of a message, keys in the order in which the reference agent writes them. */
export function encodeMessage(message: Message): string {
  const { id, message_type, target, sender, data, in_reply_to } = message;
  return JSON.stringify({ id, message_type, target, sender, data, in_reply_to });
}

/** An `error_message`: its data is a plain string; `in_reply_to` is left out when the offending message had no id. */
export function errorMessage(id: string, description: string, inReplyTo?: string): Message {
  const message = { id, message_type: messageType.error, data: description };
  return inReplyTo === undefined ? message : { ...message, in_reply_to: inReplyTo };
}
