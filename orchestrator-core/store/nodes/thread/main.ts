import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorValue } from '../../../common/index.ts';
import { explainNodeStore, openNodeDatabase } from '../database.ts';
import { nodeReader, type Row } from '../read.ts';
import { NodeWriter } from '../write.ts';
import type { FromThread, ReadRequest, ThreadOptions, ToThread, WriteAnswer, WriteRequest } from './messages.ts';

/** A page is sent when it has so many rows or characters. */
const pageRows = 2000;
const pageCharacters = 256 * 1024;
/** A query that nobody reads on for so long is ended: as long as it lasts the log of the database grows. */
const longestWait = 60_000;

interface Stream {
  readonly rows: IterableIterator<string> | IterableIterator<Row>;
  idle: NodeJS.Timeout | undefined;
}

/** Serves one connection to the node store's database until it is told to close. */
function serve(options: ThreadOptions, send: (message: FromThread) => void): (message: ToThread) => void {
  const database = openNodeDatabase(options);
  const answer = options.role === 'reader' ? reader(database, send, options.path) : writer(database, send, options);
  send({ opened: true });
  return (message) => {
    if ('close' in message) {
      if (options.role === 'writer') database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
      parentPort?.close();
    } else answer(message);
  };
}

type Answer = (message: Exclude<ToThread, { readonly close: true }>) => void;

function reader(database: DatabaseSync, send: (message: FromThread) => void, path: string): Answer {
  const ask = nodeReader(database);
  const streams = new Map<number, Stream>();
  const fail = (id: number, error: unknown): void => {
    end(id);
    send({ id, error: toErrorValue(explainNodeStore(error, path)) });
  };
  const end = (id: number): void => {
    const stream = streams.get(id);
    streams.delete(id);
    clearTimeout(stream?.idle);
    stream?.rows.return?.();
  };
  const next = (id: number): void => {
    const stream = streams.get(id);
    if (stream === undefined) return;
    clearTimeout(stream.idle);
    const { page, more } = pageOf(stream.rows);
    if (more) stream.idle = setTimeout(() => end(id), longestWait).unref();
    else streams.delete(id);
    send({ id, page, more });
  };
  const stream = (id: number, rows: Stream['rows']): void => {
    streams.set(id, { rows, idle: undefined });
    next(id);
  };
  const begin = (id: number, request: ReadRequest): void => {
    switch (request.kind) {
      case 'query':
        stream(id, ask.query(request.query));
        break;
      case 'nodes':
        stream(id, ask.nodes(request.certnames));
        break;
      case 'factValues':
        stream(id, ask.factValues(request.path, request.certnames));
        break;
      case 'count':
        send({ id, value: ask.count(request.query) });
        break;
      default:
        send({ id, value: ask[request.kind](request.certname) });
    }
  };
  return (message) => {
    const { id } = message;
    try {
      if ('next' in message) next(id);
      else if ('cancel' in message) end(id);
      else begin(id, message.request as ReadRequest);
    } catch (error) {
      fail(id, error);
    }
  };
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

function writer(database: DatabaseSync, send: (message: FromThread) => void, options: ThreadOptions): Answer {
  const { path } = options;
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
  return (message) => {
    if (!('request' in message)) return;
    begin(message.id, message.request as WriteRequest).catch((error: unknown) =>
      send({ id: message.id, error: toErrorValue(explainNodeStore(error, path)) }),
    );
  };
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
