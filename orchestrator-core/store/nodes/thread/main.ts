import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { OrchestratorError, toErrorValue } from '../../../common/index.ts';
import { explainNodeStore, openNodeDatabase } from '../database.ts';
import { type NodeReader, nodeReader, type Row } from '../read.ts';
import { NodeWriter } from '../write.ts';
import type { FromThread, ReadRequest, ThreadOptions, ToThread, WriteAnswer, WriteRequest } from './messages.ts';
import { unwanted, working } from './messages.ts';

/** A page is sent when it has so many rows or characters. */
const pageRows = 2000;
const pageCharacters = 256 * 1024;
/** A query that nobody reads on for so long is ended: as long as it lasts the log of the database grows. */
const longestWait = 60_000;

/** A connection that reads. */
interface Connection {
  readonly database: DatabaseSync;
  readonly ask: NodeReader;
}

interface Stream {
  readonly connection: Connection;
  readonly rows: IterableIterator<string> | IterableIterator<Row>;
  idle: NodeJS.Timeout | undefined;
}

type Answer = (message: Exclude<ToThread, { readonly close: true }>) => void;

/** Serves the node store's database until it is told to close. */
function serve(options: ThreadOptions, send: (message: FromThread) => void): (message: ToThread) => void {
  const { answer, close } = options.role === 'reader' ? reader(options, send) : writer(options, send);
  send({ opened: true });
  return (message) => {
    if (!('close' in message)) answer(message);
    else {
      close();
      parentPort?.close();
    }
  };
}

interface Role {
  readonly answer: Answer;
  readonly close: () => void;
}

function reader(options: ThreadOptions, send: (message: FromThread) => void): Role {
  const streams = new Map<number, Stream>();
  /** As long as a query is read its connection sees what there was when it began: others take another one. */
  const free: Connection[] = [connect(options)];
  const end = (id: number): void => {
    const stream = streams.get(id);
    if (stream === undefined) return;
    streams.delete(id);
    clearTimeout(stream.idle);
    stream.rows.return?.();
    if (free.length === 0) free.push(stream.connection);
    else stream.connection.database.close();
  };
  const next = (id: number): void => {
    const stream = streams.get(id);
    if (stream === undefined) throw abandoned();
    clearTimeout(stream.idle);
    const { page, more } = pageOf(stream.rows);
    if (more) stream.idle = setTimeout(() => end(id), longestWait).unref();
    else end(id);
    send({ id, page, more });
  };
  const stream = (id: number, rowsOf: (ask: NodeReader) => Stream['rows']): void => {
    const connection = free.pop() ?? connect(options);
    try {
      streams.set(id, { connection, rows: rowsOf(connection.ask), idle: undefined });
    } catch (error) {
      free.push(connection);
      throw error;
    }
    next(id);
  };
  const value = (compute: (ask: NodeReader) => unknown): unknown => {
    const connection = free.pop() ?? connect(options);
    free.push(connection);
    return compute(connection.ask);
  };
  const begin = (id: number, request: ReadRequest): void => {
    switch (request.kind) {
      case 'query':
        stream(id, (ask) => ask.query(request.query));
        break;
      case 'nodes':
        stream(id, (ask) => ask.nodes(request.certnames));
        break;
      case 'factValues':
        stream(id, (ask) => ask.factValues(request.path, request.certnames));
        break;
      case 'count':
        send({ id, value: value((ask) => ask.count(request.query)) });
        break;
      default:
        send({ id, value: value((ask) => ask[request.kind](request.certname)) });
    }
  };
  const shared = new Int32Array(options.shared);
  const answer: Answer = (message) => {
    const { id } = message;
    Atomics.store(shared, working, id);
    try {
      if ('next' in message) next(id);
      else if ('cancel' in message) end(id);
      else begin(id, message.request as ReadRequest);
    } catch (error) {
      end(id);
      send({ id, error: toErrorValue(explainNodeStore(error, options.path)) });
    }
  };
  const close = (): void => {
    for (const id of [...streams.keys()]) end(id);
    for (const { database } of free) database.close();
  };
  return { answer, close };
}

function abandoned(): OrchestratorError {
  const message = `The query was ended because nobody read on for ${longestWait / 1000} seconds. Ask it again.`;
  return new OrchestratorError('baton/query-abandoned', message);
}

function connect(options: ThreadOptions): Connection {
  const database = openNodeDatabase(options);
  const shared = new Int32Array(options.shared);
  const isCancelled = (): boolean => Atomics.load(shared, unwanted) === Atomics.load(shared, working);
  return { database, ask: nodeReader(database, isCancelled) };
}

function pageOf(rows: Stream['rows']): { readonly page: string | readonly Row[]; readonly more: boolean } {
  const page: (string | Row)[] = [];
  let characters = 0;
  let more = true;
  while (page.length < pageRows && characters < pageCharacters) {
    const { value, done } = rows.next();
    if (done === true) {
      more = false;
      break;
    }
    page.push(value);
    if (typeof value === 'string') characters += value.length;
  }
  const isText = typeof page[0] === 'string';
  return { page: isText ? page.join('\n') : (page as Row[]), more };
}

function writer(options: ThreadOptions, send: (message: FromThread) => void): Role {
  const { path } = options;
  const database = openNodeDatabase(options);
  const write = new NodeWriter(database, options);
  const begin = async (id: number, request: WriteRequest): Promise<void> => {
    if (request.kind === 'write') {
      const answers = write
        .write(request.commands)
        .map(
          (written): WriteAnswer =>
            written.ok ? written : { error: toErrorValue(explainNodeStore(written.error, path)) },
        );
      send({ id, value: answers });
      return;
    }
    for (const swept of write.sweep(request.now, request.retention)) {
      send({ swept });
      // Commands have their turn between two steps.
      await new Promise((resolve) => setImmediate(resolve));
    }
    send({ id, value: null });
  };
  const answer: Answer = (message) => {
    if (!('request' in message)) return;
    begin(message.id, message.request as WriteRequest).catch((error: unknown) =>
      send({ id: message.id, error: toErrorValue(explainNodeStore(error, path)) }),
    );
  };
  const close = (): void => {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
  };
  return { answer, close };
}

const port = parentPort;
if (port !== null) {
  const send = (message: FromThread): void => port.postMessage(message);
  try {
    port.on('message', serve(workerData as ThreadOptions, send));
  } catch (error) {
    send({ failed: toErrorValue(error) });
    port.close();
  }
}
