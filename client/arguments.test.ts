import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemOf, planOf, taskOf } from './arguments.ts';
import { nodeEntry } from './nodes/entries.ts';
import { aNode } from './nodes/fixtures/lister.ts';
import { planEntry } from './plans/model.ts';
import type { Store } from './state/store.ts';
import { taskEntry } from './tasks/model.ts';

const task = {
  name: 'web::x',
  module: 'web',
  private: false,
  supportsNoop: false,
  path: '/m/web/tasks/x.json',
  executables: ['/m/web/tasks/y.sh'],
};
const plan = { name: 'site::web', module: 'site', private: false, path: '/p/plans/web.pp' };
const store = {
  tasks: { tasks: [task], problems: [] },
  plans: { plans: [plan], problems: [] },
} as unknown as Store;

test('a task is meant by a lens, an entry or a file', () => {
  const cases: [unknown, string | undefined][] = [
    ['web::x', 'web::x'],
    [taskEntry(task), 'web::x'],
    [{ fsPath: '/m/web/tasks/y.sh' }, 'web::x'],
    [{ fsPath: '/m/web/tasks/z.sh' }, 'web::z'],
    [{ fsPath: '/etc/passwd' }, undefined],
    [undefined, undefined],
    [nodeEntry({ under: [] }, aNode('n1')), undefined],
  ];
  for (const [argument, expected] of cases) assert.equal(taskOf(argument, store), expected);
});

test('a plan is meant by a lens, an entry or a file', () => {
  const cases: [unknown, string | undefined][] = [
    ['site::web', 'site::web'],
    [planEntry(plan), 'site::web'],
    [{ fsPath: '/p/plans/web.pp' }, 'site::web'],
    [{ fsPath: '/m/web/plans/sub/z.yaml' }, 'web::sub::z'],
    [{ fsPath: '/etc/passwd' }, undefined],
    [taskEntry(task), undefined],
  ];
  for (const [argument, expected] of cases) assert.equal(planOf(argument, store), expected);
});

test('what no tree hands over is no item', () => {
  assert.equal(itemOf({ value: 3 }), undefined);
  assert.equal(itemOf('x'), undefined);
});
