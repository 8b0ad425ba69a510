import { isAssignable } from './assignable.ts';
import {
  anyType,
  literal,
  type NumberRange,
  type PuppetType,
  type Range,
  resolved,
  type StructEntry,
  structSize,
  tupleSize,
  undefType,
} from './type.ts';

/** How many aliases and containers may be unfolded on the way; whatever is deeper is taken to match. */
const deepest = 30;

/** What a value of a type can be, as far as kinds go; absent for those that this says nothing of. */
const kinds: Readonly<Partial<Record<PuppetType['kind'], readonly string[]>>> = {
  Scalar: ['string', 'integer', 'float', 'boolean', 'regexp', 'semver', 'semverrange', 'timestamp', 'timespan'],
  ScalarData: ['string', 'integer', 'float', 'boolean'],
  Numeric: ['integer', 'float'],
  Undef: ['undef'],
  Default: ['default'],
  Binary: ['binary'],
  SemVer: ['semver'],
  SemVerRange: ['semverrange'],
  Timestamp: ['timestamp'],
  Timespan: ['timespan'],
  URI: ['uri', 'object'],
  String: ['string'],
  Enum: ['string'],
  Pattern: ['string'],
  Integer: ['integer'],
  Float: ['float'],
  Boolean: ['boolean'],
  Regexp: ['regexp'],
  Sensitive: ['sensitive'],
  Type: ['type'],
  Iterator: ['iterator'],
  Iterable: ['string', 'integer', 'array', 'hash', 'iterator', 'type', 'binary', 'object'],
  Collection: ['array', 'hash'],
  Array: ['array'],
  Tuple: ['array'],
  Hash: ['hash'],
  Struct: ['hash'],
  Callable: ['callable'],
  Object: ['object'],
};

/** Names of objects that others may be instances of, or that stand for something else until run time. */
const openObjects: ReadonlySet<string> = new Set([
  'Object',
  'TypeSet',
  'Runtime',
  'Init',
  'Deferred',
  'CatalogEntry',
  'Resource',
  'Class',
]);

/**
 * Whether some value may be an instance of both types. Only a `false` is certain: where the types say too little, or
 * looking closer would take long, they match.
 */
export function canMatch(expected: PuppetType, actual: PuppetType, depth = 0): boolean {
  if (depth > deepest) return true;
  if (isOpen(expected) || isOpen(actual)) return true;
  if (expected.kind === 'Alias') return canMatch(resolved(expected), actual, depth + 1);
  if (actual.kind === 'Alias') return canMatch(expected, resolved(actual), depth + 1);
  if (isOneOf(expected)) return anyCanMatch(expected, actual, depth + 1);
  if (isOneOf(actual)) return anyCanMatch(actual, expected, depth + 1);
  const ours = kinds[expected.kind];
  const theirs = kinds[actual.kind];
  if (ours === undefined || theirs === undefined) return true;
  if (expected.kind !== actual.kind && !meetIn(ours, theirs)) return false;
  return alike(expected, actual, depth + 1);
}

function meetIn(ours: readonly string[], theirs: readonly string[]): boolean {
  for (const kind of ours) if (theirs.includes(kind)) return true;
  return false;
}

type OneOf = PuppetType & { readonly kind: 'Variant' | 'Optional' | 'NotUndef' };

function isOneOf(type: PuppetType): type is OneOf {
  return type.kind === 'Variant' || type.kind === 'Optional' || type.kind === 'NotUndef';
}

function anyCanMatch(one: OneOf, other: PuppetType, depth: number): boolean {
  switch (one.kind) {
    case 'Variant':
      return one.types.length === 0 || one.types.some((each) => canMatch(each, other, depth));
    case 'Optional':
      return canMatch(undefType, other, depth) || canMatch(one.type ?? anyType, other, depth);
    case 'NotUndef':
      return other.kind !== 'Undef' && canMatch(one.type ?? anyType, other, depth);
  }
}

function isOpen(type: PuppetType): boolean {
  if (type.kind === 'Object') return openObjects.has(type.name) || type.parameters !== '';
  return type.kind === 'Any' || type.kind === 'Unit' || type.kind === 'Reference';
}

type ObjectType = PuppetType & { readonly kind: 'Object' };

/** Types whose values are of one kind. */
function alike(a: PuppetType, b: PuppetType, depth: number): boolean {
  if (isText(a) && isText(b)) return textsMeet(a, b);
  if ((a.kind === 'Integer' && b.kind === 'Integer') || (a.kind === 'Float' && b.kind === 'Float')) {
    return meet(a.range, b.range);
  }
  if (a.kind === 'Boolean' && b.kind === 'Boolean') {
    return a.value === undefined || b.value === undefined || a.value === b.value;
  }
  if (a.kind === 'Regexp' && b.kind === 'Regexp') {
    return a.pattern === undefined || b.pattern === undefined || a.pattern === b.pattern;
  }
  if ((a.kind === 'Sensitive' && b.kind === 'Sensitive') || (a.kind === 'Type' && b.kind === 'Type')) {
    return canMatch(a.type ?? anyType, b.type ?? anyType, depth);
  }
  if (a.kind === 'Object' && b.kind === 'Object') return mayInherit(a, b) || mayInherit(b, a);
  const sizes = [sizeOf(a), sizeOf(b)] as const;
  if (sizes[0] === undefined || sizes[1] === undefined) return true;
  return meet(sizes[0], sizes[1]) && (listsMeet(a, b, depth) ?? hashesMeet(a, b, depth) ?? true);
}

