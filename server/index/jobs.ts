/** Work about things, at most one at a time about each, and a few at a time in all. */
export interface Jobs<T> {
  /** Of several jobs with one key about one thing that wait at a time only one is done. */
  add(about: T, work: () => Promise<void>, key?: string): void;
  /** What is about this comes next. */
  prefer(about: T): void;
  /** Has `idle` wait for a promise, too. */
  follow(promise: Promise<unknown>): void;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
}

interface Job<T> {
  readonly about: T;
  readonly work: () => Promise<void>;
  readonly key: string | undefined;
}

/** A job that fails is over; whoever adds it says what that means. */
export function createJobs<T>(atOnce: number): Jobs<T> {
  let queue: Job<T>[] = [];
  const running = new Set<T>();
  const tracked = new Set<Promise<unknown>>();
  const follow = (promise: Promise<unknown>): void => {
    const forget = () => {
      tracked.delete(over);
    };
    const over: Promise<void> = promise.then(forget, forget);
    tracked.add(over);
  };
  const start = (): void => {
    while (running.size < atOnce) {
      const next = queue.findIndex(({ about }) => !running.has(about));
      const [job] = next < 0 ? [] : queue.splice(next, 1);
      if (job === undefined) return;
      running.add(job.about);
      const over = () => {
        running.delete(job.about);
        start();
      };
      follow(job.work().then(over, over));
    }
  };
  return {
    add: (about, work, key) => {
      const isWaiting = key !== undefined && queue.some((job) => job.about === about && job.key === key);
      if (!isWaiting) queue.push({ about, work, key });
      start();
    },
    prefer: (about) => {
      if (queue[0]?.about === about || !queue.some((job) => job.about === about)) return;
      queue = [...queue.filter((job) => job.about === about), ...queue.filter((job) => job.about !== about)];
    },
    follow,
    idle: async () => {
      while (tracked.size > 0) await Promise.all(tracked);
    },
  };
}
