import type { BinaryOperator } from '../syntax/ast.ts';
import { isAssignable } from '../types/assignable.ts';
import { printType } from '../types/print-type.ts';
import { compareVersions } from '../types/semantic-version.ts';
import { entriesOf, type PuppetValue, rich } from '../types/value.ts';
import { mostElements } from './bounds.ts';
import { kindName } from './kind-name.ts';
import { textOf } from './value-text.ts';
import { float, hashOf, identity, integer, isEqual, isKind, type NumericValue, numeric, readNumber } from './values.ts';

/** An operator that does not take its operands; which of them the message is about. */
export class OperatorFault extends Error {
  override readonly name = 'OperatorFault';
  readonly about: 'left' | 'right' | 'operator';

  constructor(message: string, about: 'left' | 'right' | 'operator') {
    super(message);
    this.about = about;
  }
}

export type ArithmeticOperator = BinaryOperator & ('+' | '-' | '*' | '/' | '%' | '<<' | '>>');
export type ComparisonOperator = BinaryOperator & ('<' | '<=' | '>' | '>=');

/**
 * Adds, subtracts, multiplies, divides and shifts as Puppet's `ArithmeticOperator` and `CollectionOperator`: arrays and
 * hashes concatenate, integers divide to the floor and have 64 bits.
 *
 * @throws OperatorFault where the operands will not do.
 */
export function calculate(operator: ArithmeticOperator, left: PuppetValue, right: PuppetValue): PuppetValue {
  const collection = ofCollections(operator, left, right);
  if (collection !== undefined) return collection;
  const time = ofTimes(operator, left, right);
  if (time !== undefined) return time;
  const [a, b] = [toNumeric(left, 'left'), toNumeric(right, 'right')];
  if (a.isFloat || b.isFloat) return ofFloats(operator, Number(a.value), Number(b.value));
  return ofIntegers(operator, BigInt(a.value), BigInt(b.value));
}

function ofCollections(operator: ArithmeticOperator, left: PuppetValue, right: PuppetValue): PuppetValue | undefined {
  if (isKind(left, 'URI') || isKind(left, 'Binary')) return undefined;
  if (Array.isArray(left)) {
    const list: readonly PuppetValue[] = left;
    if (operator === '<<') return [...list, right];
    if (operator === '+') {
      const added = elementsOf(right);
      if (list.length + added.length > mostElements) throw tooBig();
      return [...list, ...added];
    }
    if (operator !== '-') return undefined;
    const gone = new Set(elementsOf(right).map(identity));
    return list.filter((each) => !gone.has(identity(each)));
  }
  const entries = entriesOf(left);
  if (entries === undefined) return undefined;
  if (operator === '+') return hashOf([...entries, ...pairsOf(right)]);
  if (operator !== '-') return undefined;
  const keys = entriesOf(right)?.map(([key]) => key) ?? elementsOf(right);
  const gone = new Set(keys.map(identity));
  return hashOf(entries.filter(([key]) => !gone.has(identity(key))));
}

function tooBig(): OperatorFault {
  return new OperatorFault(`A collection of more than ${mostElements} elements is too big`, 'operator');
}

/** What a value adds to an array: its elements, its pairs, or itself. */
function elementsOf(value: PuppetValue): readonly PuppetValue[] {
  if (Array.isArray(value)) return value;
  return entriesOf(value)?.map(([key, each]) => [key, each]) ?? [value];
}

/** What a value adds to a hash: its entries, pairs, or a flat list of keys and values. */
function pairsOf(value: PuppetValue): readonly (readonly [PuppetValue, PuppetValue])[] {
  const entries = entriesOf(value);
  if (entries !== undefined) return entries;
  if (!Array.isArray(value)) {
    throw new OperatorFault(`The value '${textOf(value)}' cannot be converted to Hash.`, 'right');
  }
  const list: readonly PuppetValue[] = value;
  if (list.every((each) => Array.isArray(each) && each.length === 2)) {
    return list.map((each) => {
      const [key = null, one = null] = each as readonly PuppetValue[];
      return [key, one];
    });
  }
  return list.flatMap((key, index) => (index % 2 === 0 ? [[key, list[index + 1] ?? null] as const] : []));
}

