import * as l10n from '@vscode/l10n';
import { printSelection, selectionOptions, splitSelection } from '../../orchestrator-core/inventory/index.ts';
import type { GroupSummary, Node, SavedSelection, SelectionPreview } from '../../orchestrator-core/orchestrator.ts';
import { nodeCount, oneLine, shortList } from '../common/format.ts';
import { isList } from '../nodes/selection-words.ts';

/** What can be picked as targets: a group, a node, a selection that was saved, used lately or typed. */
export interface TargetChoice {
  readonly kind: 'group' | 'node' | 'saved' | 'recent' | 'typed';
  /** What goes into the run's `targets`. */
  readonly words: readonly string[];
  /** The words as a text: the same for the same selection. */
  readonly key: string;
  readonly label: string;
  readonly description: string;
  /** A line below; what is wrong with it. */
  readonly detail?: string;
  readonly icon: string;
}

/** Where choices come from. */
export interface KnownTargets {
  readonly groups: readonly GroupSummary[];
  readonly nodes: readonly Node[];
  readonly saved: readonly SavedSelection[];
  /** Newest first. */
  readonly recent: readonly (readonly string[])[];
}

/** Nodes that are listed; others are found by typing, so many at a time. */
const mostNodes = 500;
const mostFound = 20;

/** The words of a text that was typed. */
export function wordsOf(text: string): readonly string[] {
  return splitSelection(text).words.map(({ value }) => value);
}

function choice(words: readonly string[], rest: Omit<TargetChoice, 'words' | 'key'>): TargetChoice {
  return { words, key: printSelection(words), ...rest };
}

/** Saved and recent selections first, then groups, `all` at their head, then nodes, each by name. */
export function targetChoices(known: KnownTargets): readonly TargetChoice[] {
  const rank = (group: GroupSummary) => (group.name === 'all' ? 0 : 1);
  const shown = byName(known.groups)
    .filter((group) => group.targets.length > 0)
    .toSorted((a, b) => rank(a) - rank(b));
  const saved = new Set(known.saved.map(({ words }) => printSelection(words)));
  return [
    ...byName(known.saved).map(({ name, words }) =>
      choice(['--saved', name], {
        kind: 'saved',
        label: name,
        description: printSelection(words),
        icon: isList(words) ? 'bookmark' : 'filter',
      }),
    ),
    ...known.recent
      .filter((words) => !saved.has(printSelection(words)))
      .map((words) =>
        choice(words, { kind: 'recent', label: printSelection(words), description: '', icon: 'history' }),
      ),
    ...shown.map(({ name, targets }) =>
      choice([name], {
        kind: 'group',
        label: name,
        description: l10n.t('group of {0}: {1}', nodeCount(targets.length), shortList(targets, 4)),
        icon: 'server-environment',
      }),
    ),
    ...byName(known.nodes).slice(0, mostNodes).map(nodeChoice),
  ];
}

/** Nodes whose names hold what was typed, where there are too many nodes for a list. */
export function foundNodes(typed: string, { nodes }: KnownTargets): readonly TargetChoice[] {
  const part = typed.trim().toLowerCase();
  if (part === '' || nodes.length <= mostNodes) return [];
  const fitting = nodes.filter(({ name }) => name.toLowerCase().includes(part));
  return byName(fitting).slice(0, mostFound).map(nodeChoice);
}

function byName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function nodeChoice(node: Node): TargetChoice {
  const [description, icon] = [nodeWords(node), connectionIcon(node)];
  return choice([node.name], { kind: 'node', label: node.name, description, icon });
}

function nodeWords(node: Node): string {
  return [node.transport, connectionWord(node), ...node.groups.filter((name) => name !== 'all')].join(' · ');
}

