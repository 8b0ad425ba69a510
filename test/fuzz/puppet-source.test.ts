/** Values as Puppet source: what is evaluated of it is the value again, whatever is in its strings. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  evaluateSource,
  hashOf,
  isKind,
  type PuppetValue,
  rich,
  richJson,
  toRichData,
} from '../../orchestrator-core/language/index.ts';
import { puppetSource } from '../../orchestrator-core/plans/values/puppet-source.ts';
import { bareHost } from '../support/evaluation-host.ts';

const seed = 20261122;
const options = { signal: AbortSignal.timeout(60_000), mostSteps: 100_000, turn: async () => {} };

async function comesBack(value: PuppetValue): Promise<void> {
  const source = puppetSource(value, () => undefined);
  assert.ok(source !== undefined);
  assert.ok(!source.includes('\n'), source);
  const answer = await evaluateSource(source, bareHost, options);
  assert.ok(answer.ok, `${answer.ok ? '' : answer.message}: ${source}`);
  assert.equal(richJson(toRichData(answer.value)), richJson(toRichData(value)), source);
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((each) => !/[\uD800-\uDFFF\0]/.test(each)),
  fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '{', '}', '\n', '\t', '\r', 'n', 'x', 'é', '😀') }),
);
const leaf: fc.Arbitrary<PuppetValue> = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((each) => !Number.isInteger(each)),
  fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).filter((each) => !Number.isSafeInteger(Number(each))),
  fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }).map((nanoseconds) => ({ [rich]: 'Timespan', nanoseconds }) as const),
  fc.bigInt({ min: 0n, max: 2n ** 60n }).map((nanoseconds) => ({ [rich]: 'Timestamp', nanoseconds }) as const),
  fc.uint8Array().map((bytes) => ({ [rich]: 'Binary', bytes }) as const),
  fc.constantFrom('', 'a/b', '[/]', '\\d+\\\\').map((source) => ({ [rich]: 'Regexp', source }) as const),
  fc.constant({ [rich]: 'Default' } as const),
);
const value: fc.Arbitrary<PuppetValue> = fc.letrec<{ value: PuppetValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(leaf, tie('value')), { maxLength: 4 }).map(hashOf),
    // Puppet takes a Sensitive in a Sensitive for one.
    tie('value').map((inside) => (isKind(inside, 'Sensitive') ? inside : { [rich]: 'Sensitive', value: inside })),
  ),
})).value;

test('made values', async () => {
  await fc.assert(fc.asyncProperty(value, comesBack), { seed, numRuns: 1500 });
});

test('values of recorded expressions', async () => {
  const fixture = '../../orchestrator-core/language/evaluate/fixtures/evaluation.jsonl';
  const lines = readFileSync(join(import.meta.dirname, fixture), 'utf8').trim().split('\n');
  let tried = 0;
  for (const line of lines) {
    const { src } = JSON.parse(line) as { readonly src: string };
    const answer = await evaluateSource(src, bareHost, options);
    if (!answer.ok || puppetSource(answer.value, () => undefined) === undefined) continue;
    // A data type does not print all that it is.
    if (richJson(toRichData(answer.value)).includes('Pcore::')) continue;
    await comesBack(answer.value);
    tried += 1;
  }
  assert.ok(tried > 200, `only ${tried} have a value`);
});
