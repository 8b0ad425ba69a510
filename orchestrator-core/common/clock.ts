/** A pending timer; `cancel` is idempotent and harmless after it fired. */
export interface Timer {
  cancel(): void;
}

/** The only source of time in the core, so that tests can hold it still. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `callback` once, `delay` milliseconds from now. */
  after(delay: number, callback: () => void): Timer;
}

/** Where identifiers come from; a test hands in a counter. */
export interface IdSource {
  /** A fresh UUID, version 4, lower case. */
  uuid(): string;
}

/** A random number in [0, 1), for jitter. */
export type Random = () => number;
