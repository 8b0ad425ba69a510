import { accept, type Cursor, expect, isSpace, match, miss, note, ParseStop, skipSpace, stop } from './cursor.ts';
import type { FieldNode, ListNode, Literal, NumberNode, StringNode } from './tree.ts';

const name = /[a-zA-Z0-9_]+\??/y;
const digits = /[0-9]+/y;
/** A part of a dotted field. `match(…)` and a quoted part end where these say, whatever stands in them. */
const quotedPart = /".*?"(?=[. \t-\r])/y;
const matchPart = /match\(.{0,250}?\)/y;
const plainPart = /[^ \t-\r.",[\]!<=>~]+(\[\d+\])?/y;
const dotted: ReadonlySet<string> = new Set(['facts', 'trusted', 'parameters']);

/** The field here, or nothing. */
export function readField(cursor: Cursor): FieldNode | undefined {
  const start = cursor.at;
  const word = match(cursor, name);
  if (word === undefined) return undefined;
  if (dotted.has(word)) {
    while (accept(cursor, '.')) readPart(cursor);
  }
  return { kind: 'field', text: cursor.text.slice(start, cursor.at), start, end: cursor.at };
}

function readPart(cursor: Cursor): void {
  const start = cursor.at;
  const { text } = cursor;
  if (text.startsWith('match(', start)) {
    matchPart.lastIndex = start;
    const whole = matchPart.exec(text)?.[0];
    // `match(a)b` is a plain part, as is `match(a` where nothing closes it.
    if (whole !== undefined && !isPlain(text.charCodeAt(start + whole.length))) {
      cursor.at += whole.length;
      return;
    }
  }
  if (match(cursor, quotedPart) === undefined && match(cursor, plainPart) === undefined) throw new ParseStop();
}

/** Whether a character goes on a plain part, brackets aside, which close what stands around the field. */
function isPlain(code: number): boolean {
  return !Number.isNaN(code) && !isSpace(code) && !'.",[]!<=>~{}()'.includes(String.fromCharCode(code));
}

export function readLiteral(cursor: Cursor): Literal {
  const start = cursor.at;
  const first = cursor.text[start];
  if (first === '"' || first === "'") return expectString(cursor);
  if (first === '[') return nested(cursor, readList);
  for (const word of ['true', 'false']) {
    if (accept(cursor, word)) return { kind: 'boolean', text: word, start, end: cursor.at };
  }
  return readNumber(cursor);
}

/** `[literal, …]`; an empty list is none. */
export function readList(cursor: Cursor): ListNode {
  return bracketed(cursor, readLiteral);
}

/** `[string, …]`. */
export function readStringList(cursor: Cursor): ListNode {
  return bracketed(cursor, expectString);
}

function bracketed(cursor: Cursor, read: (cursor: Cursor) => Literal): ListNode {
  const start = cursor.at;
  expect(cursor, '[');
  skipSpace(cursor);
  note(cursor, { listed: [] });
  const items = separated(cursor, read);
  expect(cursor, ']');
  delete cursor.frames.at(-1)?.listed;
  return { kind: 'list', items, start, end: cursor.at };
}

/** One or more, with commas between them, and the white space after the last. */
export function separated<T>(cursor: Cursor, read: (cursor: Cursor) => T): readonly T[] {
  const items = [read(cursor)];
  skipSpace(cursor);
  while (accept(cursor, ',')) {
    skipSpace(cursor);
    items.push(read(cursor));
    skipSpace(cursor);
  }
  return items;
}

/** An integer or a real number: `-1`, `2.5e+3`. */
export function readNumber(cursor: Cursor): NumberNode {
  const start = cursor.at;
  const integer = readInteger(cursor);
  if (!accept(cursor, '.')) return integer;
  if (match(cursor, digits) === undefined) throw new ParseStop();
  if (accept(cursor, 'e') || accept(cursor, 'E')) {
    if (!accept(cursor, '-')) accept(cursor, '+');
    if (match(cursor, digits) === undefined) throw new ParseStop();
  }
  return { kind: 'real', text: cursor.text.slice(start, cursor.at), start, end: cursor.at };
}

export function readInteger(cursor: Cursor): NumberNode {
  const start = cursor.at;
  accept(cursor, '-');
  if (match(cursor, digits) === undefined) throw new ParseStop();
  return { kind: 'integer', text: cursor.text.slice(start, cursor.at), start, end: cursor.at };
}

/** The string here, or nothing. */
export function readString(cursor: Cursor): StringNode | undefined {
  const start = cursor.at;
  const quote = cursor.text[start];
  if (quote !== '"' && quote !== "'") {
    miss(cursor);
    return undefined;
  }
  cursor.openString = start;
  cursor.at = endOfString(cursor.text, start + 1, quote);
  expect(cursor, quote);
  delete cursor.openString;
  const text = cursor.text.slice(start, cursor.at);
  const value = valueOfString(text);
  cursor.frames.at(-1)?.listed?.push(value);
  return { kind: 'string', text, value, start, end: cursor.at };
}

export function expectString(cursor: Cursor): StringNode {
  return readString(cursor) ?? stop(cursor);
}

/** Where the inside of a string ends: before its quote, or before a backslash that escapes nothing. */
function endOfString(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length && text[at] !== quote) {
    if (text[at] === '\\') {
      const next = text[at + 1];
      // As the `.` of Java's regular expressions, which no end of a line is.
      if (next === undefined || /[\n\r\u0085\u2028\u2029]/.test(next)) return at;
      at += 1;
    }
    at += 1;
  }
  return at;
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** What a quoted string means: in single quotes only `\'` is an escape, in double quotes JSON's are. */
function valueOfString(text: string): string {
  const inside = text.slice(1, -1);
  if (!inside.includes('\\')) return inside;
  if (text.startsWith("'")) return inside.replaceAll("\\'", "'");
  return inside.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (whole, code: string | undefined, letter: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return escapes[letter] ?? ('"\\/'.includes(letter) ? letter : whole);
  });
}

/** How deep parentheses, negations, lists and queries may stand in each other; beyond it a query is refused. */
export const deepest = 300;

/** Reads something that can contain itself. */
export function nested<T>(cursor: Cursor, read: (cursor: Cursor) => T): T {
  cursor.depth += 1;
  if (cursor.depth > deepest) {
    cursor.furthest = cursor.at;
    throw new ParseStop(true);
  }
  const node = read(cursor);
  cursor.depth -= 1;
  return node;
}
