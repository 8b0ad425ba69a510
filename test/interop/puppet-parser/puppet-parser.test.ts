/** Our parser and checker against the Puppet that is installed, over sources that are almost right. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordedSources, recordedTemplates } from '../../support/puppet-sources.ts';
import { askPuppet, type Source } from './ask-puppet.ts';
import { compare, report } from './compare.ts';
import { mutants } from './mutants.ts';

const seed = 1;

const manifests = recordedSources.map(({ id, source, tasks }): Source => ({ name: id, source, tasks, epp: false }));
const templates = recordedTemplates.map(
  (source): Source => ({ name: JSON.stringify(source), source, tasks: false, epp: true }),
);

async function agrees(sources: readonly Source[], accepted: number): Promise<string> {
  const agreement = compare(sources, await askPuppet(sources));
  assert.deepEqual(
    agreement.verdicts.map(({ source, ours, puppet }) => ({ ...source, ours, puppet })),
    [],
  );
  assert.ok(agreement.accepted >= accepted, `Puppet accepts only ${agreement.accepted}: these say nothing`);
  assert.ok(agreement.otherLines.length <= agreement.lines * 0.05, report(agreement));
  return report(agreement);
}

test('agrees with Puppet on manifests with a token too many, too few or in the wrong place', async (context) => {
  context.diagnostic(await agrees([...manifests, ...mutants(manifests, 10, seed)], 200));
});

test('agrees with Puppet on templates, whole and broken', async (context) => {
  context.diagnostic(await agrees([...templates, ...mutants(templates, 100, seed)], 200));
});

test('says where it disagrees', () => {
  const source = { name: 'a.pp', source: '$x = \n\n\n', tasks: false, epp: false };
  const right = { ...source, name: 'b.pp', source: '$x = 1' };
  const error = { message: 'Syntax error at 1', line: 9 };
  const verdicts = [
    { parses: false, errors: [error] },
    { parses: true, errors: [] },
    { parses: false, errors: [error] },
    { parses: false, errors: [], crash: 'NoMethodError' },
  ];
  const text = report(compare([source, source, right, right], { version: '7.0.0', verdicts }));
  assert.match(text, /^verdict a\.pp\n {2}Baton: {2}line \d: Syntax error at end of input.*\n {2}Puppet: accepts it$/m);
  assert.match(text, /^verdict b\.pp\n {2}Baton: {2}accepts it\n {2}Puppet: line 9: Syntax error at 1$/m);
  assert.match(text, /^line a\.pp$/m);
  assert.match(text, /^Puppet 7\.0\.0 accepts 1 of 3 sources and fails itself on 1\nsame verdict: 1 of 3$/m);
  assert.match(text, /^first error within a line: 0 of 1$/m);
});
