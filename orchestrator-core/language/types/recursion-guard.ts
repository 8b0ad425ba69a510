import type { PuppetType } from './type.ts';

/**
 * What is being compared, so that aliases that contain themselves come to an end: two aliases that meet again are taken
 * to fit, since nothing up to that point spoke against it. That two do not fit holds from then on.
 */
export interface RecursionGuard {
  readonly open: Map<PuppetType, Map<PuppetType, boolean>>;
}

export function recursionGuard(): RecursionGuard {
  return { open: new Map() };
}

/** Answers for a pair that involves an alias by `compare`, or by what is known or assumed of it. */
export function guarded(guard: RecursionGuard, a: PuppetType, b: PuppetType, compare: () => boolean): boolean {
  let known = guard.open.get(a);
  if (known === undefined) {
    known = new Map();
    guard.open.set(a, known);
  }
  const answer = known.get(b);
  if (answer !== undefined) return answer;
  known.set(b, true);
  const result = compare();
  if (result) known.delete(b);
  else known.set(b, false);
  return result;
}
