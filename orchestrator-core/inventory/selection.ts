import { isWildcard, OrchestratorError, wildcardMatcher } from '../common/index.ts';
import { type GroupIndex, membersOf } from './group-index.ts';
import type { SelectOptions } from './inventory.ts';

/** The words of a text with several, as Bolt splits them. */
export function splitWords(text: string, { extendedGlobs = true }: SelectOptions): readonly string[] {
  const separator = extendedGlobs ? /[\s,]+(?=[^\]}]*(?:[[{]|$))/m : /[\s,]+/;
  return text.split(separator).filter((word) => word !== '');
}

/**
 * The names of the targets that a word means.
 * @throws OrchestratorError `bolt.inventory/wildcard-error`
 */
export function resolveWord(
  word: string,
  index: GroupIndex,
  agents: ReadonlySet<string>,
  { extendedGlobs = true }: SelectOptions,
): readonly string[] {
  const group = index.groups.get(word);
  if (group) return [...membersOf(index, group), ...(group === index.all ? agents : [])];
  if (index.targets.has(word) || agents.has(word)) return [word];
  const aliased = index.aliases.get(word);
  if (aliased !== undefined) return [aliased];
  if (!isWildcard(word) || hasScheme(word)) return [word];
  const matches = wildcardMatcher(word, extendedGlobs);
  const found = [
    ...[...index.groups.values()].filter((one) => matches(one.name)).flatMap((one) => [...membersOf(index, one)]),
    ...[...membersOf(index, index.all)].filter(matches),
    ...[...index.aliases].filter(([alias]) => matches(alias)).map(([, name]) => name),
    ...[...agents].filter((name) => matches(name) || matches('all')),
  ];
  if (found.length > 0) return found;
  throw new OrchestratorError('bolt.inventory/wildcard-error', `Found 0 targets matching wildcard pattern ${word}`);
}

function hasScheme(word: string): boolean {
  return /^[^:]+:\/\//.test(word);
}
