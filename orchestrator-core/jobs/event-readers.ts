import { stopping } from './errors.ts';
import type { JobEvent } from './event.ts';
import type { Journal } from './journal.ts';
import { isFinalEvent, type JobProjection } from './projection.ts';

/** Events that are taken out of the journal at once; nobody holds more than these in memory. */
export const pageSize = 128;

/** What readers of events need of the jobs. */
export interface EventReaderPorts {
  readonly journal: Journal;
  /** A job that runs here. */
  live(id: string): JobProjection | undefined;
  /** Whether the orchestrator ends. */
  isClosed(): boolean;
  /** Rejects when there is no such job. */
  known(id: string): Promise<unknown>;
}

/** Readers of jobs, each at its own pace: all read the journal and are woken when there is more in it. */
export class EventReaders {
  readonly #ports: EventReaderPorts;
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(ports: EventReaderPorts) {
    this.#ports = ports;
  }

  /** There is more to read of a job, or it ended here. */
  wake(id: string): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    for (const wake of waiting ?? []) wake();
  }

  /** The events of a job from `start` on, until its last one. */
  async *read(id: string, start: number, signal: AbortSignal): AsyncGenerator<JobEvent> {
    let next = Math.max(1, start);
    let known = false;
    while (!signal.aborted) {
      // Looked up before the journal is read: what ended in between is in the page.
      const live = this.#ports.live(id);
      const page = await this.#ports.journal.read(id, next, pageSize);
      for (const event of page) {
        if (signal.aborted) return;
        next = event.number + 1;
        yield event;
        if (isFinalEvent(event)) return;
      }
      if (page.length === pageSize) continue;
      if (live === undefined) {
        // A reader must not take the end of the orchestrator for the end of the job.
        if (known && this.#ports.isClosed()) throw stopping('this job is followed again after its next start');
        if (page.length === 0 && !known) await this.#ports.known(id);
        return;
      }
      known = true;
      if (live.lastEvent() < next) await this.#grown(id, live, signal);
    }
  }

  /** Resolves at the job's next event, when it ends here, or on `signal`. */
  #grown(id: string, live: JobProjection, signal: AbortSignal): Promise<void> {
    if (this.#ports.live(id) !== live) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(id) ?? new Set();
      this.#waiting.set(id, waiting);
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
