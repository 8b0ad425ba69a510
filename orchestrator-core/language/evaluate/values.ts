import { isAssignable } from '../types/assignable.ts';
import { printType } from '../types/print-type.ts';
import type { PuppetType } from '../types/type.ts';
import { entriesOf, isRich, type PuppetObject, type PuppetValue, type RichValue, rich } from '../types/value.ts';
import { javascriptRegex } from './javascript-regex.ts';
import { sourceOf } from './value-text.ts';

/** Everything but undef and false is true. */
export function isTrue(value: PuppetValue): boolean {
  return value !== null && value !== false;
}

/** Whether a value is of that kind among those JSON has no word for. */
export function isKind<K extends RichValue[typeof rich]>(
  value: PuppetValue,
  kind: K,
): value is RichValue & { readonly [rich]: K } {
  return isRich(value) && value[rich] === kind;
}

/**
 * A Hash of entries in their order; of two entries with one key the later value counts, at the earlier one's place. A
 * JavaScript object would put keys that look like numbers first, so those make the other form.
 */
export function hashOf(entries: Iterable<readonly [PuppetValue, PuppetValue]>): PuppetValue {
  const unique = new Map<string, readonly [PuppetValue, PuppetValue]>();
  let isPlain = true;
  for (const [key, value] of entries) {
    if (typeof key !== 'string' || /^(?:0|[1-9]\d*)$/.test(key)) isPlain = false;
    unique.set(identity(key), [key, value]);
  }
  const list = [...unique.values()];
  if (!isPlain) return { [rich]: 'Hash', entries: list };
  return Object.fromEntries(list as [string, PuppetValue][]) satisfies PuppetObject;
}

/** A text that two values share when one key of a hash can stand for both: letters' case counts here. */
export function identity(value: PuppetValue): string {
  return typeof value === 'string' ? `'${value}` : sourceOf(value);
}

/** The value of a key; undefined where the hash has none. */
export function entry(hash: PuppetValue, key: PuppetValue): PuppetValue | undefined {
  if (typeof key === 'string' && !isRich(hash) && typeof hash === 'object' && hash !== null && !Array.isArray(hash)) {
    return Object.hasOwn(hash, key) ? (hash as PuppetObject)[key] : undefined;
  }
  const wanted = identity(key);
  return entriesOf(hash)?.find(([each]) => identity(each) === wanted)?.[1];
}

/** `==`: strings without regard to case, also inside collections; 1 equals 1.0. */
export function isEqual(a: PuppetValue, b: PuppetValue): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b || a.toLowerCase() === b.toLowerCase();
  const [left, right] = [numeric(a), numeric(b)];
  if (left !== undefined && right !== undefined) return isSameNumber(left.value, right.value);
  if (Array.isArray(a) && Array.isArray(b)) {
    const others: readonly PuppetValue[] = b;
    return a.length === b.length && a.every((each: PuppetValue, index) => isEqual(each, others[index] ?? null));
  }
  const [mine, theirs] = [entriesOf(a), entriesOf(b)];
  if (mine !== undefined && theirs !== undefined) {
    if (mine.length !== theirs.length) return false;
    return mine.every(([key, value]) => {
      const other = entry(b, key);
      return other !== undefined && isEqual(value, other);
    });
  }
  if (!isRich(a) || !isRich(b) || a[rich] !== b[rich]) return a === b;
  return isEqualRich(a, b);
}

/** A bigint is never identical to a number, but neither less nor greater than the same one. */
function isSameNumber(a: number | bigint, b: number | bigint): boolean {
  return a <= b && a >= b;
}

function isEqualRich(a: RichValue, b: RichValue): boolean {
  if (a[rich] === 'Type' && b[rich] === 'Type') return isSameType(a.type, b.type);
  if (a[rich] === 'Sensitive' && b[rich] === 'Sensitive') return isEqual(a.value, b.value);
  if (a[rich] === 'Object' && b[rich] === 'Object') {
    if (a === b) return true;
    return a.type.name === b.type.name && isSame(identifying(a), identifying(b));
  }
  if (a[rich] === 'Callable' || a[rich] === 'Iterator') return a === b;
  return sourceOf(a) === sourceOf(b);
}

