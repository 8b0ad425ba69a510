import { ignoringCase } from './character-sets.ts';
import { escaped, type Place, readCharacterEscape, readMember, sets, syntax } from './postgresql-characters.ts';
import { RegexError, type RegexNode } from './regex-node.ts';

/** A regular expression of PostgreSQL, as a tree and in JavaScript's words. */
export interface PostgresqlTree {
  readonly node: RegexNode;
  /** The same for `new RegExp(…, flags)`. */
  readonly source: string;
  readonly flags: string;
  /** How the time that a backtracking engine may need grows: with the length to the power of so many. */
  readonly power: number;
  /** What every match begins with, at the beginning of the text. */
  readonly prefix: string;
}

interface Reader extends Place {
  depth: number;
  groups: number;
  readonly ignoreCase: boolean;
  /** Whether `.` and negated brackets stop at a line end. */
  readonly stopAtLines: boolean;
  /** Whether `^` and `$` match at every line. */
  readonly anchorLines: boolean;
  readonly expanded: boolean;
}

/** A part with what it costs: how many loops it has, and how often choices in it can be taken. */
interface Part {
  readonly node: RegexNode;
  readonly source: string;
  readonly loops: number;
  readonly branches: number;
}

/** The power of an expression for which a backtracking engine may need any time. */
const unlimited = Number.POSITIVE_INFINITY;
/** PostgreSQL's own bound of repetitions (RE_DUP_MAX). */
const mostRepeated = 255;
const deepest = 100;

/**
 * Reads an advanced regular expression of PostgreSQL.
 * @throws RegexError with PostgreSQL's words for what it refuses, and for references to groups, which need any time.
 */
export function parsePostgresqlRegex(text: string): PostgresqlTree {
  const literal = /^\*\*\*=(.*)$/s.exec(text)?.[1];
  const { options, source } = readOptions(text.startsWith('***:') ? text.slice(4) : text);
  const lines = options.includes('n') || options.includes('m');
  const reader: Reader = {
    source: literal ?? source,
    at: 0,
    depth: 0,
    groups: 0,
    ignoreCase: options.lastIndexOf('i') > options.lastIndexOf('c'),
    stopAtLines: lines || options.includes('p'),
    anchorLines: lines || options.includes('w'),
    expanded: options.includes('x'),
  };
  const isLiteral = literal !== undefined || options.includes('q');
  const whole = isLiteral
    ? sequence([...reader.source].map((each) => character(reader, escaped(each))))
    : readChoice(reader);
  if (!isLiteral && reader.at < reader.source.length) throw syntax('parentheses () not balanced');
  const anchored = whole.source.startsWith('^') && !reader.anchorLines && whole.node.kind === 'sequence';
  const isCostly = whole.loops === unlimited || whole.branches > 64;
  return {
    node: whole.node,
    source: whole.source,
    flags: `u${reader.ignoreCase ? 'i' : ''}${reader.anchorLines ? 'm' : ''}`,
    power: isCostly ? unlimited : whole.loops + (anchored ? 0 : 1),
    prefix: anchored && !reader.ignoreCase ? prefixOf(reader.source) : '',
  };
}

function readOptions(text: string): { readonly options: string; readonly source: string } {
  const [whole = '', options = ''] = /^\(\?([a-z]+)\)/.exec(text) ?? [];
  if (/[^bceimnpqstwx]/.test(options)) throw syntax('invalid embedded option');
  if (options.includes('b')) throw new RegexError('unsupported', 'basic regular expressions are not known here');
  return { options, source: text.slice(whole.length) };
}

