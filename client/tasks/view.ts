import { type TreeView, window } from 'vscode';
import { takesNodes } from '../nodes/drag.ts';
import type { Store } from '../state/store.ts';
import type { TreeEntry } from '../tree/entry.ts';
import { faultEntry } from '../tree/fault.ts';
import { entryTree } from '../tree/tree-view.ts';
import { moduleEntry, problemEntry, type TaskItem, type TaskModule, taskEntry, taskModules } from './model.ts';

/** The tree *Tasks*: the tasks by module, then those that cannot be used; warnings are for the editor's squiggles. */
export function createTasksView(
  store: Store,
  runOn: (task: string, words: readonly string[]) => Promise<unknown>,
): TreeView<TreeEntry> {
  const tree = entryTree((entry) => {
    if (entry !== undefined) return (entry.value as TaskModule).tasks.map(taskEntry);
    const { tasks, problems } = store.tasks;
    const faults = problems.filter((problem) => problem.severity === 'error');
    const fault = store.fault('tasks');
    const first = fault === undefined ? [] : [faultEntry(fault)];
    return [...first, ...taskModules(tasks).map(moduleEntry), ...faults.map(problemEntry)];
  });
  store.changed.on((part) => {
    if (part === 'tasks') tree.refresh();
  });
  return window.createTreeView('baton.tasks', {
    treeDataProvider: tree,
    showCollapseAll: true,
    dragAndDropController: takesNodes<TreeEntry>(async ({ value }, words) => {
      const item = value as TaskItem | TaskModule | undefined;
      if (item?.kind === 'task') await runOn(item.task.name, words);
    }),
  });
}
