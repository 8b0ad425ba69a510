import { type CancelSignal, type Clock, OrchestratorError, queryTooLong } from '../../../common/index.ts';
import type { Page, ReadRequest } from './messages.ts';
import { NodeWorker } from './node-worker.ts';
import type { StartPeer } from './start.ts';

/** How many queries may be answered at a time, each by a process of its own, and how many may wait for their turn. */
const mostReaders = 8;
const mostWaiting = 100;
/** A query that nobody reads on for so long is ended: it has the place of another one. */
const longestWait = 60_000;
/** A process that is asked nothing for so long is ended. */
const longestRest = 60_000;
/** A process that does not let go of its statement within so long is at a page that nobody wants, and is ended. */
const longestReset = 1000;

/** How long a query may take. */
export interface Limits {
  readonly signal?: CancelSignal | undefined;
  /** Milliseconds, with what whoever reads takes; `Infinity` for ever. */
  readonly timeout: number;
}

interface Limited {
  readonly signal: AbortSignal;
  end(reason: unknown): void;
  release(): void;
}

/**
 * The processes that answer queries, one each: a query that is ended at work is ended with its process, for nothing else
 * interrupts SQLite, and takes no other with it. They are started when they are needed and do not stay.
 */
export class ReaderPool {
  readonly #start: StartPeer;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #most: number;
  readonly #all = new Set<NodeWorker>();
  /** Those that are asked nothing, the last one first; with what ends them. */
  readonly #resting = new Map<NodeWorker, () => void>();
  readonly #waiting = new Set<(worker: NodeWorker) => void>();
  readonly #asked = new Set<Limited>();
  #closed = false;

  constructor(start: StartPeer, clock: Pick<Clock, 'after'>, most: number = mostReaders) {
    this.#start = start;
    this.#clock = clock;
    this.#most = most;
  }

  /** Asks for one answer. @throws OrchestratorError `baton/query-timeout`, `baton/node-store-busy`, or as the reader. */
  async ask(request: ReadRequest, limits: Limits): Promise<unknown> {
    const limit = this.#limit(limits);
    try {
      const worker = await this.#take(limit.signal);
      const kill = (): void => void worker.kill(limit.signal.reason);
      limit.signal.addEventListener('abort', kill);
      try {
        limit.signal.throwIfAborted();
        return await worker.ask(request);
      } finally {
        limit.signal.removeEventListener('abort', kill);
        this.#give(worker);
      }
    } finally {
      limit.release();
    }
  }

  /**
   * Asks for rows, page by page, as {@link NodeWorker.pages}.
   * @throws OrchestratorError as {@link ReaderPool.ask}, and `baton/query-abandoned` when nobody read on for a minute
   */
  async *pages(request: ReadRequest, limits: Limits): AsyncGenerator<Page['page'], void> {
    const limit = this.#limit(limits);
    let give = (): void => {};
    try {
      const worker = await this.#take(limit.signal);
      const pages = worker.pages(request);
      let ended = false;
      give = () => {
        // While nobody reads it may be told twice: by the time that is over, and by whoever reads on then.
        give = () => {};
        const isCut = limit.signal.aborted && !ended;
        if (isCut) void worker.kill(limit.signal.reason);
        const left = pages.return();
        if (isCut || ended) this.#give(worker);
        else void left.then(() => this.#reset(worker));
      };
      limit.signal.addEventListener('abort', () => give(), { once: true });
      for (;;) {
        limit.signal.throwIfAborted();
        const next = await pages.next().catch((error: unknown) => {
          ended = true;
          throw error;
        });
        ended = next.done === true;
        if (next.done === true) return;
        const idle = this.#clock.after(longestWait, () => limit.end(abandoned()));
        try {
          yield next.value;
        } finally {
          idle.cancel();
        }
      }
    } finally {
      give();
      limit.release();
    }
  }

  /** Ends all, whatever they are at. */
  async close(): Promise<void> {
    this.#closed = true;
    const reason = new OrchestratorError('baton/stopping', 'The node store is closed.');
    // Who waits for a turn must not begin when the place is free.
    for (const limit of this.#asked) limit.end(reason);
    for (const cancel of this.#resting.values()) cancel();
    await Promise.all([...this.#all].map((worker) => worker.kill(reason)));
  }

  #limit({ signal, timeout }: Limits): Limited {
    const ending = new AbortController();
    const abort = (): void => ending.abort(signal?.reason);
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const end = (reason: unknown): void => ending.abort(reason);
    const timer = Number.isFinite(timeout) ? this.#clock.after(timeout, () => end(queryTooLong(timeout))) : undefined;
    const release = (): void => {
      timer?.cancel();
      signal?.removeEventListener('abort', abort);
      this.#asked.delete(limited);
    };
    const limited = { signal: ending.signal, end, release };
    this.#asked.add(limited);
    return limited;
  }

  async #take(signal: AbortSignal): Promise<NodeWorker> {
    signal.throwIfAborted();
    const [rested] = [...this.#resting].at(-1) ?? [];
    if (rested !== undefined) {
      this.#resting.get(rested)?.();
      this.#resting.delete(rested);
      return rested;
    }
    if (this.#all.size < this.#most) {
      const worker = new NodeWorker(this.#start);
      this.#all.add(worker);
      return worker;
    }
    if (this.#waiting.size >= mostWaiting) throw busy(this.#most);
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      const leave = (): void => {
        if (this.#waiting.delete(resolve)) reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Gives it on when it has let go of rows that nobody reads to their end. */
  async #reset(worker: NodeWorker): Promise<void> {
    if (this.#closed) return;
    const limit = this.#clock.after(longestReset, () => void worker.kill(undefined));
    // Who is ended by then is free as well.
    await worker.ask({ kind: 'rest' }).catch(() => {});
    limit.cancel();
    this.#give(worker);
  }

  /** To the one that waits longest. */
  #give(worker: NodeWorker): void {
    const [next] = this.#waiting;
    if (next !== undefined) {
      this.#waiting.delete(next);
      next(worker);
      return;
    }
    const timer = this.#clock.after(longestRest, () => {
      this.#resting.delete(worker);
      this.#all.delete(worker);
      void worker.kill(undefined);
    });
    this.#resting.set(worker, () => timer.cancel());
  }
}

function abandoned(): OrchestratorError {
  const message = `The query was ended because nobody read on for ${longestWait / 1000} seconds. Ask it again.`;
  return new OrchestratorError('baton/query-abandoned', message);
}

function busy(most: number): OrchestratorError {
  const message = `${most} queries are being answered and ${mostWaiting} wait, and no more can. Ask again in a moment.`;
  return new OrchestratorError('baton/node-store-busy', message);
}
