import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';

/** What ES2025 adds to `JSON`; every Node that has SQLite has it. */
interface SourceJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): Json;
  isRawJSON(value: unknown): boolean;
}
const json = JSON as unknown as SourceJson;

/** Numbers that a double may not give back as they were written; what looks like one in a string only costs time. */
const inexact = /(?:^|[[:,\s])-?(?:\d{16}|\d+\.0+(?:[\s,\]}]|$)|\d+(?:\.\d+)?[eE])/;
/** Characters that no database takes: NUL and halves of surrogate pairs. */
const unfit = /\\u(?:0000|[dD][89a-fA-F])/;
/** Integers that SQLite has: 64 bits. */
const least = -(2n ** 63n);
const most = 2n ** 63n - 1n;

/**
 * Parses JSON so that writing it again (`JSON.stringify`) gives the numbers that PuppetDB gives: integers of any size as
 * they were, `5.0` as `5.0` and `1.50` as `1.5`. Where a double would say something else the value is an object that stands
 * for the number's text ({@link isExactNumber}). NULs and halves of surrogate pairs become U+FFFD, as PuppetDB has it.
 * @throws SyntaxError
 */
export function parseExact(text: string): Json {
  const parsed = inexact.test(text)
    ? json.parse(text, (_key, value, { source }) =>
        typeof value === 'number' && source !== undefined ? exactNumber(value, source) : value,
      )
    : JSON.parse(text);
  return unfit.test(text) ? fit(parsed as Json) : (parsed as Json);
}

function exactNumber(value: number, source: string): Json {
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : json.rawJSON(source);
  if (!Number.isFinite(value)) throw new SyntaxError(`the number ${source} is larger than any that can be kept`);
  // From 10^7 on Java writes an exponent, and what PostgreSQL makes of that is a whole number.
  const whole = Number.isInteger(value);
  if (whole && Math.abs(value) < 1e7) return json.rawJSON(`${Object.is(value, -0) ? '-0' : value}.0`);
  return whole && !Number.isSafeInteger(value) ? json.rawJSON(String(BigInt(value))) : value;
}

function fit(value: Json): Json {
  if (typeof value === 'string') return fitText(value);
  if (Array.isArray(value)) return value.map(fit);
  if (!isJsonObject(value) || isExactNumber(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [fitText(key), fit(inner)]));
}

function fitText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
}

/** Whether this stands for a number that a double does not hold; it looks like an object. */
export function isExactNumber(value: unknown): boolean {
  return typeof value === 'object' && json.isRawJSON(value);
}

/** Whether this is a hash, and not a number in disguise. */
export function isHash(value: unknown): value is JsonObject {
  return isJsonObject(value) && !json.isRawJSON(value);
}

/** How SQLite keeps a number, and as which type of PuppetDB's; undefined for what is no number. */
export function numberOf(
  value: Json,
): { readonly type: 'integer' | 'float'; readonly value: number | bigint; readonly text?: string } | undefined {
  if (typeof value === 'number') {
    return {
      type: Number.isInteger(value) ? 'integer' : 'float',
      value: Number.isInteger(value) ? BigInt(value) : value,
    };
  }
  if (!isExactNumber(value)) return undefined;
  const text = JSON.stringify(value);
  if (text.includes('.')) return { type: 'float', value: Number(text) };
  const integer = BigInt(text);
  return integer >= least && integer <= most
    ? { type: 'integer', value: integer }
    : { type: 'integer', value: Number(text), text };
}

/** JSON without blanks and with the keys of every hash in order: the text that PuppetDB's hashes are made of. */
export function sortedText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(sortedText).join(',')}]`;
  if (!isHash(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${sortedText(value[key] ?? null)}`).join(',')}}`;
}
