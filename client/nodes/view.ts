import { type TreeView, window } from 'vscode';
import type { Store } from '../state/store.ts';
import type { TreeEntry } from '../tree/entry.ts';
import { faultEntry } from '../tree/fault.ts';
import { entryTree } from '../tree/tree-view.ts';
import { groupEntry, type NodeGroup, nodeEntry, nodeGroups } from './model.ts';

/** The tree *Nodes*; several nodes can be chosen at a time. */
export function createNodesView(store: Store): TreeView<TreeEntry> {
  const tree = entryTree((entry) => {
    if (entry === undefined) {
      const fault = store.fault('nodes');
      const groups = nodeGroups(store.groups, store.nodes).map(groupEntry);
      return fault === undefined ? groups : [faultEntry(fault), ...groups];
    }
    const group = entry.value as NodeGroup;
    return group.nodes.map((node) => nodeEntry(group, node));
  });
  store.changed.on((part) => {
    if (part === 'nodes') tree.refresh();
  });
  return window.createTreeView('baton.nodes', { treeDataProvider: tree, canSelectMany: true, showCollapseAll: true });
}
