import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fromErrorValue, OrchestratorError } from '../../../common/index.ts';
import {
  type FromThread,
  type Page,
  type ReadRequest,
  type ThreadOptions,
  type ToThread,
  unwanted,
  type WriteRequest,
} from './messages.ts';

interface Waiting {
  take(answer: Extract<FromThread, { readonly id: number }>): void;
  fail(error: unknown): void;
}

/**
 * A thread with a connection to the node store's database. It is started with the first request, and again with the next
 * one when it has ended by itself, for want of memory say: what was asked of it then is rejected.
 */
export class NodeThread {
  readonly #options: ThreadOptions;
  readonly #shared: Int32Array;
  readonly #waiting = new Map<number, Waiting>();
  readonly #swept: (certnames: readonly string[]) => void;
  #worker: Worker | undefined;
  #closed = false;
  #last = 0;

  constructor(options: Omit<ThreadOptions, 'shared'>, swept: (certnames: readonly string[]) => void = () => {}) {
    // No request has the number 0.
    const shared = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
    this.#options = { ...options, shared };
    this.#shared = new Int32Array(shared);
    Atomics.store(this.#shared, unwanted, -1);
    this.#swept = swept;
  }

  /** Resolves when the thread has the database open; rejects with why it can't. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = this.#start();
      const take = (message: FromThread): void => {
        if ('opened' in message) resolve();
        else if ('failed' in message) reject(fromErrorValue(message.failed));
        else return;
        worker.off('message', take);
      };
      worker.on('message', take);
      worker.once('error', reject);
    });
  }

  /** Asks for one answer. */
  ask(request: ReadRequest | WriteRequest, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#wait({
        take: (answer) => {
          this.#forget(id);
          if ('error' in answer) reject(fromErrorValue(answer.error));
          else resolve('value' in answer ? answer.value : undefined);
        },
        fail: reject,
      });
      this.#post({ id, request }, transfer);
    });
  }

  /** Asks for rows, page by page; the next page is made while one is read, and no more. Ending the iteration ends the query. */
  async *pages(request: ReadRequest, aborted: Promise<never>): AsyncIterable<Page['page']> {
    const arrived: (Page | { readonly failure: unknown })[] = [];
    let wake = (): void => {};
    const id = this.#wait({
      take: (answer) => {
        if ('page' in answer) arrived.push(answer);
        else if ('error' in answer) arrived.push({ failure: fromErrorValue(answer.error) });
        wake();
      },
      fail: (failure) => {
        arrived.push({ failure });
        wake();
      },
    });
    let more = true;
    try {
      this.#post({ id, request });
      while (more) {
        const came = new Promise<void>((resolve) => {
          wake = resolve;
        });
        if (arrived.length === 0) await Promise.race([came, aborted]);
        const next = arrived.shift();
        if (next === undefined) continue;
        if ('failure' in next) throw next.failure;
        more = next.more;
        if (more) this.#post({ id, next: true });
        yield next.page;
      }
    } finally {
      this.#forget(id);
      if (more && this.#worker !== undefined) {
        // The message is read when the thread has done what it is at, which may be this.
        Atomics.store(this.#shared, unwanted, id);
        this.#post({ id, cancel: true });
      }
    }
  }

  /** Ends the thread when it has done what it was asked. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.ref();
    this.#post({ close: true });
    await exited;
  }

  #wait(waiting: Waiting): number {
    if (this.#closed) throw ended();
    this.#last += 1;
    this.#waiting.set(this.#last, waiting);
    // A thread that is asked nothing keeps no program running.
    this.#start().ref();
    return this.#last;
  }

  #forget(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker?.unref();
  }

  #post(message: ToThread, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker?.postMessage(message, [...transfer]);
  }

  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(threadFile(), { workerData: this.#options, name: `node store ${this.#options.role}` });
    this.#worker = worker;
    worker.on('message', (message: FromThread) => {
      if ('id' in message) this.#waiting.get(message.id)?.take(message);
      else if ('swept' in message) this.#swept(message.swept);
      else if ('failed' in message) this.#end(worker, fromErrorValue(message.failed));
    });
    worker.on('error', (error) => this.#end(worker, broken(error)));
    worker.on('exit', () => this.#end(worker, this.#closed ? ended() : broken()));
    return worker;
  }

  /** The first that is told of an end is its reason. */
  #end(worker: Worker, reason: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const waiting of [...this.#waiting.values()]) waiting.fail(reason);
    this.#waiting.clear();
  }
}

function broken(cause?: unknown): OrchestratorError {
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  const message = `The node store broke off what it was at${why}, and goes on with the next question. Ask again.`;
  return new OrchestratorError('baton/node-store-broke-off', message, { cause });
}

function ended(): OrchestratorError {
  return new OrchestratorError('baton/stopping', 'The node store is closed.');
}

/** Beside the bundle, or the source that tests run. */
function threadFile(): string {
  return import.meta.filename.endsWith('.ts')
    ? join(import.meta.dirname, 'main.ts')
    : join(import.meta.dirname, 'node-store.cjs');
}
