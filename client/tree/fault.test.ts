import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OrchestratorError } from '../../orchestrator-core/common/index.ts';
import { faultOf } from '../state/store.ts';
import { faultEntry } from './fault.ts';

test('a fault says where it is, and leads there', () => {
  const message =
    'Could not parse inventory file at /p/inventory.yaml, line 3, column 5\nNested mappings are not allowed';
  const entry = faultEntry({ message, path: '/p/inventory.yaml' });
  assert.deepEqual(
    [entry.label, entry.description],
    ['inventory.yaml', 'line 3, column 5: Nested mappings are not allowed'],
  );
  assert.deepEqual(entry.value, { kind: 'problem', problem: { path: '/p/inventory.yaml', line: 3, column: 5 } });
  assert.equal(entry.command, 'baton.openTask');
});

test('a fault whose sentence names no place may have one all the same', () => {
  const entry = faultEntry({ message: 'A bad name', path: '/p/bolt-project.yaml', line: 1, column: 7 });
  assert.equal(entry.description, 'A bad name');
  assert.deepEqual(entry.value?.problem, { path: '/p/bolt-project.yaml', line: 1, column: 7 });
});

test('a fault of no file leads to the log', () => {
  const entry = faultEntry({ message: 'It broke' });
  assert.deepEqual([entry.label, entry.description, entry.command], ['problem', 'It broke', 'baton.openLog']);
});

test('a file that only the sentence names is opened too', () => {
  const message =
    "Invalid configuration at /p/inventory.yaml:\n  Value at 'config' must be of type Hash (line 3, column 9)";
  const entry = faultEntry(faultOf(new OrchestratorError('bolt/validation-error', message)));
  assert.deepEqual(
    [entry.label, entry.value?.problem],
    ['inventory.yaml', { path: '/p/inventory.yaml', line: 3, column: 9 }],
  );
});
