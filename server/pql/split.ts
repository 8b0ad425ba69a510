import type { DocumentQuery } from './queries.ts';

/**
 * The queries of a file: each ends at an empty line. Lines that begin with `#` are for people, before a query and in it;
 * PQL has no comments, so a query is sent without them. The last such line before a query is its title.
 */
export function splitQueries(text: string): readonly DocumentQuery[] {
  const queries: DocumentQuery[] = [];
  let start: number | undefined;
  let end = 0;
  let parts: string[] = [];
  let title: string | undefined;
  const finish = (): void => {
    if (start !== undefined) queries.push(queryOf(parts.join('').slice(0, end - start), start, title));
    start = undefined;
    parts = [];
    title = undefined;
  };
  let at = 0;
  for (const line of text.split(/(?<=\n)/)) {
    const written = line.trim();
    if (written === '') finish();
    else if (written.startsWith('#')) {
      if (start === undefined) title = written.replace(/^#+\s*/, '');
      // Every character keeps its place.
      else parts.push(line.replace(/[^\r\n]/g, ' '));
    } else {
      const indent = line.length - line.trimStart().length;
      start ??= at + indent;
      parts.push(parts.length === 0 ? line.slice(indent) : line);
      end = at + line.trimEnd().length;
    }
    at += line.length;
  }
  finish();
  return queries;
}

function queryOf(text: string, start: number, title: string | undefined): DocumentQuery {
  const end = start + text.length;
  return {
    text,
    span: { start, end },
    ...(title === undefined || title === '' ? {} : { title }),
    toDocument: (span) => ({ start: start + span.start, end: start + span.end }),
    toQuery: (offset) => offset - start,
    written: (words) => words,
  };
}