/** How a node is reached, in a word or two. */
export function connectionWord(node: { readonly connection: Pick<Node['connection'], 'kind'> }): string {
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
export function typedChoice(
  typed: string,
  choices: readonly TargetChoice[],
  answer: SelectionPreview | undefined,
  known: KnownTargets,
): TargetChoice | undefined {
  const all = wordsOf(typed);
  // A hyphen that nothing follows yet begins an option.
  const words = /^--?$/.test(all.at(-1) ?? '') ? all.slice(0, -1) : all;
  if (words.length === 0 || choices.some(({ key }) => key === printSelection(words))) return undefined;
  return selectionChoice(words, answer, known);
}

/** A selection that is no item of the list. */
export function selectionChoice(
  words: readonly string[],
  answer: SelectionPreview | undefined,
  known: KnownTargets,
): TargetChoice {
  const base = { kind: 'typed' as const, label: printSelection(words), icon: 'regex' };
  if (answer === undefined) return choice(words, { ...base, description: l10n.t('selection') });
  if (answer.problem !== undefined) {
    // A query that cannot be read is repeated there, with a mark below it, and fills the line before the reason comes.
    const reason = answer.problem.msg.replace(/:\n\n.*\n *\^\s*/, ': ');
    return choice(words, { ...base, icon: 'warning', description: '', detail: oneLine(reason, 300) });
  }
  const detail = answer.hint === undefined ? {} : { detail: oneLine(answer.hint, 300) };
  return choice(words, { ...base, description: previewWords(words, answer, known), ...detail });
}

function previewWords(words: readonly string[], { count, names }: SelectionPreview, known: KnownTargets): string {
  if (count === 0) return l10n.t('no node');
  const isKnown = (name: string) =>
    known.nodes.some((node) => node.name === name) || known.groups.some((group) => group.targets.includes(name));
  if (!hasOptions(words) && !names.some(isKnown)) return l10n.t('not in the inventory, taken as a URI');
  const rest = count - Math.min(4, names.length);
  const shown = names.slice(0, 4).join(', ');
  return rest > 0
    ? l10n.t('{0}: {1} and {2} more', nodeCount(count), shown, rest)
    : l10n.t('{0}: {1}', nodeCount(count), shown);
}

/** Whether there is more in a selection than names and patterns; what that means only the orchestrator knows. */
export function hasOptions(words: readonly string[]): boolean {
  return words.some((word) => word.startsWith('-'));
}

/** An option that can be written at the end of what was typed. */
export interface OptionChoice {
  /** What stands in the box when it is taken. */
  readonly text: string;
  readonly label: string;
  readonly description: string;
}

/** The options that begin with the last word, where that begins with a hyphen. */
export function optionChoices(typed: string): readonly OptionChoice[] {
  const { words, problem } = splitSelection(typed);
  const last = words.at(-1);
  if (last === undefined || problem !== undefined || last.end !== typed.length || !last.value.startsWith('-'))
    return [];
  return selectionOptions.flatMap(({ name, short, value = '', help }): readonly OptionChoice[] => {
    const spellings = [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
    const [written = ''] = spellings;
    if (!spellings.some((spelling) => spelling.startsWith(last.value)) || spellings.includes(last.value)) return [];
    const text = `${typed.slice(0, last.start)}${written}${value === '' ? '' : ' '}`;
    return [{ text, label: `${spellings.join(', ')} ${value}`.trimEnd(), description: help }];
  });
}

/** The choices that words of last time stand for: those of the list, else one of their own. */
export function tickedChoices(
  words: readonly string[],
  choices: readonly TargetChoice[],
  known: KnownTargets,
): readonly TargetChoice[] {
  const find = (some: readonly string[]) =>
    choices.find(({ key }) => key === printSelection(some)) ?? selectionChoice(some, undefined, known);
  if (words.length === 0) return [];
  // What options mean is said by all words together.
  return hasOptions(words) ? [find(words)] : words.map((word) => find([word]));
}

/** The names of the nodes that names and groups mean, each once; undefined where only the orchestrator knows. */
export function plainNodes(words: readonly string[], { groups, nodes }: KnownTargets): readonly string[] | undefined {
  const names = new Set<string>();
  for (const word of words) {
    const group = groups.find(({ name }) => name === word);
    if (group !== undefined) for (const name of group.targets) names.add(name);
    else if (nodes.some(({ name }) => name === word)) names.add(word);
    else return undefined;
  }
  return [...names];
}

/**
 * What Enter means: the ticked choices. When nobody ticked anything, what was typed counts alone, for whoever types a
 * name and presses Enter means it; ticks that were only offered (`touched` is false) then give way.
 */
export function chosenSelection(ticked: readonly TargetChoice[], typed: string, touched: boolean): readonly string[] {
  const words = wordsOf(typed);
  if (words.length > 0 && (!touched || ticked.length === 0)) return words;
  return ticked.flatMap((each) => each.words);
}
