import * as l10n from '@vscode/l10n';
import type { TaskList, TaskSummary } from '../../orchestrator-core/orchestrator.ts';
import { shortList } from '../common/format.ts';
import type { CommandId } from '../contributions.ts';
import type { Memory } from '../run/memory.ts';

/** A lens above a task's or plan's file. */
export interface Lens {
  readonly title: string;
  readonly tooltip: string;
  readonly command: CommandId;
  /** Of the task or plan: the command's argument. */
  readonly name: string;
}

/** The task of every metadata file and executable, by absolute path. */
export type TaskFiles = ReadonlyMap<string, TaskSummary>;

/** Made once for each list of tasks, so that a lens costs a lookup. */
export function taskFiles(list: TaskList): TaskFiles {
  const files = new Map<string, TaskSummary>();
  for (const task of list.tasks) {
    for (const path of [task.path, ...task.executables]) if (!files.has(path)) files.set(path, task);
  }
  return files;
}

/**
 * The task that a path stands for by Puppet's rules, as long as the orchestrator has not said it:
 * `…/web/tasks/restart.sh` is `web::restart`, `…/web/tasks/init.json` is `web`.
 */
export function taskNameOf(path: string): string | undefined {
  const match = /(?:^|[\\/])([a-z][a-z0-9_]*)[\\/]tasks[\\/]([a-z][a-z0-9_]*)(?:\.[A-Za-z0-9]+)?$/.exec(path);
  if (match === null) return undefined;
  const [, module, name] = match;
  return name === 'init' ? module : `${module}::${name}`;
}

/** The lenses of a file: none where it is no task's. `files` is undefined while the tasks are not known. */
export function lensesOf(path: string, files: TaskFiles | undefined, memory: Memory): readonly Lens[] {
  const known = files?.get(path);
  const task = known?.name ?? (files === undefined ? taskNameOf(path) : undefined);
  if (task === undefined) return [];
  const last = memory.tasks[task]?.targets ?? [];
  const lens = (command: CommandId, title: string, tooltip: string): Lens => ({
    command,
    title,
    tooltip,
    name: task,
  });
  return [
    lens(
      'baton.runTask',
      `$(play) ${l10n.t('Run task')}`,
      l10n.t('Run {0}, beginning with the targets of last time', task),
    ),
    lens('baton.runTaskOn', l10n.t('Run on…'), l10n.t('Choose where {0} runs', task)),
    ...(last.length === 0
      ? []
      : [
          lens(
            'baton.runTaskAgain',
            l10n.t('Run again on {0}', shortList(last, 3)),
            l10n.t('Run {0} with the targets and parameters of last time', task),
          ),
        ]),
    ...(known?.supportsNoop === true
      ? [lens('baton.runTaskNoop', l10n.t('Noop'), l10n.t('Run {0} in noop mode: it says what it would change', task))]
      : []),
  ];
}