/** What two objects of a type have in common when they are equal, as Bolt's own classes compare; usually everything. */
const identities: Readonly<Record<string, readonly string[]>> = {
  Target: ['name'],
  Result: ['target', 'value'],
  ApplyResult: ['target', 'value'],
  ContainerResult: ['value'],
  ResourceInstance: ['target', 'type', 'title'],
};

function identifying({ type, attributes }: RichValue & { readonly [rich]: 'Object' }): PuppetObject {
  const names = identities[type.name];
  return names === undefined ? attributes : Object.fromEntries(names.map((name) => [name, attributes[name] ?? null]));
}

/** Equality within objects, where letters' case counts. */
function isSame(a: PuppetValue, b: PuppetValue): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (Array.isArray(a) && Array.isArray(b)) {
    const others: readonly PuppetValue[] = b;
    return a.length === b.length && a.every((each: PuppetValue, index) => isSame(each, others[index] ?? null));
  }
  const [mine, theirs] = [entriesOf(a), entriesOf(b)];
  if (mine === undefined || theirs === undefined) return isEqual(a, b);
  if (mine.length !== theirs.length) return false;
  return mine.every(([key, value]) => {
    const other = entry(b, key);
    return other !== undefined && isSame(value, other);
  });
}

/** Variants are alike in any order of their types. */
function isSameType(a: PuppetType, b: PuppetType): boolean {
  if (printType(a) === printType(b)) return true;
  return a.kind === 'Variant' && b.kind === 'Variant' && isAssignable(a, b) && isAssignable(b, a);
}

/** A number with its kind; undefined for what is none. */
export interface NumericValue {
  readonly value: number | bigint;
  readonly isFloat: boolean;
}

export function numeric(value: PuppetValue): NumericValue | undefined {
  if (typeof value === 'bigint') return { value, isFloat: false };
  if (typeof value === 'number') return { value, isFloat: !Number.isInteger(value) };
  return isKind(value, 'Float') ? { value: value.value, isFloat: true } : undefined;
}

/** A Float, whatever its fraction. */
export function float(value: number): PuppetValue {
  return Number.isInteger(value) || !Number.isFinite(value) ? { [rich]: 'Float', value } : value;
}

/** An Integer in the smallest form that holds it. */
export function integer(value: bigint): PuppetValue {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** A number as Puppet's grammar and its conversions read it: decimal, `0x…`, octal with a leading zero, or a float. */
export function readNumber(text: string): PuppetValue | undefined {
  const found =
    /^\s*([+-]?)\s*(?:(0[xX][0-9A-Fa-f]+)|(0[0-7]+)|(0|[1-9]\d*)|((?:0|[1-9]\d*)(?:\.\d+)?(?:[eE]-?\d+)?))\s*$/.exec(
      text,
    );
  if (found === null) return undefined;
  const [, sign, hex, octal, decimal, real] = found;
  if (real !== undefined) return float(sign === '-' ? -Number(real) : Number(real));
  const size = BigInt(hex ?? (octal === undefined ? (decimal ?? '0') : `0o${octal.slice(1)}`));
  return integer(sign === '-' ? -size : size);
}

const expressions = new Map<string, RegExp | undefined>();

/** Why a source is no regular expression, as far as that can be told. */
export function regexFault(text: string): string {
  const plain = text.replace(/\\./gs, '').replace(/\[[^\]]*\]/g, '');
  const [open, closed] = [plain.split('(').length, plain.split(')').length];
  if (open > closed) return `end pattern with unmatched parenthesis: /${text}/`;
  return open < closed ? `unmatched close parenthesis: /${text}/` : `invalid regular expression: /${text}/`;
}

/** The regular expression of a Ruby source; undefined where it cannot be read. */
export function regexOf(text: string): RegExp | undefined {
  if (!expressions.has(text)) expressions.set(text, javascriptRegex(text));
  return expressions.get(text);
}
