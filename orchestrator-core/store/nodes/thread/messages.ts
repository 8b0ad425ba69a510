import type { ErrorValue } from '../../../common/index.ts';
import type { StoreCommand, StoreQuery } from '../../../inventory/index.ts';
import type { NodeDatabaseOptions } from '../database.ts';
import type { Retention, WriterOptions } from '../write.ts';

/** What a thread of the node store is started with. */
export interface ThreadOptions extends NodeDatabaseOptions, WriterOptions {
  readonly role: 'reader' | 'writer';
}

/** What a process that reads is started with. */
export interface ProcessOptions extends ThreadOptions {
  /** Bytes that it may have in memory. */
  readonly mostMemory: number;
}

/** What a reader is asked; `id` is the request's. */
export type ReadRequest =
  /** Answered when it has let go of what it was asked before. */
  | { readonly kind: 'rest' }
  | { readonly kind: 'query'; readonly query: StoreQuery }
  | { readonly kind: 'count'; readonly query: StoreQuery }
  | { readonly kind: 'nodes'; readonly certnames: readonly string[] | undefined }
  | { readonly kind: 'facts' | 'factHistory'; readonly certname: string }
  | {
      readonly kind: 'factValues';
      readonly path: readonly (string | number)[];
      readonly certnames: readonly string[] | undefined;
    };

/** What a writer is asked. */
export type WriteRequest =
  | { readonly kind: 'write'; readonly commands: readonly StoreCommand[] }
  | { readonly kind: 'sweep'; readonly now: number; readonly retention: Retention };

/** What the store says to a thread. */
export type ToThread =
  | { readonly id: number; readonly request: ReadRequest | WriteRequest }
  /** The next page, for one that has more. */
  | { readonly id: number; readonly next: true }
  /** Nobody reads on. */
  | { readonly id: number; readonly cancel: true }
  | { readonly close: true };

/** What came of a command. */
export type WriteAnswer = { readonly certname: string; readonly changed: boolean } | { readonly error: ErrorValue };

/** Between rows that are JSON texts, which have no line ends. */
export const lineEnd = '\n';
/** Between fields and rows of others: the store keeps no text with a NUL. A field that is not there is empty. */
export const fieldEnd = '\0';

/** Rows in one text, which is handed over far faster than as many small ones, and whether there are more. */
export interface Page {
  readonly page: string;
  readonly more: boolean;
}

/** What a thread says to the store. */
export type FromThread =
  /** The thread has the database open. */
  | { readonly opened: true }
  | { readonly failed: ErrorValue }
  | ({ readonly id: number } & Page)
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ErrorValue }
  /** Nodes that a sweep has changed; it goes on. */
  | { readonly swept: readonly string[] };
