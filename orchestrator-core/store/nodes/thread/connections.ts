import type { DatabaseSync } from 'node:sqlite';
import { OrchestratorError } from '../../../common/index.ts';
import { openNodeDatabase } from '../database.ts';
import { type NodeReader, nodeReader, type Row } from '../read.ts';
import { fieldEnd, lineEnd, type Page, type ThreadOptions, unwanted, working } from './messages.ts';

/** A page has at most so many rows, and is full with so many characters. */
const pageRows = 2000;
const pageCharacters = 256 * 1024;
/** A query that nobody reads on for so long is ended: as long as it is open the log of the database grows. */
const longestWait = 60_000;
/** Queries that may be read at a time: each has a connection of its own, with a cache. */
const mostRead = 32;

interface Connection {
  readonly database: DatabaseSync;
  readonly ask: NodeReader;
}

interface Stream {
  readonly connection: Connection;
  readonly rows: IterableIterator<string> | IterableIterator<Row>;
  idle: NodeJS.Timeout | undefined;
}

/**
 * The connections of a thread that reads, with the queries that are being read. As long as one is, its connection sees what
 * there was when it began: others take another one.
 */
export class Connections {
  readonly #options: ThreadOptions;
  readonly #streams = new Map<number, Stream>();
  readonly #free: Connection[];

  /** @throws OrchestratorError as `openNodeDatabase` */
  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#free = [this.#connect()];
  }

  #connect(): Connection {
    const database = openNodeDatabase(this.#options);
    const shared = new Int32Array(this.#options.shared);
    const isCancelled = (): boolean => Atomics.load(shared, unwanted) === Atomics.load(shared, working);
    return { database, ask: nodeReader(database, isCancelled) };
  }

  /** Answers at once. */
  ask<T>(compute: (ask: NodeReader) => T): T {
    const connection = this.#free.pop() ?? this.#connect();
    this.#free.push(connection);
    return compute(connection.ask);
  }

  /**
   * Begins to read rows, under the number of the request.
   * @throws OrchestratorError `baton/node-store-busy` when too many are being read
   */
  begin(id: number, rowsOf: (ask: NodeReader) => Stream['rows']): void {
    if (this.#streams.size >= mostRead) throw busy();
    const connection = this.#free.pop() ?? this.#connect();
    try {
      this.#streams.set(id, { connection, rows: rowsOf(connection.ask), idle: undefined });
    } catch (error) {
      this.#free.push(connection);
      throw error;
    }
  }

  /** @throws OrchestratorError `baton/query-abandoned` when it was ended because nobody read on */
  nextPage(id: number): Page {
    const stream = this.#streams.get(id);
    if (stream === undefined) throw abandoned();
    clearTimeout(stream.idle);
    const page = pageOf(stream.rows);
    if (page.more) stream.idle = setTimeout(() => this.end(id), longestWait).unref();
    else this.end(id);
    return page;
  }

  /** Ends reading; harmless when it has ended. */
  end(id: number): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    this.#streams.delete(id);
    clearTimeout(stream.idle);
    stream.rows.return?.();
    if (this.#free.length === 0) this.#free.push(stream.connection);
    else stream.connection.database.close();
  }

  close(): void {
    for (const id of [...this.#streams.keys()]) this.end(id);
    for (const { database } of this.#free) database.close();
  }
}

function abandoned(): OrchestratorError {
  const message = `The query was ended because nobody read on for ${longestWait / 1000} seconds. Ask it again.`;
  return new OrchestratorError('baton/query-abandoned', message);
}

function busy(): OrchestratorError {
  const message = `The answers of ${mostRead} queries are being read, and no more can be. Ask again in a moment.`;
  return new OrchestratorError('baton/node-store-busy', message);
}

function pageOf(rows: Stream['rows']): Page {
  const texts: string[] = [];
  let separator = lineEnd;
  let characters = 0;
  let more = true;
  while (texts.length < pageRows && characters < pageCharacters) {
    const { value, done } = rows.next();
    if (done === true) {
      more = false;
      break;
    }
    if (typeof value !== 'string') separator = fieldEnd;
    const text = typeof value === 'string' ? value : value.map((field) => field ?? '').join(fieldEnd);
    texts.push(text);
    characters += text.length;
  }
  return { page: texts.join(separator), more };
}
