import type { Clock, IdSource, Timer } from './clock.ts';

interface Pending {
  due: number;
  readonly callback: () => void;
}

/** A clock for tests: it stands still until it is told to go on. */
export class ManualClock implements Clock {
  #now: number;
  readonly #pending: Set<Pending> = new Set();

  /** @param start milliseconds since the Unix epoch. */
  constructor(start = 0) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(delay: number, callback: () => void): Timer {
    const pending: Pending = { due: this.#now + Math.max(0, delay), callback };
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending) };
  }

  /** How many timers wait: a test that ends with any has a leak. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Somebody sets the clock, forward or back: timers wait as long as they would have. */
  set(now: number): void {
    for (const pending of this.#pending) pending.due += now - this.#now;
    this.#now = now;
  }

  /** Goes on by so many milliseconds and fires what falls due on the way, in order, timers set by timers included. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      let next: Pending | undefined;
      for (const pending of this.#pending) {
        if (pending.due <= end && (next === undefined || pending.due < next.due)) next = pending;
      }
      if (next === undefined) break;
      this.#pending.delete(next);
      this.#now = next.due;
      next.callback();
    }
    this.#now = end;
  }
}

/** UUIDs that count up from 1, for tests. */
export function countingIds(): IdSource {
  let last = 0;
  return { uuid: () => `00000000-0000-4000-8000-${String(++last).padStart(12, '0')}` };
}
