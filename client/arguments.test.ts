import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node } from '../orchestrator-core/orchestrator.ts';
import { itemOf, planOf, selectionOf, taskOf } from './arguments.ts';
import { groupEntry, type NodeGroup, nodeEntry } from './nodes/model.ts';
import { planEntry } from './plans/model.ts';
import type { Store } from './state/store.ts';
import { taskEntry } from './tasks/model.ts';

const node: Node = {
  name: 'n1',
  transport: 'pcp',
  groups: ['web', 'all'],
  features: [],
  sources: ['inventory'],
  aliases: [],
  connection: { kind: 'agentless' },
};
const group: NodeGroup = { kind: 'group', name: 'web', selection: ['web'], nodes: [node] };
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
    [groupEntry(group), undefined],
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

test('chosen nodes and groups become a selection, each once', () => {
  const entries = [groupEntry(group), nodeEntry(group, node), nodeEntry({ ...group, name: 'other' }, node)];
  assert.deepEqual(selectionOf(entries[1], undefined), ['n1']);
  assert.deepEqual(selectionOf(entries[1], entries), ['web', 'n1']);
  assert.deepEqual(selectionOf(undefined, undefined), []);
  assert.deepEqual(selectionOf('web', undefined), ['web']);
  assert.deepEqual(selectionOf(['-F', 'a=b'], entries), ['-F', 'a=b']);
  assert.equal(itemOf({ value: 3 }), undefined);
});
