import { latest } from './latest.ts';

/** After work that took so long there is a rest of so many times that. */
const rest = 4;
/** The longest rest, in milliseconds; a shorter one than the least is none. */
const longest = 10_000;
const least = 100;

/** {@link latest}, whose work takes a part of the time only: after each time there is a rest, the longer the longer it took. */
export function paced(work: () => Promise<void>): () => Promise<void> {
  return latest(async () => {
    const begun = performance.now();
    await work();
    const pause = Math.min(longest, (performance.now() - begun) * rest);
    if (pause >= least) await new Promise((resolve) => setTimeout(resolve, pause));
  });
}
