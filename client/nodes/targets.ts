import type { Grouping, Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import { valueText } from '../common/format.ts';
import type { BranchItem, NodeTreeItem, SelectionItem } from './entries.ts';
import { listRequest } from './node-tree.ts';

/** What is asked to find out which nodes are meant. */
export type TargetSource = Pick<Orchestrator, 'nodeList' | 'select'>;

/** How the tree is drawn in which the items stand. */
export interface TreeState {
  readonly division: readonly Grouping[];
}

/** How many names are asked for at a time. */
const page = 1000;

/**
 * The words that mean the chosen items: a node's name; a saved selection; a group or facts where they mean the same
 * as the branch, so that a run says what was meant; else the names of what the branch holds.
 */
export async function wordsOf(
  items: readonly NodeTreeItem[],
  tree: TreeState,
  source: TargetSource,
): Promise<readonly string[]> {
  const [only] = items;
  if (items.length === 1 && only?.kind === 'selection') return ['--saved', only.saved.name];
  if (items.length === 1 && only?.kind === 'branch') {
    const words = branchWords(only, tree);
    if (words !== undefined && (await meansAll(words, only, source))) return words;
  }
  const names: string[] = [];
  for (const item of items) names.push(...(await namesOf(item, tree, source)));
  return [...new Set(names)];
}

/** The names of the nodes that an item stands for. */
export async function namesOf(item: NodeTreeItem, tree: TreeState, source: TargetSource): Promise<readonly string[]> {
  if (item.kind === 'node') return [item.node.name];
  return item.kind === 'more' ? [] : heldNames(item, tree, source);
}

/** What says the same as the branches down to this one; undefined where there are no such words. */
function branchWords({ place }: BranchItem, { division }: TreeState): readonly string[] | undefined {
  if (place.filter !== undefined) return undefined;
  const under = flatUnder(place.under, division);
  const words = under.map((value, level): readonly string[] | undefined => {
    const grouping = division[level];
    // What is in no group, or has no such fact.
    if (value === '') return undefined;
    if (grouping?.kind === 'group') return [value];
    return grouping?.kind === 'fact' ? ['-F', `${grouping.fact}=${valueText(JSON.parse(value))}`] : undefined;
  });
  // Names are added to each other; only facts narrow what they mean.
  const groups = under.filter((_, level) => division[level]?.kind === 'group').length;
  return groups > 1 || words.some((each) => each === undefined) ? undefined : words.flatMap((each) => each ?? []);
}

/** The branches down to a group with the last group alone: who is in it is in those that hold it. */
function flatUnder(under: readonly string[], division: readonly Grouping[]): readonly string[] {
  return under.length <= division.length ? under : [...under.slice(0, division.length - 1), ...under.slice(-1)];
}

/** Values of facts are told as text, so whether words mean what the branch holds is known by asking. */
async function meansAll(words: readonly string[], { branch }: BranchItem, source: TargetSource): Promise<boolean> {
  const meant = await source.select(words, 0).catch(() => undefined);
  return meant !== undefined && meant.problem === undefined && meant.count === branch.nodes;
}

async function heldNames(
  { place }: BranchItem | SelectionItem,
  { division }: TreeState,
  source: TargetSource,
): Promise<readonly string[]> {
  const under = flatUnder(place.under, division);
  const request = listRequest({ ...place, under }, division.slice(0, under.length));
  const names: string[] = [];
  for (;;) {
    const found = await source.nodeList({ ...request, offset: names.length, limit: page });
    names.push(...found.nodes.map(({ name }) => name));
    if (found.nodes.length === 0 || names.length >= found.total) return names;
  }
}
