import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskSummary } from '../../orchestrator-core/orchestrator.ts';
import { moduleEntry, problemEntry, taskEntry, taskModules } from './model.ts';

function task(name: string, extra: Partial<TaskSummary> = {}): TaskSummary {
  const module = name.split('::')[0] ?? name;
  return { name, module, private: false, supportsNoop: false, path: `/m/${name}.json`, executables: [], ...extra };
}

test('tasks stand in their modules by name, private ones not at all', () => {
  const modules = taskModules([
    task('web::restart'),
    task('app::b'),
    task('app'),
    task('app::hidden', { private: true }),
  ]);
  assert.deepEqual(
    modules.map((module) => [
      moduleEntry(module).label,
      moduleEntry(module).description,
      module.tasks.map((t) => t.name),
    ]),
    [
      ['app', '2 tasks', ['app', 'app::b']],
      ['web', '1 task', ['web::restart']],
    ],
  );
});

test('a task says what it does, and whether it can run in noop mode', () => {
  const entry = taskEntry(task('app::b', { description: 'Does\n b.', supportsNoop: true }));
  assert.equal(entry.description, 'Does b.');
  assert.equal(entry.context, 'task.noop');
  assert.equal(entry.accessibleLabel, 'task app::b, Does b., can run in noop mode');
  assert.notEqual(entry.icon, taskEntry(task('app')).icon);
});

test('a problem is named by its file', () => {
  const entry = problemEntry({
    severity: 'error',
    kind: 'bolt/invalid-json',
    message: 'Unexpected }',
    path: '/m/tasks/x.json',
  });
  assert.deepEqual([entry.label, entry.description], ['x.json', 'Unexpected }']);
});
