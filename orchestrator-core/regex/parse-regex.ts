import { escapedSets, ignoringCase, isWord, namedSet } from './character-sets.ts';
import { type CharacterTest, RegexError, type RegexFlags, type RegexNode } from './regex-node.ts';

/** Where the parser stands. */
interface Reader {
  readonly source: string;
  at: number;
  depth: number;
}

/**
 * Reads a regular expression of Ruby.
 *
 * @throws RegexError for one that Ruby refuses, or that needs to know what a group matched.
 */
export function parseRegex(source: string): RegexNode {
  const reader: Reader = { source, at: 0, depth: 0 };
  const node = readChoice(reader, { ignoreCase: false, multiline: false, extended: false });
  if (reader.at < source.length) throw new RegexError('syntax', `unmatched ) at ${reader.at}`);
  return node;
}

const empty: RegexNode = { kind: 'sequence', nodes: [] };

function readChoice(reader: Reader, outer: RegexFlags): RegexNode {
  reader.depth += 1;
  if (reader.depth > 200) throw new RegexError('unsupported', 'too deep');
  const choices: RegexNode[] = [];
  let flags = outer;
  let nodes: RegexNode[] = [];
  for (; reader.at < reader.source.length; ) {
    const char = reader.source.charAt(reader.at);
    if (char === ')') break;
    if (char === '|') {
      reader.at += 1;
      choices.push({ kind: 'sequence', nodes });
      nodes = [];
      continue;
    }
    const own = /^\(\?([imx]*)(?:-([imx]*))?\)/.exec(reader.source.slice(reader.at, reader.at + 12));
    if (own !== null) {
      reader.at += own[0].length;
      flags = changed(flags, own[1], own[2]);
    } else if (!(flags.extended && skipBlank(reader))) {
      nodes.push(readQuantified(reader, flags));
    }
  }
  reader.depth -= 1;
  const last: RegexNode = { kind: 'sequence', nodes };
  return choices.length === 0 ? last : { kind: 'choice', nodes: [...choices, last] };
}

function changed(flags: RegexFlags, on = '', off = ''): RegexFlags {
  const flag = (letter: string, now: boolean): boolean => (on.includes(letter) || now) && !off.includes(letter);
  return {
    ignoreCase: flag('i', flags.ignoreCase),
    multiline: flag('m', flags.multiline),
    extended: flag('x', flags.extended),
  };
}

/** Skips white space or a comment of the extended form. */
function skipBlank(reader: Reader): boolean {
  blank.lastIndex = reader.at;
  const found = blank.exec(reader.source);
  reader.at += found?.[0].length ?? 0;
  return found !== null;
}

const blank = /\s+|#[^\n]*/y;

const quantifier = /([*+?])([?+]?)|\{(\d+)(,?)(\d*)\}(\??)|\{,(\d+)\}(\??)/y;

function readQuantified(reader: Reader, flags: RegexFlags): RegexNode {
  let node = readAtom(reader, flags);
  for (;;) {
    quantifier.lastIndex = reader.at;
    const found = quantifier.exec(reader.source);
    if (found === null) return node;
    reader.at = quantifier.lastIndex;
    const [, sign, how, low, comma, high, lazyBounds, upTo, lazyUpTo] = found;
    const min = sign === '+' ? 1 : Number(low ?? 0);
    let max = sign === '?' ? 1 : Number.POSITIVE_INFINITY;
    if (upTo !== undefined) max = Number(upTo);
    if (low !== undefined && (comma === '' || high !== '')) max = Number(comma === '' ? low : high);
    if (min > max) throw new RegexError('syntax', 'too big wide-char or bounds in the wrong order');
    const lazy = how === '?' || lazyBounds === '?' || lazyUpTo === '?';
    const repeat: RegexNode = { kind: 'repeat', node, min, max, lazy };
    node = how === '+' ? { kind: 'atomic', node: repeat } : repeat;
  }
}

