import type { DatabaseSync } from 'node:sqlite';
import { OrchestratorError } from '../../common/index.ts';
import { checkSchema, explain, isTaken, keepPrivate, migrate, sqlite } from '../sqlite-file.ts';
import { nodeStoreFile } from './schema.ts';

/** In the place of a path: a database that is gone with its connection. */
export const inMemory = ':memory:';

export interface NodeDatabaseOptions {
  /** The file, absolute; its directory exists. Or {@link inMemory}. */
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
 * `baton/node-store-outdated`, `baton/disk-full`.
 */
export function openNodeDatabase({ path, readOnly = false, maxBytes }: NodeDatabaseOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (!readOnly && path !== inMemory) keepPrivate(path);
    database = new (sqlite().DatabaseSync)(path, { readOnly, timeout: 5000 });
    checkSchema(database, nodeStoreFile, path);
    database.exec('PRAGMA cache_size = -32768');
    if (readOnly) {
      checkCurrent(database, path);
      return database;
    }
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

/** Who only reads cannot bring an older schema up to date. */
function checkCurrent(database: DatabaseSync, path: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version === nodeStoreFile.migrations.length) return;
  throw new OrchestratorError(
    'baton/node-store-outdated',
    `The node store ${path} is of an older program, or is only being made. Start the orchestrator of this project once with this program: it brings it up to date.`,
  );
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

/** As {@link explainNodeStore}, of a connection that only reads: what it needs room for are temporary files. */
export function explainReading(error: unknown, path: string): unknown {
  const explained = explainNodeStore(error, path);
  if (!(explained instanceof OrchestratorError) || explained.kind !== 'baton/disk-full') return explained;
  const message =
    'There is no room for the temporary files in which the query orders or groups its rows (in SQLITE_TMPDIR, else /var/tmp). Free some space, or ask for less.';
  return new OrchestratorError('baton/disk-full', message, { cause: error });
}
