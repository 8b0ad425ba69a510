import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  MarkdownString,
  type Memento,
  type TreeDataProvider,
  type TreeView,
  window,
} from 'vscode';
import { nodeCount } from '../common/format.ts';
import { latest } from '../common/latest.ts';
import { contextKeys } from '../contributions.ts';
import type { Session } from '../orchestrator/session.ts';
import type { Report } from '../report.ts';
import type { Store } from '../state/store.ts';
import { treeItem } from '../tree/tree-view.ts';
import { divisionText, readDivision } from './division.ts';
import { nodeDrag, registerInventoryDrop } from './drag.ts';
import type { NodeTreeItem } from './entries.ts';
import { NodeRow, NodeTree } from './node-tree.ts';
import { type TreeState, wordsOf } from './targets.ts';

/** How long changes are collected before the tree asks for them, in milliseconds; longer where the answer took long. */
const collect = 300;
/** So much of the time may be spent on asking. */
const share = 0.2;
const divisionKey = 'baton.nodes.division';

/** The tree *Nodes*. */
export interface NodesView {
  readonly view: TreeView<NodeRow>;
  /** What a menu, a key or a lens means: rows of the tree, else those that are chosen in it. */
  items(argument: unknown, chosen: unknown): readonly NodeTreeItem[];
  /** The same as words of a selection; words that are given are handed on. */
  words(argument: unknown, chosen: unknown): Promise<readonly string[]>;
  /** How the tree is drawn now. */
  readonly state: TreeState;
  /** Asks how the nodes are divided. */
  divide(): Promise<void>;
  filter(): Promise<void>;
  clearFilter(): void;
  showMore(argument: unknown): Promise<void>;
  /** Asks again for what is shown. */
  refresh(): void;
  dispose(): void;
}

interface NodesViewParts {
  readonly session: Session;
  readonly store: Store;
  readonly report: Report;
  readonly memento: Memento;
}

/** Makes the tree; several nodes can be chosen at a time, and dragged. */
export function createNodesView({ session, store, report, memento }: NodesViewParts): NodesView {
  const lister = () => (session.state.kind === 'running' ? session.state.orchestrator : undefined);
  const tree = new NodeTree(lister, readDivision(memento.get(divisionKey)));
  const changed = new EventEmitter<NodeRow[] | undefined>();
  const provider: TreeDataProvider<NodeRow> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (row) => treeItem(row.entry, row),
    getChildren: async (row) => {
      const asked = lister();
      const rows = await tree.children(row);
      if (row === undefined) draw(asked !== undefined && rows.length === 0 && tree.filter === '');
      return [...rows];
    },
    resolveTreeItem: async (item, row, token) => {
      const orchestrator = lister();
      if (row.value?.kind !== 'node' || orchestrator === undefined) return item;
      const details = await orchestrator.node(row.value.node.name).catch(() => undefined);
      if (details === undefined || token.isCancellationRequested) return item;
      const { tooltipMarkdown } = await import('./tooltip.ts');
      item.tooltip = new MarkdownString(tooltipMarkdown(details, Date.now()));
      return item;
    },
  };
  const words: NodesView['words'] = async (argument, chosen) => {
    if (typeof argument === 'string') return [argument];
    if (isWords(argument)) return argument;
    const orchestrator = await session.ready(new AbortController().signal);
    return wordsOf(itemsOf(argument, chosen, view), tree, orchestrator);
  };
  const view = window.createTreeView('baton.nodes', {
    treeDataProvider: provider,
    canSelectMany: true,
    showCollapseAll: true,
    dragAndDropController: nodeDrag((rows) => words(undefined, rows)),
  });
  const keys = new Map<string, boolean>();
  const setKey = (key: string, value: boolean): void => {
    if (keys.get(key) === value) return;
    keys.set(key, value);
    void commands.executeCommand('setContext', key, value);
  };
  const draw = (isEmpty?: boolean): void => {
    view.description = divisionText(tree.division);
    view.message = messageOf(tree);
    setKey(contextKeys.nodesFiltered, tree.filter !== '');
    if (isEmpty !== undefined) setKey(contextKeys.hasNoNodes, isEmpty);
  };
  let took = 0;
  const renew = latest(async () => {
    const begun = performance.now();
    await tree.refresh();
    took = performance.now() - begun;
    draw();
  });
  let timer: NodeJS.Timeout | undefined;
  let stale = false;
  const soon = (): void => {
    // What nobody sees is not asked for.
    stale = !view.visible;
    if (stale || timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        void renew().catch(report);
      },
      Math.max(collect, took / share),
    );
  };
  const setFilter = (text: string): void => {
    tree.setFilter(text);
    draw();
  };
  const disposables: readonly Disposable[] = [
    view,
    changed,
    registerInventoryDrop(),
    tree.changed.on((rows) => changed.fire(rows === undefined ? undefined : [...rows])),
    store.nodesChanged.on(soon),
    session.changed.on(({ kind }) => {
      if (kind !== 'starting') tree.reset();
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible && stale) soon();
    }),
    view.onDidCollapseElement(({ element }) => tree.forget(element)),
  ];
  draw();
  return {
    view,
    items: (argument, chosen) => itemsOf(argument, chosen, view),
    words,
    state: tree,
    divide: async () => {
      const orchestrator = await session.ready(new AbortController().signal);
      const { askDivision } = await import('./divide.ts');
      await askDivision(
        (request) => orchestrator.query(request),
        (by) => {
          tree.divide(by);
          draw();
          void memento.update(divisionKey, by);
        },
      );
    },
    filter: async () => (await import('./filter.ts')).askFilter(tree.filter, setFilter),
    clearFilter: () => setFilter(''),
    showMore: async (argument) => {
      const item = argument instanceof NodeRow ? argument.value : undefined;
      if (item?.kind === 'more') await tree.more(item.level);
    },
    refresh: soon,
    dispose: () => {
      clearTimeout(timer);
      for (const disposable of disposables) disposable.dispose();
    },
  };
}

/** What stands above the tree: what it is filtered by, and since when it is not what the inventory says. */
function messageOf({ filter, count, problem }: NodeTree): string {
  const texts = filter === '' ? [] : [filterText(filter, count)];
  if (problem?.since !== undefined) {
    const since = new Date(problem.since).toLocaleTimeString();
    texts.push(l10n.t('The inventory cannot be read: this is what it was at {0}.', since));
  } else if (problem !== undefined) {
    texts.push(l10n.t('The inventory cannot be read: these are the nodes that are known without it.'));
  }
  return texts.join(' ');
}

function filterText(filter: string, count: number): string {
  return count === 0 ? l10n.t('No node has “{0}”.', filter) : l10n.t('“{0}”: {1}', filter, nodeCount(count));
}

function isWords(argument: unknown): argument is readonly string[] {
  return Array.isArray(argument) && argument.every((word) => typeof word === 'string');
}

/** A menu hands over the row it was opened on, with all that are chosen where that row is one of them. */
function itemsOf(argument: unknown, chosen: unknown, view: TreeView<NodeRow>): readonly NodeTreeItem[] {
  const given = Array.isArray(chosen) && chosen.length > 0 ? chosen : [argument];
  const rows = given.filter((row) => row instanceof NodeRow);
  return (rows.length > 0 || argument !== undefined ? rows : view.selection).flatMap(({ value }) =>
    value === undefined || value.kind === 'problem' ? [] : value,
  );
}
