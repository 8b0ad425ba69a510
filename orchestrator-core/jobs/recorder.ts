import { type Clock, type Log, OrchestratorError, toErrorValue } from '../common/index.ts';
import { boundHappening, withoutContents, writeHappening } from './bounds.ts';
import type { JobEvent } from './event.ts';
import type { Journal, NewJobEvent } from './journal.ts';

/** Milliseconds until a journal that would not take an event is tried again. */
const journalRetry = 5000;

/** What of a job never reached the disk before the orchestrator ended. */
export interface Unkept {
  readonly job: string;
  readonly events: number;
  /** Nodes whose end is among them. */
  readonly nodes: readonly string[];
  /** What the journal said. */
  readonly reason: string;
}

/** Makes durable what happens in jobs that run. */
export interface Recorder {
  /**
   * Resolves with the events when they are durable; undefined when the recorder was closed and the journal still did not
   * take them. What is too long is bounded; what the journal can never write is replaced by what can; what it does not
   * take now (no space left) is offered again, and what is recorded of the same job meanwhile after it. `onWait` is called
   * when it has to wait for the journal.
   */
  record(job: string, events: readonly NewJobEvent[], onWait?: () => void): Promise<readonly JobEvent[] | undefined>;
  /** Nothing waits any more: what the journal does not take at once from here on is given up. */
  close(): void;
  /** What was given up. */
  unkept(): readonly Unkept[];
}

/** Makes the recorder of one journal. */
export function createRecorder(ports: {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
}): Recorder {
  return new JournalRecorder(ports);
}

class JournalRecorder implements Recorder {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #log: Log;
  /** Jobs whose events wait for the journal: until when. */
  readonly #waits = new Map<string, Promise<void>>();
  readonly #wakes = new Set<() => void>();
  readonly #unkept = new Map<string, Unkept>();
  #closed = false;

  constructor(ports: { readonly journal: Journal; readonly clock: Clock; readonly log: Log }) {
    this.#journal = ports.journal;
    this.#clock = ports.clock;
    this.#log = ports.log;
  }

  async record(
    job: string,
    wanted: readonly NewJobEvent[],
    onWait?: () => void,
  ): Promise<readonly JobEvent[] | undefined> {
    let events = wanted.map((event) => withHappening(event, boundHappening(event.happening)));
    let waited = false;
    for (;;) {
      for (let wait = this.#waits.get(job); wait !== undefined; wait = this.#waits.get(job)) {
        onWait?.();
        await wait;
      }
      try {
        return await this.#journal.append(events);
      } catch (error) {
        const reason = toErrorValue(error).msg;
        const writable = isUnwritable(error) ? events.map(writableEvent) : events;
        if (writable.some((event, index) => event !== events[index])) {
          this.#log.log('error', `Job ${job}: ${reason} Its contents are left out.`);
          events = writable;
          continue;
        }
        if (this.#closed || isUnwritable(error)) {
          this.#giveUp(job, events, reason);
          return undefined;
        }
        if (!waited) this.#log.log('error', `Job ${job} waits for its journal: ${reason}`);
        waited = true;
        void this.#wait(job);
      }
    }
  }

  /** One for all that waits of a job: they go on in the order in which they came. */
  #wait(job: string): Promise<void> {
    const waits = this.#waits.get(job);
    if (waits !== undefined) return waits;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = (): void => {
      timer.cancel();
      this.#wakes.delete(wake);
      this.#waits.delete(job);
      resolve();
    };
    const timer = this.#clock.after(journalRetry, wake);
    this.#wakes.add(wake);
    this.#waits.set(job, promise);
    return promise;
  }

  #giveUp(job: string, events: readonly NewJobEvent[], reason: string): void {
    const before = this.#unkept.get(job) ?? { events: 0, nodes: [] };
    const ends = events.flatMap(({ happening }) => ('result' in happening ? [happening.node] : []));
    this.#unkept.set(job, { job, events: before.events + events.length, nodes: [...before.nodes, ...ends], reason });
  }

  close(): void {
    this.#closed = true;
    for (const wake of [...this.#wakes]) wake();
  }

  unkept(): readonly Unkept[] {
    return [...this.#unkept.values()];
  }
}

function isUnwritable(error: unknown): boolean {
  return error instanceof OrchestratorError && error.kind === 'baton/unwritable-event';
}

function withHappening(event: NewJobEvent, happening: NewJobEvent['happening']): NewJobEvent {
  return happening === event.happening ? event : { ...event, happening };
}

function writableEvent(event: NewJobEvent): NewJobEvent {
  try {
    writeHappening(event.happening);
    return event;
  } catch (error) {
    return withHappening(event, withoutContents(event.happening, toErrorValue(error).msg));
  }
}
