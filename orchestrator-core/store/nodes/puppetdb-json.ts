import { ExactNumber, exactFloat, isJsonObject, isWhole, type Json, parseNumbers } from '../../common/index.ts';

/** Characters that no database takes: NUL and halves of surrogate pairs. */
const unfit = /\\u(?:0000|[dD][89a-fA-F])/;
/** Integers that SQLite has: 64 bits. */
const least = -(2n ** 63n);
const most = 2n ** 63n - 1n;

/**
 * Parses JSON so that writing it again (`JSON.stringify`) gives the numbers that PuppetDB gives: integers of any size as
 * they were, `5.0` as `5.0` and `1.50` as `1.5`. NULs and halves of surrogate pairs become U+FFFD, as PuppetDB has it.
 * @throws SyntaxError
 */
export function parsePuppetDb(text: string): Json {
  const parsed = parseNumbers(text, readNumber);
  return unfit.test(text) ? fit(parsed) : parsed;
}

function readNumber(value: number, source: string): Json {
  if (isWhole(source)) return Number.isSafeInteger(value) ? value : new ExactNumber(source);
  if (!Number.isFinite(value)) throw new SyntaxError(`the number ${source} is larger than any that can be kept`);
  // From 10^7 on Java writes an exponent, and what PostgreSQL makes of that is a whole number.
  if (Math.abs(value) < 1e7) return exactFloat(value);
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? new ExactNumber(String(BigInt(value))) : value;
}

function fit(value: Json): Json {
  if (typeof value === 'string') return fitText(value);
  if (Array.isArray(value)) return value.map(fit);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [fitText(key), fit(inner)]));
}

function fitText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
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
  if (!(value instanceof ExactNumber)) return undefined;
  const { text } = value;
  if (text.includes('.')) return { type: 'float', value: Number(text) };
  const integer = BigInt(text);
  return integer >= least && integer <= most
    ? { type: 'integer', value: integer }
    : { type: 'integer', value: Number(text), text };
}

/** JSON without blanks and with the keys of every hash in order: the text that PuppetDB's hashes are made of. */
export function sortedText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(sortedText).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${sortedText(value[key] ?? null)}`).join(',')}}`;
}
