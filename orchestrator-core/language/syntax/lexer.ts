import { endEpp, lexEppText, startEpp } from './lexer-epp.ts';
import { lexHeredoc } from './lexer-heredoc.ts';
import { lexDoubleQuoted, lexSingleQuoted } from './lexer-quoted.ts';
import { type LexerState, type LexOptions, lexerState, push, report, type SyntaxFault } from './lexer-state.ts';
import { keywords, type Punctuation, type Token, type TokenKind } from './token.ts';

/** A source as tokens: between them lie white space, comments and marks, so nothing of the text is lost. */
export interface Lexed {
  /** In the order in which the grammar reads them: a heredoc's text follows its `@(…)`. Closed by one `end`. */
  readonly tokens: readonly Token[];
  /** Where comments are, in the order of the source. */
  readonly comments: readonly { readonly start: number; readonly end: number }[];
  /** What means nothing to the grammar and is no comment: the lines that end heredocs, the tags around a template's code. */
  readonly marks: readonly { readonly start: number; readonly end: number }[];
  readonly errors: readonly SyntaxFault[];
}

/**
 * Splits Puppet source into tokens, by the rules of Puppet 7's `lexer2.rb`. Never throws: what cannot be a token becomes
 * an `other` token and an error, and the text after it is read on.
 */
export function lex(source: string, options: LexOptions = {}): Lexed {
  const state = lexerState(source, options, lexToken);
  if (source.charCodeAt(0) === 0xfeff) {
    report(
      state,
      'illegal-bom',
      'Illegal UTF-8 Byte Order mark at beginning of input: [EF BB BF] - remove these from the puppet source',
      0,
      1,
    );
    state.position = 1;
  }
  if (options.epp === true) startEpp(state);
  while (state.position < source.length) lexToken(state);
  if (options.epp === true) endEpp(state);
  push(state, 'end', source.length, source.length, '');
  return { tokens: state.tokens, comments: state.comments, marks: state.marks, errors: state.errors };
}

const bareWord = /(?:(?:::)?(?:[a-z_](?:[\w-]*\w)?))+/y;
const name = /^(?:::)?[a-z]\w*(?:::[a-z]\w*)*$/;
const classReference = /(?:(?:::)?[A-Z]\w*)+/y;
const variable = /\$(?:::)?(?:\w+::)*\w+/y;
const number = /\b(?:0[xX][0-9A-Fa-f]+|0?\d+(?:\.\d+)?(?:[eE]-?\d+)?)\b/y;
const badNumber = /\w+(?:\.\w+)?/y;
const blanks = /[\p{Zs}\t\r]+/uy;

function match(pattern: RegExp, state: LexerState): string | undefined {
  pattern.lastIndex = state.position;
  return pattern.test(state.source) ? state.source.slice(state.position, pattern.lastIndex) : undefined;
}

/** Reads one token, or the white space or comment that stands here. */
function lexToken(state: LexerState): void {
  const { source, position } = state;
  const code = source.charCodeAt(position);
  switch (code) {
    case 32: // space
    case 9: // tab
    case 13: // carriage return
      skipBlanks(state);
      return;
    case 10: // line feed
      state.position = state.lineJump ?? position + 1;
      state.lineJump = undefined;
      state.lineStart = state.position;
      return;
    case 35: // #
      lexComment(state);
      return;
    case 36: // $
      lexVariable(state);
      return;
    case 34: // "
      lexDoubleQuoted(state);
      return;
    case 39: // '
      lexSingleQuoted(state);
      return;
    case 47: // /
      lexSlash(state);
      return;
    case 91: // [
      punctuate(state, afterBlank(state) ? 'list-start' : '[', 1);
      return;
    case 40: // (
      punctuate(state, firstOnLine(state) ? 'ws-(' : '(', 1);
      return;
    case 123: // {
      state.braces += 1;
      punctuate(state, state.after === '?' ? 'sel-{' : '{', 1);
      return;
    case 125: // }
      state.braces -= 1;
      punctuate(state, '}', 1);
      return;
    case 58: // :
      lexColon(state);
      return;
    case 64: // @
      if (source[position + 1] === '(') lexHeredoc(state);
      else punctuate(state, source[position + 1] === '@' ? '@@' : '@', source[position + 1] === '@' ? 2 : 1);
      return;
  }
  if ((code >= 97 && code <= 122) || code === 95) lexWord(state);
  else if (code >= 65 && code <= 90) lexClassReference(state, 1);
  else if (code >= 48 && code <= 57) lexNumber(state);
  else lexOperator(state);
}

