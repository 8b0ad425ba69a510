import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskSummary } from '../../orchestrator-core/orchestrator.ts';
import { emptyMemory, rememberTask } from '../run/memory.ts';
import { lensesOf, taskFiles, taskNameOf } from './lenses.ts';

const restart: TaskSummary = {
  name: 'web::restart',
  module: 'web',
  private: false,
  supportsNoop: true,
  path: '/p/modules/web/tasks/restart.json',
  executables: ['/p/modules/web/tasks/restart_linux.sh', '/p/modules/web/tasks/restart_windows.ps1'],
};
const files = taskFiles({ tasks: [restart], problems: [] });

test('a path tells its task by itself', () => {
  const cases: [string, string | undefined][] = [
    ['/p/modules/web/tasks/restart.sh', 'web::restart'],
    ['/p/modules/web/tasks/init.json', 'web'],
    ['/p/modules/web/tasks/init', 'web'],
    ['C:\\p\\web\\tasks\\x.ps1', 'web::x'],
    ['/p/modules/web/tasks/sub/x.sh', undefined],
    ['/p/modules/web/files/x.sh', undefined],
    ['/p/modules/web/tasks/README.md', undefined],
    ['/p/modules/Web/tasks/x.sh', undefined],
  ];
  for (const [path, expected] of cases) assert.equal(taskNameOf(path), expected, path);
});

test('every file of a task has its lenses, another file has none', () => {
  const titles = (path: string) => lensesOf(path, files, emptyMemory).map((lens) => `${lens.title} → ${lens.name}`);
  const expected = ['$(play) Run task → web::restart', 'Run on… → web::restart', 'Noop → web::restart'];
  assert.deepEqual(titles('/p/modules/web/tasks/restart.json'), expected);
  assert.deepEqual(titles('/p/modules/web/tasks/restart_windows.ps1'), expected);
  assert.deepEqual(titles('/p/modules/web/tasks/other.sh'), []);
});

test('before the tasks are known the path is enough', () => {
  const commands = lensesOf('/p/modules/web/tasks/restart.sh', undefined, emptyMemory).map((lens) => lens.command);
  assert.deepEqual(commands, ['baton.runTask', 'baton.runTaskOn']);
});

test('the last targets are one click away', () => {
  const memory = rememberTask(emptyMemory, 'web::restart', { targets: ['a', 'b', 'c', 'd'], values: {} }, new Set());
  const titles = lensesOf(restart.path, files, memory).map((lens) => lens.title);
  assert.deepEqual(titles, ['$(play) Run task', 'Run on…', 'Run again on a, b, c and 1 more', 'Noop']);
});
