import type { Block, Expression, KeyedEntry, Missing, Span } from './ast.ts';
import type { SyntaxFault } from './lexer-state.ts';
import type { Token, TokenKind } from './token.ts';

/** The rules that call each other in a circle; the files of the grammar reach them through the state. */
export interface Rules {
  /** `x = y` and all that binds tighter: what may be an argument. */
  readonly assignment: (state: ParserState) => Expression;
  /** An expression without assignments, relationships and resources: a title, a value, a condition. */
  readonly expression: (state: ParserState) => Expression;
  readonly primary: (state: ParserState) => Expression;
  /** `{ statements }` */
  readonly block: (state: ParserState) => Block;
  readonly accessKeys: (state: ParserState) => (Expression | KeyedEntry)[];
  readonly arguments: (state: ParserState, trailingComma: boolean) => (Expression | KeyedEntry)[];
}

/** What the parser knows while it reads. */
export interface ParserState {
  readonly rules: Rules;
  readonly tokens: readonly Token[];
  readonly faults: SyntaxFault[];
  index: number;
  /** Where the last fault was reported: one token is complained about once. */
  faultIndex: number;
  /** Behind the text of the heredoc that was read last, and where its tag ends: that is where the heredoc stands. */
  heredocIndex: number;
  heredocEnd: number;
  /** How deep expressions are nested. */
  depth: number;
  /** The deepest that it was, and the most operators that followed each other in one expression. */
  deepestSeen: number;
  longestChain: number;
}

/** The functions that may be called without parentheses, as a statement. */
export const statementCalls: ReadonlySet<string> = new Set([
  'require',
  'realize',
  'include',
  'contain',
  'tag',
  'debug',
  'info',
  'notice',
  'warning',
  'err',
  'fail',
  'import',
  'break',
  'next',
  'return',
]);

/** How deep expressions may nest: far more than anyone writes, less than the stack holds. */
const deepest = 400;

/** How high a tree may be, so that whoever walks it needs no stack of their own. */
export const highest = 2000;

const endToken: Token = { kind: 'end', start: 0, end: 0, value: '' };

/** The token that stands here, or `ahead` places further on; at the end the end. */
export function peek(state: ParserState, ahead = 0): Token {
  return state.tokens[state.index + ahead] ?? state.tokens.at(-1) ?? endToken;
}

/** Takes the token that stands here; the end stays where it is. */
export function take(state: ParserState): Token {
  const token = peek(state);
  if (token.kind !== 'end') state.index += 1;
  return token;
}

/** Whether a token of a kind stands here. */
export function at(state: ParserState, kind: TokenKind): boolean {
  return state.tokens[state.index]?.kind === kind;
}

/** Whether a word of the language stands here. */
export function atKeyword(state: ParserState, word: string): boolean {
  const token = state.tokens[state.index];
  return token?.kind === 'keyword' && token.value === word;
}

/** Takes the token that stands here if it is of a kind. */
export function accept(state: ParserState, kind: TokenKind): Token | undefined {
  return at(state, kind) ? take(state) : undefined;
}

/** The end of the last token taken: where a node that is complete ends. */
export function lastEnd(state: ParserState): number {
  if (state.index === state.heredocIndex) return state.heredocEnd;
  return state.tokens[state.index - 1]?.end ?? 0;
}

/** Takes a token of this kind, or says that it was expected; `opened` is what it would have closed. */
export function expect(state: ParserState, kind: TokenKind, opened?: Token): boolean {
  if (accept(state, kind) !== undefined) return true;
  unexpected(state, opened === undefined ? `'${kind}'` : `'${kind}' to close the '${opened.value}'`, opened);
  return false;
}

/**
 * Complains about the token that stands here, in Puppet's words with what was expected added; `opened` is the bracket
 * that it leaves open.
 */
export function unexpected(state: ParserState, expected: string, opened?: Token): void {
  const token = peek(state);
  if (state.index <= state.faultIndex) return;
  state.faultIndex = state.index;
  const where = token.kind === 'end' ? 'end of input' : `'${token.value}'`;
  state.faults.push({
    code: 'syntax-error',
    message: `Syntax error at ${where}, expected ${expected}`,
    start: token.start,
    end: token.end,
    ...(opened === undefined ? {} : { opened: { start: opened.start, end: opened.end } }),
  });
}

/** Adds a fault that is not about the next token. */
export function fault(state: ParserState, message: string, span: Span): void {
  state.faults.push({ code: 'syntax-error', message, start: span.start, end: span.end });
}

/** A place where something was expected, right behind what was read last. */
export function missing(state: ParserState): Missing {
  const end = lastEnd(state);
  return { kind: 'missing', start: end, end };
}

/** Goes one level deeper, unless that is too deep: then the rest of the file is not read. */
export function descend(state: ParserState): boolean {
  if (state.depth >= deepest) {
    unexpected(state, `fewer than ${deepest} levels of nesting`);
    state.index = state.tokens.length - 1;
    return false;
  }
  state.depth += 1;
  if (state.depth > state.deepestSeen) state.deepestSeen = state.depth;
  return true;
}

/** Counts an operator behind another one: each makes the tree a level higher. */
export function chained(state: ParserState, links: number): number {
  if (links >= state.longestChain) state.longestChain = links + 1;
  return links + 1;
}
