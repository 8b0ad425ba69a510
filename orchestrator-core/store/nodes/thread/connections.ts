import type { DatabaseSync } from 'node:sqlite';
import { OrchestratorError } from '../../../common/index.ts';
import { openNodeDatabase } from '../database.ts';
import { type NodeReader, nodeReader, type Row } from '../read.ts';
import { fieldEnd, lineEnd, type Page, type ThreadOptions } from './messages.ts';

/** A page has at most so many rows, and is full with so many characters. */
const pageRows = 2000;
const pageCharacters = 256 * 1024;
/** Queries that may be read at a time: each has a connection of its own, with a cache. */
const mostRead = 32;

interface Connection {
  readonly database: DatabaseSync;
  readonly ask: NodeReader;
}

interface Stream {
  readonly connection: Connection;
  readonly rows: IterableIterator<string> | IterableIterator<Row>;
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
    return { database, ask: nodeReader(database) };
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
      this.#streams.set(id, { connection, rows: rowsOf(connection.ask) });
    } catch (error) {
      this.#free.push(connection);
      throw error;
    }
  }

  nextPage(id: number): Page {
    const stream = this.#streams.get(id);
    if (stream === undefined) return { page: '', more: false };
    const page = pageOf(stream.rows);
    if (!page.more) this.end(id);
    return page;
  }

  /** Ends reading; harmless when it has ended. */
  end(id: number): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    this.#streams.delete(id);
    stream.rows.return?.();
    if (this.#free.length === 0) this.#free.push(stream.connection);
    else stream.connection.database.close();
  }

  close(): void {
    for (const id of [...this.#streams.keys()]) this.end(id);
    for (const { database } of this.#free) database.close();
  }
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
