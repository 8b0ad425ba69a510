/** What the background work takes from the machine. */
export interface Turns {
  /** Runs `callback` once the events that already wait were handled. */
  soon(callback: () => void): void;
  /** Milliseconds, from whenever. */
  now(): number;
}

/** Work that gives way to requests: between two pieces of it whoever waits gets his turn. */
export interface Background {
  /** Resolves when the next piece of work may be done: at once within a slice, else when nobody asks for anything. */
  turn(): Promise<void>;
  /** A request is being answered until the function that this gives back is called: meanwhile nothing is done here. */
  pause(): () => void;
}

/** Milliseconds that the background may take before it looks whether somebody waits. */
const slice = 4;

/** A background in which nothing was done yet. */
export function createBackground(turns: Turns): Background {
  let began = turns.now();
  let requests = 0;
  const next = () => new Promise<void>((resolve) => turns.soon(resolve));
  let waiting: (() => void)[] = [];
  return {
    turn: async () => {
      while (requests > 0 || turns.now() - began >= slice) {
        if (requests > 0) await new Promise<void>((resolve) => waiting.push(resolve));
        await next();
        if (requests === 0) began = turns.now();
      }
    },
    pause: () => {
      requests += 1;
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        requests -= 1;
        if (requests > 0) return;
        const woken = waiting;
        waiting = [];
        for (const wake of woken) wake();
      };
    },
  };
}
