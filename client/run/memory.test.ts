import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyMemory, readMemory, rememberCommand, rememberPlan, rememberQuery, rememberTask } from './memory.ts';

test('a run is remembered without its sensitive values', () => {
  const run = { targets: ['web'], values: { name: 'nginx', password: 'hunter2' } };
  const memory = rememberTask(emptyMemory, 'package', run, new Set(['password']));
  assert.deepEqual(memory.tasks, {
    package: { targets: ['web'], values: { name: 'nginx' }, secrets: ['password'] },
  });
  assert.deepEqual(memory.targets, ['web']);
  assert.ok(!JSON.stringify(memory).includes('hunter2'));
});

test('targets that were given with a password are not remembered', () => {
  const run = { targets: ['web', 'ssh://bob:hunter2@web1'], values: { on: 'bob:hunter2@web1,web', of: 'a:b' } };
  const memory = rememberTask(emptyMemory, 'package', run, new Set());
  assert.deepEqual(memory.tasks, { package: { targets: [], values: { of: 'a:b' }, secrets: ['on'] } });
  const after = rememberCommand(memory, 'id', run.targets);
  assert.ok(!JSON.stringify(after).includes('hunter2'));
});

test('a plan is remembered by its parameters, apart from tasks', () => {
  const memory = rememberPlan(emptyMemory, 'web', { targets: 'all', password: 'hunter2' }, new Set(['password']));
  assert.deepEqual(memory, {
    ...emptyMemory,
    plans: { web: { targets: [], values: { targets: 'all' }, secrets: ['password'] } },
  });
});

test('the oldest is forgotten, the newest command stands first, once', () => {
  let memory = emptyMemory;
  for (let index = 0; index < 205; index += 1) {
    memory = rememberTask(memory, `task${index}`, { targets: [], values: {} }, new Set());
  }
  memory = rememberTask(memory, 'task5', { targets: ['a'], values: {} }, new Set());
  assert.equal(Object.keys(memory.tasks).length, 200);
  assert.equal(Object.keys(memory.tasks).at(-1), 'task5');
  for (const command of ['ls', 'id', 'ls']) memory = rememberCommand(memory, command, ['a']);
  assert.deepEqual(memory.commands, ['ls', 'id']);
  for (const query of ['a', 'b', 'a']) memory = rememberQuery(memory, query);
  assert.deepEqual(memory.queries, ['a', 'b']);
});

test('selections that are more than a name are remembered, the newest first and each once', () => {
  let memory = emptyMemory;
  for (const words of [['web'], ['a', 'b'], ['x*'], ['-F', 'a=b'], ['a', 'b']])
    memory = rememberCommand(memory, 'id', words);
  assert.deepEqual(memory.selections, [['a', 'b'], ['-F', 'a=b'], ['x*']]);
});

test('whatever is stored can be read', () => {
  const good = {
    tasks: { a: { targets: ['x'], values: { b: 'c' }, secrets: ['d'] } },
    plans: { p: { targets: [], values: {}, secrets: [] } },
    targets: ['x'],
    selections: [['-F', 'a=b'], ['x*']],
    commands: ['ls'],
    queries: ['nodes { }'],
  };
  const cases: [unknown, unknown][] = [
    [undefined, emptyMemory],
    [null, emptyMemory],
    ['x', emptyMemory],
    [{ tasks: [], targets: 'x', selections: [[1], 2], commands: [1] }, emptyMemory],
    [
      { tasks: { a: { targets: [1, 'x'], values: { b: 'c', d: 4 } }, e: 3 } },
      { ...emptyMemory, tasks: { a: { ...good.tasks.a, secrets: [] } } },
    ],
    [good, good],
  ];
  for (const [stored, expected] of cases) assert.deepEqual(readMemory(stored), expected);
});
