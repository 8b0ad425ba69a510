import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FromThread, ProcessOptions, ThreadOptions, ToThread } from './messages.ts';

/** A thread or a process that has the node store's database open. */
export interface Peer {
  post(message: ToThread, transfer?: readonly ArrayBuffer[]): void;
  /** It keeps the program running, or does so no longer. */
  ref(): void;
  unref(): void;
  /** Ends it whatever it is at, a thread when SQLite has come to the end of its statement; resolves when it is gone. */
  kill(): Promise<unknown>;
}

/** What is heard of a peer. */
export interface PeerEvents {
  message(message: FromThread): void;
  /** It has ended, why where that is known; may be told more than once. */
  ended(cause?: unknown): void;
}

/** Starts a peer. */
export type StartPeer = (events: PeerEvents) => Peer;

/** The module of this room's threads and processes: beside the bundle, or the source that tests run. */
export const threadFile: string = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, 'main.ts')
  : join(import.meta.dirname, 'node-store.cjs');

/** A thread of this process. */
export function inThread(options: ThreadOptions): StartPeer {
  return ({ message, ended }) => {
    const name = `node store ${options.role}`;
    // What this process was started with (`--import`, `--inspect`) is not meant for a thread of it.
    const worker = new Worker(threadFile, { workerData: options, name, execArgv: [] });
    worker.on('message', message);
    worker.on('error', ended);
    worker.on('exit', () => ended());
    return {
      post: (asked, transfer = []) => worker.postMessage(asked, [...transfer]),
      ref: () => worker.ref(),
      unref: () => worker.unref(),
      kill: () => worker.terminate(),
    };
  };
}

/** A process of its own: the only thing in which a statement of SQLite can be ended, or held to an amount of memory. */
export function inProcess(options: ProcessOptions): StartPeer {
  return ({ message, ended }) => {
    const child = fork(threadFile, [JSON.stringify(options)], {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (said) => message(said as FromThread));
    child.on('error', ended);
    // Comes after everything that it said, where `exit` may come before.
    child.on('disconnect', () => ended());
    return {
      // Who is gone hears nothing, and is told of by `disconnect`.
      post: (asked) => void child.send(asked, () => {}),
      ref: () => {
        child.ref();
        child.channel?.ref();
      },
      unref: () => {
        child.unref();
        child.channel?.unref();
      },
      kill: async () => {
        if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      },
    };
  };
}
