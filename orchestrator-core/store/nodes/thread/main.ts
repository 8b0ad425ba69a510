/** Where threads and processes of the node store begin: what each needs is loaded by it alone. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ProcessOptions } from './messages.ts';

const port = parentPort;
if (port !== null) {
  void import('./serve-thread.ts').then(({ serveThread }) => serveThread(workerData, port));
} else if (process.send !== undefined) {
  const send = process.send.bind(process);
  void import('./serve-process.ts').then(({ serveProcess }) =>
    serveProcess(JSON.parse(process.argv[2] ?? '') as ProcessOptions, (message, sent) =>
      send(message, undefined, undefined, sent ?? (() => {})),
    ),
  );
}
