import type { Span } from './words.ts';

/** What a token of a type expression is, for its colour. */
export type TypeTokenKind = 'name' | 'word' | 'string' | 'number' | 'regexp' | 'operator';

/** A piece of a type expression, for colours, completion and places of names. */
export interface TypeToken extends Span {
  readonly kind: TypeTokenKind;
  readonly text: string;
}

const patterns: readonly (readonly [TypeTokenKind, RegExp])[] = [
  ['name', /(?:::)?[A-Z]\w*(?:::[A-Z]\w*)*/y],
  ['number', /[-+]?(?:0x[\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)/y],
  ['string', /'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?/y],
  ['regexp', /\/(?:[^/\\\n]|\\.)*\/?/y],
  ['word', /[a-z_][\w-]*/y],
  ['operator', /=>|[[\]{},]/y],
];

/** The tokens of a type expression. Whatever is none is left out: the parser says what is wrong with it. */
export function typeTokens(text: string): readonly TypeToken[] {
  const tokens: TypeToken[] = [];
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at);
    if (token !== undefined) tokens.push(token);
    at = token?.end ?? at + 1;
  }
  return tokens;
}

function tokenAt(text: string, at: number): TypeToken | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0];
    if (match !== undefined) return { kind, start: at, end: at + match.length, text: match };
  }
  return undefined;
}

/** Where a place in a type expression is: inside the brackets of which type, at which argument. */
export interface TypeContext {
  readonly type: string | undefined;
  readonly argument: number;
  /** Whether the place is inside a string or regular expression, where no type can stand. */
  readonly quoted: boolean;
  /** The part of a name that stands before the place. */
  readonly prefix: Span;
}

/** The context of `offset` in a type expression that may be unfinished. */
export function typeContextAt(text: string, offset: number): TypeContext {
  const open: { type: string | undefined; argument: number }[] = [];
  let before: TypeToken | undefined;
  let prefix: Span = { start: offset, end: offset };
  let quoted = false;
  for (const token of typeTokens(text)) {
    if (token.start >= offset) break;
    if (token.end >= offset && (token.kind === 'name' || token.kind === 'word')) {
      prefix = { start: token.start, end: token.end };
      break;
    }
    if (token.end > offset && (token.kind === 'string' || token.kind === 'regexp')) quoted = true;
    if (token.text === '[' || token.text === '{') {
      open.push({ type: token.text === '[' ? before?.text : open.at(-1)?.type, argument: 0 });
    } else if (token.text === ']' || token.text === '}') open.pop();
    else if (token.text === ',') {
      const current = open.at(-1);
      if (current !== undefined) current.argument += 1;
    }
    before = token;
  }
  const current = open.at(-1);
  return { type: current?.type, argument: current?.argument ?? 0, quoted, prefix };
}
