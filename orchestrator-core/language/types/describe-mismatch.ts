import { isAssignable } from './assignable.ts';
import { richDataType } from './builtin-aliases.ts';
import { findMismatches, unsized } from './find-mismatches.ts';
import { generalize } from './generalize.ts';
import { inferType } from './infer-type.ts';
import { isInstance } from './instance.ts';
import { type Mismatch, type PathElement, pathText } from './mismatch.ts';
import { normalizeType } from './normalize-type.ts';
import { printType, typeName } from './print-type.ts';
import { allNumbers, anyType, type PuppetType, type Range, resolved, stringType, unbounded } from './type.ts';
import type { PuppetValue } from './value.ts';

/**
 * Why `value` is not an instance of `type`, in Puppet's words, one sentence for each fault; empty when it is one.
 * `expects an Integer value, got String`, `entry 'a' expects …`, `expects a match for Enum['a', 'b'], got 'c'`.
 */
export function describeMismatch(
  type: PuppetType,
  value: PuppetValue,
  path: readonly PathElement[] = [],
): readonly string[] {
  if (isInstance(type, value)) return [];
  const actual = inferType(value);
  const found = findMismatches(type, actual, path);
  // Puppet compares types here and finds nothing where only the value tells (`Iterable` of -1, bounds of a Collection).
  const told: readonly Mismatch[] =
    found.length > 0 ? found : [{ kind: 'type', path, expected: [type], actual: unsized(actual) }];
  return told.map((mismatch) => message(mismatch).trimStart());
}

/** The sentence for one mismatch, without a subject before its path. */
export function message(mismatch: Mismatch): string {
  const at = mismatch.path.length === 0 ? '' : `${pathText(mismatch.path)} `;
  switch (mismatch.kind) {
    case 'type':
      return at + typeMessage(mismatch.expected, normalizeType(mismatch.actual));
    case 'pattern':
      return at + patternMessage(mismatch.expected, normalizeType(mismatch.actual));
    case 'size':
      return `${at}expects size to be ${sizeText(mismatch.expected)}, got ${sizeText(mismatch.actual)}`;
    case 'missing-key':
      return `${at}expects a value for key '${mismatch.key}'`;
    case 'extra-key':
      return `${at}unrecognized key '${mismatch.key}'`;
    case 'missing-parameter':
      return `${at}expects a value for parameter '${mismatch.key}'`;
    case 'extra-parameter':
      return `${at}has no parameter named '${mismatch.key}'`;
    case 'unresolved':
      return `${at}references an unresolved type '${mismatch.text}'`;
  }
}

function sizeText({ min, max }: Range): string {
  if (min === max) return String(min);
  if (min === 0) return max === Number.POSITIVE_INFINITY ? 'unlimited' : `at most ${max}`;
  return max === Number.POSITIVE_INFINITY ? `at least ${min}` : `between ${min} and ${max}`;
}

function joined(types: readonly PuppetType[]): PuppetType {
  const [only] = types;
  return normalizeType(types.length === 1 && only !== undefined ? only : { kind: 'Variant', types });
}

function patternMessage(expected: readonly PuppetType[], actual: PuppetType): string {
  const type = joined(expected);
  const optional = type.kind === 'Optional' && type.type !== undefined;
  const got = actual.kind === 'String' && actual.value !== undefined ? `'${actual.value}'` : shortName(actual);
  const wanted = expanded(optional && type.type !== undefined ? type.type : type);
  return `expects ${optional ? 'an undef value or ' : ''}a match for ${wanted}, got ${got}`;
}

function typeMessage(expected: readonly PuppetType[], actual: PuppetType): string {
  const whole = joined(expected);
  const optional = whole.kind === 'Optional';
  const type = whole.kind === 'Optional' ? (whole.type ?? anyType) : whole;
  const types = type.kind === 'Variant' ? type.types : [type];
  const detailed = types.some((each) => alwaysDetailed(each, actual) || fitsDefault(each, actual));
  const names = [...new Set(types.map(detailed ? expanded : shortName))];
  const got = detailed ? detailedActual(types, actual) : shortName(actual);
  if (optional) names.unshift('Undef');
  const [only = ''] = names;
  if (names.length === 1) {
    return `expects ${article(only)} value, got ${got}`;
  }
  const list = names.length === 2 ? names.join(' or ') : `${names.slice(0, -1).join(', ')}, or ${names.at(-1)}`;
  return `expects a value of type ${list}, got ${got}`;
}

function article(name: string): string {
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}

/** A type's name in a message that tells kinds apart only: `Sensitive[String]` keeps what it holds. */
function shortName(type: PuppetType): string {
  const held = 'type' in type ? type.type : type.kind === 'Object' ? type.init?.type : undefined;
  return held === undefined || held.kind === 'Any' ? typeName(type) : `${typeName(type)}[${typeName(held)}]`;
}

/** Aliases that everybody knows. */
const puppetAliases: ReadonlySet<string> = new Set(['Data', 'RichData', 'RichDataKey']);

/** The type with aliases written out once: `Name = String[1]`. */
function expanded(type: PuppetType): string {
  return type.kind === 'Alias' && !puppetAliases.has(type.name)
    ? `${type.name} = ${printType(resolved(type))}`
    : printType(type);
}

/** Kinds alike, the parameters are what differs, so they are shown. */
function alwaysDetailed(expected: PuppetType, actual: PuppetType): boolean {
  if (expected.kind === actual.kind || expected.kind === 'Alias' || actual.kind === 'Alias') return true;
  return (
    (expected.kind === 'Struct' && actual.kind === 'Hash') || (expected.kind === 'Tuple' && actual.kind === 'Array')
  );
}

function fitsDefault(expected: PuppetType, actual: PuppetType): boolean {
  return isAssignable(defaultOf(expected.kind === 'Alias' ? resolved(expected) : expected), actual);
}

/** The type without its parameters. */
function defaultOf(type: PuppetType): PuppetType {
  switch (type.kind) {
    case 'String':
      return stringType;
    case 'Integer':
    case 'Float':
      return { kind: type.kind, range: allNumbers };
    case 'Boolean':
      return { kind: 'Boolean' };
    case 'Enum':
      return { kind: 'Enum', values: [], caseInsensitive: false };
    case 'Pattern':
      return { kind: 'Pattern', patterns: [] };
    case 'Array':
      return { kind: 'Array', element: anyType, size: unbounded };
    case 'Hash':
      return { kind: 'Hash', key: anyType, value: anyType, size: unbounded };
    case 'Collection':
      return { kind: 'Collection', size: unbounded };
    case 'Tuple':
      return { kind: 'Tuple', types: [] };
    case 'Variant':
      return { kind: 'Variant', types: [] };
    case 'Object':
      return type.init === undefined ? type : richDataType;
    case 'Sensitive':
    case 'Type':
    case 'Iterable':
    case 'Iterator':
    case 'NotUndef':
    case 'Optional':
      return { kind: type.kind };
    default:
      return type;
  }
}

function detailedActual(expected: readonly PuppetType[], actual: PuppetType): string {
  const types = expected.map((type) => resolved(type));
  const always = types.some((type) => alwaysDetailed(type, actual));
  return always || types.some((type) => isAssignable(type, generalize(actual))) ? printType(actual) : typeName(actual);
}
