import type { Access, Span } from '../syntax/ast.ts';
import { typeName } from '../types/print-type.ts';
import { readType } from '../types/read-type.ts';
import type { PuppetType } from '../types/type.ts';
import { entriesOf, isRich, type PuppetValue, rich } from '../types/value.ts';
import { evaluationError, type Frame } from './frame.ts';
import { aKind, kindName } from './kind-name.ts';
import { literalOf } from './literal-of.ts';
import { OperatorFault, toNumeric } from './operators.ts';
import { entry, numeric } from './values.ts';

/**
 * `left[keys]`: a character or part of a String, an element or slice of an Array, a value or values of a Hash, a data
 * type with parameters. Objects are asked before (`askMember`).
 */
export function access(frame: Frame, node: Access, left: PuppetValue, keys: readonly PuppetValue[]): PuppetValue {
  const keySpan = (index: number): Span => node.keys[index] ?? node;
  if (typeof left === 'string') {
    const wrong = keys.findIndex((key) => numeric(key) === undefined);
    if (wrong >= 0) {
      const message = `A substring operation does not accept ${aKind(keys[wrong] ?? null)} as a character index. Expected an Integer`;
      throw evaluationError(frame, keySpan(wrong), message);
    }
    const characters = [...left];
    const [at, count] = slots(frame, node, keys, keySpan);
    if (count === undefined) return characters.at(at) ?? '';
    return (slice(characters, at, count) ?? []).join('');
  }
  if (Array.isArray(left)) {
    const list: readonly PuppetValue[] = left;
    const [at, count] = slots(frame, node, keys, keySpan);
    if (count === undefined) return list.at(at) ?? null;
    return slice(list, at, count) ?? [];
  }
  if (entriesOf(left) !== undefined) {
    const [only = null] = keys;
    if (keys.length === 1) return entry(left, only) ?? null;
    return keys.flatMap((key) => entry(left, key) ?? []);
  }
  if (isRich(left) && left[rich] === 'Type') return parametrise(frame, node, left.type, keys);
  const kind = isRich(left) && left[rich] === 'Object' ? 'an Object' : aKind(left);
  throw evaluationError(frame, node.left, `Operator '[]' is not applicable to ${kind}.`);
}

/** The first one or two keys as whole numbers: where, and how many. */
function slots(
  frame: Frame,
  node: Access,
  keys: readonly PuppetValue[],
  keySpan: (index: number) => Span,
): readonly [at: number, count: number | undefined] {
  if (keys.length === 0 || keys.length > 2) {
    const wanted = keys.length === 0 ? 'at least one' : 'one or two arguments';
    throw evaluationError(frame, node.left, `[] accepts ${wanted}. Got ${keys.length}`);
  }
  const [at = 0, count] = keys.map((key, index) => {
    try {
      return Math.trunc(Number(toNumeric(key, 'operator').value));
    } catch (error) {
      if (error instanceof OperatorFault) throw evaluationError(frame, keySpan(index), error.message);
      throw error;
    }
  });
  return [at, count];
}

/** Puppet's slices: a negative count is an end, counted from the back; what lies before the start is left out. */
function slice<T>(list: readonly T[], from: number, count: number): readonly T[] | undefined {
  let start = from < 0 ? list.length + from : from;
  const end = count < 0 ? list.length + count + 1 : start + count;
  if (start < 0) start = 0;
  return start > list.length ? undefined : list.slice(start, Math.max(start, end));
}

/** `Integer[1, $max]`: the values become the literals that the reader of types knows. */
function parametrise(frame: Frame, node: Access, left: PuppetType, keys: readonly PuppetValue[]): PuppetValue {
  const refused =
    left.kind === 'Integer' || left.kind === 'String' ? refusedBounds(frame, node, left.kind, keys) : undefined;
  if (refused !== undefined) throw refused;
  const faults: Parameters<typeof readType>[2] = [];
  const bounds = left.kind === 'String' ? keys.map((key) => (typeof key === 'number' ? Math.max(0, key) : key)) : keys;
  // `(String[1])[2]` is of the type without its parameters.
  const named =
    node.left.kind === 'reference'
      ? node.left
      : { kind: 'reference' as const, value: typeName(left), start: node.left.start, end: node.left.end };
  const literals = bounds.map((key, index) => literalOf(key, node.keys[index] ?? node));
  const type = readType({ ...node, left: named, keys: literals }, frame.host.findAlias, faults);
  const [fault] = faults;
  if (fault !== undefined) throw evaluationError(frame, fault, fault.message);
  return { [rich]: 'Type', type };
}

/** What Puppet says of the bounds of an Integer or String that it does not take. */
function refusedBounds(
  frame: Frame,
  node: Access,
  kind: 'Integer' | 'String',
  keys: readonly PuppetValue[],
): Error | undefined {
  const wrong = keys.findIndex((key) => typeof key === 'string' && key !== 'default');
  if (wrong >= 0) {
    const got = keys[wrong] ?? null;
    const message =
      kind === 'Integer'
        ? `Integer-Type [] requires all arguments to be integers (or default). Got ${kindName(got)}`
        : `A Type's size constraint arguments must be a single Integer type, or 1-2 integers (or default). Got ${aKind(got)}`;
    return evaluationError(frame, node.keys[wrong] ?? node, message);
  }
  const [from = null, to = null] = keys;
  if (typeof from !== 'number' || typeof to !== 'number' || from <= to) return undefined;
  const message = `Error while evaluating a '[]' expression, 'from' must be less or equal to 'to'. Got (${from}, ${to}`;
  return evaluationError(frame, node, message);
}
