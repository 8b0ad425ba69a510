/** An Integer of Puppet: a number as long as that is exact, else a bigint. */
export type WholeNumber = number | bigint;

/** The number that a literal of digits means: decimal, octal with a leading 0, hexadecimal with `0x`. */
export function readWhole(text: string): WholeNumber {
  const isOctal = /^0[0-7]+$/.test(text);
  const value = isOctal ? Number.parseInt(text, 8) : Number(text);
  if (Number.isSafeInteger(value) || !/^(?:\d+|0[xX][0-9a-fA-F]+)$/.test(text)) return value;
  return BigInt(isOctal ? `0o${text.slice(1)}` : text);
}

/** The same value as a number, where one can hold it. */
export function whole(value: bigint): WholeNumber {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The value with the other sign. */
export function negative(value: WholeNumber): WholeNumber {
  return typeof value === 'bigint' ? -value : 0 - value;
}

/** The least of two; numbers and bigints are compared exactly. */
export function least<T extends WholeNumber>(a: T, b: T): T {
  return b < a ? b : a;
}

/** The greatest of two. */
export function greatest<T extends WholeNumber>(a: T, b: T): T {
  return b > a ? b : a;
}
