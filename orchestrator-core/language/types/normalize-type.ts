import { isAssignable } from './assignable.ts';
import { printType } from './print-type.ts';
import {
  anyType,
  type CallableType,
  type NumberRange,
  type PuppetType,
  type StructEntry,
  unbounded,
  undefType,
} from './type.ts';
import { greatest, least, type WholeNumber } from './whole-number.ts';

/** The type in the form in which Puppet compares and reports: nested variants and optionals folded into one. */
export function normalizeType(type: PuppetType): PuppetType {
  switch (type.kind) {
    case 'Optional': {
      if (type.type === undefined) return type;
      const inner = normalizeType(type.type);
      if (inner.kind === 'NotUndef' && inner.type !== undefined)
        return normalizeType({ kind: 'Optional', type: inner.type });
      if (inner.kind === 'Optional' || isAssignable(inner, undefType)) return inner;
      return { kind: 'Optional', type: inner };
    }
    case 'NotUndef': {
      if (type.type === undefined) return type;
      const inner = normalizeType(type.type);
      if (inner.kind === 'Optional' && inner.type !== undefined)
        return normalizeType({ kind: 'NotUndef', type: inner.type });
      return isAssignable(inner, undefType) ? { kind: 'NotUndef', type: inner } : inner;
    }
    case 'Variant':
      return normalizeVariant(type.types);
    case 'Array':
      // Puppet forgets the bounds here, and those of a Collection.
      if (type.element.kind === 'Any') return { kind: 'Array', element: anyType, size: unbounded };
      return { ...type, element: normalizeType(type.element) };
    case 'Hash':
      return { ...type, key: normalizeType(type.key), value: normalizeType(type.value) };
    case 'Tuple':
      return { ...type, types: type.types.map(normalizeType) };
    case 'Callable':
      return normalizeCallable(type);
    case 'Sensitive':
    case 'Type':
    case 'Iterable':
    case 'Iterator':
      return type.type === undefined ? type : { kind: type.kind, type: normalizeType(type.type) };
    case 'Struct':
      return { ...type, entries: type.entries.map(normalizeEntry) };
    case 'Collection':
      return { ...type, size: unbounded };
    default:
      return type;
  }
}

function normalizeCallable({ parameters, block, returns }: CallableType): PuppetType {
  return {
    kind: 'Callable',
    ...(parameters && { parameters: { ...parameters, types: parameters.types.map(normalizeType) } }),
    ...(block && { block: normalizeType(block) }),
    ...(returns && { returns: normalizeType(returns) }),
  };
}

function normalizeEntry(entry: StructEntry): StructEntry {
  const value = normalizeType(entry.value);
  return { name: entry.name, optional: entry.optional, keyForm: entry.keyForm, value };
}

function normalizeVariant(all: readonly PuppetType[]): PuppetType {
  const types = all.map(normalizeType);
  const [first] = types;
  if (types.length === 1 && first !== undefined) return first;
  if (types.some((type) => type.kind === 'Undef' || type.kind === 'Optional')) {
    const bare = types
      .filter((type) => type.kind !== 'Undef')
      .map((type) => (type.kind === 'Optional' ? (type.type ?? anyType) : type));
    if (bare.length === 0) return undefType;
    return normalizeType({ kind: 'Optional', type: oneOf(bare) });
  }
  const merges = [
    mergeNotUndefs,
    mergeEnums,
    mergeLooseEnums,
    mergePatterns,
    mergeVersions,
    ...ranged.map(mergeRanges),
  ];
  const flat = types.flatMap((type) => (type.kind === 'Variant' ? type.types : [type]));
  let merged: readonly PuppetType[] = flat;
  for (const merge of merges) merged = merge(merged);
  return oneOf(merged.length === flat.length ? flat : merged);
}

/** The one type, or a Variant of all that differ, those in it not in another Variant. */
export function oneOf(types: readonly PuppetType[]): PuppetType {
  const flat = types.flatMap((type) => (type.kind === 'Variant' ? type.types : [type]));
  const unique = [...new Map(flat.map((type) => [identity(type), type])).values()];
  const [only] = unique;
  return unique.length === 1 && only !== undefined ? only : { kind: 'Variant', types: unique };
}

