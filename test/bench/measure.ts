/** What was measured in one case, in the unit that its row names. */
export interface Samples {
  readonly median: number;
  readonly best: number;
  readonly worst: number;
  readonly p95: number;
  readonly count: number;
}

/** Runs something several times, one after the other, once before to warm up, and says how long each took in milliseconds. */
export async function timed(count: number, action: () => Promise<unknown>): Promise<Samples> {
  await action();
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const begun = performance.now();
    await action();
    times.push(performance.now() - begun);
  }
  return summarize(times);
}

/** The figures of some values. */
export function summarize(values: readonly number[]): Samples {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), best: at(0), worst: at(1), p95: at(0.95), count: sorted.length };
}

/** A duration as people read it: `0.84 ms`, `38 ms`, `4.20 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
}
