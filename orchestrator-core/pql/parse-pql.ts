import type { QueryAst } from './ast.ts';
import { expectedAt } from './syntax/expected.ts';
import { deepest } from './syntax/literals.ts';
import { parseQuery } from './syntax/parse.ts';
import { queryToAst } from './syntax/to-ast.ts';
import type { QueryNode, Span } from './syntax/tree.ts';
import { unusable } from './syntax/unusable.ts';

/** What is wrong with a query, in PuppetDB's words, and where. */
export interface PqlError extends Span {
  /** Several lines where it does not parse: the place, the line with a mark below it, what was expected. */
  readonly message: string;
  /** The message without its place, for those who show that themselves; of a text that does not parse what was expected. */
  readonly reason: string | readonly string[];
}

export type PqlParse =
  | { readonly ok: true; readonly tree: QueryNode; readonly ast: QueryAst }
  | { readonly ok: false; readonly error: PqlError };

/** Reads a text as one query of the Puppet Query Language. Never throws; takes time in proportion to the text. */
export function parsePql(text: string): PqlParse {
  const parsed = parseQuery(text);
  if ('tree' in parsed) {
    const error = unusable(parsed.tree);
    if (error !== undefined) return { ok: false, error: { ...error, reason: error.message } };
    return { ok: true, tree: parsed.tree, ast: queryToAst(parsed.tree) };
  }
  if (parsed.tooDeep) {
    const reason = `The query is nested more than ${deepest} levels deep`;
    return {
      ok: false,
      error: { ...spanAt(text, parsed.failure), message: place(text, parsed.failure) + reason, reason },
    };
  }
  const expected = expectedAt(text);
  const offset = expected?.offset ?? parsed.failure;
  const message = place(text, offset) + (expected?.lines ?? '');
  return { ok: false, error: { ...spanAt(text, offset), message, reason: expected?.words ?? [] } };
}

function spanAt(text: string, offset: number): Span {
  return { start: offset, end: Math.min(text.length, offset + 1) };
}

/** The head of PuppetDB's message about a text that it cannot parse: the place, its line, and a mark below it. */
function place(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  const column = (before.at(-1) ?? '').length + 1;
  // PuppetDB's reader of lines finds none in an empty text.
  const line = text === '' ? 'null' : (text.split(/\r\n|[\n\r]/)[before.length - 1] ?? '');
  return `PQL parse error at line ${grouped(before.length)}, column ${grouped(column)}:\n\n${line}\n${' '.repeat(column - 1)}^\n\n`;
}

/** A number as PuppetDB's messages write it: `1,307`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
