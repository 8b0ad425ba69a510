import type { DatabaseSync } from 'node:sqlite';
import { OrchestratorError } from '../common/index.ts';
import { damaged } from './sqlite-error.ts';

/** Marks the file as ours: "Batn". */
const applicationId = 0x4261746e;

/**
 * One step per version of the schema, oldest first: step n leads from version n to n + 1. A step that was released is
 * never changed again; a change of the schema is a further step.
 */
const migrations: readonly string[] = [
  `CREATE TABLE jobs (
     id INTEGER PRIMARY KEY,
     last INTEGER NOT NULL,
     finished INTEGER
   ) STRICT;
   CREATE INDEX unfinished_jobs ON jobs (id) WHERE finished IS NULL;
   CREATE TABLE events (
     job INTEGER NOT NULL REFERENCES jobs (id),
     number INTEGER NOT NULL,
     timestamp INTEGER NOT NULL,
     type TEXT NOT NULL,
     happening TEXT NOT NULL,
     PRIMARY KEY (job, number)
   ) STRICT;
   CREATE INDEX state_events ON events (job, number) WHERE type <> 'node_output';
   CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
   INSERT INTO counters VALUES ('job', 0);`,
  // The plan job that a job was started by.
  `ALTER TABLE jobs ADD COLUMN parent INTEGER;
   CREATE INDEX child_jobs ON jobs (parent) WHERE parent IS NOT NULL;
   CREATE INDEX top_jobs ON jobs (id) WHERE parent IS NULL;`,
];

/**
 * Whether the file may be used, before anything in it is changed.
 * @throws OrchestratorError `baton/journal-damaged` when it is something else, `baton/journal-too-new` when a newer
 * program made it.
 */
export function checkSchema(database: DatabaseSync, path: string): void {
  const version = pragma(database, 'user_version');
  const application = pragma(database, 'application_id');
  const isEmpty = version === 0 && application === 0 && isBlank(database);
  if (!isEmpty && application !== applicationId) throw damaged(path, 'it is a database of some other program');
  if (version > migrations.length) {
    throw new OrchestratorError(
      'baton/journal-too-new',
      `The journal ${path} has version ${version}; this program knows versions up to ${migrations.length}. Use the newer program that made it.`,
      { details: { version, known: migrations.length } },
    );
  }
}

/** Brings the schema to this program's version, in one transaction. */
export function migrate(database: DatabaseSync): void {
  const version = pragma(database, 'user_version');
  if (version === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
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
