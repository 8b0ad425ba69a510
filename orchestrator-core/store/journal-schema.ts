import type { SqliteFile } from './sqlite-file.ts';

/** The journal of jobs. */
export const journalFile: SqliteFile = {
  noun: 'journal',
  errors: 'baton/journal',
  loss: 'the jobs in it are then forgotten',
  // "Batn".
  applicationId: 0x4261746e,
  migrations: [
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
  ],
};
