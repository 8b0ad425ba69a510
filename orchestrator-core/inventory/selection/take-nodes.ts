import type { Random } from '../../common/index.ts';
import type { Amount, Limit } from './selection.ts';

/** How many of so many nodes a limit allows: of a share the whole nodes in it, and one at least, as in MCollective. */
function limitOf({ value, unit }: Amount, total: number): number {
  return unit === 'nodes' ? value : Math.max(1, Math.floor((total * value) / 100));
}

/** How many nodes a batch of so many has: a share is rounded up, as in MCollective. */
export function batchOf({ value, unit }: Amount, total: number): number {
  return unit === 'nodes' ? value : Math.max(1, Math.ceil((total * value) / 100));
}

/** The nodes that a limit leaves, in the order they had. With a seed the same set gives the same nodes, however it is ordered. */
export function takeNodes(names: readonly string[], limit: Limit, random: Random): readonly string[] {
  const count = limitOf(limit, names.length);
  if (count >= names.length) return names;
  if (limit.method === 'first') return names.slice(0, count);
  const pool = limit.seed === undefined ? [...names] : names.toSorted();
  const next = limit.seed === undefined ? random : seeded(limit.seed);
  // As many steps of Fisher and Yates as nodes are taken.
  for (let index = 0; index < count; index++) {
    const other = index + Math.floor(next() * (pool.length - index));
    const [a = '', b = ''] = [pool[index], pool[other]];
    pool[index] = b;
    pool[other] = a;
  }
  const taken = new Set(pool.slice(0, count));
  return names.filter((name) => taken.has(name));
}

/** Numbers in [0, 1) that depend on the seed alone: the generator mulberry32. */
function seeded(seed: number): Random {
  // Both halves of a seed that is longer than the 32 bits of the generator.
  let state = (seed ^ Math.floor(seed / 2 ** 32)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