function skipBlanks(state: LexerState): void {
  let at = state.position + 1;
  for (let code = state.source.charCodeAt(at); code === 32 || code === 9 || code === 13; ) {
    at += 1;
    code = state.source.charCodeAt(at);
  }
  state.position = at;
}

/** Where the letters, digits and underscores end that begin at `start`. */
function wordEnd(source: string, start: number): number {
  for (let at = start; ; at += 1) {
    const code = source.charCodeAt(at);
    const isWord =
      (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 95 || (code >= 65 && code <= 90);
    if (!isWord) return at;
  }
}

function punctuate(state: LexerState, kind: Punctuation, length: number): void {
  const end = state.position + length;
  push(state, kind, state.position, end, state.source.slice(state.position, end));
  state.position = end;
}

function afterBlank(state: LexerState): boolean {
  return state.position === 0 || /[\p{Zs}\t\r\n]/u.test(state.source.charAt(state.position - 1));
}

function firstOnLine(state: LexerState): boolean {
  for (let at = state.position - 1; at >= state.lineStart; at -= 1) {
    if (!/[\p{Zs}\t\r]/u.test(state.source.charAt(at))) return false;
  }
  return true;
}

function lexComment(state: LexerState): void {
  const newline = state.source.indexOf('\n', state.position);
  const end = newline < 0 ? state.source.length : newline;
  state.comments.push({ start: state.position, end });
  state.position = end;
}

function lexVariable(state: LexerState): void {
  const start = state.position;
  const end = wordEnd(state.source, start + 1);
  // Most have no name space.
  const isPlain = end > start + 1 && state.source.charCodeAt(end) !== colon;
  const text = isPlain ? state.source.slice(start, end) : (match(variable, state) ?? '$');
  state.position += text.length;
  push(state, 'variable', start, state.position, text.slice(1));
}

/** After these a slash divides; after anything else it opens a regular expression. */
const endsValue: ReadonlySet<TokenKind> = new Set([
  ')',
  ']',
  '|>',
  '|>>',
  'name',
  'classref',
  'number',
  'string',
  'dqpre',
  'dqmid',
  'dqpost',
  'heredoc',
  'regex',
  'variable',
  'word',
]);

function lexSlash(state: LexerState): void {
  const { source, position } = state;
  if (source[position + 1] === '*') {
    const close = source.indexOf('*/', position + 2);
    if (close < 0) report(state, 'unclosed-comment', 'Unclosed multiline comment', position, position + 2);
    state.position = close < 0 ? position + 2 : close + 2;
    state.comments.push({ start: position, end: state.position });
    return;
  }
  const boolean = state.after === 'keyword' && (state.afterValue === 'true' || state.afterValue === 'false');
  const close = endsValue.has(state.after) || boolean ? -1 : regexEnd(source, position);
  if (close < 0) {
    punctuate(state, '/', 1);
    return;
  }
  push(state, 'regex', position, close + 1, source.slice(position + 1, close).replaceAll('\\/', '/'));
  state.position = close + 1;
}

/** Where the slash is that closes the regular expression, or -1. */
function regexEnd(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === 47) return at;
  }
  return -1;
}

function lexColon(state: LexerState): void {
  const { source, position } = state;
  if (source[position + 1] !== ':') punctuate(state, ':', 1);
  else if (/[A-Z]/.test(source.charAt(position + 2))) lexClassReference(state, 3);
  else lexWord(state);
}