/** Whether a type is another, or has its attributes from it. */
function mayInherit(type: PuppetType, from: ObjectType, depth = 0): boolean {
  const of = resolved(type);
  if (of.kind !== 'Object' || depth > deepest) return true;
  if (family(of.name) === family(from.name)) return true;
  const parent = of.definition?.parent;
  return parent !== undefined && mayInherit(parent, from, depth + 1);
}

/** Bolt's own names for one type; an `ApplyResult` is a `Result` in most ways, so they are not told apart. */
function family(name: string): string {
  const bare = name.replace(/^Boltlib::/, '');
  return bare === 'ApplyResult' ? 'Result' : bare;
}

type Text = PuppetType & { readonly kind: 'String' | 'Enum' | 'Pattern' };

function isText(type: PuppetType): type is Text {
  return type.kind === 'String' || type.kind === 'Enum' || type.kind === 'Pattern';
}

function textsMeet(a: Text, b: Text): boolean {
  if (a.kind === 'String' && b.kind === 'String') {
    return a.value === undefined || b.value === undefined ? meet(a.size, b.size) : a.value === b.value;
  }
  const words = wordsOf(b) ?? wordsOf(a);
  const other = wordsOf(b) === undefined ? b : a;
  if (words !== undefined) return words.some((word) => takesWord(other, word));
  return a.kind !== 'String' || b.kind !== 'String' || meet(a.size, b.size);
}

/** All strings that a type has; undefined where there is no end of them. */
function wordsOf(type: Text): readonly string[] | undefined {
  if (type.kind === 'String') return type.value === undefined ? undefined : [type.value];
  return type.kind === 'Enum' && type.values.length > 0 && !type.caseInsensitive ? type.values : undefined;
}

function takesWord(type: Text, word: string): boolean {
  // An expression that JavaScript can't read may match anything.
  if (type.kind === 'Pattern' && type.patterns.some((pattern) => pattern.regex === undefined)) return true;
  return isAssignable(type, literal(word));
}

function meet(a: NumberRange, b: NumberRange): boolean {
  return a.min <= b.max && b.min <= a.max;
}

function sizeOf(type: PuppetType): Range | undefined {
  if (type.kind === 'Collection' || type.kind === 'Array' || type.kind === 'Hash') return type.size;
  if (type.kind === 'Tuple') return tupleSize(type);
  return type.kind === 'Struct' ? structSize(type.entries) : undefined;
}

function listsMeet(a: PuppetType, b: PuppetType, depth: number): boolean | undefined {
  const isList = (type: PuppetType) => type.kind === 'Array' || type.kind === 'Tuple';
  if (!isList(a) || !isList(b)) return undefined;
  const count = Math.max(sizeOf(a)?.min ?? 0, sizeOf(b)?.min ?? 0);
  const places = Math.min(count, Math.max(placesOf(a), placesOf(b)));
  for (let index = 0; index < places; index += 1)
    if (!canMatch(elementOf(a, index), elementOf(b, index), depth)) return false;
  return true;
}

/** How many elements may be of types of their own. */
function placesOf(type: PuppetType): number {
  return type.kind === 'Tuple' ? Math.max(1, type.types.length) : 1;
}

function elementOf(type: PuppetType, index: number): PuppetType {
  if (type.kind === 'Array') return type.element;
  if (type.kind !== 'Tuple') return anyType;
  return type.types[Math.min(index, type.types.length - 1)] ?? anyType;
}

function hashesMeet(a: PuppetType, b: PuppetType, depth: number): boolean | undefined {
  if (a.kind === 'Struct' && b.kind === 'Struct') {
    return structsMeet(a.entries, b.entries, depth) && structsMeet(b.entries, a.entries, depth);
  }
  if (a.kind === 'Struct' && b.kind === 'Hash') return structMeetsHash(a.entries, b, depth);
  if (a.kind === 'Hash' && b.kind === 'Struct') return structMeetsHash(b.entries, a, depth);
  if (a.kind !== 'Hash' || b.kind !== 'Hash') return undefined;
  if (Math.max(a.size.min, b.size.min) === 0) return true;
  return canMatch(a.key, b.key, depth) && canMatch(a.value, b.value, depth);
}

function structsMeet(a: readonly StructEntry[], b: readonly StructEntry[], depth: number): boolean {
  return a.every((entry) => {
    if (entry.optional) return true;
    const other = b.find((each) => each.name === entry.name);
    return other !== undefined && canMatch(entry.value, other.value, depth);
  });
}

function structMeetsHash(entries: readonly StructEntry[], hash: PuppetType & { kind: 'Hash' }, depth: number): boolean {
  return entries.every((entry) => {
    if (entry.optional) return true;
    return canMatch(hash.key, literal(entry.name), depth) && canMatch(hash.value, entry.value, depth);
  });
}
