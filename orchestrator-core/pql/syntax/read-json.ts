import { type AstValue, wholeNumber } from '../ast.ts';
import { deepest } from './literals.ts';

/** Why a text is no JSON, in the words of the reader that PuppetDB uses. */
export interface JsonFault {
  /** The offset that the line and column stand for: behind what is wrong. */
  readonly offset: number;
  /** Counted from 1. Ends of lines inside of strings do not count. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
  line: number;
  /** Where the line begins. */
  lineStart: number;
}

class JsonStop extends Error {
  override readonly name: string = 'JsonStop';
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const wanted = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const constants: ReadonlyMap<string, AstValue> = new Map<string, AstValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * The JSON values that a text holds one after the other, `most` of them, with where the last one ends. Whole numbers keep every digit, which `JSON.parse` does not, and
 * faults are told as Jackson tells them.
 */
export function readJson(
  text: string,
  most: number = Number.POSITIVE_INFINITY,
): { readonly values: readonly AstValue[]; readonly end: number } | { readonly fault: JsonFault } {
  const reader: Reader = { text, at: 0, depth: 0, line: 1, lineStart: 0 };
  const values: AstValue[] = [];
  try {
    for (skip(reader); reader.at < text.length && values.length < most; skip(reader)) values.push(readValue(reader));
    return { values, end: reader.at };
  } catch (thrown) {
    if (!(thrown instanceof JsonStop)) throw thrown;
    const { offset, message } = thrown;
    return { fault: { offset, message, line: reader.line, column: offset - reader.lineStart + 1 } };
  }
}

/** A character as Jackson names it. */
export function namedCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return `(CTRL-CHAR, code ${code})`;
  return `'${character}' (code ${code}${code > 0xff ? ` / 0x${code.toString(16)}` : ''})`;
}

function sourceOf(line: number, column: number): string {
  return `[Source: (StringReader); line: ${line}, column: ${column}]`;
}

function skip(reader: Reader): void {
  for (;;) {
    const code = reader.text.charCodeAt(reader.at);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) {
      const message = `Illegal character (${namedCharacter(reader.text.charAt(reader.at))}): only regular white space (\\r, \\n, \\t) is allowed between tokens`;
      throw new JsonStop(message, reader.at + 1);
    }
    if (!(code <= 0x20)) return;
    reader.at += 1;
    const isEnd = code === 0x0a || (code === 0x0d && reader.text[reader.at] !== '\n');
    if (!isEnd) continue;
    reader.line += 1;
    reader.lineStart = reader.at;
  }
}

function readValue(reader: Reader): AstValue {
  const character = reader.text.charAt(reader.at);
  if (character === '"') return readText(reader);
  if (character === '[') return readArray(reader);
  if (character === '{') return readObject(reader);
  if (character === '-' || isDigit(character)) return readNumber(reader);
  if (character === ']' || character === '}') {
    const other = character === ']' ? '}' : ']';
    const message = `Unexpected close marker '${character}': expected '${other}' (for root starting at [Source: (StringReader); line: 1, column: 0])`;
    throw new JsonStop(message, reader.at + 1);
  }
  return readConstant(reader);
}

