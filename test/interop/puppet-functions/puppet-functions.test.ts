/** Our tables of built-in functions against the Puppet that is installed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askFunctions, compareFunctions, type TheirFunction } from './compare.ts';
import { compareObjects } from './compare-objects.ts';

test('our tables have every function of Puppet as Puppet itself describes it', async () => {
  const theirs = await askFunctions();
  assert.ok(theirs.functions.length >= 100, `only ${theirs.functions.length} functions`);
  assert.deepEqual(compareFunctions(theirs), []);
  assert.ok((theirs.objects ?? []).length >= 3 && (theirs.constructors ?? []).length >= 30);
  assert.deepEqual(compareObjects(theirs), []);
});

test('says where a table differs', () => {
  const value = { name: 'value', type: 'Any', optional: false, captures: false };
  const signatures = [{ parameters: [value], block: null, returns: null }];
  const functions: readonly TheirFunction[] = [
    { name: 'keys', by: 'Bolt', signatures },
    { name: 'made_up', by: 'Bolt', signatures },
    { name: 'template', by: 'Bolt', arity: 1, value: false },
    { name: 'values', by: 'Bolt', missing: 'no such file' },
  ];
  const differences = compareFunctions({ version: '8.0.0', functions });
  assert.deepEqual(differences.slice(0, 7), [
    'keys: Puppet has (Any $value)',
    'keys: we have (Hash $hsh) >> Array',
    'made_up: not in our tables',
    'template: can be called in plans and catalogs',
    'template: Puppet has the arity 1',
    'template: it has no value',
    "values: Puppet can't load it: no such file",
  ]);
  assert.ok(differences.includes('run_task: unknown to Bolt'));
  assert.ok(!differences.includes('notice: unknown to Puppet'));
});

test('says where a member or constructor differs', () => {
  const differences = compareObjects({
    version: '8.0.0',
    functions: [],
    objects: [{ object: 'Future', attributes: { name: 'String' }, functions: {} }],
    constructors: [{ type: 'Regexp', constructors: [{ parameters: [], block: null, returns: null }] }],
  });
  assert.deepEqual(differences, [
    'Future.name: we have undefined, Puppet attribute >> String',
    "Future.state: we have () >> Enum['done', 'error', 'running'], Puppet undefined",
    'Regexp.new: we have (String, Boolean?), Puppet ()',
  ]);
});
