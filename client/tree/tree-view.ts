import {
  type Command,
  EventEmitter,
  type ProviderResult,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
} from 'vscode';
import type { TreeEntry } from './entry.ts';

/** A tree of entries that a model makes. */
export interface EntryTree extends TreeDataProvider<TreeEntry> {
  /** Draws it again soon; what changes at once is drawn once. */
  refresh(): void;
  dispose(): void;
}

const collapsible = {
  none: TreeItemCollapsibleState.None,
  collapsed: TreeItemCollapsibleState.Collapsed,
  expanded: TreeItemCollapsibleState.Expanded,
} as const;

/**
 * `children` answers for the root when it is asked without an entry; `collect` says how long changes are collected before
 * the tree is drawn, in milliseconds.
 */
export function entryTree(children: (entry?: TreeEntry) => ProviderResult<TreeEntry[]>, collect = 100): EntryTree {
  const changed = new EventEmitter<undefined>();
  let pending: NodeJS.Timeout | undefined;
  return {
    onDidChangeTreeData: changed.event,
    getTreeItem: (entry) => treeItem(entry),
    getChildren: children,
    refresh: () => {
      pending ??= setTimeout(() => {
        pending = undefined;
        changed.fire(undefined);
      }, collect);
    },
    dispose: () => {
      clearTimeout(pending);
      changed.dispose();
    },
  };
}

/** What VS Code draws for an entry; commands are given `argument`. */
export function treeItem(entry: TreeEntry, argument: unknown = entry): TreeItem {
  const shown = new TreeItem(entry.label, collapsible[entry.children]);
  shown.id = entry.id;
  shown.iconPath = new ThemeIcon(entry.icon, entry.color === undefined ? undefined : new ThemeColor(entry.color));
  shown.contextValue = entry.context;
  shown.accessibilityInformation = { label: entry.accessibleLabel };
  if (entry.description !== undefined) shown.description = entry.description;
  if (entry.tooltip !== undefined) shown.tooltip = entry.tooltip;
  if (entry.command !== undefined) {
    const command: Command = { command: entry.command, title: '', arguments: [argument] };
    shown.command = command;
  }
  return shown;
}
