import { readFileSync, writeFileSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Clock, OrchestratorError, parseExact } from '../common/index.ts';
import {
  isFinalEvent,
  type JobEvent,
  type JobHappening,
  type Journal,
  type NewJobEvent,
  writeHappening,
} from '../jobs/index.ts';
import { journalFile } from './journal-schema.ts';
import { checkSchema, damaged, explain, isTaken, keepPrivate, migrate, sqlite } from './sqlite-file.ts';

export interface JournalOptions {
  /** The database file, absolute; its directory exists. */
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Bytes that the file may grow to; default no limit but the disk's. */
  readonly maxBytes?: number;
  /** Which events are to survive the machine and not only the process; default all but output. */
  readonly flushes?: (happening: JobHappening) => boolean;
}

/**
 * Opens the journal in SQLite and keeps it for this process alone: the lock is the operating system's and goes with the
 * process, however that ends.
 *
 * Write-ahead log; all appends of one turn of the event loop are one transaction. One that says more than output (or
 * what `flushes` says) is flushed to the disk before it resolves (`synchronous = FULL`), so that it survives the machine
 * too; the others survive the process (`NORMAL`), and are flushed with the next transaction that is.
 * @throws OrchestratorError `baton/data-directory-in-use` (`details.pid`), `baton/journal-damaged`,
 * `baton/journal-too-new`, `baton/journal-unwritable`.
 */
export function openJournal(options: JournalOptions): Journal {
  const { path } = options;
  let database: DatabaseSync | undefined;
  try {
    keepPrivate(path);
    database = new (sqlite().DatabaseSync)(path, { timeout: 0 });
    // Taken with the first access and kept until the end; it also spares the shared memory that others would need.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    checkSchema(database, journalFile, path);
    database.exec('PRAGMA auto_vacuum = INCREMENTAL');
    database.exec('PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 16777216; PRAGMA foreign_keys = ON');
    database.exec('BEGIN IMMEDIATE; COMMIT');
    writeFileSync(`${path}.pid`, `${process.pid}\n`, { mode: 0o600 });
    migrate(database, journalFile);
    if (options.maxBytes !== undefined) {
      const pageSize = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
      database.exec(`PRAGMA max_page_count = ${Math.ceil(options.maxBytes / pageSize)}`);
    }
    return new SqliteJournal(database, options);
  } catch (error) {
    database?.close();
    throw isTaken(error) ? taken(path) : explain(error, journalFile, path);
  }
}

function taken(path: string): OrchestratorError {
  let pid = Number.NaN;
  try {
    pid = Number(readFileSync(`${path}.pid`, 'utf8'));
  } catch {
    // The other process has only just begun.
  }
  const who = Number.isSafeInteger(pid) ? `the process ${pid}` : 'another process';
  return new OrchestratorError(
    'baton/data-directory-in-use',
    `Another orchestrator, ${who}, has the journal ${path} open. Use that one, end it, or choose another data directory.`,
    { details: Number.isSafeInteger(pid) ? { pid } : {} },
  );
}

const insertEvent = 'INSERT INTO events VALUES (?, ?, ?, ?, ?)';
const putJob = `INSERT INTO jobs (id, last, finished, parent) VALUES (?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET last = excluded.last, finished = coalesce(excluded.finished, finished)`;

interface PendingAppend {
  readonly events: readonly (NewJobEvent & { readonly text: string })[];
  resolve(events: readonly JobEvent[]): void;
  reject(error: unknown): void;
}

class SqliteJournal implements Journal {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #clock: Pick<Clock, 'now'>;
  /** What was asked before, compiled: readers ask the same few things at each event. */
  readonly #statements = new Map<string, StatementSync>();
  /** The newest event of each job that was appended to in this life. */
  readonly #last = new Map<string, number>();
  #pending: PendingAppend[] = [];
  #lastJob: number;
  #full = true;
  readonly #flushes: (happening: JobHappening) => boolean;
  #closed = false;

  constructor(database: DatabaseSync, { path, clock, flushes }: JournalOptions) {
    this.#flushes = flushes ?? (({ type }) => type !== 'node_output');
    this.#database = database;
    this.#path = path;
    this.#clock = clock;
    this.#lastJob = Number(this.#statement("SELECT value FROM counters WHERE name = 'job'").get()?.['value']);
  }

