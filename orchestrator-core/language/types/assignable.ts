import {
  assignsArray,
  assignsCollection,
  assignsHash,
  assignsIterable,
  assignsStruct,
  assignsTuple,
} from './assignable-collections.ts';
import { assignsCallable, assignsObject } from './assignable-objects.ts';
import { assignsRanges } from './ranged-type.ts';
import { guarded, type RecursionGuard, recursionGuard } from './recursion-guard.ts';
import { anyType, covers, type PuppetType, resolved, undefType } from './type.ts';

const scalarData: ReadonlySet<string> = new Set([
  'ScalarData',
  'String',
  'Integer',
  'Float',
  'Numeric',
  'Boolean',
  'Enum',
  'Pattern',
]);
const scalar: ReadonlySet<string> = new Set([
  ...scalarData,
  'Scalar',
  'Regexp',
  'SemVer',
  'SemVerRange',
  'Timestamp',
  'Timespan',
]);

/** Whether what a part of a type expects takes all that the same part of the other gives. */
export type Inner = (expected: PuppetType, actual: PuppetType) => boolean;

/**
 * Whether every instance of `actual` is one of `expected`, by the rules of Puppet's `assignable?`, which knows nothing
 * of some: `Pattern[/a/, /b/]` does not take `Pattern[/a/]`.
 */
export function isAssignable(expected: PuppetType, actual: PuppetType): boolean {
  return assignable(expected, actual, recursionGuard());
}

function assignable(expected: PuppetType, actual: PuppetType, guard: RecursionGuard): boolean {
  if (expected === actual) return true;
  const inner: Inner = (a, b) => assignable(a, b, guard);
  if (actual.kind === 'Alias' || expected.kind === 'Alias') {
    if (actual.kind === 'Alias' && expected.kind === 'Alias' && actual.name === expected.name) return true;
    return guarded(guard, expected, actual, () => inner(resolved(expected), resolved(actual)));
  }
  if (expected.kind === 'Any' || expected.kind === 'Unit' || actual.kind === 'Unit') return true;
  switch (actual.kind) {
    case 'Variant':
      if (actual.types.length > 0) return actual.types.every((each) => inner(expected, each));
      return expected.kind === 'NotUndef' && compare(expected, actual, inner);
    case 'Optional':
      return inner(expected, undefType) && (actual.type === undefined || inner(expected, actual.type));
    case 'NotUndef':
      if (actual.type !== undefined && !inner(actual.type, undefType)) return inner(expected, actual.type);
      return compare(expected, actual, inner);
    default:
      return compare(expected, actual, inner);
  }
}

function compare(expected: PuppetType, actual: PuppetType, inner: Inner): boolean {
  switch (expected.kind) {
    case 'Scalar':
      return scalar.has(actual.kind);
    case 'ScalarData':
      return scalarData.has(actual.kind);
    case 'Numeric':
      return actual.kind === 'Numeric' || actual.kind === 'Integer' || actual.kind === 'Float';
    case 'String':
      return assignsString(expected, actual);
    case 'Integer':
    case 'Float':
      return actual.kind === expected.kind && covers(expected.range, actual.range);
    case 'SemVer':
    case 'Timestamp':
    case 'Timespan':
    case 'URI':
      return assignsRanges(expected, actual, inner);
    case 'Boolean':
      return actual.kind === 'Boolean' && (expected.value === undefined || expected.value === actual.value);
    case 'Enum':
      return assignsEnum(expected, actual);
    case 'Pattern':
      return assignsPattern(expected, actual);
    case 'Regexp':
      return actual.kind === 'Regexp' && (expected.pattern === undefined || expected.pattern === actual.pattern);
    case 'Optional':
      return actual.kind === 'Undef' || expected.type === undefined || inner(expected.type, actual);
    case 'NotUndef':
      return !inner(actual, undefType) && (expected.type === undefined || inner(expected.type, actual));
    case 'Sensitive':
      return actual.kind === 'Sensitive' && inner(expected.type ?? anyType, actual.type ?? anyType);
    case 'Type':
      if (actual.kind !== 'Type') return false;
      return expected.type === undefined || (actual.type !== undefined && inner(expected.type, actual.type));
    case 'Iterator':
      if (actual.kind !== 'Iterator') return false;
      return expected.type === undefined || inner(expected.type, actual.type ?? anyType);
    case 'Iterable':
      return assignsIterable(expected.type, actual, inner);
    case 'Variant':
      return expected.types.some((each) => inner(each, actual));
    case 'Collection':
      return assignsCollection(expected.size, actual);
    case 'Array':
      return assignsArray(expected, actual, inner);
    case 'Hash':
      return assignsHash(expected, actual, inner);
    case 'Struct':
      return assignsStruct(expected, actual, inner);
    case 'Tuple':
      return assignsTuple(expected, actual, inner);
    case 'Callable':
      return assignsCallable(expected, actual, inner);
    case 'Object':
      return assignsObject(expected, actual, inner);
    case 'Reference':
      return actual.kind === 'Reference' && expected.text === actual.text;
    default:
      return actual.kind === expected.kind;
  }
}

function isUnbounded({ size }: PuppetType & { kind: 'String' }): boolean {
  return size.min === 0 && size.max === Number.POSITIVE_INFINITY;
}

function assignsString(expected: PuppetType & { kind: 'String' }, actual: PuppetType): boolean {
  switch (actual.kind) {
    case 'String':
      return expected.value === undefined ? covers(expected.size, actual.size) : expected.value === actual.value;
    case 'Pattern':
      return expected.value === undefined && isUnbounded(expected);
    case 'Enum':
      if (expected.value !== undefined) return !actual.caseInsensitive && actual.values.join('\0') === expected.value;
      if (actual.values.length === 0) return isUnbounded(expected);
      return actual.values.every((value) => value.length >= expected.size.min && value.length <= expected.size.max);
    default:
      return false;
  }
}

function assignsEnum(expected: PuppetType & { kind: 'Enum' }, actual: PuppetType): boolean {
  const has = (value: string): boolean =>
    expected.caseInsensitive
      ? expected.values.some((each) => each.toLowerCase() === value.toLowerCase())
      : expected.values.includes(value);
  if (expected.values.length === 0)
    return actual.kind === 'String' || actual.kind === 'Enum' || actual.kind === 'Pattern';
  if (actual.kind === 'String') return actual.value !== undefined && has(actual.value);
  if (actual.kind !== 'Enum' || actual.values.length === 0) return false;
  return (expected.caseInsensitive || !actual.caseInsensitive) && actual.values.every(has);
}

function assignsPattern({ patterns }: PuppetType & { kind: 'Pattern' }, actual: PuppetType): boolean {
  const matches = (value: string): boolean => patterns.some((pattern) => pattern.regex?.test(value) === true);
  switch (actual.kind) {
    case 'String':
      return patterns.length === 0 || (actual.value !== undefined && matches(actual.value));
    case 'Enum':
      return patterns.length === 0 || (actual.values.length > 0 && actual.values.every(matches));
    case 'Pattern':
      if (patterns.length === 0) return true;
      return (
        patterns.length === actual.patterns.length &&
        patterns.every(({ source }, index) => source === actual.patterns[index]?.source)
      );
    default:
      return false;
  }
}