function readAtom(reader: Reader, flags: RegexFlags): RegexNode {
  const char = String.fromCodePoint(reader.source.codePointAt(reader.at) ?? 0);
  reader.at += char.length;
  switch (char) {
    case '(':
      return readGroup(reader, flags);
    case '[':
      return one(readSet(reader, flags), flags);
    case '.':
      return one(flags.multiline ? () => true : (character) => character !== '\n', { ...flags, ignoreCase: false });
    case '^':
      return { kind: 'anchor', test: (text, at) => at === 0 || (text[at - 1] === '\n' && at < text.length) };
    case '$':
      return { kind: 'anchor', test: (text, at) => at === text.length || text[at] === '\n' };
    case '\\':
      return readEscape(reader, flags);
    case '*':
    case '+':
    case '?':
      throw new RegexError('syntax', 'target of repeat operator is not specified');
    default:
      return one((character) => character === char, flags);
  }
}

function one(test: CharacterTest, flags: RegexFlags): RegexNode {
  return { kind: 'character', test: flags.ignoreCase ? ignoringCase(test) : test };
}

const looks: Readonly<Record<string, { ahead: boolean; negative: boolean }>> = {
  '?=': { ahead: true, negative: false },
  '?!': { ahead: true, negative: true },
  '?<=': { ahead: false, negative: false },
  '?<!': { ahead: false, negative: true },
};

const opening = /\?(?:#[^)]*|:|>|<?[=!]|<\w+>|'\w+'|([imx]*)(?:-([imx]*))?:)/y;

function readGroup(reader: Reader, flags: RegexFlags): RegexNode {
  opening.lastIndex = reader.at;
  const found = reader.source[reader.at] === '?' ? opening.exec(reader.source) : undefined;
  if (found === null) {
    const isRubys = /[(~]/.test(reader.source.charAt(reader.at + 1));
    throw new RegexError(isRubys ? 'unsupported' : 'syntax', 'undefined group option');
  }
  if (found !== undefined) reader.at = opening.lastIndex;
  const head = found?.[0] ?? '';
  const inner = head.startsWith('?#') ? empty : readChoice(reader, found ? changed(flags, found[1], found[2]) : flags);
  if (reader.source[reader.at] !== ')') throw new RegexError('syntax', 'end pattern with unmatched parenthesis');
  reader.at += 1;
  if (head === '?>') return { kind: 'atomic', node: inner };
  const look = Object.hasOwn(looks, head) ? looks[head] : undefined;
  return look === undefined ? inner : { kind: 'look', node: inner, ...look };
}

const anchors: Readonly<Record<string, (text: readonly string[], at: number) => boolean>> = {
  A: (_, at) => at === 0,
  z: (text, at) => at === text.length,
  Z: (text, at) => at === text.length || (at === text.length - 1 && text[at] === '\n'),
  b: (text, at) => isWord(text[at - 1] ?? '') !== isWord(text[at] ?? ''),
  B: (text, at) => isWord(text[at - 1] ?? '') === isWord(text[at] ?? ''),
};

function readEscape(reader: Reader, flags: RegexFlags): RegexNode {
  const letter = reader.source[reader.at];
  if (letter === undefined) throw new RegexError('syntax', 'too short escape sequence');
  const anchor = Object.hasOwn(anchors, letter) ? anchors[letter] : undefined;
  if (anchor !== undefined) {
    reader.at += 1;
    return { kind: 'anchor', test: anchor };
  }
  if (letter === 'R') {
    reader.at += 1;
    const lineEnd = one((character) => /^[\n-\r\u0085\u2028\u2029]$/.test(character), flags);
    const pair = ['\r', '\n'].map((end) => one((character) => character === end, flags));
    return { kind: 'atomic', node: { kind: 'choice', nodes: [{ kind: 'sequence', nodes: pair }, lineEnd] } };
  }
  if (/^[1-9kgKGXyY]/.test(letter)) throw new RegexError('unsupported', 'it refers to what a group matched');
  return one(readEscapedTest(reader), flags);
}

const controls: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
};

/** What a backslash and what follows stand for, inside of a set and outside. */
function readEscapedTest(reader: Reader): CharacterTest {
  const rest = reader.source.slice(reader.at, reader.at + 40);
  const property = /^[pP]\{(\^?)([\w =-]+)\}/.exec(rest);
  if (property !== null) {
    reader.at += property[0].length;
    const set = namedSet(property[2] ?? '', false);
    return property[0].startsWith('P') === (property[1] === '^') ? set : (character) => !set(character);
  }
  const set = Object.hasOwn(escapedSets, rest.charAt(0)) ? escapedSets[rest.charAt(0)] : undefined;
  if (set !== undefined) {
    reader.at += 1;
    return set;
  }
  const wanted = readEscapedCharacter(reader);
  return (character) => character === wanted;
}

function readEscapedCharacter(reader: Reader): string {
  const rest = reader.source.slice(reader.at, reader.at + 12);
  const code = /^(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|(0[0-7]{0,2}))/.exec(rest);
  if (code !== null) {
    reader.at += code[0].length;
    const value =
      code[4] === undefined ? Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '', 16) : Number.parseInt(code[4], 8);
    if (value > 0x10ffff) throw new RegexError('syntax', 'invalid Unicode range');
    return String.fromCodePoint(value);
  }
  const char = String.fromCodePoint(reader.source.codePointAt(reader.at) ?? 0);
  reader.at += char.length;
  return Object.hasOwn(controls, char) ? (controls[char] ?? char) : char;
}

