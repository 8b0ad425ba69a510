/** Values as Puppet source: what is evaluated of it is the value again, whatever is in its strings. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluateSource, type PuppetValue, richJson, toRichData } from '../../orchestrator-core/language/index.ts';
import { puppetSource } from '../../orchestrator-core/plans/values/puppet-source.ts';
import { bareHost } from '../support/evaluation-host.ts';
import { puppetValue } from '../support/puppet-values.ts';

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

test('made values', async () => {
  await fc.assert(fc.asyncProperty(puppetValue, comesBack), { seed, numRuns: 1500 });
});

test('values of recorded expressions', async () => {
  const fixture = '../../orchestrator-core/language/evaluate/fixtures/evaluation.jsonl';
  const lines = readFileSync(join(import.meta.dirname, fixture), 'utf8')
    .trim()
    .split('\n');
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
