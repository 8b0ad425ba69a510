import {
  type Evaluation,
  type EvaluationFrame,
  type Expression,
  hashOf,
  type KeyedEntry,
  type PuppetValue,
  unfolded,
} from '../../language/index.ts';
import { textAt } from './branches.ts';
import { derived, describe, isKnown, shortened, unknownOf } from './symbolic.ts';

/** The values of a list or of arguments. What is unfolded and not known stands for one element. */
export function* walkAll(
  frame: EvaluationFrame,
  nodes: readonly (Expression | KeyedEntry)[],
): Evaluation<readonly PuppetValue[]> {
  const { expression } = frame.rules;
  const values: PuppetValue[] = [];
  let entries: KeyedEntry[] = [];
  for (const [index, node] of nodes.entries()) {
    if (node.kind === 'entry') {
      entries.push(node);
      if (nodes[index + 1]?.kind === 'entry') continue;
      values.push(yield* walkEntries(frame, entries, entries[0] ?? node));
      entries = [];
    } else if (node.kind === 'unfold') {
      const value = yield* expression(frame, node.expression);
      if (unknownOf(value) === undefined) values.push(...unfolded(value));
      else values.push(derived(`*${describe(value)}`, [value]));
    } else values.push(yield* expression(frame, node));
  }
  return values;
}

/** A hash of which some key is not known is not known as a whole. */
export function* walkEntries(
  frame: EvaluationFrame,
  entries: readonly KeyedEntry[],
  node: { readonly start: number; readonly end: number },
): Evaluation {
  const { expression } = frame.rules;
  const pairs: [PuppetValue, PuppetValue][] = [];
  for (const { key, value } of entries) pairs.push([yield* expression(frame, key), yield* expression(frame, value)]);
  if (pairs.every(([key]) => isKnown(key))) return hashOf(pairs);
  return derived(shortened(textAt(frame, node)), pairs.flat(), 'Hash');
}
