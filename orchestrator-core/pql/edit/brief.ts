import type { PqlError } from '../parse-pql.ts';

/** What is wrong with a query in a sentence, for places that show where themselves. */
export function briefPqlError({ reason }: Pick<PqlError, 'reason'>): string {
  if (typeof reason === 'string') return /[.?!]$/.test(reason) ? reason : `${reason}.`;
  const words = [...new Set(reason.flatMap(wordFor))];
  if (words.length === 0) return 'PuppetDB cannot read the query from here on.';
  return words.length === 1 ? `Expected ${words[0]}.` : `Expected one of: ${words.join(', ')}.`;
}

const names: Readonly<Record<string, string>> = {
  '#"\\s+"': 'a space',
  '#"[a-zA-Z0-9_]+\\??"': 'a field',
  '#"[0-9]+"': 'a number',
  facts: 'an entity',
  ':end-of-string': 'the end of the query',
  '"': 'a string',
};

/** What is left out: the names of all entities but one, and what belongs to a word that is there. */
const silent: ReadonlySet<string> = new Set([
  ...['events', 'edges', 'inventory', 'fact_contents', 'fact_paths', 'factsets', 'environments', 'nodes', 'resources'],
  ...['package_inventory', 'packages', 'catalogs', 'reports', 'parameters', 'trusted', '-', "'"],
  '#"[^\\s\\.\\",\\[\\]!<=>~]+(\\[\\d+\\])?"',
]);

function wordFor(line: string): readonly string[] {
  if (silent.has(line)) return [];
  const name = names[line];
  return [name ?? (/^#"|^NOT /.test(line) ? 'something else' : `'${line}'`)];
}
