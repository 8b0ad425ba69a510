import { ExactNumber, exactFloat } from './exact-number.ts';
import type { Json } from './json.ts';

/** What ES2025 adds to `JSON.parse`: the text that a value was read from. Node has it from 21 on. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
) => unknown;

/** Numbers that a double may not give back as they were written; what looks like one in a string only costs time. */
const inexact = /(?:^|[[:,\s])-?(?:\d{16}|\d+\.0+(?:[\s,\]}]|$)|\d+(?:\.\d+)?[eE])/;

/** What a number becomes: its nearest double, and the text that it was read from. */
export type ReadNumber = (value: number, source: string) => Json;

/**
 * The value of a JSON text, where `read` says what becomes of numbers that a double may not give back as they were written;
 * the others are not shown to it in a text that has none of those.
 * @throws SyntaxError
 */
export function parseNumbers(text: string, read: ReadNumber): Json {
  // Nearly no text has such a number, and reading it so takes several times as long.
  if (!inexact.test(text)) return JSON.parse(text);
  const parse: ParseWithSource = JSON.parse;
  const parsed = parse(text, (_key, value, context) =>
    typeof value === 'number' && context?.source !== undefined ? read(value, context.source) : value,
  );
  return parsed as Json;
}

/** Whether a number was written as a whole one. */
export function isWhole(source: string): boolean {
  return /^-?\d+$/.test(source);
}

/**
 * The value of a JSON text so that writing it again gives the same numbers: Floats without a fraction and whole numbers
 * beyond ±2^53 are {@link ExactNumber}s.
 * @throws SyntaxError
 */
export function parseExact(text: string): Json {
  return parseNumbers(text, (value, source) => {
    if (isWhole(source)) return Number.isSafeInteger(value) ? value : new ExactNumber(source);
    return exactFloat(value);
  });
}

/**
 * The value of a JSON text for readers whose numbers are doubles, such as the editor: whole numbers beyond ±2^53 become texts
 * of their digits, rather than other numbers.
 * @throws SyntaxError
 */
export function digitsJson(text: string): Json {
  return parseNumbers(text, (value, source) => (isWhole(source) && !Number.isSafeInteger(value) ? source : value));
}