function readConstant(reader: Reader): AstValue {
  const start = reader.at;
  const word = /^[\p{L}\p{N}_$]*/u.exec(reader.text.slice(start, start + 256))?.[0] ?? '';
  const value = constants.get(word);
  if (value !== undefined) {
    reader.at += word.length;
    return value;
  }
  if (word === '') {
    const message = `Unexpected character (${namedCharacter(reader.text.charAt(start))}): expected a valid value ${wanted}`;
    throw new JsonStop(message, start + 1);
  }
  const message =
    word === 'NaN'
      ? "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow"
      : `Unrecognized token '${word}': was expecting ${wanted}`;
  throw new JsonStop(message, start + word.length);
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function readNumber(reader: Reader): number | bigint {
  const { text } = reader;
  const start = reader.at;
  if (text[reader.at] === '-') reader.at += 1;
  const first = text.charAt(reader.at);
  if (!isDigit(first)) digitMissing(reader, 'expected digit (0-9) to follow minus sign, for valid numeric value', 1);
  if (first === '0' && isDigit(text.charAt(reader.at + 1))) {
    throw new JsonStop('Invalid numeric value: Leading zeroes not allowed', reader.at + 1);
  }
  passDigits(reader);
  let whole = true;
  if (text[reader.at] === '.') {
    whole = false;
    reader.at += 1;
    if (!isDigit(text.charAt(reader.at))) digitMissing(reader, 'Decimal point not followed by a digit', 0);
    passDigits(reader);
  }
  if (text[reader.at] === 'e' || text[reader.at] === 'E') {
    whole = false;
    reader.at += 1;
    if (text[reader.at] === '-' || text[reader.at] === '+') reader.at += 1;
    if (!isDigit(text.charAt(reader.at))) digitMissing(reader, 'Exponent indicator not followed by a digit', 0);
    passDigits(reader);
  }
  const digits = text.slice(start, reader.at);
  return whole ? wholeNumber(digits) : Number(digits);
}

function passDigits(reader: Reader): void {
  while (isDigit(reader.text.charAt(reader.at))) reader.at += 1;
}

function digitMissing(reader: Reader, why: string, behind: number): never {
  if (reader.at >= reader.text.length) {
    throw new JsonStop('Unexpected end-of-input in a Number value', reader.text.length);
  }
  const message = `Unexpected character (${namedCharacter(reader.text.charAt(reader.at))}) in numeric value: ${why}`;
  throw new JsonStop(message, reader.at + behind);
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

function readText(reader: Reader): string {
  const { text } = reader;
  reader.at += 1;
  let value = '';
  for (let from = reader.at; ; reader.at += 1) {
    const character = text.charAt(reader.at);
    if (character === '') {
      throw new JsonStop('Unexpected end-of-input: was expecting closing quote for a string value', text.length);
    }
    if (character === '"') {
      value += text.slice(from, reader.at);
      reader.at += 1;
      return value;
    }
    if (character !== '\\') continue;
    value += text.slice(from, reader.at);
    reader.at += 1;
    value += readEscape(reader);
    from = reader.at + 1;
  }
}

/** What an escape means, from its letter; leaves the reader at its last character. */
function readEscape(reader: Reader): string {
  const letter = reader.text.charAt(reader.at);
  if (letter === 'u') {
    for (let digit = 1; digit <= 4; digit += 1) {
      const character = reader.text.charAt(reader.at + digit);
      if (/^[0-9a-fA-F]$/.test(character)) continue;
      if (character === '')
        throw new JsonStop('Unexpected end-of-input in character escape sequence', reader.text.length);
      const message = `Unexpected character (${namedCharacter(character)}): expected a hex-digit for character escape sequence`;
      throw new JsonStop(message, reader.at + digit + 1);
    }
    const code = Number.parseInt(reader.text.slice(reader.at + 1, reader.at + 5), 16);
    reader.at += 4;
    return String.fromCharCode(code);
  }
  const meaning = escapes[letter];
  if (meaning !== undefined) return meaning;
  if (letter === '') throw new JsonStop('Unexpected end-of-input in character escape sequence', reader.text.length);
  throw new JsonStop(`Unrecognized character escape ${namedCharacter(letter)}`, reader.at + 1);
}

/** Passes over an opening bracket. Returns the words for where it stands. */
function enter(reader: Reader): string {
  const where = sourceOf(reader.line, reader.at - reader.lineStart + 1);
  reader.depth += 1;
  if (reader.depth > deepest) throw new JsonStop(`Nested more than ${deepest} levels deep`, reader.at + 1);
  reader.at += 1;
  skip(reader);
  return where;
}

/** Passes over a comma, or over the end of an array or object. Returns whether it was the end. */
function ended(reader: Reader, where: string, kind: 'Array' | 'Object'): boolean {
  const [close, wrong] = kind === 'Array' ? [']', '}'] : ['}', ']'];
  skip(reader);
  const character = reader.text.charAt(reader.at);
  if (character === close) {
    reader.at += 1;
    reader.depth -= 1;
    return true;
  }
  if (character === '') {
    const message = `Unexpected end-of-input: expected close marker for ${kind} (start marker at ${where})`;
    throw new JsonStop(message, reader.text.length);
  }
  if (character === wrong) {
    const message = `Unexpected close marker '${wrong}': expected '${close}' (for ${kind} starting at ${where})`;
    throw new JsonStop(message, reader.at + 1);
  }
  return false;
}

function passComma(reader: Reader, kind: 'Array' | 'Object'): void {
  const character = reader.text.charAt(reader.at);
  if (character !== ',') {
    const entries = kind === 'Array' ? 'Array entries' : 'Object entries';
    const message = `Unexpected character (${namedCharacter(character)}): was expecting comma to separate ${entries}`;
    throw new JsonStop(message, reader.at + 1);
  }
  reader.at += 1;
  skip(reader);
}

function readArray(reader: Reader): AstValue {
  const start = enter(reader);
  const values: AstValue[] = [];
  while (!ended(reader, start, 'Array')) {
    if (values.length > 0) passComma(reader, 'Array');
    if (values.length > 0 && /^[\]},]?$/.test(reader.text.charAt(reader.at))) valueMissing(reader, 'Array');
    values.push(readValue(reader));
  }
  return values;
}

function valueMissing(reader: Reader, kind: 'Array' | 'Object'): never {
  const character = reader.text.charAt(reader.at);
  if (character === '') {
    throw new JsonStop(`Unexpected end-of-input within/between ${kind} entries`, reader.text.length);
  }
  const what = character === '}' ? 'a value' : `a valid value ${wanted}`;
  throw new JsonStop(`Unexpected character (${namedCharacter(character)}): expected ${what}`, reader.at + 1);
}

function readObject(reader: Reader): AstValue {
  const start = enter(reader);
  const members: [string, AstValue][] = [];
  while (!ended(reader, start, 'Object')) {
    if (members.length > 0) passComma(reader, 'Object');
    const character = reader.text.charAt(reader.at);
    if (character !== '"') {
      if (character === '') valueMissing(reader, 'Object');
      const message = `Unexpected character (${namedCharacter(character)}): was expecting double-quote to start field name`;
      throw new JsonStop(message, reader.at + 1);
    }
    const key = readText(reader);
    skip(reader);
    const colon = reader.text.charAt(reader.at);
    if (colon === '') valueMissing(reader, 'Object');
    if (colon !== ':') {
      const message = `Unexpected character (${namedCharacter(colon)}): was expecting a colon to separate field name and value`;
      throw new JsonStop(message, reader.at + 1);
    }
    reader.at += 1;
    skip(reader);
    if (/^[\]},]?$/.test(reader.text.charAt(reader.at))) valueMissing(reader, 'Object');
    members.push([key, readValue(reader)]);
  }
  return Object.fromEntries(members);
}
