import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ParameterForm } from '../../orchestrator-core/tasks/index.ts';
import { formsToAsk, knownValues, selectionIn, selectionText, takesTargets } from './plan-parameters.ts';

function form(name: string, extra: Partial<ParameterForm> = {}): ParameterForm {
  return { name, type: 'String', required: false, sensitive: false, ...extra };
}

test('targets are chosen where the type says so', () => {
  const types: [string, boolean][] = [
    ['TargetSpec', true],
    ['Boltlib::TargetSpec', true],
    ['Optional[TargetSpec]', true],
    ['Optional[ Boltlib::TargetSpec ]', true],
    ['Array[TargetSpec]', false],
    ['Variant[TargetSpec, Integer]', false],
    ['String', false],
  ];
  for (const [type, expected] of types) assert.equal(takesTargets(form('nodes', { type })), expected, type);
});

test('a selection is a text that Bolt reads, and back', () => {
  assert.equal(selectionText(['web', 'db*']), 'web,db*');
  assert.deepEqual(selectionIn('web,db*'), ['web', 'db*']);
  assert.equal(selectionText([]), undefined);
  assert.equal(selectionText(['web', '-F', 'os.name=a b']), "web -F 'os.name=a b'");
  assert.deepEqual(selectionIn("web -F 'os.name=a b'"), ['web', '-F', 'os.name=a b']);
  assert.deepEqual(selectionIn('web, db*'), ['web', 'db*']);
  assert.deepEqual(selectionIn(undefined), []);
});

test('run again asks for what could not be remembered', () => {
  const forms = [form('nodes', { required: true }), form('token', { sensitive: true }), form('mode')];
  const names = (again: boolean, values: Record<string, string>, secrets: string[]) =>
    formsToAsk(forms, again, values, secrets).map(({ name }) => name);
  assert.deepEqual(names(false, { nodes: 'a' }, ['token']), ['nodes', 'token', 'mode']);
  assert.deepEqual(names(true, { nodes: 'a' }, ['token']), ['token']);
  assert.deepEqual(names(true, {}, []), ['nodes'], 'it was added since');
  assert.deepEqual(knownValues(forms, { mode: 'x', gone: 'y' }), { mode: 'x' });
});
