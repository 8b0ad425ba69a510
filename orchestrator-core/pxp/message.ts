import {
  boolean,
  type Decoded,
  decode,
  type JsonObject,
  jsonObject,
  object,
  optional,
  type Schema,
  text,
} from '../common/index.ts';

/** The message types of PXP 1.0. */
export const pxpMessage = {
  blockingRequest: 'http://puppetlabs.com/rpc_blocking_request',
  blockingResponse: 'http://puppetlabs.com/rpc_blocking_response',
  nonBlockingRequest: 'http://puppetlabs.com/rpc_non_blocking_request',
  provisionalResponse: 'http://puppetlabs.com/rpc_provisional_response',
  nonBlockingResponse: 'http://puppetlabs.com/rpc_non_blocking_response',
  error: 'http://puppetlabs.com/rpc_error_message',
} as const;

/** Run an action and answer when it is done. Never used for work: a real agent hears nothing else meanwhile. */
export interface BlockingRequest {
  readonly transaction_id: string;
  readonly module: string;
  readonly action: string;
  readonly params?: JsonObject;
}

/** Run an action, answer provisionally at once, and with the outcome when `notify_outcome` asks for it. */
export interface NonBlockingRequest extends BlockingRequest {
  readonly notify_outcome: boolean;
}

/** The outcome of a blocking or non-blocking request. The reference agent's replies carry no `in_reply_to`: this id correlates. */
export interface RpcResponse {
  readonly transaction_id: string;
  readonly results: JsonObject;
}

/** The request was taken. It may arrive after the final response. */
export interface ProvisionalResponse {
  readonly transaction_id: string;
}

/** The action could not be run, or its outcome could not be told. */
export interface RpcError {
  readonly transaction_id: string;
  /** The `id` of the message that carried the request. */
  readonly id: string;
  readonly description: string;
}

/**
 * A transaction id that is safe as a directory name. PXP allows any string, and the reference agent uses it as a path
 * unchecked; ours refuses others with an rpc_error_message.
 */
export const transactionIdPattern: RegExp = /^[A-Za-z0-9_-]{1,64}$/;

const request = { transaction_id: text, module: text, action: text, params: optional(jsonObject) };
const blockingRequestSchema: Schema<BlockingRequest> = object<BlockingRequest>(request);
const nonBlockingRequestSchema: Schema<NonBlockingRequest> = object<NonBlockingRequest>({
  ...request,
  notify_outcome: boolean,
});
const responseSchema: Schema<RpcResponse> = object<RpcResponse>({ transaction_id: text, results: jsonObject });
const provisionalSchema: Schema<ProvisionalResponse> = object<ProvisionalResponse>({ transaction_id: text });
const errorSchema: Schema<RpcError> = object<RpcError>({ transaction_id: text, id: text, description: text });

/** Reads the data of an `rpc_blocking_request`. Never throws. */
export function decodeBlockingRequest(data: unknown): Decoded<BlockingRequest> {
  return decode(blockingRequestSchema, data, 'data');
}

/** Reads the data of an `rpc_non_blocking_request`. Never throws. */
export function decodeNonBlockingRequest(data: unknown): Decoded<NonBlockingRequest> {
  return decode(nonBlockingRequestSchema, data, 'data');
}

/** Reads the data of an `rpc_blocking_response` or `rpc_non_blocking_response`. Never throws. */
export function decodeRpcResponse(data: unknown): Decoded<RpcResponse> {
  return decode(responseSchema, data, 'data');
}

/** Reads the data of an `rpc_provisional_response`. Never throws. */
export function decodeProvisionalResponse(data: unknown): Decoded<ProvisionalResponse> {
  return decode(provisionalSchema, data, 'data');
}

/** Reads the data of an `rpc_error_message`. Never throws. */
export function decodeRpcError(data: unknown): Decoded<RpcError> {
  return decode(errorSchema, data, 'data');
}
