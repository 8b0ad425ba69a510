/** Values as the source in which they reach a target, against the Puppet that is installed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { richJson, toRichData } from '../../../orchestrator-core/language/index.ts';
import { puppetSource } from '../../../orchestrator-core/plans/values/puppet-source.ts';
import { puppetValue } from '../../support/puppet-values.ts';
import { askPuppet } from '../evaluation/ask-puppet.ts';

test('Puppet reads the values that were written', async () => {
  const values = fc.sample(puppetValue, { seed: 20261121, numRuns: 600 });
  const sources = values.map((value) => puppetSource(value, () => undefined) ?? '');
  const answers = await askPuppet(sources);
  const wrong = answers.flatMap((answer, index) => {
    const [value = null, source] = [values[index], sources[index]];
    const ours: unknown = JSON.parse(richJson(toRichData(value)));
    const same = answer.ok && JSON.stringify(answer.value) === JSON.stringify(ours);
    return same ? [] : [{ source, puppet: answer.ok ? answer.value : answer.error, ours }];
  });
  assert.deepEqual([answers.length, wrong.slice(0, 5)], [600, []]);
});