function lexClassReference(state: LexerState, faultOffset: number): void {
  const start = state.position;
  const text = match(classReference, state) ?? '';
  state.position += text.length;
  if (state.source.startsWith('::', state.position)) {
    const message = faultOffset === 1 ? 'Illegal class reference' : 'Illegal fully qualified class reference';
    report(state, 'illegal-class-reference', message, start + faultOffset, state.position + 2);
    state.position += 2;
  }
  push(state, 'classref', start, state.position, text);
}

const colon = 58;
const hyphen = 45;

function lexWord(state: LexerState): void {
  const start = state.position;
  const end = wordEnd(state.source, start);
  const next = state.source.charCodeAt(end);
  const first = state.source.charCodeAt(start);
  // Most are one word.
  if (next !== colon && next !== hyphen && first >= 97 && first <= 122) {
    const text = state.source.slice(start, end);
    state.position = end;
    push(state, isKeyword(state, text) ? 'keyword' : 'name', start, end, text);
    return;
  }
  const text = match(bareWord, state);
  if (text === undefined) {
    report(state, 'illegal-name', 'Illegal fully qualified name', start + 2, start + 2);
    push(state, 'other', start, start + 2, '::');
    state.position = start + 2;
    return;
  }
  state.position += text.length;
  const kind = !name.test(text) ? 'word' : isKeyword(state, text) ? 'keyword' : 'name';
  push(state, kind, start, state.position, text);
}

function isKeyword(state: LexerState, text: string): boolean {
  return keywords.has(text) || state.keywords.has(text);
}

function lexNumber(state: LexerState): void {
  const start = state.position;
  const good = match(number, state);
  const text = good ?? match(badNumber, state) ?? state.source.charAt(start);
  state.position += text.length;
  const fault = good === undefined ? (numberFault(text) ?? `Illegal number '${text}'`) : numberFault(text);
  if (fault !== undefined) report(state, 'illegal-number', fault, start, state.position);
  push(state, 'number', start, state.position, text);
}

function numberFault(text: string): string | undefined {
  if (/^0[xX]/.test(text)) return /^0[xX][0-9A-Fa-f]+$/.test(text) ? undefined : `Not a valid hex number ${text}`;
  if (/^0[^.]/.test(text)) return /^0[0-7]+$/.test(text) ? undefined : `Not a valid octal number ${text}`;
  if (/^\d+[eE.]/.test(text)) {
    return /^\d+(?:\.\d+)?(?:[eE]-?\d+)?$/.test(text) ? undefined : `Not a valid decimal number ${text}`;
  }
  return /^\d+$/.test(text) ? undefined : `Illegal number '${text}'`;
}

/** Operators by their first character, longest first. */
const operators: Readonly<Record<string, readonly Punctuation[]>> = {
  '.': ['.'],
  ',': [','],
  ';': [';'],
  '?': ['?'],
  '*': ['*'],
  '%': ['%'],
  '|': ['|>>', '|>', '|'],
  '=': ['==', '=>', '=~', '='],
  '+': ['+=', '+>', '+'],
  '-': ['->', '-=', '-'],
  '!': ['!=', '!~', '!'],
  '~': ['~>', '~'],
  '<': ['<<|', '<<', '<=', '<|', '<-', '<~', '<'],
  '>': ['>>', '>=', '>'],
  ')': [')'],
  ']': [']'],
};

function lexOperator(state: LexerState): void {
  const { source, position } = state;
  if (state.epp !== undefined && (source.startsWith('%>', position) || source.startsWith('-%>', position))) {
    lexEppText(state);
    return;
  }
  for (const operator of operators[source.charAt(position)] ?? []) {
    if (source.startsWith(operator, position)) {
      punctuate(state, operator, operator.length);
      return;
    }
  }
  const blank = match(blanks, state);
  if (blank !== undefined) {
    state.position += blank.length;
    return;
  }
  const text = String.fromCodePoint(source.codePointAt(position) ?? 0);
  push(state, 'other', position, position + text.length, text);
  state.position += text.length;
}
