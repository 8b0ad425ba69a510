import * as l10n from '@vscode/l10n';
import type { TaskSummary } from '../../orchestrator-core/orchestrator.ts';
import type { TaskProblem } from '../../orchestrator-core/tasks/index.ts';
import { oneLine } from '../common/format.ts';
import type { TreeEntry } from '../tree/entry.ts';
import { byModule, moduleItem } from '../tree/modules.ts';

/** The tasks of one module. */
export interface TaskModule {
  readonly kind: 'module';
  readonly name: string;
  readonly tasks: readonly TaskSummary[];
}

/** A task in its module. */
export interface TaskItem {
  readonly kind: 'task';
  readonly task: TaskSummary;
}

/** Something that kept a task or plan out of its list. */
export interface ProblemItem {
  readonly kind: 'problem';
  readonly problem: TaskProblem;
}

/** The modules by name, each with its tasks by name; private tasks are left out, as Bolt's list does,
 * and those that every project has. */
export function taskModules(tasks: readonly TaskSummary[]): readonly TaskModule[] {
  return byModule(tasks).map(([name, own]) => ({ kind: 'module', name, tasks: own }));
}

/** A module's item. */
export function moduleEntry(module: TaskModule): TreeEntry<TaskModule> {
  const count = module.tasks.length === 1 ? l10n.t('1 task') : l10n.t('{0} tasks', module.tasks.length);
  return moduleItem(module, count);
}

/** A task's item; choosing it opens its file. */
export function taskEntry(task: TaskSummary): TreeEntry<TaskItem> {
  const description = task.description === undefined ? undefined : oneLine(task.description, 200);
  const noop = task.supportsNoop ? [l10n.t('can run in noop mode')] : [];
  return {
    id: `task:${task.name}`,
    label: task.name,
    ...(description === undefined ? {} : { description }),
    tooltip: [task.name, ...(description === undefined ? [] : [description]), ...noop, task.path].join('\n'),
    icon: task.supportsNoop ? 'beaker' : 'symbol-event',
    accessibleLabel: [l10n.t('task {0}', task.name), ...(description === undefined ? [] : [description]), ...noop].join(
      ', ',
    ),
    context: task.supportsNoop ? 'task.noop' : 'task',
    children: 'none',
    command: 'baton.openTask',
    value: { kind: 'task', task },
  };
}

/** A problem's item; choosing it opens the file it is about. */
export function problemEntry(problem: TaskProblem): TreeEntry<ProblemItem> {
  const name = problem.path.slice(problem.path.lastIndexOf('/') + 1);
  return {
    id: `problem:${problem.path}:${problem.line ?? 0}:${problem.kind}`,
    label: name,
    description: oneLine(problem.message, 200),
    tooltip: `${problem.message}\n${problem.path}`,
    icon: 'error',
    color: 'list.errorForeground',
    accessibleLabel: l10n.t('problem in {0}: {1}', name, problem.message),
    context: 'problem',
    children: 'none',
    command: 'baton.openTask',
    value: { kind: 'problem', problem },
  };
}
