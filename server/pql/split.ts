import { pqlEntities } from '../../orchestrator-core/pql/index.ts';
import type { DocumentQuery } from './queries.ts';

/** A query while its lines are gathered. */
interface Gathered {
  readonly start: number;
  readonly title: string | undefined;
  readonly lines: string[];
  /** Behind its last letter. */
  end: number;
  /** How many brackets wait to be closed. */
  open: number;
}

/**
 * The queries of a file. An empty line ends a query whose brackets are closed; while somebody writes in the middle of one, only
 * the beginning of another at the margin does. Lines that begin with `#` are for people, before a query and in it: PQL has no
 * comments, so a query is sent without them. The last such line before a query is its title.
 */
export function splitQueries(text: string): readonly DocumentQuery[] {
  const queries: DocumentQuery[] = [];
  let query: Gathered | undefined;
  let title: string | undefined;
  let hasGap = false;
  let at = 0;
  const finish = (): void => {
    if (query !== undefined) queries.push(queryOf(query));
    query = undefined;
  };
  for (const line of text.split(/(?<=\n)/)) {
    const written = line.trim();
    if (written === '') {
      hasGap = true;
      title = undefined;
      if (query !== undefined && query.open <= 0) finish();
    } else if (hasGap && query !== undefined && begins(line)) finish();
    if (written.startsWith('#')) {
      if (query === undefined) title = written.replace(/^#+\s*/, '');
      // Every character keeps its place.
      else query.lines.push(line.replace(/[^\r\n]/g, ' '));
    } else if (query !== undefined) {
      query.lines.push(line);
      query.open += opened(line);
      if (written !== '') query.end = at + line.trimEnd().length;
    } else if (written !== '') {
      const indent = line.length - line.trimStart().length;
      const end = at + line.trimEnd().length;
      query = { start: at + indent, title, lines: [line.slice(indent)], end, open: opened(line) };
    }
    if (written !== '') hasGap = false;
    at += line.length;
  }
  finish();
  return queries;
}

const strings = /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?/g;

/** How many more brackets a line opens than it closes. */
function opened(line: string): number {
  const bare = line.replace(strings, '');
  return (bare.match(/[[{(]/g)?.length ?? 0) - (bare.match(/[\]})]/g)?.length ?? 0);
}

/** Whether a line begins a query or its title, and not a condition that somebody left at the margin. */
function begins(line: string): boolean {
  const name = /^([a-z_]+)\s*\[/.exec(line)?.[1] ?? /^([a-z_]+)\s*\{/.exec(line)?.[1];
  return /^[#[]/.test(line) || (name !== undefined && pqlEntities.has(name));
}

function queryOf({ start, title, lines, end: last, open }: Gathered): DocumentQuery {
  const gathered = lines.join('');
  // What is being written goes on behind the last letter.
  const end = open > 0 ? start + gathered.length : last;
  return {
    text: gathered.slice(0, end - start),
    span: { start, end },
    ...(title === undefined || title === '' ? {} : { title }),
    toDocument: (span) => ({ start: start + span.start, end: start + span.end }),
    toQuery: (offset) => offset - start,
    written: (words) => words,
  };
}
