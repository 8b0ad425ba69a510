import { checkPql, type PqlError, parseAst, parsePql } from '../../orchestrator-core/pql/index.ts';
import type { Fix, Problem } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { type PqlCode, pqlCodes } from './codes.ts';
import { type DocumentQuery, queriesOf } from './queries.ts';

/** What PuppetDB would refuse of the queries in a document. */
export async function queryProblems(workspace: Workspace, path: string): Promise<readonly Problem[]> {
  return (await queriesOf(workspace, path)).flatMap((query) => problemsOf(query, path));
}

function problemsOf(query: DocumentQuery, path: string): readonly Problem[] {
  const { text } = query;
  if (/^\s*\[/.test(text)) {
    const read = parseAst(text);
    return read.ok ? [] : syntaxProblem(query, read.error);
  }
  const parsed = parsePql(text);
  if (!parsed.ok) return syntaxProblem(query, parsed.error);
  return checkPql(parsed.tree).flatMap(({ mistake, message, suggestion, ...span }): readonly Problem[] => {
    const place = query.toDocument(span);
    if (place === undefined) return [];
    const written = suggestion === undefined ? undefined : query.written(suggestion);
    const code: PqlCode = `pql-${mistake}`;
    const found: Problem = { code, severity: pqlCodes[code], message, ...place };
    if (written === undefined) return [found];
    const changes = [{ ...place, text: written }];
    const fix: Fix = { title: `Replace with '${suggestion}'`, files: [{ path, changes }], isPreferred: true };
    return [{ ...found, fixes: [fix] }];
  });
}

/** The editor shows the place itself: what is left of PuppetDB's message is what was expected. */
function syntaxProblem(query: DocumentQuery, { reason, start, end }: PqlError): readonly Problem[] {
  const { text } = query;
  // What is missing at the end is shown at the last character that is there.
  const isAtEnd = start >= text.trimEnd().length;
  const last = text.trimEnd().length;
  const place = query.toDocument(isAtEnd ? { start: Math.max(0, last - 1), end: last } : { start, end });
  if (place === undefined) return [];
  return [{ code: 'pql-syntax', severity: pqlCodes['pql-syntax'], message: worded(reason), ...place }];
}

function worded(reason: PqlError['reason']): string {
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
