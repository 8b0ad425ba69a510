import type { DatabaseSync } from 'node:sqlite';
import { OrchestratorError } from '../../common/index.ts';
import { checkSchema, explain, isTaken, keepPrivate, migrate, sqlite } from '../sqlite-file.ts';
import { nodeStoreFile } from './schema.ts';

export interface NodeDatabaseOptions {
  /** The file, absolute; its directory exists. */
  readonly path: string;
  /** Makes no file, changes nothing and is never in a writer's way. */
  readonly readOnly?: boolean;
  /** Bytes that the file may grow to; default no limit but the disk's. */
  readonly maxBytes?: number;
}

/**
 * Opens the node store's database for this thread: write-ahead log, so that readers and the writer do not wait for each
 * other. What a writer committed is on the disk (`synchronous = FULL`).
 * @throws OrchestratorError `baton/node-store-damaged`, `baton/node-store-too-new`, `baton/node-store-unwritable`,
 * `baton/disk-full`.
 */
export function openNodeDatabase({ path, readOnly = false, maxBytes }: NodeDatabaseOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (!readOnly) keepPrivate(path);
    database = new (sqlite().DatabaseSync)(path, { readOnly, timeout: 5000 });
    checkSchema(database, nodeStoreFile, path);
    database.exec('PRAGMA cache_size = -32768');
    if (readOnly) return database;
    database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864');
    migrate(database, nodeStoreFile);
    if (maxBytes !== undefined) {
      const pageSize = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
      database.exec(`PRAGMA max_page_count = ${Math.ceil(maxBytes / pageSize)}`);
    }
    return database;
  } catch (error) {
    database?.close();
    throw explainNodeStore(error, path);
  }
}

/** What SQLite said of the node store, in words that tell what to do; anything else as it is. */
export function explainNodeStore(error: unknown, path: string): unknown {
  if (!isTaken(error)) return explain(error, nodeStoreFile, path);
  return new OrchestratorError(
    'baton/node-store-busy',
    `Another program has kept the node store ${path} to itself for more than 5 seconds. End it, or try again.`,
    { cause: error },
  );
}