function ofTimes(operator: ArithmeticOperator, left: PuppetValue, right: PuppetValue): PuppetValue | undefined {
  const isTime = (value: PuppetValue) => isKind(value, 'Timestamp') || isKind(value, 'Timespan');
  if (!isTime(left) && !isTime(right)) return undefined;
  const refuse = () =>
    new OperatorFault(
      `Operator '${operator}' is not applicable to ${named(left)} when right side is ${named(right)}.`,
      'left',
    );
  const [a, b] = [nanosecondsOf(left), nanosecondsOf(right)];
  if (operator === '+' || operator === '-') {
    if (a === undefined || b === undefined) throw refuse();
    const isMoment = isKind(left, 'Timestamp');
    if (isKind(right, 'Timestamp') && !(isMoment && operator === '-')) throw refuse();
    const kind = isMoment && !isKind(right, 'Timestamp') ? 'Timestamp' : 'Timespan';
    return { [rich]: kind, nanoseconds: operator === '+' ? a + b : a - b };
  }
  const [span, other] = isKind(left, 'Timespan') ? [left, right] : [right, left];
  if (!isKind(span, 'Timespan')) throw refuse();
  const factor = numeric(other);
  if (operator === '*' && factor !== undefined) {
    return { [rich]: 'Timespan', nanoseconds: scaled(span.nanoseconds, factor) };
  }
  if (operator === '/' && span === left && factor !== undefined) {
    if (Number(factor.value) === 0) throw new OperatorFault('Division by 0', 'right');
    return { [rich]: 'Timespan', nanoseconds: BigInt(Math.floor(Number(span.nanoseconds) / Number(factor.value))) };
  }
  if (operator === '/' && isKind(left, 'Timespan') && isKind(right, 'Timespan')) {
    return float(Number(left.nanoseconds) / Number(right.nanoseconds));
  }
  throw refuse();
}

function scaled(nanoseconds: bigint, { value, isFloat }: NumericValue): bigint {
  return isFloat ? BigInt(Math.trunc(Number(nanoseconds) * Number(value))) : nanoseconds * BigInt(value);
}

/** Numbers beside times count seconds. */
function nanosecondsOf(value: PuppetValue): bigint | undefined {
  if (isKind(value, 'Timestamp') || isKind(value, 'Timespan')) return value.nanoseconds;
  const number = numeric(value);
  return number === undefined ? undefined : scaled(1_000_000_000n, number);
}

function named(value: PuppetValue): string {
  const name = kindName(value);
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}

/** A number; strings are refused, since Puppet's `strict` is `error` where plans run. */
export function toNumeric(value: PuppetValue, about: 'left' | 'right' | 'operator'): NumericValue {
  const number = numeric(value);
  if (number !== undefined) return number;
  const read = typeof value === 'string' ? readNumber(value) : undefined;
  if (typeof value === 'string' && read !== undefined) {
    const message = `The string '${value}' was automatically coerced to the numerical value ${textOf(read)}`;
    throw new OperatorFault(message, about);
  }
  throw new OperatorFault(`The value '${textOf(value)}' cannot be converted to Numeric.`, about);
}

function ofFloats(operator: ArithmeticOperator, a: number, b: number): PuppetValue {
  switch (operator) {
    case '+':
      return finite(a + b, operator);
    case '-':
      return finite(a - b, operator);
    case '*':
      return finite(a * b, operator);
    case '/':
      return finite(a / b, operator);
    case '%':
      return finite(a - b * Math.floor(a / b), operator);
    default:
      throw new OperatorFault(`Operator '${operator}' is not applicable to a Float.`, 'left');
  }
}

function finite(value: number, operator: string): PuppetValue {
  if (Number.isFinite(value)) return float(value);
  throw new OperatorFault(`The result of the ${operator} expression is ${textOf({ [rich]: 'Float', value })}`, 'left');
}

