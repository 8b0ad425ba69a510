/** Networks of addresses are written as RFC 5952 has it, which is how URLs have them, too. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { networkOf } from '../../orchestrator-core/agent/facts/networking.ts';

const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(0xffff) });
const text = (groups: readonly number[]): string => groups.map((part) => part.toString(16)).join(':');

/** What URLs make of an address (WHATWG URL, host serializing). */
function canonical(groups: readonly number[]): string {
  return new URL(`http://[${text(groups)}]/`).hostname.slice(1, -1);
}

test('the network of an IPv6 address is the masked address', () => {
  const addresses = fc.tuple(fc.array(group, { minLength: 8, maxLength: 8 }), fc.nat(128));
  const holds = ([groups, bits]: [number[], number]): void => {
    const mask = groups.map((_, index) => (0xffff << (16 - Math.min(16, Math.max(0, bits - index * 16)))) & 0xffff);
    const masked = groups.map((part, index) => part & (mask[index] ?? 0));
    assert.equal(networkOf(text(groups), text(mask)), canonical(masked));
    assert.equal(networkOf(canonical(groups), canonical(mask)), canonical(masked));
  };
  fc.assert(fc.property(addresses, holds), { seed: 5, numRuns: 2000 });
});
