import { type LexerState, push, report } from './lexer-state.ts';
import { keywords } from './token.ts';

/** How deep one interpolation may stand in another before the lexer gives up on the string. */
const deepest = 32;

const interpolatedVariable = /(?:::)?(?:\w+::)*\w+/y;

/** What ends the text of a string: its closing quote, or the end of a heredoc's text. */
export interface StringRules {
  /** The quote that closes the string; undefined for a heredoc, which ends at `limit`. */
  readonly quote: '"' | undefined;
  readonly limit: number;
  /** Whether a backslash before `$` keeps it from interpolating. */
  readonly escapes: boolean;
  /** The contents of a piece of source as the string means it. */
  readonly text: (start: number, end: number) => string;
}

/** `'…'`: only `\\` and `\'` are escapes. */
export function lexSingleQuoted(state: LexerState): void {
  const { source, position } = state;
  for (let at = firstEnd(source, position + 1, "'") ?? position + 1; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === 39) {
      const text = source.slice(position + 1, at);
      push(state, 'string', position, at + 1, text.includes('\\') ? text.replace(/\\([\\'])/g, '$1') : text);
      state.position = at + 1;
      return;
    }
  }
  unclosed(state, position, `"'"`);
}

/** `"…"`, with its interpolations: one `string`, or `dqpre` … `dqmid` … `dqpost` with the tokens between them. */
export function lexDoubleQuoted(state: LexerState): void {
  const start = state.position;
  const { after, afterValue, braces, lineStart, lineJump, epp } = state;
  const lists = [state.tokens, state.errors, state.comments, state.marks];
  const lengths = lists.map((list) => list.length);
  const rules: StringRules = {
    quote: '"',
    limit: state.source.length,
    escapes: true,
    text: (from, to) => unescapeDouble(state.source.slice(from, to)),
  };
  if (!state.unclosed.has(start) && lexInterpolated(state, start, start + 1, rules)) return;
  // The string never ends. Going on after its first line keeps the rest of the file readable.
  state.unclosed.add(start);
  for (const [index, list] of lists.entries()) list.length = lengths[index] ?? 0;
  Object.assign(state, { after, afterValue, braces, lineStart, lineJump, epp });
  unclosed(state, start, `'"'`);
}

/**
 * Reads the pieces of a string that begins at `start` and whose text begins at `textStart`.
 *
 * @returns false when the source ends before the string does.
 */
export function lexInterpolated(state: LexerState, start: number, textStart: number, rules: StringRules): boolean {
  if (state.nesting >= deepest) return false;
  let pieceStart = start;
  let from = textStart;
  let kind: 'dqpre' | 'dqmid' = 'dqpre';
  for (;;) {
    const at = pieceEnd(state.source, from, rules);
    if (at < 0) return false;
    if (at >= rules.limit || state.source.charCodeAt(at) === 34) {
      const end = rules.quote === undefined ? rules.limit : at + 1;
      push(state, kind === 'dqpre' ? 'string' : 'dqpost', pieceStart, end, rules.text(textStart, at));
      state.position = end;
      return true;
    }
    if (state.source[at + 1] === '{') {
      piece(state, kind, pieceStart, at + 2, rules.text(textStart, at));
      state.position = at + 2;
      if (!lexUntilBrace(state, rules.limit)) return false;
    } else {
      interpolatedVariable.lastIndex = at + 1;
      const variable = interpolatedVariable.exec(state.source)?.[0];
      if (variable === undefined) {
        from = at + 1;
        continue;
      }
      piece(state, kind, pieceStart, at, rules.text(textStart, at));
      push(state, 'variable', at, at + 1 + variable.length, variable);
      state.position = at + 1 + variable.length;
    }
    kind = 'dqmid';
    textStart = from = state.position;
    // The brace that closes an interpolation belongs to the piece behind it.
    pieceStart = state.source[textStart - 1] === '}' ? textStart - 1 : textStart;
  }
}

/** Adds a piece without touching what tells a regular expression from a division: Puppet's lexer does not either. */
function piece(state: LexerState, kind: 'dqpre' | 'dqmid', start: number, end: number, value: string): void {
  state.tokens.push({ kind, start, end, value });
}

/** The offset of the quote, of the `$`, or of the limit where the piece ends; -1 when the source ends first. */
function pieceEnd(source: string, from: number, rules: StringRules): number {
  const first = rules.quote === undefined ? undefined : firstEnd(source, from, '"$');
  if (first !== undefined) return first;
  for (let at = from; at < rules.limit; at += 1) {
    const code = source.charCodeAt(at);
    if (code === 92 && rules.escapes) at += 1;
    else if (code === 36 || (code === 34 && rules.quote === '"')) return at;
  }
  return rules.quote === undefined ? rules.limit : -1;
}

/**
 * Puppet's lexer takes the first character of a piece for text when another one that ends a piece follows: `""$x"` is a
 * quote and $x. @returns where that other one is.
 */
function firstEnd(source: string, from: number, enders: string): number | undefined {
  const ends = (at: number) => at < source.length && enders.includes(source.charAt(at));
  if (!ends(from)) return undefined;
  let next = from + 1;
  while (source.startsWith('\\\\', next)) next += 2;
  return ends(next) ? next : undefined;
}

/** Reads the tokens of `${…}` up to and with its closing brace, which is no token. */
function lexUntilBrace(state: LexerState, limit: number): boolean {
  const depth = state.braces;
  const first = state.tokens.length;
  state.braces += 1;
  state.nesting += 1;
  while (state.position < limit) {
    const before = state.tokens.length;
    state.lexToken(state);
    const last = state.tokens.at(-1);
    if (state.tokens.length > before && last?.kind === '}' && state.braces === depth) {
      state.tokens.pop();
      nameBecomesVariable(state, first);
      state.nesting -= 1;
      return true;
    }
  }
  state.nesting -= 1;
  return false;
}

/** `"${name}"`, `"${name.f}"` and `"${name[1]}"` mean the variable, keywords and numbers included. */
function nameBecomesVariable(state: LexerState, first: number): void {
  const token = state.tokens[first];
  if (token === undefined) return;
  const follower = state.tokens[first + 1];
  if (follower !== undefined && follower.kind !== '.' && follower.kind !== '[') return;
  const word = token.kind === 'number' || token.kind === 'name' || token.kind === 'word' || token.kind === 'keyword';
  if (word && (token.kind !== 'keyword' || keywords.has(token.value) || state.keywords.has(token.value))) {
    state.tokens[first] = { ...token, kind: 'variable' };
  }
}

function unclosed(state: LexerState, start: number, quote: string): void {
  const { source } = state;
  const rest = source.slice(start + 1, start + 6);
  const followed =
    rest === '' ? '<eof>' : `${rest}...`.replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  report(state, 'unclosed-quote', `Unclosed quote after ${quote} followed by '${followed}'`, start, start + 1);
  const newline = source.indexOf('\n', start);
  const end = newline < 0 ? source.length : newline;
  push(state, 'string', start, end, source.slice(start + 1, end));
  state.position = end;
}

const doubleEscape = /\\(?:u(?:([\da-fA-F]{4})|\{([\da-fA-F]{1,6})\})|(\r?\n|[^\r\n]))/g;
const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  s: ' ',
  '\\': '\\',
  $: '$',
  "'": "'",
  '"': '"',
  '\n': '',
  '\r\n': '',
};

/** The meaning of a double-quoted string's text; an escape that is none stands for itself. */
function unescapeDouble(text: string): string {
  return resolveEscapes(text, doubleQuoted);
}

const doubleQuoted: ReadonlySet<string> = new Set(['\\', '$', "'", '"', 'r', 'n', 't', 's', 'u', '\r\n', '\n']);

/** Resolves those escapes that are in the set; the others stand for themselves, backslash and all. */
export function resolveEscapes(text: string, escapes: ReadonlySet<string>): string {
  if (!text.includes('\\')) return text;
  return text.replace(doubleEscape, (whole: string, four?: string, braced?: string, one?: string) => {
    if (one === undefined) {
      const point = Number.parseInt(four ?? braced ?? '', 16);
      return escapes.has('u') && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    }
    return escapes.has(one) ? (simpleEscapes[one] ?? whole) : whole;
  });
}
