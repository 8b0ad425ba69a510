import { printType } from './print-type.ts';
import { anyType, covers, type PuppetType, type Range, resolved, structSize, tupleSize, undefType } from './type.ts';

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

/** How many aliases may be unfolded on the way: a recursive alias is taken to hold where it meets itself. */
const deepest = 40;

/** Whether every instance of `actual` is one of `expected`. */
export function isAssignable(expected: PuppetType, actual: PuppetType, depth = 0): boolean {
  if (expected === actual || depth > deepest) return true;
  if (expected.kind === 'Alias' && actual.kind === 'Alias' && expected.name === actual.name) return true;
  const inner = (a: PuppetType, b: PuppetType): boolean => isAssignable(a, b, depth + 1);
  if (expected.kind === 'Alias') return inner(resolved(expected), actual);
  if (actual.kind === 'Alias') return inner(expected, resolved(actual));
  if (expected.kind === 'Any' || expected.kind === 'Unit' || actual.kind === 'Unit') return true;
  if (actual.kind === 'Variant') return actual.types.every((each) => inner(expected, each));
  if (actual.kind === 'Optional' && expected.kind !== 'Optional') {
    return inner(expected, undefType) && inner(expected, actual.type ?? anyType);
  }
  if (actual.kind === 'NotUndef' && expected.kind !== 'NotUndef' && actual.type !== undefined) {
    if (inner(expected, actual.type)) return true;
  }
  return compare(expected, actual, inner);
}

type Inner = (expected: PuppetType, actual: PuppetType) => boolean;

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
    case 'Boolean':
      return actual.kind === 'Boolean' && (expected.value === undefined || expected.value === actual.value);
    case 'Enum':
      return assignsEnum(expected, actual);
    case 'Pattern':
      return assignsPattern(expected, actual);
    case 'Regexp':
      return actual.kind === 'Regexp' && (expected.pattern === undefined || expected.pattern === actual.pattern);
    case 'Optional':
      if (actual.kind === 'Undef') return true;
      if (actual.kind === 'Optional') return inner(expected.type ?? anyType, actual.type ?? anyType);
      return inner(expected.type ?? anyType, actual);
    case 'NotUndef':
      return !isAssignable(actual, undefType) && (expected.type === undefined || inner(expected.type, actual));
    case 'Sensitive':
    case 'Type':
    case 'Iterator':
      if (actual.kind !== expected.kind) return false;
      return expected.type === undefined || inner(expected.type, actual.type ?? anyType);
    case 'Iterable':
      return iterates(expected.type, actual, inner);
    case 'Variant':
      return expected.types.some((each) => inner(each, actual)) || assignsEachOf(expected.types, actual, inner);
    case 'Collection':
      return sizeOf(actual) !== undefined && covers(expected.size, sizeOf(actual) ?? expected.size);
    case 'Array':
      return assignsArray(expected, actual, inner);
    case 'Hash':
      return assignsHash(expected, actual, inner);
    case 'Struct':
      return assignsStruct(expected, actual, inner);
    case 'Tuple':
      return assignsTuple(expected, actual, inner);
    case 'Callable':
      return (
        actual.kind === 'Callable' && (expected.parameters === undefined || printType(expected) === printType(actual))
      );
    case 'Object':
      return actual.kind === 'Object' && assignsObject(expected, actual);
    case 'Reference':
      return actual.kind === 'Reference' && expected.text === actual.text;
    default:
      return actual.kind === expected.kind;
  }
}

function assignsObject(expected: PuppetType & { kind: 'Object' }, actual: PuppetType & { kind: 'Object' }): boolean {
  return expected.name === actual.name && (expected.parameters === '' || expected.parameters === actual.parameters);
}

