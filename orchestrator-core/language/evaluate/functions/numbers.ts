import type { PuppetValue } from '../../types/value.ts';
import { FunctionFault } from '../evaluation.ts';
import { orderOf } from '../operators.ts';
import { textOf } from '../value-text.ts';
import { float, integer, numeric, readNumber } from '../values.ts';
import type { NativeTable } from './table.ts';

/** Functions about numbers. */
export const numberFunctions: NativeTable = {
  abs: ({ arguments: [value = null] }) => {
    const number = numberIn(value, 'abs');
    if (number.isFloat) return float(Math.abs(Number(number.value)));
    const whole = BigInt(number.value);
    return integer(whole < 0n ? -whole : whole);
  },
  ceiling: ({ arguments: [value = null] }) => rounded(value, 'ceiling', Math.ceil),
  floor: ({ arguments: [value = null] }) => rounded(value, 'floor', Math.floor),
  // Half goes away from zero, as Ruby's Float#round.
  round: ({ arguments: [value = null] }) =>
    rounded(value, 'round', (number) => Math.sign(number) * Math.round(Math.abs(number))),
  max: ({ arguments: given }) => extreme('max', given, 1),
  min: ({ arguments: given }) => extreme('min', given, -1),
};

function numberIn(value: PuppetValue, name: string): { readonly value: number | bigint; readonly isFloat: boolean } {
  const found = numeric(value) ?? (typeof value === 'string' ? numeric(readNumber(value) ?? null) : undefined);
  if (found !== undefined) return found;
  throw new FunctionFault(`${name}(): Requires float or integer to work with - was given non decimal string`);
}

function rounded(value: PuppetValue, name: string, round: (number: number) => number): PuppetValue {
  const number = numberIn(value, name);
  return number.isFloat ? integer(BigInt(round(Number(number.value)))) : integer(BigInt(number.value));
}

/** The largest or smallest; numbers by size, and everything else as text. */
function extreme(name: string, given: readonly PuppetValue[], direction: 1 | -1): PuppetValue {
  const [only = null] = given;
  const values: readonly PuppetValue[] = given.length === 1 && Array.isArray(only) ? only : given;
  if (values.length === 0) throw new FunctionFault(`${name}(): Wrong number of arguments need at least one`);
  const areNumbers = values.every((value) => numeric(value) !== undefined);
  return values.reduce((best, value) => {
    const order = areNumbers ? orderOf(value, best) : mixedOrder(numberOrText(value), numberOrText(best));
    return order * direction > 0 ? value : best;
  });
}

/** Strings that are numbers compare as such, as `max` and `min` have always done. */
function numberOrText(value: PuppetValue): PuppetValue {
  const read = typeof value === 'string' ? readNumber(value) : undefined;
  return read ?? textOf(value);
}

/** A number beside a text counts as its text. */
function mixedOrder(a: PuppetValue, b: PuppetValue): number {
  const areAlike = (typeof a === 'string') === (typeof b === 'string');
  if (areAlike) return orderOf(a, b);
  const [left, right] = [textOf(a), textOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
