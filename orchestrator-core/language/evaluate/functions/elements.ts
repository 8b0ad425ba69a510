import { entriesOf, type PuppetValue } from '../../types/value.ts';
import { boundElements } from '../bounds.ts';
import { FunctionFault } from '../evaluation.ts';
import { kindName } from '../kind-name.ts';
import { integer, isKind } from '../values.ts';

/** What iteration goes through: the key is the index of an array's element. */
export type Element = readonly [key: PuppetValue, value: PuppetValue];

/** Whether a value is a hash, whose pairs are what an iteration with one parameter gets. */
export function isHash(value: PuppetValue): boolean {
  return entriesOf(value) !== undefined;
}

/**
 * The elements of what can be iterated: an array, a hash, the characters of a string, the numbers below an Integer, or
 * the values of an `Integer[from, to]` or an `Enum`.
 *
 * @throws FunctionFault for anything else.
 */
export function elementsOf(value: PuppetValue): readonly Element[] {
  if (Array.isArray(value)) return value.map((each: PuppetValue, index) => [index, each]);
  const entries = entriesOf(value);
  if (entries !== undefined) return entries;
  if (typeof value === 'string') return [...value].map((each, index) => [index, each]);
  if (isKind(value, 'Object') && value.type.name === 'ResultSet') return elementsOf(value.attributes['results'] ?? []);
  if (typeof value === 'number' && Number.isInteger(value)) {
    boundElements(value);
    return Array.from({ length: Math.max(0, value) }, (_, index) => [index, index]);
  }
  if (isKind(value, 'Type')) {
    const { type } = value;
    if (type.kind === 'Enum') return type.values.map((each, index) => [index, each]);
    if (type.kind === 'Integer' && isBound(type.range.min) && isBound(type.range.max)) {
      const [min, max] = [BigInt(type.range.min), BigInt(type.range.max)];
      const length = Number(max - min) + 1;
      boundElements(length);
      return Array.from({ length }, (_, index) => [index, integer(min + BigInt(index))]);
    }
  }
  throw new FunctionFault(`${kindName(value)} can't be iterated`);
}

/** What a lambda with one parameter is given of an element: a pair of a hash, else the value. */
export function single(of: PuppetValue, [key, value]: Element): PuppetValue {
  return isHash(of) ? [key, value] : value;
}

function isBound(bound: number | bigint): boolean {
  return typeof bound === 'bigint' || Number.isFinite(bound);
}
