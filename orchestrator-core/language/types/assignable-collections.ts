import type { Inner } from './assignable.ts';
import {
  allNumbers,
  anyType,
  covers,
  literal,
  oneCharacter,
  type PuppetType,
  type Range,
  resolved,
  stringType,
  structSize,
  tupleSize,
} from './type.ts';
import type { WholeNumber } from './whole-number.ts';

/** As Puppet's `PCollectionType`: by size alone. */
export function assignsCollection(expected: Range, actual: PuppetType): boolean {
  switch (actual.kind) {
    case 'Collection':
    case 'Array':
    case 'Hash':
      return covers(expected, actual.size);
    case 'Tuple':
      return covers(expected, tupleSize(actual));
    case 'Struct':
      // Puppet counts the optional entries as if they were there, and so takes what can be too small.
      return covers(expected, structSize(actual.entries));
    default:
      return false;
  }
}

/** As Puppet's `PArrayType`. */
export function assignsArray(expected: PuppetType & { kind: 'Array' }, actual: PuppetType, inner: Inner): boolean {
  if (actual.kind === 'Array') return covers(expected.size, actual.size) && inner(expected.element, actual.element);
  if (actual.kind !== 'Tuple') return false;
  // Without bounds `Tuple` is as long as its types for this rule, so nothing at all.
  const size = actual.size ?? { min: actual.types.length, max: actual.types.length };
  return covers(expected.size, size) && actual.types.every((each) => inner(expected.element, each));
}

/** As Puppet's `PHashType`. */
export function assignsHash(expected: PuppetType & { kind: 'Hash' }, actual: PuppetType, inner: Inner): boolean {
  if (actual.kind === 'Hash') {
    return covers(expected.size, actual.size) && inner(expected.key, actual.key) && inner(expected.value, actual.value);
  }
  if (actual.kind !== 'Struct') return false;
  if (!covers(expected.size, structSize(actual.entries))) return false;
  return actual.entries.every(
    (entry) => inner(expected.key, literal(entry.name)) && inner(expected.value, entry.value),
  );
}

/** As Puppet's `PStructType`. */
export function assignsStruct(expected: PuppetType & { kind: 'Struct' }, actual: PuppetType, inner: Inner): boolean {
  if (actual.kind === 'Hash') {
    const required = expected.entries.filter((entry) => !entry.optional);
    if (!covers(structSize(expected.entries), actual.size)) return false;
    return required.every((entry) => inner(entry.value, actual.value) && inner(stringType, actual.key));
  }
  if (actual.kind !== 'Struct') return false;
  const given = new Map(actual.entries.map((entry) => [entry.name, entry]));
  let matched = 0;
  for (const entry of expected.entries) {
    const other = given.get(entry.name);
    if (other === undefined) {
      if (!entry.optional) return false;
      continue;
    }
    matched += 1;
    if ((other.optional && !entry.optional) || !inner(entry.value, other.value)) return false;
  }
  return matched === given.size;
}

/** As Puppet's `PTupleType`. */
export function assignsTuple(expected: PuppetType & { kind: 'Tuple' }, actual: PuppetType, inner: Inner): boolean {
  if (actual.kind !== 'Tuple' && actual.kind !== 'Array') return false;
  const size = tupleSize(expected);
  const given = actual.kind === 'Tuple' ? tupleSize(actual) : actual.size;
  if (!covers(size, given)) return false;
  const last = expected.types.at(-1);
  if (last === undefined) return true;
  if (actual.kind === 'Array') {
    return expected.types.slice(0, given.max).every((each) => inner(each, actual.element));
  }
  if (actual.types.length === 0) return size.min === 0;
  return actual.types.every((each, index) => inner(expected.types[index] ?? last, each));
}

/** As Puppet's `PIterableType`: by what going through the value gives. */
export function assignsIterable(element: PuppetType | undefined, actual: PuppetType, inner: Inner): boolean {
  const found = iterated(actual);
  if (found === undefined) return false;
  if (element === undefined || inner(element, anyType)) return true;
  return found.element !== undefined && inner(element, found.element);
}

/**
 * What going through the values of a type gives; undefined where they can't be gone through. Bolt's ResultSet can, which
 * its declaration does not say.
 */
function iterated(type: PuppetType): { readonly element?: PuppetType } | undefined {
  switch (type.kind) {
    case 'Alias':
      return iterated(resolved(type));
    case 'Iterable':
    case 'Iterator':
      return type.type === undefined ? {} : { element: type.type };
    case 'Array':
      return type.element.kind === 'Any' ? {} : { element: type.element };
    case 'Tuple':
      return { element: { kind: 'Variant', types: type.types } };
    case 'Hash':
      return { element: { kind: 'Tuple', types: [type.key, type.value] } };
    case 'Struct': {
      const key: PuppetType = { kind: 'Variant', types: type.entries.map(({ name }) => literal(name)) };
      return {
        element: { kind: 'Tuple', types: [key, { kind: 'Variant', types: type.entries.map(({ value }) => value) }] },
      };
    }
    case 'String':
    case 'Enum':
      return { element: oneCharacter };
    case 'Integer':
      return { element: { kind: 'Integer', range: allNumbers } };
    case 'Type': {
      const of = type.type;
      const finite = of?.kind === 'Integer' && isBounded(of.range.min) && isBounded(of.range.max);
      return of?.kind === 'Enum' || finite ? { element: of } : undefined;
    }
    case 'Collection':
      return {};
    case 'Object':
      return type.name === 'ResultSet' ? { element: { kind: 'Object', name: 'Result', parameters: '' } } : undefined;
    default:
      return undefined;
  }
}

function isBounded(value: WholeNumber): boolean {
  return typeof value === 'bigint' || Number.isFinite(value);
}
