import type { Clock, Timer } from '../../common/index.ts';
import { untilAborted } from './until-aborted.ts';

/** What a pool keeps. */
export interface PooledConnection {
  isOpen(): boolean;
  close(): Promise<void>;
}

/** A connection while somebody uses it. */
export interface Lease<Connection> {
  readonly connection: Connection;
  /** Says that it is not used any more; harmless when called again. */
  release(): void;
  /** Says that it carries nobody more than those who use it besides this one. @returns false when there are none. */
  full(): boolean;
}

/** How a pool keeps connections. */
export interface PoolOptions {
  readonly clock: Clock;
  /** Milliseconds that a connection nobody uses is kept. */
  readonly idle: number;
  /** How many may use one connection at a time; those who come later get another one. */
  readonly capacity: number;
}

interface Slot<Connection> {
  readonly connection: Connection;
  users: number;
  /** How many it carries. */
  capacity: number;
  timer?: Timer | undefined;
}

/** A connection that is being opened, and how many wait for it. */
interface Opening {
  readonly slot: Promise<unknown>;
  users: number;
}

/** Connections by what they were opened for, each used by several at a time, and kept for a while when nobody does. */
export class ConnectionPool<Connection extends PooledConnection> {
  readonly #options: PoolOptions;
  readonly #slots = new Map<string, Slot<Connection>[]>();
  readonly #opening = new Map<string, Opening[]>();
  readonly #closing = new Set<Promise<void>>();
  #isClosed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** A connection that is open: one that was kept, one that is being opened and has room, or a new one. */
  async lease(key: string, signal: AbortSignal, open: () => Promise<Connection>): Promise<Lease<Connection>> {
    for (;;) {
      if (this.#isClosed) throw new Error('The connections are closed already.');
      signal.throwIfAborted();
      const slot = this.#usable(key);
      if (slot !== undefined) return this.#lend(key, slot);
      const opening = this.#opening.get(key)?.find(({ users }) => users < this.#options.capacity);
      if (opening === undefined) return this.#open(key, open);
      opening.users += 1;
      // When it fails for whoever opens it, this one tries itself: perhaps the other was only stopped.
      await untilAborted(
        opening.slot.catch(() => {}),
        signal,
      );
    }
  }

  /** Closes what was opened for this, whoever uses it. */
  forget(key: string): void {
    for (const slot of [...(this.#slots.get(key) ?? [])]) this.#discard(key, slot);
  }

  /** Closes every connection, and waits until they are closed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const [key, slots] of [...this.#slots]) for (const slot of [...slots]) this.#discard(key, slot);
    await Promise.all([...this.#opening.values()].flat().map(({ slot }) => slot.catch(() => {})));
    await Promise.all(this.#closing);
  }

  async #open(key: string, open: () => Promise<Connection>): Promise<Lease<Connection>> {
    const connecting = open();
    const opening: Opening = { slot: connecting, users: 1 };
    this.#opening.set(key, [...(this.#opening.get(key) ?? []), opening]);
    try {
      const slot: Slot<Connection> = { connection: await connecting, users: 0, capacity: this.#options.capacity };
      this.#slots.set(key, [...(this.#slots.get(key) ?? []), slot]);
      if (this.#isClosed) {
        this.#discard(key, slot);
        throw new Error('The connections were closed meanwhile.');
      }
      return this.#lend(key, slot);
    } finally {
      const left = (this.#opening.get(key) ?? []).filter((one) => one !== opening);
      if (left.length === 0) this.#opening.delete(key);
      else this.#opening.set(key, left);
    }
  }

  #usable(key: string): Slot<Connection> | undefined {
    for (const slot of [...(this.#slots.get(key) ?? [])]) {
      if (!slot.connection.isOpen()) this.#discard(key, slot);
      else if (slot.users < slot.capacity) return slot;
    }
    return undefined;
  }

  #lend(key: string, slot: Slot<Connection>): Lease<Connection> {
    slot.users += 1;
    slot.timer?.cancel();
    let isReleased = false;
    const release = (): void => {
      if (isReleased) return;
      isReleased = true;
      slot.users -= 1;
      if (slot.users > 0 || this.#isClosed) return;
      slot.timer = this.#options.clock.after(this.#options.idle, () => this.#discard(key, slot));
    };
    const full = (): boolean => {
      if (slot.users > 1) slot.capacity = Math.min(slot.capacity, slot.users - 1);
      return slot.users > 1;
    };
    return { connection: slot.connection, release, full };
  }

  #discard(key: string, slot: Slot<Connection>): void {
    slot.timer?.cancel();
    const left = (this.#slots.get(key) ?? []).filter((one) => one !== slot);
    if (left.length === 0) this.#slots.delete(key);
    else this.#slots.set(key, left);
    const closing = slot.connection.close().catch(() => {});
    this.#closing.add(closing);
    void closing.then(() => this.#closing.delete(closing));
  }
}

/** Lets only so many at a time do something that is about the same thing. */
export class Gate {
  readonly #most: number;
  /** Where fewer are let through than elsewhere. */
  readonly #fewer = new Map<string, number>();
  readonly #busy = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(most: number) {
    this.#most = most;
  }

  async pass<Result>(key: string, action: () => Promise<Result>): Promise<Result> {
    const busy = this.#busy.get(key) ?? 0;
    if (busy < this.#limit(key)) this.#busy.set(key, busy + 1);
    else {
      // Whoever leaves hands the place over, so the count stays.
      await new Promise<void>((resolve) => {
        const waiting = this.#waiting.get(key);
        if (waiting === undefined) this.#waiting.set(key, [resolve]);
        else waiting.push(resolve);
      });
    }
    try {
      return await action();
    } finally {
      const isTooMany = (this.#busy.get(key) ?? 0) > this.#limit(key);
      const next = isTooMany ? undefined : this.#waiting.get(key)?.shift();
      if (next !== undefined) next();
      else this.#leave(key);
    }
  }

  /** Lets half as many through for this from now on, one at least. */
  narrow(key: string): void {
    this.#fewer.set(key, Math.max(1, Math.floor(this.#limit(key) / 2)));
  }

  #limit(key: string): number {
    return this.#fewer.get(key) ?? this.#most;
  }

  #leave(key: string): void {
    const busy = (this.#busy.get(key) ?? 1) - 1;
    if (this.#waiting.get(key)?.length === 0) this.#waiting.delete(key);
    if (busy === 0) this.#busy.delete(key);
    else this.#busy.set(key, busy);
  }
}
