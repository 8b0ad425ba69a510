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
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import { nodeCount } from '../common/format.ts';
import { type Renewal, renewal } from '../common/renewal.ts';
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
export function createNodesView(parts: NodesViewParts): NodesView {
  return new NodesTreeView(parts);
}

class NodesTreeView implements NodesView {
  readonly view: TreeView<NodeRow>;
  readonly #parts: NodesViewParts;
  readonly #tree: NodeTree;
  readonly #renewal: Renewal;
  readonly #disposables: readonly Disposable[];
  readonly #changed = new EventEmitter<NodeRow[] | undefined>();
  /** Context keys as they were set last. */
  readonly #keys = new Map<string, boolean>();

  constructor(parts: NodesViewParts) {
    const { store, session, memento, report } = parts;
    this.#parts = parts;
    const tree = new NodeTree(() => this.#orchestrator, readDivision(memento.get(divisionKey)));
    this.#tree = tree;
    const view = window.createTreeView('baton.nodes', {
      treeDataProvider: this.#provider(),
      canSelectMany: true,
      showCollapseAll: true,
      dragAndDropController: nodeDrag((rows) => this.words(undefined, rows)),
    });
    this.view = view;
    this.#renewal = renewal({
      renew: async () => {
        await tree.refresh();
        this.#draw();
      },
      isSeen: () => view.visible,
      report,
    });
    this.#disposables = [
      view,
      this.#changed,
      this.#renewal,
      registerInventoryDrop(),
      tree.changed.on((rows) => this.#changed.fire(rows === undefined ? undefined : [...rows])),
      store.nodesChanged.on(() => this.refresh()),
      session.changed.on(({ kind }) => {
        if (kind !== 'starting') tree.reset();
      }),
      view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.#renewal.seen();
      }),
      view.onDidCollapseElement(({ element }) => tree.forget(element)),
    ];
    this.#draw();
  }

  get state(): TreeState {
    return this.#tree;
  }

  items(argument: unknown, chosen: unknown): readonly NodeTreeItem[] {
    return itemsOf(argument, chosen, this.view);
  }

  async words(argument: unknown, chosen: unknown): Promise<readonly string[]> {
    if (typeof argument === 'string') return [argument];
    if (isWords(argument)) return argument;
    return wordsOf(this.items(argument, chosen), this.#tree, await this.#ready());
  }

  async divide(): Promise<void> {
    const orchestrator = await this.#ready();
    const { askDivision } = await import('./divide.ts');
    await askDivision(
      (request, signal) => orchestrator.query(request, signal),
      (by) => {
        this.#tree.divide(by);
        this.#draw();
        void this.#parts.memento.update(divisionKey, by);
      },
    );
  }

  async filter(): Promise<void> {
    const { askFilter } = await import('./filter.ts');
    askFilter(this.#tree.filter, (text) => this.#setFilter(text));
  }

  clearFilter(): void {
    this.#setFilter('');
  }

  async showMore(argument: unknown): Promise<void> {
    const item = argument instanceof NodeRow ? argument.value : undefined;
    if (item?.kind === 'more') await this.#tree.more(item.level);
  }

  refresh(): void {
    this.#renewal.soon();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  get #orchestrator(): Orchestrator | undefined {
    const { state } = this.#parts.session;
    return state.kind === 'running' ? state.orchestrator : undefined;
  }

  #ready(): Promise<Orchestrator> {
    return this.#parts.session.ready(new AbortController().signal);
  }

  #setFilter(text: string): void {
    this.#tree.setFilter(text);
    this.#draw();
  }

  #provider(): TreeDataProvider<NodeRow> {
    return {
      onDidChangeTreeData: this.#changed.event,
      getTreeItem: (row) => treeItem(row.entry, row),
      getChildren: async (row) => {
        const asked = this.#orchestrator;
        const rows = await this.#tree.children(row);
        if (row === undefined) this.#draw(asked !== undefined && rows.length === 0 && this.#tree.filter === '');
        return [...rows];
      },
      resolveTreeItem: async (item, row, token) => {
        const orchestrator = this.#orchestrator;
        if (row.value?.kind !== 'node' || orchestrator === undefined) return item;
        const details = await orchestrator.node(row.value.node.name).catch(() => undefined);
        if (details === undefined || token.isCancellationRequested) return item;
        const { tooltipMarkdown } = await import('./tooltip.ts');
        item.tooltip = new MarkdownString(tooltipMarkdown(details, Date.now()));
        return item;
      },
    };
  }

  /** Says what is shown; `isEmpty` where that is known. */
  #draw(isEmpty?: boolean): void {
    this.view.description = divisionText(this.#tree.division);
    this.view.message = messageOf(this.#tree);
    this.#setKey(contextKeys.nodesFiltered, this.#tree.filter !== '');
    if (isEmpty !== undefined) this.#setKey(contextKeys.hasNoNodes, isEmpty);
  }

  #setKey(key: string, value: boolean): void {
    if (this.#keys.get(key) === value) return;
    this.#keys.set(key, value);
    void commands.executeCommand('setContext', key, value);
  }
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