function assignsString(expected: PuppetType & { kind: 'String' }, actual: PuppetType): boolean {
  if (actual.kind === 'String') {
    return expected.value === undefined ? covers(expected.size, actual.size) : expected.value === actual.value;
  }
  if (expected.value !== undefined)
    return actual.kind === 'Enum' && actual.values.length === 1 && actual.values[0] === expected.value;
  if (actual.kind === 'Pattern') return expected.size.min === 0 && expected.size.max === Number.POSITIVE_INFINITY;
  if (actual.kind !== 'Enum') return false;
  if (actual.values.length === 0) return expected.size.min === 0 && expected.size.max === Number.POSITIVE_INFINITY;
  return actual.values.every((value) => value.length >= expected.size.min && value.length <= expected.size.max);
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

function assignsPattern(expected: PuppetType & { kind: 'Pattern' }, actual: PuppetType): boolean {
  const matches = (value: string): boolean => expected.patterns.some((pattern) => pattern.regex?.test(value) === true);
  if (actual.kind === 'String')
    return expected.patterns.length === 0 || (actual.value !== undefined && matches(actual.value));
  if (actual.kind === 'Enum')
    return actual.values.length > 0 && actual.values.every((value) => expected.patterns.length === 0 || matches(value));
  if (actual.kind !== 'Pattern') return false;
  const sources = new Set(expected.patterns.map((pattern) => pattern.source));
  return expected.patterns.length === 0 || actual.patterns.every((pattern) => sources.has(pattern.source));
}

/** `Enum[a, b]` goes into `Variant[Enum[a], Enum[b]]` although into neither of them. */
function assignsEachOf(types: readonly PuppetType[], actual: PuppetType, inner: Inner): boolean {
  if (actual.kind !== 'Enum' || actual.values.length < 2) return false;
  return actual.values.every((value) => types.some((each) => inner(each, { ...actual, values: [value] })));
}

function iterates(element: PuppetType | undefined, actual: PuppetType, inner: Inner): boolean {
  const wanted = element ?? anyType;
  if (actual.kind === 'Iterable' || actual.kind === 'Iterator') return inner(wanted, actual.type ?? anyType);
  if (actual.kind === 'Array') return inner(wanted, actual.element);
  if (actual.kind === 'Tuple') return actual.types.every((each) => inner(wanted, each));
  return element === undefined && ['String', 'Hash', 'Struct', 'Integer', 'Enum', 'Collection'].includes(actual.kind);
}

function sizeOf(type: PuppetType): Range | undefined {
  if (type.kind === 'Collection' || type.kind === 'Array' || type.kind === 'Hash') return type.size;
  if (type.kind === 'Tuple') return tupleSize(type);
  return type.kind === 'Struct' ? structSize(type.entries) : undefined;
}

function assignsArray(expected: PuppetType & { kind: 'Array' }, actual: PuppetType, inner: Inner): boolean {
  if (actual.kind === 'Array') {
    return covers(expected.size, actual.size) && (actual.size.max === 0 || inner(expected.element, actual.element));
  }
  if (actual.kind !== 'Tuple') return false;
  return covers(expected.size, tupleSize(actual)) && actual.types.every((each) => inner(expected.element, each));
}

function assignsHash(expected: PuppetType & { kind: 'Hash' }, actual: PuppetType, inner: Inner): boolean {
  if (actual.kind === 'Hash') {
    if (!covers(expected.size, actual.size)) return false;
    return actual.size.max === 0 || (inner(expected.key, actual.key) && inner(expected.value, actual.value));
  }
  if (actual.kind !== 'Struct' || !covers(expected.size, structSize(actual.entries))) return false;
  return actual.entries.every(
    (entry) => inner(expected.key, literal(entry.name)) && inner(expected.value, entry.value),
  );
}

/** The type of exactly this string. */
export function literal(value: string): PuppetType {
  const { length } = [...value];
  return { kind: 'String', value, size: { min: length, max: length } };
}

function assignsStruct(expected: PuppetType & { kind: 'Struct' }, actual: PuppetType, inner: Inner): boolean {
  if (actual.kind === 'Hash') {
    const required = expected.entries.filter((entry) => !entry.optional);
    if (required.length > 0 || !covers(structSize(expected.entries), actual.size))
      return actual.size.max === 0 && required.length === 0;
    return expected.entries.every((entry) => inner(entry.value, actual.value));
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

function assignsTuple(expected: PuppetType & { kind: 'Tuple' }, actual: PuppetType, inner: Inner): boolean {
  if (actual.kind === 'Array') {
    if (!covers(tupleSize(expected), actual.size)) return false;
    return expected.types.every((each) => inner(each, actual.element));
  }
  if (actual.kind !== 'Tuple' || !covers(tupleSize(expected), tupleSize(actual))) return false;
  return actual.types.every((each, index) => {
    const of = expected.types[Math.min(index, expected.types.length - 1)];
    return of === undefined || inner(of, each);
  });
}
