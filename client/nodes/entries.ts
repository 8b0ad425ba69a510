import * as l10n from '@vscode/l10n';
import { printSelection } from '../../orchestrator-core/inventory/index.ts';
import type {
  Grouping,
  Node,
  NodeBranch,
  SavedSelection,
  SelectionPreview,
} from '../../orchestrator-core/orchestrator.ts';
import { nodeCount, oneLine } from '../common/format.ts';
import { connectionIcon, connectionWord } from '../run/targets.ts';
import type { TreeEntry } from '../tree/entry.ts';
import { groupingWord } from './division.ts';
import { reportWord } from './report-word.ts';
import { isList } from './selection-words.ts';

/** Where a branch or a node stands: the branches from the root to it, by their values, or a saved selection. */
export interface Place {
  readonly under: readonly string[];
  /** The saved selection that it stands under. */
  readonly selection?: SavedSelection;
  /** What all that stands here holds; absent where nothing is filtered. */
  readonly filter?: string;
}

/** Nodes that have something in common. */
export interface BranchItem {
  readonly kind: 'branch';
  /** Its own value is the last of `under`. */
  readonly place: Place;
  readonly branch: NodeBranch;
}

/** A node where it stands. */
export interface NodeItem {
  readonly kind: 'node';
  readonly place: Place;
  readonly node: Node;
}

/** A selection that was kept under a name. */
export interface SelectionItem {
  readonly kind: 'selection';
  readonly place: Place;
  readonly saved: SavedSelection;
}

/** Stands for those of a level that are not shown. */
export interface MoreItem {
  readonly kind: 'more';
  readonly level: string;
}

/** What stands in the tree. */
export type NodeTreeItem = BranchItem | NodeItem | SelectionItem | MoreItem;

/** The id of the level that a branch leads to, and the beginning of the ids of what stands on it. */
export function levelId(place: Place): string {
  const { selection, filter } = place;
  const root = selection === undefined ? 'nodes' : `selection:${selection.name}`;
  // Under a filter other things are open: VS Code keeps what was opened and closed by the id.
  return [
    filter === undefined ? root : `${root}?${encodeURIComponent(filter)}`,
    ...place.under.map(encodeURIComponent),
  ].join('/');
}

/** A branch's item: how many nodes it has, and how they are. `open`: whether it stands open at first. */
export function branchEntry(
  place: Place,
  branch: NodeBranch,
  grouping: Grouping,
  open: boolean,
): TreeEntry<BranchItem> {
  const own: Place = { ...place, under: [...place.under, branch.value] };
  const counts = countText(branch);
  const label = branchLabel(grouping, branch);
  // What is in no group says so itself.
  const name = grouping.kind === 'group' && branch.value === '' ? label : `${groupingWord(grouping)} ${label}`;
  return {
    id: levelId(own),
    label,
    description: counts,
    icon: branchIcon(grouping, branch),
    ...(branch.failed > 0 ? { color: 'list.warningForeground' } : {}),
    accessibleLabel: `${name}, ${counts}`,
    context: 'branch',
    children: open ? 'expanded' : 'collapsed',
    value: { kind: 'branch', place: own, branch },
  };
}

/** What has a name of its own is called by that; the rest is said in the editor's language. */
function branchLabel({ kind }: Grouping, { value, label }: NodeBranch): string {
  if (value === '' && kind === 'group') return l10n.t('in no group');
  if (value === '' && kind === 'fact') return l10n.t('unknown');
  if (kind === 'state' && isConnection(value)) return connectionWord({ connection: { kind: value } });
  if (kind !== 'report') return label;
  return value === 'changed' || value === 'unchanged' || value === 'failed' ? reportWord(value) : l10n.t('no report');
}

function isConnection(value: string): value is Node['connection']['kind'] {
  return value === 'connected' || value === 'disconnected' || value === 'agentless';
}

/** `12 nodes, 10 connected, 1 failed`; what is none is not said. */
function countText({ nodes, connected, failed }: Pick<NodeBranch, 'nodes' | 'connected' | 'failed'>): string {
  return [
    nodeCount(nodes),
    ...(connected > 0 ? [l10n.t('{0} connected', connected)] : []),
    ...(failed > 0 ? [l10n.t('{0} failed', failed)] : []),
  ].join(', ');
}

function branchIcon(grouping: Grouping, { value }: NodeBranch): string {
  switch (grouping.kind) {
    case 'group':
      return 'server-environment';
    case 'fact':
      return 'symbol-field';
    case 'transport':
      return 'plug';
    case 'state':
      return { connected: 'vm-active', disconnected: 'debug-disconnect', agentless: 'vm-outline' }[value] ?? 'vm';
    case 'report':
      return { changed: 'pass-filled', unchanged: 'pass', failed: 'error' }[value] ?? 'circle-slash';
  }
}

/**
 * A node's item: its state as shape and word, its transport beside it; that its last run failed stands before that, for what
 * stands last is cut off. What it says when it is pointed at comes later.
 */
export function nodeEntry(place: Place, node: Node): TreeEntry<NodeItem> {
  const [name, state] = [node.name, connectionWord(node)];
  const failed = node.lastReport?.status === 'failed';
  const report = failed ? [l10n.t('last run failed')] : [];
  const color = failed
    ? 'list.errorForeground'
    : { connected: 'testing.iconPassed', disconnected: 'disabledForeground', agentless: undefined }[
        node.connection.kind
      ];
  return {
    id: `${levelId(place)}#${node.name}`,
    label: name,
    description: [...report, node.transport, state].join(' · '),
    icon: failed ? 'error' : connectionIcon(node),
    ...(color === undefined ? {} : { color }),
    accessibleLabel: [name, ...report, state, l10n.t('transport {0}', node.transport)].join(', '),
    context: `node.${node.transport}`,
    children: 'none',
    command: 'baton.openNode',
    value: { kind: 'node', place, node },
  };
}

/** A saved selection's item, with what it means now where that can be known. */
export function selectionEntry(saved: SavedSelection, preview: SelectionPreview | undefined): TreeEntry<SelectionItem> {
  const place: Place = { under: [], selection: saved };
  const problem = preview?.problem;
  const count = problem?.msg ?? (preview === undefined ? l10n.t('not known now') : nodeCount(preview.count));
  const words = printSelection(saved.words);
  // A filter finds other nodes tomorrow, a list those that it names.
  const isFilter = problem === undefined && !isList(saved.words);
  const told = isFilter ? [count, words] : [count];
  return {
    id: levelId(place),
    label: saved.name,
    description: oneLine(told.join(' · '), 200),
    tooltip: [saved.name, words, ...(problem === undefined ? [] : [problem.msg])].join('\n'),
    icon: problem !== undefined ? 'warning' : isFilter ? 'filter' : 'bookmark',
    accessibleLabel: isFilter
      ? l10n.t('selection {0}, {1}, filter {2}', saved.name, count, words)
      : l10n.t('selection {0}, {1}', saved.name, count),
    context: 'selection',
    children: 'collapsed',
    value: { kind: 'selection', place, saved },
  };
}

/** Stands at the end of a level of which not all is shown. */
export function moreEntry(level: string, shown: number, total: number): TreeEntry<MoreItem> {
  const label = l10n.t('Show more…');
  const count = l10n.t('{0} of {1} shown', shown, total);
  return {
    id: `${level}##more`,
    label,
    description: count,
    icon: 'ellipsis',
    accessibleLabel: `${label} ${count}`,
    context: 'more',
    children: 'none',
    command: 'baton.showMoreNodes',
    value: { kind: 'more', level },
  };
}
