import type { Uri } from 'vscode';
import type { TaskSummary } from '../orchestrator-core/orchestrator.ts';
import type { JobItem, JobNodeItem } from './jobs/model.ts';
import type { StepItem } from './jobs/steps.ts';
import { taskFiles, taskNameOf } from './lens/lenses.ts';
import { planFiles, planNameOf } from './lens/plan-lenses.ts';
import type { NodeTreeItem } from './nodes/entries.ts';
import type { PlanItem, PlanModule } from './plans/model.ts';
import type { Store } from './state/store.ts';
import type { ProblemItem, TaskItem, TaskModule } from './tasks/model.ts';

/** What the trees hand to commands. */
type Item =
  | NodeTreeItem
  | TaskModule
  | TaskItem
  | PlanModule
  | PlanItem
  | ProblemItem
  | JobItem
  | JobNodeItem
  | StepItem;

/** The item of a tree's entry; undefined for anything else that a command may be given. */
export function itemOf(argument: unknown): Item | undefined {
  if (typeof argument !== 'object' || argument === null || !('value' in argument)) return undefined;
  const { value } = argument;
  return typeof value === 'object' && value !== null && 'kind' in value ? (value as Item) : undefined;
}

/** The name of the task that a lens (a name), a tree (an entry) or an editor (a file) means. */
export function taskOf(argument: unknown, store: Store): string | undefined {
  if (typeof argument === 'string') return argument;
  const item = itemOf(argument);
  if (item?.kind === 'task') return item.task.name;
  if (!isUri(argument)) return undefined;
  const known: TaskSummary | undefined = taskFiles(store.tasks).get(argument.fsPath);
  return known?.name ?? taskNameOf(argument.fsPath);
}

/** The name of the plan that a lens (a name), a tree (an entry) or an editor (a file) means. */
export function planOf(argument: unknown, store: Store): string | undefined {
  if (typeof argument === 'string') return argument;
  const item = itemOf(argument);
  if (item?.kind === 'plan') return item.plan.name;
  if (!isUri(argument)) return undefined;
  return planFiles(store.plans).get(argument.fsPath) ?? planNameOf(argument.fsPath);
}

function isUri(argument: unknown): argument is Uri {
  return typeof argument === 'object' && argument !== null && 'fsPath' in argument;
}
