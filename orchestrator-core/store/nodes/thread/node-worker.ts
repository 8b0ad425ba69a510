import { fromErrorValue, OrchestratorError } from '../../../common/index.ts';
import type { FromThread, Page, ReadRequest, ToThread, WriteRequest } from './messages.ts';
import type { Peer, StartPeer } from './start.ts';

interface Waiting {
  take(answer: Extract<FromThread, { readonly id: number }>): void;
  fail(error: unknown): void;
}

/**
 * A thread or process with a connection to the node store's database. It is started with the first request, and again with
 * the next one when it has ended, for want of memory say: what was asked of it then is rejected.
 */
export class NodeWorker {
  readonly #startPeer: StartPeer;
  readonly #waiting = new Map<number, Waiting>();
  readonly #swept: (certnames: readonly string[]) => void;
  #peer: Peer | undefined;
  #opened = Promise.withResolvers<void>();
  #exited = Promise.withResolvers<void>();
  /** Resolves when all that was killed is gone. */
  #gone: Promise<unknown> = Promise.resolve();
  #closed = false;
  #last = 0;

  constructor(start: StartPeer, swept: (certnames: readonly string[]) => void = () => {}) {
    this.#startPeer = start;
    this.#swept = swept;
  }

  /** Resolves when it has the database open; rejects with why it can't. */
  open(): Promise<void> {
    this.#start();
    return this.#opened.promise;
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
  async *pages(request: ReadRequest): AsyncGenerator<Page['page'], void> {
    const arrived: (Page | { readonly failure: unknown })[] = [];
    let wake = (): void => {};
    const put = (answer: (typeof arrived)[number]): void => {
      arrived.push(answer);
      wake();
    };
    const id = this.#wait({
      take: (answer) => {
        if ('page' in answer) put(answer);
        else if ('error' in answer) put({ failure: fromErrorValue(answer.error) });
      },
      fail: (failure) => put({ failure }),
    });
    let more = true;
    try {
      this.#post({ id, request });
      while (more) {
        const came = new Promise<void>((resolve) => {
          wake = resolve;
        });
        if (arrived.length === 0) await came;
        const next = arrived.shift();
        if (next === undefined) continue;
        if ('failure' in next) throw next.failure;
        more = next.more;
        if (more) this.#post({ id, next: true });
        yield next.page;
      }
    } finally {
      this.#forget(id);
      if (more) this.#post({ id, cancel: true });
    }
  }

  /** Ends it whatever it is at; what was asked of it is rejected with the reason, and the next request starts it again. Resolves when it is gone. */
  async kill(reason: unknown): Promise<void> {
    if (this.#peer !== undefined) this.#kill(this.#peer, reason);
    await this.#gone;
  }

  #kill(peer: Peer, reason: unknown): void {
    this.#end(peer, reason);
    this.#gone = Promise.all([this.#gone, peer.kill()]);
  }

  /** Ends it when it has done what it was asked. */
  async close(): Promise<void> {
    this.#closed = true;
    const peer = this.#peer;
    if (peer === undefined) return;
    peer.ref();
    this.#post({ close: true });
    await this.#exited.promise;
  }

  #wait(waiting: Waiting): number {
    if (this.#closed) throw ended();
    this.#last += 1;
    this.#waiting.set(this.#last, waiting);
    // One that is asked nothing keeps no program running.
    this.#start().ref();
    return this.#last;
  }

  #forget(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#peer?.unref();
  }

  #post(message: ToThread, transfer: readonly ArrayBuffer[] = []): void {
    this.#peer?.post(message, transfer);
  }

  #start(): Peer {
    if (this.#peer !== undefined) return this.#peer;
    this.#opened = Promise.withResolvers<void>();
    this.#opened.promise.catch(() => {});
    this.#exited = Promise.withResolvers<void>();
    const peer = this.#startPeer({
      message: (message) => {
        if (this.#peer !== peer) return;
        if ('id' in message) this.#waiting.get(message.id)?.take(message);
        else if ('swept' in message) this.#swept(message.swept);
        else if ('opened' in message) this.#opened.resolve();
        else this.#kill(peer, fromErrorValue(message.failed));
      },
      ended: (cause) => this.#end(peer, this.#closed ? ended() : broken(cause)),
    });
    this.#peer = peer;
    return peer;
  }

  /** The first that is told of an end is its reason. */
  #end(peer: Peer, reason: unknown): void {
    if (this.#peer !== peer) return;
    this.#peer = undefined;
    this.#opened.reject(reason);
    this.#exited.resolve();
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
