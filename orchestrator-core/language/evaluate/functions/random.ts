import { FunctionFault } from '../evaluation.ts';
import { lookUp } from '../scope.ts';
import { textOf } from '../value-text.ts';
import { entry, integer } from '../values.ts';
import type { NativeTable } from './table.ts';

/** `fqdn_rand`: the number that Puppet gives for the same machine and seed. */
export const randomFunctions: NativeTable = {
  fqdn_rand: ({ frame, arguments: [limit = 0, seed, lower] }) => {
    const networking = entry(lookUp(frame.scope, '::facts') ?? null, 'networking') ?? null;
    const name = textOf(entry(networking, 'fqdn') ?? null);
    const max = Math.trunc(Number(textOf(limit)));
    if (!(max > 0) || max > 0xffff_ffff) throw new FunctionFault('fqdn_rand(): needs a number above 0 as its limit');
    const text = [lower === true ? name.toLowerCase() : name, String(max), textOf(seed ?? null)].join(':');
    return integer(BigInt(randomBelow(BigInt(`0x${frame.host.digest('md5', text)}`), max)));
  },
};

const size = 624;

/** The first number below a limit of a Mersenne Twister with that seed, as Ruby's `Random.new(seed).rand(max)`. */
function randomBelow(seed: bigint, max: number): number {
  const next = twister(wordsOf(seed));
  const limit = max - 1;
  let mask = limit;
  for (const shift of [1, 2, 4, 8, 16]) mask |= mask >>> shift;
  mask >>>= 0;
  for (;;) {
    const value = (next() & mask) >>> 0;
    if (value <= limit) return value;
  }
}

function wordsOf(seed: bigint): readonly number[] {
  const words: number[] = [];
  for (let rest = seed; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffff_ffffn));
  return words.length === 0 ? [0] : words;
}

/** MT19937 after Matsumoto and Nishimura, seeded by an array. */
function twister(key: readonly number[]): () => number {
  const state = new Uint32Array(size);
  const at = (index: number) => state[index] ?? 0;
  state[0] = 19_650_218;
  for (let i = 1; i < size; i += 1) state[i] = Math.imul(1_812_433_253, at(i - 1) ^ (at(i - 1) >>> 30)) + i;
  let [i, j] = [1, 0];
  const turn = () => {
    i += 1;
    if (i >= size) {
      state[0] = at(size - 1);
      i = 1;
    }
  };
  for (let k = Math.max(size, key.length); k > 0; k -= 1) {
    state[i] = (at(i) ^ Math.imul(at(i - 1) ^ (at(i - 1) >>> 30), 1_664_525)) + (key[j] ?? 0) + j;
    j = (j + 1) % key.length;
    turn();
  }
  for (let k = size - 1; k > 0; k -= 1) {
    state[i] = (at(i) ^ Math.imul(at(i - 1) ^ (at(i - 1) >>> 30), 1_566_083_941)) - i;
    turn();
  }
  state[0] = 0x8000_0000;
  let index = size;
  return () => {
    if (index >= size) {
      for (let k = 0; k < size; k += 1) {
        const mixed = (at(k) & 0x8000_0000) | (at((k + 1) % size) & 0x7fff_ffff);
        state[k] = at((k + 397) % size) ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908_b0df : 0);
      }
      index = 0;
    }
    let value = at(index);
    index += 1;
    value ^= value >>> 11;
    value ^= (value << 7) & 0x9d2c_5680;
    value ^= (value << 15) & 0xefc6_0000;
    return (value ^ (value >>> 18)) >>> 0;
  };
}
