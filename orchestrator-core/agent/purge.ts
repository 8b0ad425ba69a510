import type { Clock, Log } from '../common/index.ts';
import type { ContentCache } from './content-cache.ts';
import type { Spool } from './spool.ts';

/** Milliseconds: how long results and unused task files are kept, and how often they are looked through. */
const purgeTimes = { age: 1_209_600_000, interval: 3_600_000 } as const;

/**
 * Removes transactions that began longer than `age` milliseconds ago and have ended. What runs, and what has metadata
 * that cannot be read, stays.
 */
export async function purgeSpool(
  spool: Spool,
  now: number,
  age: number,
  isActive: (transaction: string) => boolean,
): Promise<void> {
  for (const transaction of await spool.list()) {
    const read = await spool.read(transaction);
    if (read === undefined || !read.ok || read.value.status === 'running' || isActive(transaction)) continue;
    if (Date.parse(read.value.start) < now - age) await spool.remove(transaction);
  }
}

export interface PurgeOptions {
  readonly spool: Spool;
  readonly cache: ContentCache;
  readonly clock: Clock;
  readonly log: Log;
  isActive(transaction: string): boolean;
}

/** Purges spool and cache now and every hour, for as long as the clock goes on. */
export function startPurge(options: PurgeOptions): void {
  const { spool, cache, clock, log, isActive } = options;
  const purge = async (): Promise<void> => {
    await purgeSpool(spool, clock.now(), purgeTimes.age, isActive);
    await cache.purge(purgeTimes.age);
  };
  const turn = (): void => {
    clock.after(purgeTimes.interval, turn);
    purge().catch((error: unknown) => log.log('warn', `cannot purge: ${String(error)}`));
  };
  turn();
}
