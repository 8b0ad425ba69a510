import * as l10n from '@vscode/l10n';
import type { GroupSummary, Node } from '../../orchestrator-core/orchestrator.ts';
import { nodeCount, shortList } from '../common/format.ts';

/** What can be picked as a target: a group, a node, or what was typed. */
export interface TargetChoice {
  readonly kind: 'group' | 'node' | 'pattern';
  /** What goes into the run's `targets`. */
  readonly selection: string;
  readonly label: string;
  readonly description: string;
  readonly icon: string;
}

/** What the orchestrator said of a typed pattern; undefined while it has not answered. */
export type PatternAnswer =
  | { readonly kind: 'matches'; readonly names: readonly string[] }
  | { readonly kind: 'fault'; readonly message: string };

/** Groups first, `all` at their head, then nodes, both by name. */
export function targetChoices(groups: readonly GroupSummary[], nodes: readonly Node[]): readonly TargetChoice[] {
  const byName = <T extends { readonly name: string }>(items: readonly T[]): T[] =>
    [...items].sort((a, b) => a.name.localeCompare(b.name));
  const rank = (group: GroupSummary) => (group.name === 'all' ? 0 : 1);
  const shown = byName(groups)
    .filter((group) => group.targets.length > 0)
    .sort((a, b) => rank(a) - rank(b));
  return [
    ...shown.map(
      (group): TargetChoice => ({
        kind: 'group',
        selection: group.name,
        label: group.name,
        description: l10n.t('group of {0}: {1}', nodeCount(group.targets.length), shortList(group.targets, 4)),
        icon: 'server-environment',
      }),
    ),
    ...byName(nodes).map(
      (node): TargetChoice => ({
        kind: 'node',
        selection: node.name,
        label: node.name,
        description: [node.transport, connectionWord(node), ...node.groups.filter((name) => name !== 'all')].join(
          ' · ',
        ),
        icon: connectionIcon(node),
      }),
    ),
  ];
}

/** How a node is reached, in a word or two. */
export function connectionWord(node: Node): string {
  switch (node.connection.kind) {
    case 'connected':
      return l10n.t('connected');
    case 'disconnected':
      return l10n.t('not connected');
    case 'agentless':
      return l10n.t('reached when needed');
  }
}

/** The same as a shape. */
export function connectionIcon(node: Node): string {
  return { connected: 'vm-active', disconnected: 'debug-disconnect', agentless: 'vm-outline' }[node.connection.kind];
}

/** The choice that stands for what was typed, unless that is a choice already or nothing. */
export function patternChoice(
  typed: string,
  choices: readonly TargetChoice[],
  answer: PatternAnswer | undefined,
): TargetChoice | undefined {
  const selection = typed.trim();
  if (selection === '' || choices.some((choice) => choice.selection === selection)) return undefined;
  return {
    kind: 'pattern',
    selection,
    label: selection,
    description: patternDescription(answer, choices),
    icon: 'regex',
  };
}

function patternDescription(answer: PatternAnswer | undefined, choices: readonly TargetChoice[]): string {
  if (answer === undefined) return l10n.t('pattern');
  if (answer.kind === 'fault') return answer.message;
  const known = new Set(choices.map((choice) => choice.selection));
  if (answer.names.every((name) => !known.has(name))) return l10n.t('not in the inventory, taken as a URI');
  return l10n.t('pattern for {0}: {1}', nodeCount(answer.names.length), shortList(answer.names, 4));
}

/** The names of the nodes that a selection means, each once; a pattern without an answer counts for nothing. */
export function selectedNodes(
  selection: readonly string[],
  groups: readonly GroupSummary[],
  nodes: readonly Node[],
  answers: ReadonlyMap<string, PatternAnswer>,
): readonly string[] {
  const names = selection.flatMap((name) => {
    const group = groups.find((candidate) => candidate.name === name);
    if (group !== undefined) return group.targets;
    if (nodes.some((node) => node.name === name)) return [name];
    const answer = answers.get(name);
    return answer?.kind === 'matches' ? answer.names : [];
  });
  return [...new Set(names)];
}

/**
 * What Enter means: the ticked choices. When nobody ticked anything, what was typed counts alone, for whoever types a
 * name and presses Enter means it; ticks that were only offered (`touched` is false) then give way.
 */
export function chosenSelection(ticked: readonly TargetChoice[], typed: string, touched: boolean): readonly string[] {
  const text = typed.trim();
  if (text !== '' && (!touched || ticked.length === 0)) return [text];
  return ticked.map((choice) => choice.selection);
}