/** Letters that stand at the beginning for themselves, up to what is repeated. */
function prefixOf(source: string): string {
  const [, letters = ''] = /^\^((?:[A-Za-z0-9_/:@ -]|\\[.\-/])*)/.exec(source) ?? [];
  const rest = source.slice(1 + letters.length);
  const plain = letters.replaceAll('\\', '');
  // A choice at the outermost level makes no sequence; the last letter may be repeated, or left out.
  return /^[*?+{]/.test(rest) ? plain.slice(0, -1) : plain;
}

function sequence(parts: readonly Part[]): Part {
  return {
    node: { kind: 'sequence', nodes: parts.map(({ node }) => node) },
    source: parts.map(({ source }) => source).join(''),
    loops: parts.reduce((sum, { loops }) => sum + loops, 0),
    branches: parts.reduce((product, { branches }) => product * branches, 1),
  };
}

function readChoice(reader: Reader): Part {
  reader.depth += 1;
  if (reader.depth > deepest) throw syntax('regular expression is too complex');
  const choices: Part[] = [];
  let parts: Part[] = [];
  while (reader.at < reader.source.length && reader.source[reader.at] !== ')') {
    if (reader.source[reader.at] === '|') {
      reader.at += 1;
      choices.push(sequence(parts));
      parts = [];
    } else if (!skipBlank(reader)) parts.push(readQuantified(reader));
  }
  reader.depth -= 1;
  const last = sequence(parts);
  if (choices.length === 0) return last;
  const all = [...choices, last];
  return {
    node: { kind: 'choice', nodes: all.map(({ node }) => node) },
    source: `(?:${all.map(({ source }) => source).join('|')})`,
    loops: all.reduce((sum, { loops }) => sum + loops, 0),
    branches: all.reduce((sum, { branches }) => sum + branches, 0),
  };
}

function skipBlank(reader: Reader): boolean {
  const blank = reader.expanded ? /(?:\s|#[^\n]*|\(\?#[^)]*\))+/y : /\(\?#[^)]*\)/y;
  blank.lastIndex = reader.at;
  if (!blank.test(reader.source)) return false;
  reader.at = blank.lastIndex;
  return true;
}

const quantifier = /(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/y;

function readQuantified(reader: Reader): Part {
  const part = readAtom(reader);
  const found = readQuantifier(reader);
  if (found === undefined) return part;
  const { min, max, written, lazy } = found;
  if (part.node.kind === 'anchor' || part.node.kind === 'look') throw syntax('quantifier operand invalid');
  if (readQuantifier(reader) !== undefined) throw syntax('quantifier operand invalid');
  const isLoop = max > 1;
  // A loop within a loop, or a choice, can be gone through in any number of ways.
  const nested = isLoop && (part.loops > 0 || part.branches > 1);
  return {
    node: { kind: 'repeat', node: part.node, min, max, lazy },
    source: `${part.source}${written}`,
    loops: nested ? unlimited : isLoop ? 1 : part.loops,
    branches: part.branches * (isLoop ? 1 : 2),
  };
}

interface Quantifier {
  readonly min: number;
  readonly max: number;
  readonly written: string;
  readonly lazy: boolean;
}

function readQuantifier(reader: Reader): Quantifier | undefined {
  quantifier.lastIndex = reader.at;
  const found = quantifier.exec(reader.source);
  if (found === null) {
    if (!/^\{\d/.test(reader.source.slice(reader.at, reader.at + 2))) return undefined;
    throw syntax(
      /^\{[\d,]*$/.test(reader.source.slice(reader.at)) ? 'braces {} not balanced' : 'invalid repetition count(s)',
    );
  }
  reader.at = quantifier.lastIndex;
  const [written, sign, low, comma, high, lazy] = found;
  const min = sign === '+' ? 1 : Number(low ?? 0);
  const bounded = comma === '' ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high);
  const max = sign === '?' ? 1 : sign === undefined ? bounded : Number.POSITIVE_INFINITY;
  const isOver = min > mostRepeated || (Number.isFinite(max) && max > mostRepeated);
  if (min > max || isOver) throw syntax('invalid repetition count(s)');
  return { min, max, written, lazy: lazy === '?' };
}

function readAtom(reader: Reader): Part {
  const char = String.fromCodePoint(reader.source.codePointAt(reader.at) ?? 0);
  reader.at += char.length;
  switch (char) {
    case '(':
      return readGroup(reader);
    case '[':
      return readBracket(reader);
    case '.':
      return character(reader, reader.stopAtLines ? '[^\\n]' : '[^]');
    case '^':
      return anchor(
        '^',
        reader.anchorLines ? (text, at) => at === 0 || text[at - 1] === '\n' : (_text, at) => at === 0,
      );
    case '$':
      return anchor(
        '$',
        reader.anchorLines ? (text, at) => at === text.length || text[at] === '\n' : (text, at) => at === text.length,
      );
    case '\\':
      return readEscape(reader);
    case '*':
    case '+':
    case '?':
      throw syntax('quantifier operand invalid');
    case '{':
      if (/^\d/.test(reader.source.slice(reader.at))) throw syntax('quantifier operand invalid');
      return character(reader, '\\{');
    default:
      return character(reader, escaped(char));
  }
}

function readGroup(reader: Reader): Part {
  const [mark = ''] = /^\?(?:<?[=!]|:)/.exec(reader.source.slice(reader.at, reader.at + 3)) ?? [];
  if (mark === '' && reader.source[reader.at] === '?') throw syntax('quantifier operand invalid');
  reader.at += mark.length;
  if (mark === '') reader.groups += 1;
  const inner = readChoice(reader);
  if (reader.source[reader.at] !== ')') throw syntax('parentheses () not balanced');
  reader.at += 1;
  if (mark === '' || mark === '?:') return { ...inner, source: `(?:${inner.source})` };
  const node: RegexNode = { kind: 'look', node: inner.node, ahead: !mark.includes('<'), negative: mark.endsWith('!') };
  return { node, source: `(${mark}${inner.source})`, loops: inner.loops, branches: inner.branches };
}

/** One character that an expression of JavaScript matches. */
function character(reader: Reader, source: string): Part {
  const single = new RegExp(`^${source}$`, 'u');
  const test = (each: string): boolean => single.test(each);
  const node: RegexNode = { kind: 'character', test: reader.ignoreCase ? ignoringCase(test) : test };
  return { node, source, loops: 0, branches: 1 };
}

function anchor(source: string, test: (text: readonly string[], at: number) => boolean): Part {
  return { node: { kind: 'anchor', test }, source, loops: 0, branches: 1 };
}

const word = /^[\p{L}\p{M}\p{N}_]$/u;
const isWordAt = (text: readonly string[], at: number): boolean => word.test(text[at] ?? '');
const wordClass = '[\\p{L}\\p{M}\\p{N}_]';

function readEscape(reader: Reader): Part {
  const rest = reader.source.slice(reader.at);
  const [char] = rest;
  if (char === undefined) throw syntax('invalid escape \\ sequence');
  const set = sets[char.toLowerCase()];
  if (set !== undefined) {
    reader.at += 1;
    return character(reader, char === char.toLowerCase() ? `[${set}]` : `[^${set}]`);
  }
  const boundary = boundaries[char];
  if (boundary !== undefined) {
    reader.at += 1;
    return anchor(...boundary);
  }
  if (/^[1-9](?![0-9])/.test(rest)) {
    if (Number(char) > reader.groups) throw syntax('invalid backreference number');
    throw new RegexError('unsupported', 'references to groups (\\1) are not known here');
  }
  return character(reader, readCharacterEscape(reader));
}

const boundaries: Readonly<Record<string, readonly [string, (text: readonly string[], at: number) => boolean]>> = {
  A: ['(?<![^])', (_text, at) => at === 0],
  Z: ['(?![^])', (text, at) => at === text.length],
  m: [`(?<!${wordClass})(?=${wordClass})`, (text, at) => !isWordAt(text, at - 1) && isWordAt(text, at)],
  M: [`(?<=${wordClass})(?!${wordClass})`, (text, at) => isWordAt(text, at - 1) && !isWordAt(text, at)],
  y: [
    `(?:(?<!${wordClass})(?=${wordClass})|(?<=${wordClass})(?!${wordClass}))`,
    (text, at) => isWordAt(text, at - 1) !== isWordAt(text, at),
  ],
  Y: [
    `(?:(?<=${wordClass})(?=${wordClass})|(?<!${wordClass})(?!${wordClass}))`,
    (text, at) => isWordAt(text, at - 1) === isWordAt(text, at),
  ],
};

function readBracket(reader: Reader): Part {
  const boundary = /^\[:([<>]):\]\]/.exec(reader.source.slice(reader.at));
  if (boundary !== null) {
    reader.at += boundary[0].length;
    return anchor(...(boundaries[boundary[1] === '<' ? 'm' : 'M'] as (typeof boundaries)[string]));
  }
  const negative = reader.source[reader.at] === '^';
  if (negative) reader.at += 1;
  let members = negative && reader.stopAtLines ? '\\n' : '';
  for (let first = true; ; first = false) {
    if (reader.at >= reader.source.length) throw syntax('brackets [] not balanced');
    if (reader.source[reader.at] === ']' && !first) break;
    members += readMember(reader);
  }
  reader.at += 1;
  return character(reader, `[${negative ? '^' : ''}${members}]`);
}
