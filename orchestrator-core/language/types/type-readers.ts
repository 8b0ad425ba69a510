import { rubyRegex } from '../../regex/index.ts';
import type { Expression, KeyedEntry, Span } from '../syntax/ast.ts';
import { isAssignable } from './assignable.ts';
import { builtinAliases } from './builtin-aliases.ts';
import { generalize } from './generalize.ts';
import { objectNames } from './known-types.ts';
import { readObject } from './object-readers.ts';
import { printType } from './print-type.ts';
import { readSemVer, readTime, readUri } from './ranged-readers.ts';
import type { TypeReader } from './read-type.ts';
import {
  allNumbers,
  anyType,
  literal,
  type NumberRange,
  type PlainName,
  type PuppetType,
  type Range,
  type StructEntry,
  stringType,
  type TypePattern,
  unbounded,
  undefType,
} from './type.ts';
import { negative, readWhole, type WholeNumber } from './whole-number.ts';

type Keys = readonly (Expression | KeyedEntry)[];
type Read = (keys: Keys, reader: TypeReader, span: Span) => PuppetType;

const plain: readonly PlainName[] = [
  'Any',
  'Scalar',
  'ScalarData',
  'Numeric',
  'Undef',
  'Default',
  'Unit',
  'Binary',
  'SemVerRange',
];
const containers = ['NotUndef', 'Sensitive', 'Type', 'Iterable', 'Iterator', 'Optional'] as const;

const byName: readonly [string, Read][] = [
  ...plain.map((kind): [string, Read] => [kind, (keys, reader, span) => readPlain(kind, keys, reader, span)]),
  ...containers.map((kind): [string, Read] => [kind, (keys, reader, span) => readContainer(kind, keys, reader, span)]),
  ...objectNames.map((name): [string, Read] => [name, (keys, reader, span) => readObject(name, keys, reader, span)]),
  ...[...builtinAliases].map(([name, type]): [string, Read] => [name, () => type]),
  ['String', readString],
  ['SemVer', readSemVer],
  ['Timestamp', (keys, reader, span) => readTime('Timestamp', keys, reader, span)],
  ['Timespan', (keys, reader, span) => readTime('Timespan', keys, reader, span)],
  ['URI', readUri],
  [
    'Integer',
    (keys, reader, span) => ({ kind: 'Integer', range: readRange('Integer', keys, reader, span, allNumbers) }),
  ],
  ['Float', (keys, reader, span) => ({ kind: 'Float', range: readRange('Float', keys, reader, span, allNumbers) })],
  ['Boolean', readBoolean],
  ['Enum', readEnum],
  ['Pattern', (keys, reader) => ({ kind: 'Pattern', patterns: keys.map((key) => readPattern(key, reader)) })],
  ['Regexp', readRegexp],
  ['Variant', readVariant],
  ['Collection', (keys, reader, span) => ({ kind: 'Collection', size: readSize('Collection', keys, reader, span) })],
  ['Array', readArray],
  ['Hash', readHash],
  ['Struct', readStruct],
  ['Tuple', readTuple],
  ['Callable', readCallable],
];

/** How each built-in type reads what stands between its brackets; names in small letters, since case does not count. */
export const readers: ReadonlyMap<string, Read> = new Map(byName.map(([name, read]) => [name.toLowerCase(), read]));

function readPlain(kind: PlainName, keys: Keys, reader: TypeReader, span: Span): PuppetType {
  if (keys.length > 0 && kind !== 'Numeric') reader.fault(span, `${kind} takes no parameters`);
  return { kind };
}

function readContainer(kind: (typeof containers)[number], keys: Keys, reader: TypeReader, span: Span): PuppetType {
  const [key, extra] = keys;
  if (key === undefined) return { kind };
  if (extra !== undefined) reader.fault(span, `${kind} takes one parameter, got ${keys.length}`);
  if (kind === 'Sensitive') {
    // Puppet looks no closer than at what kind of value is kept secret.
    const written = reader.type(key);
    const type = generalize(written);
    return type.kind === 'Any' ? { kind } : { kind, type, written };
  }
  const text = kind === 'Optional' || kind === 'NotUndef' ? stringOf(key) : undefined;
  return { kind, type: text === undefined ? reader.type(key) : literal(text) };
}

/** The string that a key is, quoted or bare; undefined when it is something else. */
function stringOf(key: Expression | KeyedEntry): string | undefined {
  if (key.kind === 'string') return key.value;
  return key.kind === 'name' ? key.value : undefined;
}

/** A bound: a number, or undefined for what is neither that nor `default`. */
function readBound(key: Expression | KeyedEntry): WholeNumber | 'default' | undefined {
  if (key.kind === 'default') return 'default';
  if (key.kind === 'minus') {
    const value = readBound(key.expression);
    return value === undefined || value === 'default' ? undefined : negative(value);
  }
  return key.kind === 'number' ? readWhole(key.text) : undefined;
}

