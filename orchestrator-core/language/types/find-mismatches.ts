import { isAssignable } from './assignable.ts';
import { canonicalPath, type Mismatch, type PathElement } from './mismatch.ts';
import { normalizeType } from './normalize-type.ts';
import { printType } from './print-type.ts';
import {
  covers,
  literal,
  type PuppetType,
  type Range,
  resolved,
  structSize,
  tupleSize,
  unbounded,
  undefType,
} from './type.ts';

type Path = readonly PathElement[];

/** The aliases that were unfolded on the way, each with where in the value that was. */
type Trail = readonly string[];

/**
 * Why a value of type `actual` is not one of type `expected`; empty when it is. The rules, and so the messages made of
 * the answer, are those of Puppet's `TypeMismatchDescriber`.
 */
export function findMismatches(
  expected: PuppetType,
  actual: PuppetType,
  path: Path,
  trail: Trail = [],
): readonly Mismatch[] {
  const unresolved = unresolvedName(expected);
  if (unresolved !== undefined) return [{ kind: 'unresolved', path, text: unresolved }];
  return describe(normalizeType(expected), expected, actual, path, trail);
}

function unresolvedName(type: PuppetType): string | undefined {
  switch (type.kind) {
    case 'Reference':
      return type.text;
    case 'Variant':
    case 'Tuple':
      return first(type.types);
    case 'Array':
      return unresolvedName(type.element);
    case 'Hash':
      return first([type.key, type.value]);
    case 'Struct':
      return first(type.entries.map((entry) => entry.value));
    case 'Optional':
    case 'NotUndef':
    case 'Sensitive':
    case 'Type':
    case 'Iterable':
    case 'Iterator':
      return type.type === undefined ? undefined : unresolvedName(type.type);
    default:
      return undefined;
  }
}

