import { briefPqlError, checkPql, type PqlError, parseAst, parsePql } from '../../orchestrator-core/pql/index.ts';
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
function syntaxProblem(query: DocumentQuery, error: PqlError): readonly Problem[] {
  const { start, end } = error;
  const { text } = query;
  // What is missing at the end is shown at the last character that is there.
  const isAtEnd = start >= text.trimEnd().length;
  const last = text.trimEnd().length;
  const place = query.toDocument(isAtEnd ? { start: Math.max(0, last - 1), end: last } : { start, end });
  if (place === undefined) return [];
  return [{ code: 'pql-syntax', severity: pqlCodes['pql-syntax'], message: briefPqlError(error), ...place }];
}