/** The bounds of a size, of which Puppet has no use beyond what a number can hold. */
function readSize(name: string, keys: Keys, reader: TypeReader, span: Span): Range {
  const { min, max } = readRange(name, keys, reader, span, unbounded);
  return { min: Number(min), max: Number(max) };
}

function readRange(name: string, keys: Keys, reader: TypeReader, span: Span, none: Range): NumberRange {
  if (keys.length > 2) reader.fault(span, `${name} takes at most two bounds, got ${keys.length}`);
  const [low, high] = keys.map((key) => {
    const bound = readBound(key);
    const wrong = bound === undefined || (name !== 'Float' && typeof bound === 'number' && !Number.isInteger(bound));
    if (wrong)
      reader.fault(key, `${name}: expected ${name === 'Float' ? 'a number' : 'an integer'} or default as a bound`);
    if (wrong) return 'default';
    return name === 'Float' && bound !== 'default' ? Number(bound) : bound;
  });
  const range = {
    min: low === undefined || low === 'default' ? none.min : low,
    max: high === undefined || high === 'default' ? none.max : high,
  };
  if (range.min > range.max)
    reader.fault(span, `${name}: the lower bound ${range.min} is greater than the upper bound ${range.max}`);
  if (none.min === 0 && range.min < 0) reader.fault(span, `${name}: a size can't be negative`);
  return range;
}

function readString(keys: Keys, reader: TypeReader, span: Span): PuppetType {
  return keys.length === 0 ? stringType : { kind: 'String', size: readSize('String', keys, reader, span) };
}

/** Variants in a variant are part of it, and a variant of one type is that type. */
function readVariant(keys: Keys, reader: TypeReader): PuppetType {
  const flat = keys.map(reader.type).flatMap((type) => (type.kind === 'Variant' ? type.types : [type]));
  const types = [...new Map(flat.map((type) => [printType(type), type] as const)).values()];
  const [only] = types;
  return types.length === 1 && only !== undefined ? only : { kind: 'Variant', types };
}

function readBoolean(keys: Keys, reader: TypeReader, span: Span): PuppetType {
  const [key] = keys;
  if (key === undefined) return { kind: 'Boolean' };
  if (key.kind === 'true' || key.kind === 'false') return { kind: 'Boolean', value: key.kind === 'true' };
  reader.fault(span, 'Boolean: expected true or false');
  return { kind: 'Boolean' };
}

function readEnum(keys: Keys, reader: TypeReader): PuppetType {
  const last = keys.at(-1);
  const flagged = last?.kind === 'true' || last?.kind === 'false';
  const values: string[] = [];
  for (const key of flagged ? keys.slice(0, -1) : keys) {
    const value = stringOf(key);
    if (value === undefined) reader.fault(key, 'Enum: expected a string');
    else values.push(value);
  }
  return { kind: 'Enum', values, caseInsensitive: last?.kind === 'true' };
}

function readPattern(key: Expression | KeyedEntry, reader: TypeReader): TypePattern {
  const nested =
    key.kind === 'access' && key.left.kind === 'reference' && key.left.value === 'Regexp' ? key.keys[0] : key;
  const source = nested?.kind === 'regex' ? nested.pattern : nested?.kind === 'string' ? nested.value : undefined;
  if (source === undefined) {
    reader.fault(key, 'Pattern: expected a regular expression such as /^a/ or a string');
    return { source: '', regex: undefined };
  }
  const regex = rubyRegex(source);
  if (regex === undefined) reader.fault(key, `Pattern: the regular expression /${source}/ can't be read`);
  return { source, regex };
}

function readRegexp(keys: Keys, reader: TypeReader): PuppetType {
  const [key] = keys;
  return key === undefined ? { kind: 'Regexp' } : { kind: 'Regexp', pattern: readPattern(key, reader).source };
}

/** Whether a key is a bound and not a type. */
function isBound(key: Expression | KeyedEntry): boolean {
  return readBound(key) !== undefined;
}

function readArray(keys: Keys, reader: TypeReader, span: Span): PuppetType {
  const [first] = keys;
  const typed = first !== undefined && !isBound(first);
  const element = typed ? reader.type(first) : anyType;
  const size = readSize('Array', typed ? keys.slice(1) : keys, reader, span);
  // What is always empty has elements of no type in particular.
  return { kind: 'Array', element: size.max === 0 ? { kind: 'Unit' } : element, size };
}

