import * as l10n from '@vscode/l10n';
import type { GroupSummary, Node } from '../../orchestrator-core/orchestrator.ts';
import { nodeCount } from '../common/format.ts';
import { connectionIcon, connectionWord } from '../run/targets.ts';
import type { TreeEntry } from '../tree/entry.ts';

/** A group of the inventory with the nodes that stand under it in the tree. */
export interface NodeGroup {
  readonly kind: 'group';
  readonly name: string;
  /** What a run on the group targets. */
  readonly selection: readonly string[];
  readonly nodes: readonly Node[];
}

/** A node under one of its groups. */
export interface NodeItem {
  readonly kind: 'node';
  readonly node: Node;
}

/**
 * The groups in the order of the inventory, each with its nodes by name. `all` is shown only for nodes that are in no
 * other group, and nodes that the inventory does not name stand in a group of their own.
 */
export function nodeGroups(groups: readonly GroupSummary[], nodes: readonly Node[]): readonly NodeGroup[] {
  const sorted = [...nodes].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const listed = groups
    .filter((group) => group.name !== 'all')
    .map((group): NodeGroup => {
      const members = new Set(group.targets);
      const inGroup = sorted.filter((node) => members.has(node.name));
      return { kind: 'group', name: group.name, selection: [group.name], nodes: inGroup };
    });
  const placed = new Set(listed.flatMap((group) => group.nodes.map((node) => node.name)));
  const others = sorted.filter((node) => !placed.has(node.name));
  const all = new Set(groups.find((group) => group.name === 'all')?.targets);
  const rest = (name: string, members: readonly Node[], selection?: readonly string[]): NodeGroup => ({
    kind: 'group',
    name,
    nodes: members,
    selection: selection ?? members.map((node) => node.name),
  });
  const alone = others.filter((node) => all.has(node.name));
  const strangers = others.filter((node) => !all.has(node.name));
  const allName = listed.some((group) => group.nodes.length > 0) ? l10n.t('in no group') : 'all';
  const isHere = strangers.every((node) => node.name === 'localhost');
  const strangersName = isHere ? l10n.t('this machine') : l10n.t('not in the inventory');
  return [...listed, rest(allName, alone), rest(strangersName, strangers)].filter((group) => group.nodes.length > 0);
}

/** A group with more nodes is closed at first, so that the groups below it can be seen. */
const mostOpen = 20;

/** A group's item: how many of its nodes are connected. */
export function groupEntry(group: NodeGroup): TreeEntry<NodeGroup> {
  const reachable = group.nodes.filter((node) => node.connection.kind !== 'agentless');
  const connected = reachable.filter((node) => node.connection.kind === 'connected').length;
  const count = nodeCount(group.nodes.length);
  const description =
    reachable.length === 0 ? count : l10n.t('{0}, {1} connected', count, `${connected}/${reachable.length}`);
  return {
    id: `group:${group.name}`,
    label: group.name,
    description,
    icon: 'server-environment',
    accessibleLabel: l10n.t('group {0}, {1}', group.name, description),
    context: 'group',
    children: group.nodes.length > mostOpen ? 'collapsed' : 'expanded',
    value: group,
  };
}

/** A node's item under `group`: its state as shape and word, transport and features beside it. */
export function nodeEntry(group: NodeGroup, node: Node): TreeEntry<NodeItem> {
  const state = connectionWord(node);
  const features = node.features.length === 0 ? [] : [node.features.join(', ')];
  const color = { connected: 'testing.iconPassed', disconnected: 'disabledForeground', agentless: undefined }[
    node.connection.kind
  ];
  return {
    id: `node:${group.name}/${node.name}`,
    label: node.name,
    description: [node.transport, state, ...features].join(' · '),
    tooltip: tooltip(node, state),
    icon: connectionIcon(node),
    ...(color === undefined ? {} : { color }),
    accessibleLabel: [node.name, state, l10n.t('transport {0}', node.transport), ...features].join(', '),
    context: 'node',
    children: 'none',
    value: { kind: 'node', node },
  };
}

function tooltip(node: Node, state: string): string {
  const agent = node.connection.kind === 'connected' ? node.connection.agent : undefined;
  const lines: readonly (readonly [string, string | undefined])[] = [
    [l10n.t('State'), state],
    [l10n.t('Transport'), node.transport],
    [l10n.t('Features'), node.features.join(', ')],
    [l10n.t('Groups'), node.groups.join(', ')],
    [l10n.t('Aliases'), node.aliases.join(', ')],
    [l10n.t('Agent'), agent && [agent.version, ...agent.extensions].join(', ')],
  ];
  const told = lines.filter(([, value]) => value !== undefined && value !== '');
  return [node.name, ...told.map(([name, value]) => `${name}: ${value}`)].join('\n');
}