/** The same text for the same type: as it prints, with the values that strings keep to themselves. */
function identity(type: PuppetType): string {
  const literals: string[] = [];
  visitLiterals(type, literals);
  return [printType(type), ...literals].join('\0');
}

function visitLiterals(type: PuppetType, found: string[]): void {
  switch (type.kind) {
    case 'String':
      if (type.value !== undefined) found.push(type.value);
      return;
    case 'Variant':
    case 'Tuple':
      for (const each of type.types) visitLiterals(each, found);
      return;
    case 'Array':
      visitLiterals(type.element, found);
      return;
    case 'Hash':
      visitLiterals(type.key, found);
      visitLiterals(type.value, found);
      return;
    case 'Struct':
      for (const each of type.entries) visitLiterals(each.value, found);
      return;
    default:
      if ('type' in type && type.type !== undefined) visitLiterals(type.type, found);
  }
}

type Merge = (types: readonly PuppetType[]) => readonly PuppetType[];

/** Puts what several types of a kind are together behind all others; one alone stays where it is. */
function merging<T extends PuppetType>(
  isOne: (type: PuppetType) => type is T,
  together: (types: readonly T[]) => PuppetType,
): Merge {
  return (types) => {
    const found = types.filter(isOne);
    return found.length < 2 ? types : [...types.filter((type) => !isOne(type)), together(found)];
  };
}

const mergeNotUndefs = merging(
  (type): type is PuppetType & { kind: 'NotUndef' } => type.kind === 'NotUndef',
  (types) => ({ kind: 'NotUndef', type: normalizeType(oneOf(types.map((each) => each.type ?? anyType))) }),
);

type Words = PuppetType & { kind: 'Enum' | 'String' };

const mergeEnums = merging(
  (type): type is Words =>
    (type.kind === 'Enum' && type.values.length > 0 && !type.caseInsensitive) ||
    (type.kind === 'String' && type.value !== undefined),
  (types) => {
    const values = types.flatMap((type) => (type.kind === 'Enum' ? type.values : [type.value ?? '']));
    return { kind: 'Enum', values: [...new Set(values)], caseInsensitive: false };
  },
);

const mergeLooseEnums = merging(
  (type): type is PuppetType & { kind: 'Enum' } =>
    type.kind === 'Enum' && type.values.length > 0 && type.caseInsensitive,
  (types) => {
    const values = new Set(types.flatMap((type) => type.values.map((value) => value.toLowerCase())));
    return { kind: 'Enum', values: [...values], caseInsensitive: true };
  },
);

const mergePatterns = merging(
  (type): type is PuppetType & { kind: 'Pattern' } => type.kind === 'Pattern',
  (types) => {
    const all = types.flatMap((type) => type.patterns);
    return { kind: 'Pattern', patterns: [...new Map(all.map((pattern) => [pattern.source, pattern])).values()] };
  },
);

function mergeVersions(types: readonly PuppetType[]): readonly PuppetType[] {
  const found = types.filter((type) => type.kind === 'SemVer');
  if (found.length < 2) return types;
  const ranges = found.flatMap((type) => type.ranges ?? []);
  return [{ kind: 'SemVer', ranges }, ...types.filter((type) => type.kind !== 'SemVer')];
}

const ranged = ['Integer', 'Float'] as const;

/** Whether a range that begins there does not go on from one that ends at `end`. */
function isBeyond(kind: (typeof ranged)[number], begin: WholeNumber, end: WholeNumber): boolean {
  if (kind === 'Float') return begin > end;
  return typeof end === 'bigint' ? begin > end + 1n : begin > end + 1;
}

/** Ranges of numbers that meet become one; they come first, the last of them before the others. */
function mergeRanges(kind: (typeof ranged)[number]): Merge {
  return (types) => {
    let open = types.flatMap((type) => (type.kind === kind ? [type.range] : []));
    if (open.length < 2) return types;
    const merged: PuppetType[] = [];
    for (let range = open.pop(); range !== undefined; range = open.pop()) {
      const apart: NumberRange[] = [];
      for (const other of open) {
        if (isBeyond(kind, other.min, range.max) || isBeyond(kind, range.min, other.max)) apart.push(other);
        else range = { min: least(range.min, other.min), max: greatest(range.max, other.max) };
      }
      merged.push({ kind, range });
      open = apart;
    }
    return [...merged, ...types.filter((type) => type.kind !== kind)];
  };
}