function first(types: readonly PuppetType[]): string | undefined {
  for (const type of types) {
    const name = unresolvedName(type);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** `expected` is looked into, `original` is what the message names. */
function describe(
  expected: PuppetType,
  original: PuppetType,
  actual: PuppetType,
  path: Path,
  trail: Trail,
): readonly Mismatch[] {
  switch (expected.kind) {
    case 'Variant':
      return describeVariant(expected.types, original, actual, path, trail);
    case 'Optional':
      if (actual.kind === 'Undef' || expected.type === undefined) return [];
      return describe(expected.type, original.kind === 'Alias' ? original : expected, actual, path, trail);
    case 'Alias':
      return describeAlias(expected, actual, path, trail);
    case 'Enum':
    case 'Pattern':
      return isAssignable(expected, actual) ? [] : [{ kind: 'pattern', path, expected: [original], actual }];
    case 'Struct':
      return describeStruct(expected, original, actual, path, trail);
    case 'Hash':
      return describeHash(expected, original, actual, path, trail);
    case 'Tuple':
      return describeTuple(expected, original, actual, path, trail);
    case 'Array':
      return describeArray(expected, original, actual, path, trail);
    default:
      return isAssignable(expected, actual) ? [] : [{ kind: 'type', path, expected: [original], actual }];
  }
}

/** An alias that comes back to itself without going into the value says nothing more. */
function describeAlias(
  expected: PuppetType & { kind: 'Alias' },
  actual: PuppetType,
  path: Path,
  trail: Trail,
): readonly Mismatch[] {
  const place = `${expected.name} ${canonicalPath({ kind: 'unresolved', path, text: '' })}`;
  if (trail.includes(place)) return [{ kind: 'type', path, expected: [expected], actual }];
  return describe(normalizeType(resolved(expected)), expected, actual, path, [...trail, place]);
}

function describeVariant(
  types: readonly PuppetType[],
  original: PuppetType,
  actual: PuppetType,
  path: Path,
  trail: Trail,
): readonly Mismatch[] {
  const tried = original.kind === 'Optional' ? [undefType, ...types] : types;
  const each: (readonly Mismatch[])[] = [];
  for (const [index, type] of tried.entries()) {
    const found = findMismatches(type, actual, [...path, { kind: 'variant', index }], trail);
    if (found.length === 0) return [];
    each.push(found);
  }
  const merged = mergeVariants(path.length, each);
  if (original.kind === 'Alias' && merged.length === 1) return [{ kind: 'type', path, expected: [original], actual }];
  return merged;
}

/** Joins what all variants say alike: `expects a value of type A or B`. */
export function mergeVariants(position: number, each: readonly (readonly Mismatch[])[]): readonly Mismatch[] {
  let all: readonly Mismatch[] = each.flat();
  for (const kinds of [['size'], ['type', 'pattern']]) {
    const alike = all.filter((mismatch) => kinds.includes(mismatch.kind));
    const [head, ...rest] = alike;
    if (alike.length !== each.length || head === undefined) continue;
    if (rest.some((other) => canonicalPath(other) !== canonicalPath(head))) continue;
    all = [rest.reduce(merge, head)];
    break;
  }
  const unique = [...new Map(all.map((mismatch) => [identity(mismatch), mismatch])).values()];
  const [only] = unique;
  return unique.length === 1 && only !== undefined ? [{ ...only, path: only.path.toSpliced(position, 1) }] : unique;
}

function merge(a: Mismatch, b: Mismatch): Mismatch {
  if (a.kind === 'size' && b.kind === 'size') {
    const expected = { min: Math.min(a.expected.min, b.expected.min), max: Math.max(a.expected.max, b.expected.max) };
    return { ...a, expected };
  }
  if ((a.kind === 'type' || a.kind === 'pattern') && (b.kind === 'type' || b.kind === 'pattern')) {
    return { ...a, expected: [...a.expected, ...b.expected] };
  }
  return a;
}

function identity(mismatch: Mismatch): string {
  const at = canonicalPath(mismatch);
  switch (mismatch.kind) {
    case 'type':
    case 'pattern':
      return `${mismatch.kind} ${at} ${mismatch.expected.map(printType).join('|')} ${printType(mismatch.actual)}`;
    case 'size':
      return `size ${at} ${Object.values(mismatch.expected).join()} ${Object.values(mismatch.actual).join()}`;
    case 'unresolved':
      return `unresolved ${mismatch.text}`;
    default:
      return `${mismatch.kind} ${at} ${mismatch.key}`;
  }
}

/** The type without its bounds, which are not what is wrong. */
export function unsized(type: PuppetType): PuppetType {
  return type.kind === 'Array' || type.kind === 'Hash' ? { ...type, size: unbounded } : type;
}

function sizeOrType(
  expected: Range,
  size: Range,
  original: PuppetType,
  actual: PuppetType,
  path: Path,
): readonly Mismatch[] {
  return covers(expected, size)
    ? [{ kind: 'type', path, expected: [original], actual: unsized(actual) }]
    : [{ kind: 'size', path, expected, actual: size }];
}

function describeArray(
  expected: PuppetType & { kind: 'Array' },
  original: PuppetType,
  actual: PuppetType,
  path: Path,
  trail: Trail,
): readonly Mismatch[] {
  if (isAssignable(expected, actual)) return [];
  if (actual.kind === 'Array') return sizeOrType(expected.size, actual.size, original, actual, path);
  if (actual.kind !== 'Tuple') return [{ kind: 'type', path, expected: [original], actual }];
  const size = tupleSize(actual);
  if (!covers(expected.size, size)) return [{ kind: 'size', path, expected: expected.size, actual: size }];
  return actual.types.flatMap((type, index) =>
    isAssignable(expected.element, type)
      ? []
      : findMismatches(expected.element, type, [...path, { kind: 'index', index }], trail),
  );
}

function describeHash(
  expected: PuppetType & { kind: 'Hash' },
  original: PuppetType,
  actual: PuppetType,
  path: Path,
  trail: Trail,
): readonly Mismatch[] {
  if (isAssignable(expected, actual)) return [];
  if (actual.kind === 'Hash') return sizeOrType(expected.size, actual.size, original, actual, path);
  if (actual.kind !== 'Struct') return [{ kind: 'type', path, expected: [original], actual }];
  const size = structSize(actual.entries);
  if (!covers(expected.size, size)) return [{ kind: 'size', path, expected: expected.size, actual: size }];
  return actual.entries.flatMap(({ name, value }) => {
    const key = literal(name);
    const ofKey = isAssignable(expected.key, key)
      ? []
      : findMismatches(expected.key, key, [...path, { kind: 'key', name }], trail);
    const ofValue = isAssignable(expected.value, value)
      ? []
      : findMismatches(expected.value, value, [...path, { kind: 'entry', name }], trail);
    return [...ofKey, ...ofValue];
  });
}

function describeStruct(
  expected: PuppetType & { kind: 'Struct' },
  original: PuppetType,
  actual: PuppetType,
  path: Path,
  trail: Trail,
): readonly Mismatch[] {
  if (isAssignable(expected, actual)) return [];
  if (actual.kind === 'Hash') return sizeOrType(structSize(expected.entries), actual.size, original, actual, path);
  if (actual.kind !== 'Struct') return [{ kind: 'type', path, expected: [original], actual }];
  const given = new Map(actual.entries.map((entry) => [entry.name, entry]));
  const mismatches: Mismatch[] = [];
  for (const entry of expected.entries) {
    const { name } = entry;
    const other = given.get(name);
    given.delete(name);
    if (other === undefined) {
      if (!entry.optional) mismatches.push({ kind: 'missing-key', path, key: name });
    } else if (!isAssignable(entry.value, other.value)) {
      mismatches.push(...findMismatches(entry.value, other.value, [...path, { kind: 'entry', name }], trail));
    }
  }
  for (const key of given.keys()) mismatches.push({ kind: 'extra-key', path, key });
  return mismatches;
}

function describeTuple(
  expected: PuppetType & { kind: 'Tuple' },
  original: PuppetType,
  actual: PuppetType,
  path: Path,
  trail: Trail,
): readonly Mismatch[] {
  if (isAssignable(expected, actual)) return [];
  const wanted = tupleSize(expected);
  if (actual.kind === 'Array') {
    if (!covers(wanted, actual.size)) return [{ kind: 'size', path, expected: wanted, actual: actual.size }];
    return expected.types.flatMap((type, index) =>
      findMismatches(type, actual.element, [...path, { kind: 'index', index }], trail),
    );
  }
  if (actual.kind !== 'Tuple') return [{ kind: 'type', path, expected: [original], actual }];
  const size = tupleSize(actual);
  if (!covers(wanted, size)) return [{ kind: 'size', path, expected: wanted, actual: size }];
  return actual.types.flatMap((type, at) => {
    const index = Math.min(at, expected.types.length - 1);
    const of = expected.types[index];
    return of === undefined ? [] : findMismatches(of, type, [...path, { kind: 'index', index }], trail);
  });
}