/** Reads a set after its `[`: ranges, sets in it, `[:posix:]`, and `&&` for what two sets share. */
function readSet(reader: Reader, flags: RegexFlags): CharacterTest {
  const { source } = reader;
  const negative = source[reader.at] === '^';
  if (negative) reader.at += 1;
  const shared: CharacterTest[] = [];
  let tests: CharacterTest[] = [];
  for (let first = true; ; first = false) {
    if (reader.at >= source.length) throw new RegexError('syntax', 'premature end of char-class');
    if (source[reader.at] === ']' && !first) break;
    if (source.startsWith('&&', reader.at)) {
      reader.at += 2;
      shared.push(anyOf(tests));
      tests = [];
    } else tests.push(readSetPart(reader, flags));
  }
  reader.at += 1;
  const all = [...shared, anyOf(tests)];
  const test = all.length === 1 ? anyOf(tests) : (character: string) => all.every((each) => each(character));
  const folded = flags.ignoreCase ? ignoringCase(test) : test;
  return negative ? (character) => !folded(character) : test;
}

function anyOf(tests: readonly CharacterTest[]): CharacterTest {
  const [only] = tests;
  return tests.length === 1 && only !== undefined ? only : (character) => tests.some((test) => test(character));
}

function readSetPart(reader: Reader, flags: RegexFlags): CharacterTest {
  const { source } = reader;
  const posix = /^\[:(\^?\w+):\]/.exec(source.slice(reader.at, reader.at + 20));
  if (posix !== null) {
    reader.at += posix[0].length;
    return namedSet(posix[1] ?? '', true);
  }
  if (source[reader.at] === '[') {
    reader.at += 1;
    return readSet(reader, flags);
  }
  const low = readSetCharacter(reader);
  if (typeof low !== 'string') return low;
  if (source[reader.at] !== '-' || source[reader.at + 1] === ']' || source[reader.at + 1] === undefined) {
    return (character) => character === low;
  }
  reader.at += 1;
  const high = readSetCharacter(reader);
  if (typeof high !== 'string') return (character) => character === low || character === '-' || high(character);
  const [from, to] = [low.codePointAt(0) ?? 0, high.codePointAt(0) ?? 0];
  if (from > to) throw new RegexError('syntax', 'empty range in char class');
  return (character) => {
    const code = character.codePointAt(0) ?? -1;
    return code >= from && code <= to;
  };
}

function readSetCharacter(reader: Reader): string | CharacterTest {
  if (reader.source[reader.at] !== '\\') {
    const char = String.fromCodePoint(reader.source.codePointAt(reader.at) ?? 0);
    reader.at += char.length;
    return char;
  }
  reader.at += 1;
  const letter = reader.source.charAt(reader.at);
  if (letter === '') throw new RegexError('syntax', 'end pattern at escape');
  if (letter === 'b') {
    reader.at += 1;
    return '\b';
  }
  return /[pP]/.test(letter) || Object.hasOwn(escapedSets, letter)
    ? readEscapedTest(reader)
    : readEscapedCharacter(reader);
}