function ofIntegers(operator: ArithmeticOperator, a: bigint, b: bigint): PuppetValue {
  switch (operator) {
    case '+':
      return bounded(a + b, operator);
    case '-':
      return bounded(a - b, operator);
    case '*':
      return bounded(a * b, operator);
    case '/':
    case '%': {
      if (b === 0n) throw new OperatorFault('Division by 0', 'right');
      const rest = ((a % b) + b) % b;
      return bounded(operator === '%' ? rest : (a - rest) / b, operator);
    }
    case '<<':
      return shifted(a, b, operator);
    case '>>':
      return shifted(a, -b, operator);
  }
}

/** Shifts to the left; more than 64 places leave nothing, or what Puppet cannot hold. */
function shifted(value: bigint, places: bigint, operator: string): PuppetValue {
  if (places < 0n) return integer(places < -128n ? (value < 0n ? -1n : 0n) : value >> -places);
  return bounded(value << (places > 128n ? 128n : places), operator);
}

const largest = 0x7fff_ffff_ffff_ffffn;

function bounded(value: bigint, operator: string): PuppetValue {
  if (value >= -largest - 1n && value <= largest) return integer(value);
  const size = value < 0n ? -value : value;
  const shown = `'${value < 0n ? '-' : '+'}0x${size.toString(16)}'`;
  const bound = value < 0n ? 'min' : 'max';
  throw new OperatorFault(
    `A '${operator}' expression resulted in a value outside of Puppet Integer ${bound} range, got ${shown}`,
    'operator',
  );
}

/**
 * `<`, `<=`, `>`, `>=`: numbers, strings without regard to case, times, versions, and types by what they take in.
 *
 * @throws OperatorFault for what has no order.
 */
export function compare(operator: ComparisonOperator, left: PuppetValue, right: PuppetValue): boolean {
  if (isKind(left, 'Type') && isKind(right, 'Type')) {
    const [narrow, wide] = operator.startsWith('<') ? [left.type, right.type] : [right.type, left.type];
    return isAssignable(wide, narrow) && (operator.endsWith('=') || printType(wide) !== printType(narrow));
  }
  // A type is never before or after what is none.
  if (isKind(left, 'Type')) return false;
  const order = orderOf(left, right, operator);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Negative, zero or positive as the left comes before, with or after the right. */
export function orderOf(left: PuppetValue, right: PuppetValue, operator: ComparisonOperator = '<'): number {
  const refuse = (cause: string) =>
    new OperatorFault(
      `Comparison of: ${kindName(left)} ${operator} ${kindName(right)}, is not possible. Caused by '${cause}'.`,
      'operator',
    );
  if (typeof left === 'string') {
    if (typeof right !== 'string') throw refuse('A String is not comparable to a non String');
    return sign(left.toLowerCase(), right.toLowerCase());
  }
  const [a, b] = [numeric(left), numeric(right)];
  if (a !== undefined) {
    if (b !== undefined) return sign(a.value, b.value);
    const span = isKind(right, 'Timespan') || isKind(right, 'Timestamp') ? nanosecondsOf(left) : undefined;
    if (span !== undefined) return sign(span, nanosecondsOf(right) ?? 0n);
    throw refuse('A Numeric is not comparable to non Numeric');
  }
  const [first, second] = [nanosecondsOf(left), nanosecondsOf(right)];
  if (first !== undefined) {
    if (second === undefined) throw refuse(`${kindName(left)} is only comparable to other times and numbers`);
    return sign(first, second);
  }
  if (isKind(left, 'SemVer') && isKind(right, 'SemVer')) return compareVersions(left.version, right.version);
  throw refuse('Only Strings, Numbers, Timespans, Timestamps, and Versions are comparable');
}

function sign<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether `left` is one of the elements or keys of `right`, or stands in it. Patterns and types are the caller's. */
export function isIn(left: PuppetValue, right: PuppetValue): boolean {
  if (typeof right === 'string') {
    return typeof left === 'string' && right.toLowerCase().includes(left.toLowerCase());
  }
  const elements = Array.isArray(right) ? (right as readonly PuppetValue[]) : entriesOf(right)?.map(([key]) => key);
  return elements?.some((each) => isEqual(left, each)) ?? false;
}
