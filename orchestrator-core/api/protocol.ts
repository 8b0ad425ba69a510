import type { ErrorValue, Json } from '../common/index.ts';
import type { JobEvent } from '../jobs/index.ts';
import type { Notice, Orchestrator, Pong, QueryPage } from '../orchestrator.ts';

/**
 * The JSON-RPC form of the `Orchestrator` interface, the same over Node IPC and WebSocket.
 *
 * A method is the request `orchestrator/<method>` with `{ args }`; its failure is an error whose `data` is an
 * {@link ErrorValue}. An iterable is opened by a request with an id the client chose, after which the server sends
 * `item`s while it has credit, and one `end`. A reader that lost its connection asks again from the number after the
 * last event it saw and misses nothing.
 */
export const rpc = {
  /** Client to server, request: `{ stream, method, args, credit }`. */
  open: 'stream/open',
  /** Server to client, notification: `{ stream, value }`. */
  item: 'stream/item',
  /** Server to client, notification: `{ stream, error? }`. */
  end: 'stream/end',
  /** Client to server, notification: `{ stream, credit }`: that many items more may be sent. */
  credit: 'stream/credit',
  /** Client to server, notification: `{ stream }`: the reader has gone. */
  close: 'stream/close',
} as const;

/** Items that may be on the way without having been read. */
export const streamWindow: number = 64;
/** Of queries: a page has up to 256 kB. */
export const queryWindow: number = 4;

/** The methods that answer with an iterable. */
export type StreamMethod = 'events' | 'notices' | 'ping' | 'query';

/** What iterables answer with. */
export type StreamItem = JobEvent | Notice | Pong | QueryPage;

/** The methods that answer once. */
export type Method = Exclude<keyof Orchestrator, StreamMethod>;

export interface CallParams {
  readonly args: readonly Json[];
}

export interface OpenParams {
  readonly stream: number;
  readonly method: StreamMethod;
  /** The method's arguments without the signal. */
  readonly args: readonly Json[];
  readonly credit: number;
}

export interface ItemParams {
  readonly stream: number;
  readonly value: StreamItem;
}

export interface EndParams {
  readonly stream: number;
  readonly error?: ErrorValue;
}

export interface CreditParams {
  readonly stream: number;
  readonly credit: number;
}

export interface CloseParams {
  readonly stream: number;
}