  #statement(query: string): StatementSync {
    const known = this.#statements.get(query);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(query);
    this.#statements.set(query, statement);
    return statement;
  }

  /** Given to nobody else while this process lives, and kept for ever with the job's first event. */
  async nextJobId(): Promise<string> {
    this.#lastJob += 1;
    return String(this.#lastJob);
  }

  append(events: readonly NewJobEvent[]): Promise<readonly JobEvent[]> {
    if (this.#closed) return Promise.reject(closed());
    return new Promise((resolve, reject) => {
      // What cannot be written is refused here, and takes nobody else's events with it.
      const written = events.map((event) => ({ ...event, text: writeHappening(event.happening) }));
      if (this.#pending.length === 0) setImmediate(() => this.#flush());
      this.#pending.push({ events: written, resolve, reject });
    });
  }

  /** Everything that was appended in this turn becomes one transaction: all of it is kept or none. */
  #flush(): void {
    const appends = this.#pending;
    this.#pending = [];
    if (appends.length === 0) return;
    try {
      const written = this.#transaction(appends);
      for (const [index, append] of appends.entries()) append.resolve(written[index] ?? []);
    } catch (error) {
      const reason = explain(error, journalFile, this.#path);
      for (const append of appends) append.reject(reason);
    }
  }

  #transaction(appends: readonly PendingAppend[]): JobEvent[][] {
    this.#setFull(appends.some(({ events }) => events.some(({ happening }) => this.#flushes(happening))));
    const last = new Map<string, number>();
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const written = appends.map(({ events }) => events.map((event) => this.#write(event, last)));
      this.#database.exec('COMMIT');
      for (const [job, number] of last) this.#last.set(job, number);
      return written;
    } catch (error) {
      // A full disk may have rolled it back already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #setFull(full: boolean): void {
    if (this.#full !== full) this.#database.exec(`PRAGMA synchronous = ${full ? 'FULL' : 'NORMAL'}`);
    this.#full = full;
  }

  #write({ job, happening, text }: PendingAppend['events'][number], last: Map<string, number>): JobEvent {
    const number = (last.get(job) ?? this.#last.get(job) ?? this.#lastOf(job)) + 1;
    if (number === 1 && happening.type !== 'job_created') {
      throw new OrchestratorError('baton/internal-error', `Job ${job} must begin with job_created.`);
    }
    const event = { ...happening, job, number, timestamp: this.#clock.now() };
    const parent = happening.type === 'job_created' ? happening.description.parent?.job : undefined;
    const finished = isFinalEvent(happening) ? event.timestamp : null;
    this.#statement(putJob).run(Number(job), number, finished, parent === undefined ? null : Number(parent));
    this.#statement(insertEvent).run(Number(job), number, event.timestamp, happening.type, text);
    if (number === 1) {
      this.#statement("UPDATE counters SET value = max(value, ?) WHERE name = 'job'").run(Number(job));
    }
    last.set(job, number);
    return event;
  }

  #lastOf(job: string): number {
    return Number(this.#statement('SELECT last FROM jobs WHERE id = ?').get(Number(job))?.['last'] ?? 0);
  }

  async read(job: string, start: number, limit: number): Promise<readonly JobEvent[]> {
    const query =
      'SELECT number, timestamp, happening FROM events WHERE job = ? AND number >= ? ORDER BY number LIMIT ?';
    return this.#events(job, query, [start, limit]);
  }

  async readStates(job: string): Promise<readonly JobEvent[]> {
    const query = `SELECT number, timestamp, happening FROM events WHERE job = ? AND type <> 'node_output' ORDER BY number`;
    return this.#events(job, query, []);
  }

  async readSummary(job: string): Promise<readonly JobEvent[]> {
    const query = `SELECT number, timestamp, happening FROM events
      WHERE job = ? AND type <> 'node_output' AND substr(type, 1, 5) <> 'plan_' ORDER BY number`;
    return this.#events(job, query, []);
  }

  #events(job: string, query: string, values: readonly number[]): JobEvent[] {
    if (this.#closed) throw closed();
    const id = Number(job);
    // `1.0` and ` 1` are no ids, though they are numbers.
    if (!Number.isSafeInteger(id) || String(id) !== job) return [];
    return this.#guard(() =>
      this.#statement(query)
        .all(id, ...values)
        .map((row) => ({
          ...this.#happening(String(row['happening'])),
          job,
          number: Number(row['number']),
          timestamp: Number(row['timestamp']),
        })),
    );
  }

  #happening(text: string): JobHappening {
    try {
      // What this class wrote, nobody else could change: the file is held.
      return parseExact(text) as unknown as JobHappening;
    } catch (error) {
      throw damaged(journalFile, this.#path, 'an event is not JSON', error);
    }
  }

  async jobs({ limit, before }: { readonly limit: number; readonly before?: string }): Promise<readonly string[]> {
    const bound = before === undefined ? Number.MAX_SAFE_INTEGER : Number(before);
    return this.#ids(
      'SELECT id FROM jobs WHERE id < ? AND parent IS NULL ORDER BY id DESC LIMIT ?',
      Number.isSafeInteger(bound) ? bound : 0,
      limit,
    );
  }

  async unfinished(): Promise<readonly string[]> {
    return this.#ids('SELECT id FROM jobs WHERE finished IS NULL ORDER BY id');
  }

  #ids(query: string, ...values: readonly number[]): string[] {
    if (this.#closed) throw closed();
    return this.#guard(() =>
      this.#statement(query)
        .all(...values)
        .map((row) => String(row['id'])),
    );
  }

  async prune(timestamp: number): Promise<void> {
    const whole = `SELECT id FROM jobs WHERE finished < ? AND parent IS NULL
       AND NOT EXISTS (SELECT 1 FROM jobs AS child WHERE child.parent = jobs.id AND child.finished IS NULL)`;
    for (const id of this.#ids(whole, timestamp)) {
      if (this.#closed) return;
      this.#guard(() => {
        this.#database.exec('BEGIN IMMEDIATE');
        for (const one of [...this.#ids('SELECT id FROM jobs WHERE parent = ?', Number(id)), id]) {
          this.#statement('DELETE FROM events WHERE job = ?').run(Number(one));
          this.#statement('DELETE FROM jobs WHERE id = ?').run(Number(one));
        }
        this.#database.exec('COMMIT');
      });
      // A job at a time, so that running ones are not held up.
      await new Promise(setImmediate);
    }
    if (!this.#closed) this.#guard(() => this.#database.exec('PRAGMA incremental_vacuum(10000)'));
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw explain(error, journalFile, this.#path);
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    this.#database.close();
  }
}

function closed(): OrchestratorError {
  return new OrchestratorError('baton/stopping', 'The orchestrator is ending; its journal is closed.');
}
