import { type TreeView, window } from 'vscode';
import type { Store } from '../state/store.ts';
import type { TreeEntry } from '../tree/entry.ts';
import { entryTree } from '../tree/tree-view.ts';
import { moduleEntry, problemEntry, type TaskModule, taskEntry, taskModules } from './model.ts';

/** The tree *Tasks & Plans*: the tasks by module, then what could not be understood. */
export function createTasksView(store: Store): TreeView<TreeEntry> {
  const tree = entryTree((entry) => {
    if (entry !== undefined) return (entry.value as TaskModule).tasks.map(taskEntry);
    const { tasks, problems } = store.tasks;
    return [...taskModules(tasks).map(moduleEntry), ...problems.map(problemEntry)];
  });
  store.changed.on((part) => {
    if (part === 'tasks') tree.refresh();
  });
  return window.createTreeView('baton.tasks', { treeDataProvider: tree, showCollapseAll: true });
}
