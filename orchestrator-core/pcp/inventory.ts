import { boolean, type Decoded, decode, list, object, oneOf, optional, type Schema, text } from '../common/index.ts';
import { uriSchema } from './message.ts';

/** Which clients are connected, and whether changes are to be told from now on. */
export interface InventoryRequest {
  /** URIs; either part may be `*`. */
  readonly query: readonly string[];
  /** Without it an earlier subscription of the same client ends. */
  readonly subscribe?: boolean;
}

/** The connected clients that the query named, sorted. */
export interface InventoryResponse {
  readonly uris: readonly string[];
}

/** A client that came (1) or went (-1). */
export interface InventoryChange {
  readonly client: string;
  readonly change: 1 | -1;
}

/** What changed among the clients of a subscription, in order. */
export interface InventoryUpdate {
  readonly changes: readonly InventoryChange[];
}

/** The answer to an `associate_request`, which PCP v2 no longer needs and the reference broker still gives. */
export interface AssociateResponse {
  /** The `id` of the request. */
  readonly id: string;
  readonly success: boolean;
  readonly reason?: string;
}

const requestSchema: Schema<InventoryRequest> = object<InventoryRequest>({
  query: list(uriSchema),
  subscribe: optional(boolean),
});
const responseSchema: Schema<InventoryResponse> = object<InventoryResponse>({ uris: list(uriSchema) });
const updateSchema: Schema<InventoryUpdate> = object<InventoryUpdate>({
  changes: list(object<InventoryChange>({ client: uriSchema, change: oneOf(1, -1) })),
});
const associateSchema: Schema<AssociateResponse> = object<AssociateResponse>({
  id: text,
  success: boolean,
  reason: optional(text),
});

/** Reads the data of an `inventory_request`. Never throws. */
export function decodeInventoryRequest(data: unknown): Decoded<InventoryRequest> {
  return decode(requestSchema, data, 'data');
}

/** Reads the data of an `inventory_response`. Never throws. */
export function decodeInventoryResponse(data: unknown): Decoded<InventoryResponse> {
  return decode(responseSchema, data, 'data');
}

/** Reads the data of an `inventory_update`. Never throws. */
export function decodeInventoryUpdate(data: unknown): Decoded<InventoryUpdate> {
  return decode(updateSchema, data, 'data');
}

/** Reads the data of an `associate_response`. Never throws. */
export function decodeAssociateResponse(data: unknown): Decoded<AssociateResponse> {
  return decode(associateSchema, data, 'data');
}
