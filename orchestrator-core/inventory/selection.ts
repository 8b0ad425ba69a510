import { isWildcard, nameOfUri, OrchestratorError, wildcardMatcher } from '../common/index.ts';
import { type GroupIndex, membersOf } from './group-index.ts';
import type { GivenUris, SelectOptions } from './inventory.ts';

/** The words of a text with several, as Bolt splits them. */
export function splitWords(text: string, { extendedGlobs = true }: SelectOptions): readonly string[] {
  const separator = extendedGlobs ? /[\s,]+(?=[^\]}]*(?:[[{]|$))/m : /[\s,]+/;
  return text.split(separator).filter((word) => word !== '');
}

/**
 * The names of the targets that a word means.
 * @throws OrchestratorError `bolt.inventory/wildcard-error`, and `bolt.inventory/validation-error` for a URI that differs
 * from another one by its password alone.
 */
export function resolveWord(
  word: string,
  index: GroupIndex,
  agents: ReadonlySet<string>,
  { extendedGlobs = true, uris }: SelectOptions,
): readonly string[] {
  const group = index.groups.get(word);
  if (group) return [...membersOf(index, group), ...(group === index.all ? agents : [])];
  // Bolt means it so too, but knows only the targets that were used before, and takes others for patterns.
  if (index.targets.has(word) || agents.has(word)) return [word];
  const aliased = index.aliases.get(word);
  if (aliased !== undefined) return [aliased];
  if (!isWildcard(word) || hasScheme(word)) return [givenName(word, index, uris)];
  const matches = wildcardMatcher(word, extendedGlobs);
  const found = [
    ...[...index.groups.values()].filter((one) => matches(one.name)).flatMap((one) => [...membersOf(index, one)]),
    ...[...membersOf(index, index.all)].filter(matches),
    ...[...index.aliases].filter(([alias]) => matches(alias)).map(([, name]) => name),
    ...[...agents].filter((name) => matches(name) || matches('all')),
  ];
  if (found.length > 0) return found;
  throw new OrchestratorError(
    'bolt.inventory/wildcard-error',
    `Found 0 targets matching wildcard pattern ${nameOfUri(word)}`,
  );
}

/**
 * The name of what is no pattern but a URI, which no inventory needs to know.
 * @throws OrchestratorError `bolt.inventory/validation-error` for one that differs from another by its password alone.
 */
export function givenName(word: string, index: GroupIndex, uris: GivenUris | undefined): string {
  const name = nameOfUri(word);
  if (name === word) return word;
  const known = uris?.get(name) ?? (index.targets.has(name) ? uriOf(index, name) : undefined);
  const refuse = (why: string): never => {
    throw new OrchestratorError('bolt.inventory/validation-error', why, { details: { path: [] } });
  };
  if (known !== undefined && known !== word) {
    refuse(`The target ${name} is known already, without this password. Give one of the two another name.`);
  }
  if (known === undefined && uris === undefined) {
    refuse(`${name} was given with a password, which cannot be used here. Put the target into the inventory.`);
  }
  if (known === undefined) uris?.set(name, word);
  return name;
}

/** The URI by which a target of the inventory is reached, else its name. */
function uriOf({ holders }: GroupIndex, name: string): string {
  for (const group of holders.get(name) ?? []) {
    const uri = group.definitions.get(name)?.uri;
    if (uri !== undefined) return uri;
  }
  return name;
}

function hasScheme(word: string): boolean {
  return /^[^:]+:\/\//.test(word);
}
