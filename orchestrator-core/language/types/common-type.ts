import { isAssignable } from './assignable.ts';
import { dataType, richDataType } from './builtin-aliases.ts';
import { oneOf } from './normalize-type.ts';
import { anyType, type PuppetType, type Range, stringType } from './type.ts';
import { greatest, least, type WholeNumber } from './whole-number.ts';

/**
 * The narrowest type that Puppet knows for values of either type, by the rules of its `common_type`: what both are
 * instances of, and often more. Undef beside another type counts for nothing.
 */
export function commonType(a: PuppetType, b: PuppetType): PuppetType {
  if (a.kind === 'Undef' || a.kind === 'Unit') return b;
  if (b.kind === 'Undef' || b.kind === 'Unit') return a;
  if (isAssignable(a, b)) return a;
  if (isAssignable(b, a)) return b;
  const alike = commonOfKind(a, b) ?? commonText(a, b) ?? commonObject(a, b);
  if (alike !== undefined) return alike;
  for (const wider of abstract.slice(0, -1)) if (isAssignable(wider, a) && isAssignable(wider, b)) return wider;
  if (a.kind === 'Type' && b.kind === 'Type') {
    return { kind: 'Type', type: commonType(a.type ?? anyType, b.type ?? anyType) };
  }
  return isAssignable(richDataType, a) && isAssignable(richDataType, b) ? richDataType : anyType;
}

/** The single type of all; undefined of none. */
export function commonTypeOf(types: readonly PuppetType[]): PuppetType | undefined {
  const [first, ...rest] = types;
  return first && rest.reduce(commonType, first);
}

/** Types that others are part of, the narrower ones first. */
const abstract: readonly PuppetType[] = [
  { kind: 'Numeric' },
  { kind: 'ScalarData' },
  { kind: 'Scalar' },
  dataType,
  richDataType,
];

const anySize: Range = { min: 0, max: Number.POSITIVE_INFINITY };

function commonOfKind(a: PuppetType, b: PuppetType): PuppetType | undefined {
  if (a.kind === 'Array' && b.kind === 'Array') {
    return { kind: 'Array', element: commonType(a.element, b.element), size: anySize };
  }
  if (a.kind === 'Hash' && b.kind === 'Hash') {
    return { kind: 'Hash', key: commonType(a.key, b.key), value: commonType(a.value, b.value), size: anySize };
  }
  if ((a.kind === 'Integer' && b.kind === 'Integer') || (a.kind === 'Float' && b.kind === 'Float')) {
    return { kind: a.kind, range: around(a.range, b.range) };
  }
  if (a.kind === 'Variant' && b.kind === 'Variant') return oneOf([...a.types, ...b.types]);
  if (a.kind === 'Regexp' && b.kind === 'Regexp') return { kind: 'Regexp' };
  return a.kind === 'Callable' && b.kind === 'Callable' ? { kind: 'Callable' } : undefined;
}

function around<T extends WholeNumber>(a: Bounds<T>, b: Bounds<T>): Bounds<T> {
  return { min: least(a.min, b.min), max: greatest(a.max, b.max) };
}

interface Bounds<T> {
  readonly min: T;
  readonly max: T;
}

function commonText(a: PuppetType, b: PuppetType): PuppetType | undefined {
  if (a.kind === 'Pattern' && b.kind === 'Pattern') {
    const all = [...a.patterns, ...b.patterns];
    return { kind: 'Pattern', patterns: [...new Map(all.map((each) => [each.source, each])).values()] };
  }
  if ((a.kind !== 'String' && a.kind !== 'Enum') || (b.kind !== 'String' && b.kind !== 'Enum')) return undefined;
  if (a.kind === 'String' && b.kind === 'String' && a.value === undefined && b.value === undefined) {
    return { kind: 'String', size: around(a.size, b.size) };
  }
  const words = [a, b].map((each) => {
    if (each.kind === 'Enum') return each.values;
    return each.value === undefined ? undefined : [each.value];
  });
  if (words.every((each) => each !== undefined)) {
    return { kind: 'Enum', values: [...new Set(words.flatMap((each) => each ?? []))], caseInsensitive: false };
  }
  return a.kind === 'Enum' || b.kind === 'Enum' ? { kind: 'Enum', values: [], caseInsensitive: false } : stringType;
}

function commonObject(a: PuppetType, b: PuppetType): PuppetType | undefined {
  if (a.kind !== 'Object' || b.kind !== 'Object' || a.name !== b.name) return undefined;
  if (a.name === 'Class') return { kind: 'Object', name: 'Class', parameters: '' };
  if (a.name !== 'Resource') return undefined;
  const [type] = a.arguments ?? [];
  const same = type !== undefined && type === b.arguments?.[0];
  return same
    ? { kind: 'Object', name: 'Resource', parameters: `['${type}']`, arguments: [type] }
    : { kind: 'Object', name: 'Resource', parameters: '' };
}
