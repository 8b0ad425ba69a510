import type { Json } from './json.ts';

/** Digits from which on a whole number may be none that a double holds. */
const unsafeDigits = /-?\d{16}/;

/**
 * The value of a JSON text. Whole numbers that a double does not hold (beyond ±2^53) become texts of their digits, rather
 * than other numbers: PuppetDB's are of 64 bits.
 */
export function exactJson(text: string): Json {
  // Nearly no text has such a number, and reading it so takes several times as long.
  if (!unsafeDigits.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    const source = context?.source ?? '';
    return /^-?\d+$/.test(source) ? source : value;
  });
}
