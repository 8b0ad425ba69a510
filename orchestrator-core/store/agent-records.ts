import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Log, Timer } from '../common/index.ts';
import type { AgentHello } from '../pxp/index.ts';
import { checkSchema, explain, keepPrivate, migrate, type SqliteFile, sqlite } from './sqlite-file.ts';

/** What is remembered of an agent, whether it is connected or not. */
export interface AgentRecord {
  /** When it was last known to be connected, milliseconds since the Unix epoch. */
  readonly seen: number;
  readonly connected: boolean;
  /** What it said of itself. */
  readonly hello?: AgentHello;
  /** What the facts look like that are stored of it, and when they were found. */
  readonly digest?: string;
  readonly factsAt?: number;
  /** The classes of its last Puppet run. */
  readonly classes?: readonly string[];
}

/**
 * The agents that were ever connected. What is put here is known at once and on the disk within a second: who was
 * connected when the orchestrator was killed was last seen when it last said that it lives.
 */
export interface AgentRecords {
  get(name: string): AgentRecord | undefined;
  all(): ReadonlyMap<string, AgentRecord>;
  /** Lays what is new over what is known. */
  put(name: string, change: Partial<AgentRecord>): void;
  /** Forgets an agent. */
  remove(name: string): void;
  /** Writes what is not written yet. */
  close(): void;
}

export interface AgentRecordsOptions {
  /** The file, absolute; absent, nothing is kept. */
  readonly path?: string;
  /** Makes no file and changes nothing; the file is read when it is first asked for. */
  readonly readOnly?: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

const file: SqliteFile = {
  noun: 'list of agents',
  errors: 'baton/agents',
  loss: 'agents are known again when they connect',
  // "BatA".
  applicationId: 0x42617441,
  migrations: [
    `CREATE TABLE agents (name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
     CREATE TABLE life (alive INTEGER NOT NULL) STRICT;`,
  ],
};

/** Milliseconds until a change is written, changes that are written at once, and milliseconds between signs of life. */
const writeDelay = 1000;
const mostAtOnce = 1000;
const lifeInterval = 10_000;
/** Milliseconds after which an agent that is away is forgotten. */
const remembered = 90 * 24 * 60 * 60 * 1000;

/** Opens the records. What is wrong with the file is told in the log, and nothing is kept then. */
export function openAgentRecords(options: AgentRecordsOptions): AgentRecords {
  const { path, readOnly = false, clock, log } = options;
  if (readOnly) return new Records(() => readOnce(options), undefined, options);
  const database = path === undefined ? undefined : openDatabase(path, readOnly, log);
  const records = database === undefined ? new Map<string, AgentRecord>() : readRecords(database, clock.now());
  return new Records(() => records, database, options);
}

function readOnce({ path, clock, log }: AgentRecordsOptions): Map<string, AgentRecord> {
  const database = path === undefined || !existsSync(path) ? undefined : openDatabase(path, true, log);
  const records = database === undefined ? new Map<string, AgentRecord>() : readRecords(database, clock.now());
  database?.close();
  return records;
}

function openDatabase(path: string, readOnly: boolean, log: Log): DatabaseSync | undefined {
  let database: DatabaseSync | undefined;
  try {
    if (!readOnly) keepPrivate(path);
    database = new (sqlite().DatabaseSync)(path, { readOnly, timeout: 5000 });
    checkSchema(database, file, path);
    if (readOnly) return database;
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 4194304');
    migrate(database, file);
    return database;
  } catch (error) {
    database?.close();
    const why = explain(error, file, path);
    if (!readOnly) log.log('warn', why instanceof Error ? why.message : String(why));
    return undefined;
  }
}

function readRecords(database: DatabaseSync, now: number): Map<string, AgentRecord> {
  const alive = Number(database.prepare('SELECT max(alive) AS alive FROM life').get()?.['alive'] ?? 0);
  const records = new Map<string, AgentRecord>();
  for (const { name, record } of database.prepare('SELECT name, record FROM agents').iterate()) {
    const read = JSON.parse(String(record)) as AgentRecord;
    const seen = read.connected ? Math.max(read.seen, alive) : read.seen;
    if (now - seen < remembered) records.set(String(name), { ...read, seen, connected: false });
  }
  return records;
}

class Records implements AgentRecords {
  readonly #read: () => Map<string, AgentRecord>;
  readonly #database: DatabaseSync | undefined;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #dirty = new Set<string>();
  #timer: Timer | undefined;
  #life: Timer | undefined;

  #known: Map<string, AgentRecord> | undefined;

  constructor(read: () => Map<string, AgentRecord>, database: DatabaseSync | undefined, options: AgentRecordsOptions) {
    this.#read = read;
    this.#database = database;
    this.#clock = options.clock;
    this.#log = options.log;
    if (database !== undefined) this.#live();
  }

  get #records(): Map<string, AgentRecord> {
    this.#known ??= this.#read();
    return this.#known;
  }

  get(name: string): AgentRecord | undefined {
    return this.#records.get(name);
  }

  all(): ReadonlyMap<string, AgentRecord> {
    return this.#records;
  }

  put(name: string, change: Partial<AgentRecord>): void {
    const known = this.#records.get(name) ?? { seen: this.#clock.now(), connected: false };
    this.#records.set(name, { ...known, ...change });
    this.#change(name);
  }

  remove(name: string): void {
    if (this.#records.delete(name)) this.#change(name);
  }

  #change(name: string): void {
    if (this.#database === undefined) return;
    this.#dirty.add(name);
    this.#timer ??= this.#clock.after(writeDelay, () => this.#write());
  }

  /** A few at a time: nobody waits long for the disk. */
  #write(most: number = mostAtOnce): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const names = [...this.#dirty].slice(0, most);
    for (const name of names) this.#dirty.delete(name);
    this.#transaction((database) => {
      const put = database.prepare('INSERT OR REPLACE INTO agents (name, record) VALUES (?, ?)');
      const remove = database.prepare('DELETE FROM agents WHERE name = ?');
      for (const name of names) {
        const record = this.#records.get(name);
        if (record === undefined) remove.run(name);
        else put.run(name, JSON.stringify(record));
      }
    });
    if (this.#dirty.size > 0) this.#timer = this.#clock.after(writeDelay, () => this.#write());
  }

  #live(): void {
    this.#transaction((database) => {
      database.exec('DELETE FROM life');
      database.prepare('INSERT INTO life (alive) VALUES (?)').run(this.#clock.now());
    });
    this.#life = this.#clock.after(lifeInterval, () => this.#live());
  }

  #transaction(change: (database: DatabaseSync) => void): void {
    if (this.#database === undefined) return;
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      change(this.#database);
      this.#database.exec('COMMIT');
    } catch (error) {
      // What is not written now is known all the same, and is written with its next change.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      this.#log.log('warn', `The list of agents cannot be written: ${String(error)}`);
    }
  }

  close(): void {
    this.#life?.cancel();
    if (this.#database === undefined) return;
    this.#live();
    this.#life?.cancel();
    this.#write(Number.POSITIVE_INFINITY);
    this.#timer?.cancel();
    this.#database.close();
  }
}