function readHash(keys: Keys, reader: TypeReader, span: Span): PuppetType {
  const [key, value] = keys;
  if (key === undefined || isBound(key)) {
    return hashOf(anyType, anyType, readSize('Hash', keys, reader, span));
  }
  if (value === undefined || isBound(value)) {
    reader.fault(span, "Hash takes a key's and a value's type");
    return { kind: 'Hash', key: reader.type(key), value: anyType, size: unbounded };
  }
  const size = readSize('Hash', keys.slice(2), reader, span);
  return hashOf(reader.type(key), reader.type(value), size);
}

function hashOf(key: PuppetType, value: PuppetType, size: Range): PuppetType {
  if (size.max === 0) return { kind: 'Hash', key: { kind: 'Unit' }, value: { kind: 'Unit' }, size };
  return { kind: 'Hash', key, value, size };
}

function readStruct(keys: Keys, reader: TypeReader, span: Span): PuppetType {
  const [hash] = keys;
  if (hash === undefined) return { kind: 'Struct', entries: [] };
  const entries = hash.kind === 'hash' ? hash.entries : hash.kind === 'entry' ? keys : undefined;
  if (entries === undefined || (hash.kind === 'hash' && keys.length > 1)) {
    reader.fault(span, "Struct takes one hash such as {'key' => String}");
    return { kind: 'Struct', entries: [] };
  }
  const fields = entries.flatMap((entry) => (entry.kind === 'entry' ? [readStructEntry(entry, reader)] : []));
  return { kind: 'Struct', entries: fields };
}

function readStructEntry(entry: KeyedEntry, reader: TypeReader): StructEntry {
  const { key } = entry;
  const value = reader.type(entry.value);
  const wrapped = key.kind === 'access' && key.left.kind === 'reference' ? key : undefined;
  const form = wrapped?.left.kind === 'reference' ? wrapped.left.value : 'plain';
  const inner = wrapped === undefined ? key : wrapped.keys[0];
  const name = inner === undefined ? undefined : stringOf(inner);
  const keyForm = form === 'Optional' || form === 'NotUndef' ? form : 'plain';
  if (name === undefined || (form !== 'plain' && keyForm === 'plain' && form !== 'String')) {
    reader.fault(key, "Struct: expected a key such as 'name' or Optional['name']");
  }
  // Looked at when needed: the value's type may be an alias that this struct is part of.
  return {
    name: name ?? '',
    value,
    get optional() {
      return keyForm === 'Optional' || (keyForm === 'plain' && isAssignable(value, undefType));
    },
    get keyForm() {
      if (keyForm === 'plain') return keyForm;
      return isAssignable(value, undefType) === (keyForm === 'NotUndef') ? keyForm : 'plain';
    },
  };
}

function readTuple(keys: Keys, reader: TypeReader, span: Span): PuppetType {
  const firstBound = keys.findIndex(isBound);
  const types = (firstBound < 0 ? keys : keys.slice(0, firstBound)).map(reader.type);
  if (firstBound < 0) return { kind: 'Tuple', types };
  return { kind: 'Tuple', types, size: readSize('Tuple', keys.slice(firstBound), reader, span) };
}

function readCallable(keys: Keys, reader: TypeReader, span: Span): PuppetType {
  const [first] = keys;
  if (first?.kind === 'list') {
    // It prints as if it took no arguments, and takes any.
    const none: PuppetType = { kind: 'Callable', parameters: { types: [], size: unbounded } };
    const inner = first.values.length === 0 ? none : readCallable(first.values, reader, span);
    const returns = keys[1];
    const type = returns === undefined ? anyType : reader.type(returns);
    return type.kind === 'Any' || inner.kind !== 'Callable' ? inner : { ...inner, returns: type };
  }
  if (keys.length === 0) return { kind: 'Callable' };
  const last = keys.at(-1);
  const typed = keys.filter((key) => !isBound(key)).map(reader.type);
  // A lambda that is taken comes last, behind the bounds.
  const block = last !== undefined && !isBound(last) && isCallable(typed.at(-1)) ? typed.pop() : undefined;
  const bounds = keys.filter(isBound);
  const exact = typed.length === 0 ? unbounded : { min: typed.length, max: typed.length };
  const size = bounds.length === 0 ? exact : readSize('Callable', bounds, reader, span);
  // Where only bounds are given the arguments may be of any type.
  const isOpen = typed.length === 0 && bounds.length > 0 && size.max > 0;
  const types: readonly PuppetType[] = isOpen ? [{ kind: 'Unit' }] : typed;
  const parameters = { types, size, ...(bounds.length > 0 && { bounded: true as const }) };
  return { kind: 'Callable', parameters, ...(block && { block }) };
}

function isCallable(type: PuppetType | undefined): boolean {
  return type?.kind === 'Callable' || (type?.kind === 'Optional' && type.type?.kind === 'Callable');
}
