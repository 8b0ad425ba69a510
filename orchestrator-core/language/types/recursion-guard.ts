import type { PuppetType } from './type.ts';

/**
 * What is being compared, so that aliases that contain themselves come to an end: two aliases that meet again are taken
 * to fit, since nothing up to that point spoke against it. That two do not fit holds from then on.
 */
export interface RecursionGuard {
  readonly open: Map<PuppetType | string, Map<PuppetType | string, boolean>>;
}

/** A guard for one comparison from its beginning on. */
export function recursionGuard(): RecursionGuard {
  return { open: new Map() };
}

/** Answers for a pair that involves an alias by `compare`, or by what is known or assumed of it. */
export function guarded(guard: RecursionGuard, a: PuppetType, b: PuppetType, compare: () => boolean): boolean {
  const [first, second] = [keyOf(a), keyOf(b)];
  let known = guard.open.get(first);
  if (known === undefined) {
    known = new Map();
    guard.open.set(first, known);
  }
  const answer = known.get(second);
  if (answer !== undefined) return answer;
  known.set(second, true);
  const result = compare();
  if (result) known.delete(second);
  else known.set(second, false);
  return result;
}

/** An alias is known by its name: it may be made anew each time it is looked up. */
function keyOf(type: PuppetType): PuppetType | string {
  return type.kind === 'Alias' ? type.name : type;
}
