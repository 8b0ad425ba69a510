import { isAssignable } from './assignable.ts';
import {
  anyType,
  literal,
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
  const inner = (a: PuppetType, b: PuppetType): boolean => canMatch(a, b, depth + 1);
  if (isOpen(expected) || isOpen(actual)) return true;
  if (expected.kind === 'Alias') return inner(resolved(expected), actual);
  if (actual.kind === 'Alias') return inner(expected, resolved(actual));
  for (const [one, other] of [
    [expected, actual],
    [actual, expected],
  ] as const) {
    if (one.kind === 'Variant') return one.types.length === 0 || one.types.some((each) => inner(each, other));
    if (one.kind === 'Optional') return inner(undefType, other) || inner(one.type ?? anyType, other);
    if (one.kind === 'NotUndef') return other.kind !== 'Undef' && inner(one.type ?? anyType, other);
  }
  const theirs = kinds[actual.kind];
  if (theirs === undefined || kinds[expected.kind]?.some((kind) => theirs.includes(kind)) !== true) {
    return theirs === undefined || kinds[expected.kind] === undefined;
  }
  return alike(expected, actual, inner);
}

function isOpen(type: PuppetType): boolean {
  if (type.kind === 'Object') return openObjects.has(type.name) || type.parameters !== '';
  return type.kind === 'Any' || type.kind === 'Unit' || type.kind === 'Reference';
}

type ObjectType = PuppetType & { readonly kind: 'Object' };
type Inner = (a: PuppetType, b: PuppetType) => boolean;

/** Types whose values are of one kind. */
function alike(a: PuppetType, b: PuppetType, inner: Inner): boolean {
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
    return inner(a.type ?? anyType, b.type ?? anyType);
  }
  if (a.kind === 'Object' && b.kind === 'Object') return mayInherit(a, b) || mayInherit(b, a);
  const sizes = [sizeOf(a), sizeOf(b)] as const;
  if (sizes[0] === undefined || sizes[1] === undefined) return true;
  return meet(sizes[0], sizes[1]) && (listsMeet(a, b, inner) ?? hashesMeet(a, b, inner) ?? true);
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

function meet(a: Range, b: Range): boolean {
  return a.min <= b.max && b.min <= a.max;
}

function sizeOf(type: PuppetType): Range | undefined {
  if (type.kind === 'Collection' || type.kind === 'Array' || type.kind === 'Hash') return type.size;
  if (type.kind === 'Tuple') return tupleSize(type);
  return type.kind === 'Struct' ? structSize(type.entries) : undefined;
}

function listsMeet(a: PuppetType, b: PuppetType, inner: Inner): boolean | undefined {
  const isList = (type: PuppetType) => type.kind === 'Array' || type.kind === 'Tuple';
  if (!isList(a) || !isList(b)) return undefined;
  const count = Math.max(sizeOf(a)?.min ?? 0, sizeOf(b)?.min ?? 0);
  const places = Math.min(count, Math.max(placesOf(a), placesOf(b)));
  for (let index = 0; index < places; index += 1) if (!inner(elementOf(a, index), elementOf(b, index))) return false;
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

function hashesMeet(a: PuppetType, b: PuppetType, inner: Inner): boolean | undefined {
  if (a.kind === 'Struct' && b.kind === 'Struct') {
    return structsMeet(a.entries, b.entries, inner) && structsMeet(b.entries, a.entries, inner);
  }
  if (a.kind === 'Struct' && b.kind === 'Hash') return structMeetsHash(a.entries, b, inner);
  if (a.kind === 'Hash' && b.kind === 'Struct') return structMeetsHash(b.entries, a, inner);
  if (a.kind !== 'Hash' || b.kind !== 'Hash') return undefined;
  if (Math.max(a.size.min, b.size.min) === 0) return true;
  return inner(a.key, b.key) && inner(a.value, b.value);
}

function structsMeet(a: readonly StructEntry[], b: readonly StructEntry[], inner: Inner): boolean {
  return a.every((entry) => {
    if (entry.optional) return true;
    const other = b.find((each) => each.name === entry.name);
    return other !== undefined && inner(entry.value, other.value);
  });
}

function structMeetsHash(entries: readonly StructEntry[], hash: PuppetType & { kind: 'Hash' }, inner: Inner): boolean {
  return entries.every((entry) => {
    if (entry.optional) return true;
    return inner(hash.key, literal(entry.name)) && inner(hash.value, entry.value);
  });
}
