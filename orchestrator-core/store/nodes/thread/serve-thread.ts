import type { MessagePort } from 'node:worker_threads';
import { toErrorValue } from '../../../common/index.ts';
import { explainNodeStore, explainReading, openNodeDatabase } from '../database.ts';
import { NodeWriter } from '../write.ts';
import { Connections } from './connections.ts';
import type { FromThread, ReadRequest, ThreadOptions, ToThread, WriteAnswer, WriteRequest } from './messages.ts';

type Answer = (message: Exclude<ToThread, { readonly close: true }>) => void;

/** Serves the node store's database in this thread until it is told to close. */
export function serveThread(options: ThreadOptions, port: MessagePort): void {
  const send = (message: FromThread): void => port.postMessage(message);
  try {
    const { answer, close } = options.role === 'reader' ? reader(options, send) : writer(options, send);
    send({ opened: true });
    port.on('message', (message: ToThread) => {
      if (!('close' in message)) return answer(message);
      close();
      port.close();
    });
  } catch (error) {
    send({ failed: toErrorValue(error) });
    port.close();
  }
}

interface Role {
  readonly answer: Answer;
  readonly close: () => void;
}

function reader(options: ThreadOptions, send: (message: FromThread) => void): Role {
  const connections = new Connections(options);
  const next = (id: number): void => send({ id, ...connections.nextPage(id) });
  const begin = (id: number, request: ReadRequest): void => {
    switch (request.kind) {
      case 'query':
        connections.begin(id, (ask) => ask.query(request.query));
        next(id);
        break;
      case 'nodes':
        connections.begin(id, (ask) => ask.nodes(request.certnames));
        next(id);
        break;
      case 'factValues':
        connections.begin(id, (ask) => ask.factValues(request.path, request.certnames));
        next(id);
        break;
      case 'rest':
        send({ id, value: null });
        break;
      case 'count':
        send({ id, value: connections.ask((ask) => ask.count(request.query)) });
        break;
      default:
        send({ id, value: connections.ask((ask) => ask[request.kind](request.certname)) });
    }
  };
  const answer: Answer = (message) => {
    const { id } = message;
    try {
      if ('next' in message) next(id);
      else if ('cancel' in message) connections.end(id);
      else begin(id, message.request as ReadRequest);
    } catch (error) {
      connections.end(id);
      send({ id, error: toErrorValue(explainReading(error, options.path)) });
    }
  };
  return { answer, close: () => connections.close() };
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
