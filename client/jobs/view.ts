import { type TreeView, window } from 'vscode';
import type { Store } from '../state/store.ts';
import type { TreeEntry } from '../tree/entry.ts';
import { entryTree } from '../tree/tree-view.ts';
import { badge, type JobItem, type JobNodeItem, jobEntry, jobNodeEntry, orderedNodes } from './model.ts';

/** The tree *Jobs*, the newest first, with the badge of the sidebar. */
export function createJobsView(store: Store): TreeView<TreeEntry> {
  const tree = entryTree(async (entry) => {
    if (entry === undefined) return store.jobs.map(jobEntry);
    const { job } = entry.value as JobItem;
    const { nodes } = await store.details(job);
    return orderedNodes(job, nodes).map((node) => jobNodeEntry(job, node));
  });
  const view = window.createTreeView('baton.jobs', { treeDataProvider: tree, showCollapseAll: true });
  store.changed.on((part) => {
    if (part !== 'jobs') return;
    tree.refresh();
    view.badge = badge(store.jobs, store.unseen);
  });
  view.onDidChangeSelection(({ selection }) => {
    for (const entry of selection) store.see((entry.value as JobItem | JobNodeItem).job.id);
  });
  return view;
}
