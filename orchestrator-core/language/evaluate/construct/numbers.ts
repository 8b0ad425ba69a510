import type { PuppetValue } from '../../types/value.ts';
import { FunctionFault } from '../evaluation.ts';
import { textOf } from '../value-text.ts';
import { float, integer, isKind, numeric, readNumber } from '../values.ts';

const second = 1_000_000_000;

/** `Integer(from, radix, abs)`: fractions are cut off, `0x`, `0b` and a leading zero are understood. */
export function newInteger([from = null, radix, abs]: readonly PuppetValue[]): PuppetValue {
  const value = wholeOf(from, typeof radix === 'number' ? radix : undefined);
  return integer(abs === true && value < 0n ? -value : value);
}

function wholeOf(from: PuppetValue, radix: number | undefined): bigint {
  if (typeof from === 'boolean') return from ? 1n : 0n;
  if (isKind(from, 'Timestamp') || isKind(from, 'Timespan')) return floorDivide(from.nanoseconds, BigInt(second));
  const number = numeric(from);
  if (number !== undefined) {
    if (typeof number.value === 'bigint') return number.value;
    if (!Number.isFinite(number.value)) throw new FunctionFault(textOf(from));
    return BigInt(Math.trunc(number.value));
  }
  return readWhole(textOf(from), radix);
}

function floorDivide(value: bigint, by: bigint): bigint {
  return (value - (((value % by) + by) % by)) / by;
}

const digits: Readonly<Record<number, RegExp>> = {
  2: /^(?:0[bB])?([01]+)$/,
  8: /^(?:0[oO]?)?([0-7]+)$/,
  10: /^(?:0[dD])?(\d+)$/,
  16: /^(?:0[xX])?([0-9A-Fa-f]+)$/,
};
const prefixes: Readonly<Record<number, string>> = { 2: '0b', 8: '0o', 10: '', 16: '0x' };

function readWhole(text: string, radix: number | undefined): bigint {
  if (!/^\s*[+-]?\s*(?:0[xX][0-9A-Fa-f]+|0[bB][01]+|\d+)\s*$/.test(text)) {
    throw new FunctionFault(`'new' The string '${text}' cannot be converted to Integer`);
  }
  const [, sign = '', rest = ''] = /^\s*([+-]?)\s*(\S*)\s*$/.exec(text) ?? [];
  const base = radix ?? (/^0[bB]/.test(rest) ? 2 : /^0[xX]/.test(rest) ? 16 : /^0\d/.test(rest) ? 8 : 10);
  const found = (digits[base] ?? /$^/).exec(rest);
  if (found === null) throw new FunctionFault(`invalid value for Integer(): "${text}"`);
  const size = BigInt((prefixes[base] ?? '') + found[1]);
  return sign === '-' ? -size : size;
}

/** `Float(from, abs)`. */
export function newFloat(given: readonly PuppetValue[]): PuppetValue {
  const value = numeric(numberFrom(given, 'Float', 'new_float'));
  return float(Number(value?.value ?? 0));
}

/** `Numeric(from, abs)`: an Integer where it is one, else a Float. */
export function newNumeric(given: readonly PuppetValue[]): PuppetValue {
  return numberFrom(given, 'Numeric', 'new_numeric');
}

function numberFrom([from = null, abs]: readonly PuppetValue[], type: string, name: string): PuppetValue {
  const value = plainNumber(from);
  const number = numeric(value ?? null);
  if (value === undefined || number === undefined) {
    throw new FunctionFault(`'${name}' The string '${textOf(from)}' cannot be converted to ${type}`);
  }
  if (abs !== true || number.value >= 0) return value;
  return number.isFloat ? float(-Number(number.value)) : integer(-BigInt(number.value));
}

function plainNumber(from: PuppetValue): PuppetValue | undefined {
  if (typeof from === 'boolean') return from ? 1 : 0;
  if (isKind(from, 'Timestamp') || isKind(from, 'Timespan')) return float(Number(from.nanoseconds) / second);
  if (typeof from !== 'string') return from;
  if (/^\s*[+-]?\s*0[bB][01]+\s*$/.test(from)) return integer(readWhole(from, 2));
  return readNumber(from);
}

/** `Boolean(from)`: zero and the words for no are false. */
export function newBoolean([from = null]: readonly PuppetValue[]): PuppetValue {
  if (typeof from === 'string') return !/^(?:false|no|n)$/i.test(from);
  const number = numeric(from);
  return number === undefined ? from === true : Number(number.value) !== 0;
}
