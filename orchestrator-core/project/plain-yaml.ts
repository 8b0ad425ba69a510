import { readFlow, readQuoted } from './plain-yaml-flow.ts';
import { plainScalarValue } from './yaml.ts';
import type { YamlEntry, YamlNode, YamlScalar } from './yaml-tree.ts';

/** A text that is being read, and where the reader stands. */
export interface PlainText {
  readonly text: string;
  at: number;
  /** How far the first letter of the line stands from the margin; -1 behind the last line. */
  column: number;
}

/** What only the library reads: controls, tabs, other line breaks than `\n`, and marks of byte order. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const unusual = /[\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/;
const plainKey = /(?:[\w$./~<(]|-(?=[\w-]))(?:[^\n:#]|:(?=[^ \n])|(?<=[^ ])#)*/y;
const plainStart = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s-])/y;
/** The line that begins a document, and comments before it. */
const documentStart = /^(?:(?:#[^\n]*)?\n)*--- *\n/;
const longestKey = 1000;
const deepest = 50;

/**
 * Reads what nearly all YAML files consist of, an order of magnitude faster than the library: blocks of keys and items
 * with scalars, and flow collections on one line. Undefined for everything else, faults among it: whoever asks lets the
 * library read that. What it does read it reads as the library does (`test/fuzz/plain-yaml.test.ts`).
 */
export function readPlainYaml(text: string): YamlNode | undefined {
  if (unusual.test(text)) return undefined;
  const source: PlainText = { text, at: documentStart.exec(text)?.[0].length ?? 0, column: 0 };
  if (!nextLine(source) || source.column !== 0) return undefined;
  const root = readBlock(source, 0);
  return isAtEnd(source) ? root : undefined;
}

function isAtEnd({ column }: PlainText): boolean {
  return column === -1;
}

/** Goes to the first letter of the next line that has one and is no comment; false where the library must go on. */
function nextLine(source: PlainText): boolean {
  const { text } = source;
  let start = source.at;
  for (;;) {
    let at = start;
    while (text[at] === ' ') at += 1;
    const letter = text[at];
    if (letter === undefined) {
      source.at = at;
      source.column = -1;
      return true;
    }
    if (letter !== '\n' && letter !== '#') {
      source.at = at;
      source.column = at - start;
      return source.column > 0 || !/^(?:---|\.\.\.|%)/.test(text.slice(at, at + 3));
    }
    start = letter === '\n' ? at + 1 : lineEnd(text, at) + 1;
    if (start > text.length) start = text.length;
  }
}

/** Leaves the rest of the line, which must be blank or a comment, and goes to the next. */
function leaveLine(source: PlainText): boolean {
  const { text } = source;
  let { at } = source;
  while (text[at] === ' ') at += 1;
  const isComment = text[at] === '#' && text[at - 1] === ' ';
  if (!isComment && at < text.length && text[at] !== '\n') return false;
  source.at = Math.min(text.length, lineEnd(text, at) + 1);
  return nextLine(source);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function isDash({ text, at }: PlainText): boolean {
  const next = text[at + 1];
  return text[at] === '-' && (next === ' ' || next === '\n' || next === undefined);
}

function readBlock(source: PlainText, depth: number): YamlNode | undefined {
  if (depth > deepest) return undefined;
  return isDash(source) ? readList(source, depth) : readMap(source, readKey(source), depth);
}

function readList(source: PlainText, depth: number): YamlNode | undefined {
  const { at: start, column } = source;
  const items: YamlNode[] = [];
  while (source.column === column && isDash(source)) {
    const dash = source.at;
    source.at += 1;
    while (source.text[source.at] === ' ') source.at += 1;
    source.column = column + source.at - dash;
    const item = readItem(source, column, depth);
    if (item === undefined) return undefined;
    items.push(item);
  }
  const end = items.at(-1)?.end ?? start;
  return source.column > column ? undefined : { kind: 'list', start, end, items, isFlow: false };
}

function readItem(source: PlainText, parent: number, depth: number): YamlNode | undefined {
  if (isDash(source)) return readBlock(source, depth + 1);
  const key = readKey(source);
  return key === undefined ? readInline(source, parent) : readMap(source, key, depth + 1);
}

/** The key at the reader with its colon; undefined, and nowhere gone, where there is none. */
function readKey(source: PlainText): YamlScalar | undefined {
  const { text, at } = source;
  let key: YamlScalar | undefined;
  if (text[at] === '"' || text[at] === "'") {
    key = readQuoted(text, at);
  } else {
    plainKey.lastIndex = at;
    const written = plainKey.exec(text)?.[0];
    key = written === undefined || written.endsWith(' ') ? undefined : plainScalar(written, at);
  }
  if (key === undefined || text[key.end] !== ':' || key.end - at > longestKey) return undefined;
  const after = text[key.end + 1];
  if (after !== undefined && after !== ' ' && after !== '\n') return undefined;
  source.at = key.end + 1;
  return key;
}

function readMap(source: PlainText, first: YamlScalar | undefined, depth: number): YamlNode | undefined {
  const { column } = source;
  const entries: YamlEntry[] = [];
  const seen = new Set<string>();
  let key = first;
  while (key !== undefined && depth <= deepest) {
    // Whoever tells of keys that are repeated is the one who reads by the library.
    if (seen.has(key.text) || key.text === '<<') return undefined;
    seen.add(key.text);
    const value = readEntryValue(source, column, depth);
    if (value === false) return undefined;
    entries.push({ key, value, start: key.start, end: value?.end ?? key.end });
    if (source.column > column) return undefined;
    if (source.column < column || isDash(source)) {
      return { kind: 'map', start: first?.start ?? 0, end: value?.end ?? key.end, entries, isFlow: false };
    }
    key = readKey(source);
  }
  return undefined;
}

/** What stands behind a colon or below it; undefined where nothing does, false where the library must read it. */
function readEntryValue(source: PlainText, column: number, depth: number): YamlNode | undefined | false {
  const { text } = source;
  const colon = source.at;
  while (text[source.at] === ' ') source.at += 1;
  const letter = text[source.at];
  const isBlank = letter === undefined || letter === '\n' || (letter === '#' && source.at > colon);
  if (!isBlank) return readInline(source, column) ?? false;
  if (!leaveLine(source)) return false;
  if (source.column > column || (source.column === column && isDash(source))) {
    return readBlock(source, depth + 1) ?? false;
  }
  return undefined;
}

/** A scalar or flow collection that begins here, and everything to the next line of a block. */
function readInline(source: PlainText, parent: number): YamlNode | undefined {
  const { text, at } = source;
  const letter = text[at];
  if (letter === '|' || letter === '>') return readBlockScalar(source, parent);
  let node: YamlNode | undefined;
  if (letter === '"' || letter === "'") node = readQuoted(text, at);
  else if (letter === '[' || letter === '{') node = readFlow(text, at);
  else return readPlain(source, parent);
  if (node === undefined) return undefined;
  source.at = node.end;
  return leaveLine(source) ? node : undefined;
}

/** A plain scalar, with the lines below that are further from the margin than what it belongs to. */
function readPlain(source: PlainText, parent: number): YamlScalar | undefined {
  const { text, at: start } = source;
  plainStart.lastIndex = start;
  if (!plainStart.test(text)) return undefined;
  let end = plainEnd(text, start);
  let value = text.slice(start, end);
  let hasComment = isCommented(text, end);
  source.at = end;
  for (;;) {
    if (isMapping(value, text, end) || !leaveLine(source)) return undefined;
    if (source.column <= parent) return plainScalar(value, start, end);
    const between = text.slice(end, source.at);
    if (hasComment || between.includes('#') || text[source.at] === '-') return undefined;
    const breaks = between.split('\n').length - 1;
    end = plainEnd(text, source.at);
    value += (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)) + text.slice(source.at, end);
    hasComment = isCommented(text, end);
    source.at = end;
  }
}

/** Whether what was read is no scalar but a key with a value. */
function isMapping(value: string, text: string, end: number): boolean {
  return value.includes(': ') || text[end - 1] === ':';
}

function isCommented(text: string, end: number): boolean {
  return text.slice(end, lineEnd(text, end)).includes('#');
}

/** Where the plain scalar that goes over `at` ends on its line. */
function plainEnd(text: string, at: number): number {
  const line = text.slice(at, lineEnd(text, at));
  const comment = line.indexOf(' #');
  let length = comment < 0 ? line.length : comment;
  while (line[length - 1] === ' ') length -= 1;
  return at + length;
}

function plainScalar(text: string, start: number, end: number = start + text.length): YamlScalar {
  const value = plainScalarValue(text);
  return { kind: 'scalar', start, end, value, style: 'plain', inner: { start, end }, text };
}

const blockHeader = /[|>][-+]?(?=\n)/y;

/** A block of lines. Folded ones only where all lines are alike and none is blank. */
function readBlockScalar(source: PlainText, parent: number): YamlScalar | undefined {
  const { text, at: start } = source;
  blockHeader.lastIndex = start;
  const header = blockHeader.exec(text)?.[0];
  if (header === undefined) return undefined;
  const first = start + header.length + 1;
  let indent = 0;
  while (text[first + indent] === ' ') indent += 1;
  if (indent <= parent || text[first + indent] === '\n' || text[first + indent] === undefined) return undefined;
  const lines: string[] = [];
  let at = first;
  let last = 0;
  let lastEnd = first;
  while (at < text.length) {
    const end = lineEnd(text, at);
    let begin = at;
    while (text[begin] === ' ') begin += 1;
    const isBlank = begin === end;
    if (isBlank && begin - at > indent) return undefined;
    if (!isBlank && begin - at < indent) break;
    lines.push(text.slice(at + indent, end));
    at = Math.min(text.length, end + 1);
    if (isBlank) continue;
    last = lines.length;
    lastEnd = at;
  }
  source.at = at;
  const isFolded = header.startsWith('>');
  const isAlike = lines.length === last && lines.every((line) => !line.startsWith(' '));
  if (!text.endsWith('\n', at) || (isFolded && !isAlike) || !nextLine(source)) return undefined;
  if (source.column > parent) return undefined;
  const body = lines.slice(0, last).join(isFolded ? ' ' : '\n');
  const chomped = header.endsWith('-') ? '' : header.endsWith('+') ? '\n'.repeat(lines.length - last + 1) : '\n';
  const value = body + chomped;
  const end = header.endsWith('+') ? at : lastEnd;
  const inner = { start: first, end };
  return { kind: 'scalar', start, end, value, style: isFolded ? 'folded' : 'literal', inner, text: value };
}
