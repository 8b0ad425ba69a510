import { clojureText, isAstList, type QueryAst } from './ast.ts';
import { grouped, type PqlError, parsePql } from './parse-pql.ts';
import { type JsonFault, readJson } from './syntax/read-json.ts';

export type AstParse = { readonly ok: true; readonly ast: QueryAst } | { readonly ok: false; readonly error: PqlError };

/** The text of a query's JSON form. Never throws; what is wrong is told as PuppetDB does. */
export function parseAst(text: string): AstParse {
  const read = readJson(text);
  if ('fault' in read) {
    const { offset, message } = read.fault;
    const start = Math.max(0, offset - 1);
    return {
      ok: false,
      error: { message: told(text, read.fault), reason: message, start, end: Math.max(offset, start + 1) },
    };
  }
  const [query, ...others] = read.values;
  if (!isAstList(query)) return refusal('A query in JSON is an array', text);
  if (others.length > 0) {
    const found = others.map(clojureText).join(' ');
    const message = `Only one query may be sent in a request. Found JSON (${found}) after the query ${clojureText(query)}`;
    return refusal(message, text);
  }
  return { ok: true, ast: query };
}

/** The text of the JSON value that a text begins with; PuppetDB does not look at what comes behind. Empty where there is none. */
export function firstJson(text: string): { readonly text: string } | { readonly problem: string } {
  const read = readJson(text, 1);
  return 'fault' in read ? { problem: told(text, read.fault) } : { text: text.slice(0, read.end).trim() };
}

function told(text: string, { line, column, message }: JsonFault): string {
  const shown = text.split(/\r?\n/)[line - 1] ?? '';
  const place = `line ${grouped(line)}, column ${grouped(column)}`;
  return `Json parse error at ${place}:\n\n${shown}\n${' '.repeat(Math.max(0, column - 2))}^\n\n${message}`;
}

function refusal(message: string, text: string): AstParse {
  return { ok: false, error: { message, reason: message, start: 0, end: text.length } };
}

/** A query as people and programs send it: PQL, or its JSON form where it begins with a bracket. */
export function parseQueryText(text: string): AstParse {
  if (/^[ \t-\r]*\[/.test(text)) return parseAst(text);
  const parsed = parsePql(text);
  return parsed.ok ? { ok: true, ast: parsed.ast } : parsed;
}
