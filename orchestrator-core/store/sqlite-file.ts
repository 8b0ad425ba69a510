import { closeSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { OrchestratorError } from '../common/index.ts';

/** A kind of database that this program keeps. */
export interface SqliteFile {
  /** As people call it: `journal`. */
  readonly noun: string;
  /** What its errors begin with: `baton/journal`. */
  readonly errors: string;
  /** What is lost with it: `the jobs in it are then forgotten`. */
  readonly loss: string;
  /** Marks the file as this. */
  readonly applicationId: number;
  /**
   * One step per version of the schema, oldest first: step n leads from version n to n + 1. A step that was released is
   * never changed again; a change of the schema is a further step.
   */
  readonly migrations: readonly string[];
}

/** Asked for only when a file is opened: everything else works on a Node without SQLite as well. */
export function sqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process;
  // Node 22, which VS Code runs on, calls its SQLite experimental whenever it is loaded; nobody can do anything about it.
  process.emitWarning = () => undefined;
  try {
    const found = process.getBuiltinModule?.('node:sqlite');
    if (found !== undefined) return found;
  } finally {
    process.emitWarning = emitWarning;
  }
  const message = `An orchestrator needs Node 22.16 or newer for its SQLite; this is Node ${process.versions.node}.`;
  throw new OrchestratorError('baton/node-too-old', message);
}

/** SQLite would let everybody read what it makes; the log beside a database gets the mode of the database. */
export function keepPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch {
    // SQLite fails for the same reason, and is understood.
  }
}

/**
 * Whether the file may be used, before anything in it is changed.
 * @throws OrchestratorError `…-damaged` when it is something else, `…-too-new` when a newer program made it.
 */
export function checkSchema(database: DatabaseSync, file: SqliteFile, path: string): void {
  const version = pragma(database, 'user_version');
  const application = pragma(database, 'application_id');
  const isEmpty = version === 0 && application === 0 && isBlank(database);
  if (!isEmpty && application !== file.applicationId)
    throw damaged(file, path, 'it is a database of some other program');
  const known = file.migrations.length;
  if (version > known) {
    throw new OrchestratorError(
      `${file.errors}-too-new`,
      `The ${file.noun} ${path} has version ${version}; this program knows versions up to ${known}. Use the newer program that made it.`,
      { details: { version, known } },
    );
  }
}

/** Brings the schema to this program's version, in one transaction. */
export function migrate(database: DatabaseSync, { migrations, applicationId }: SqliteFile): void {
  if (pragma(database, 'user_version') === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Somebody else may have done it while this one waited.
    const version = pragma(database, 'user_version');
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}; COMMIT`);
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

function isBlank(database: DatabaseSync): boolean {
  return database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] === 0;
}

/** SQLite's result codes that a person can do something about (sqlite.org/rescode.html), without their extension. */
const codes = { busy: 5, locked: 6, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

/** The primary result code, undefined when it is not SQLite that failed. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

/** Whether another process has the database. */
export function isTaken(error: unknown): boolean {
  const code = resultCode(error);
  return code === codes.busy || code === codes.locked;
}

/** What SQLite said, in words that tell what to do; anything else as it is. */
export function explain(error: unknown, file: SqliteFile, path: string): unknown {
  const cause = error;
  const because = error instanceof Error ? error.message : String(error);
  switch (resultCode(error)) {
    case codes.corrupt:
    case codes.notADatabase:
      return damaged(file, path, because, cause);
    case codes.full:
      return new OrchestratorError(
        'baton/disk-full',
        `The ${file.noun} ${path} can't grow: there is no space left. Free some space; nothing was written in part.`,
        { cause },
      );
    case codes.readOnly:
    case codes.ioError:
    case codes.cannotOpen:
      return new OrchestratorError(
        `${file.errors}-unwritable`,
        `The ${file.noun} ${path} can't be written: ${because}.`,
        { cause },
      );
    default:
      return error;
  }
}

/** The file is not what it should be, or is no longer whole. */
export function damaged(file: SqliteFile, path: string, because: string, cause?: unknown): OrchestratorError {
  return new OrchestratorError(
    `${file.errors}-damaged`,
    `The ${file.noun} ${path} is damaged (${because}). Restore it from a backup, or move it away to begin a new one: ${file.loss}.`,
    { cause },
  );
}
