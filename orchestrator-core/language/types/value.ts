import type { SemanticVersion, VersionRange } from './semantic-version.ts';
import type { CallableType, PuppetType } from './type.ts';

/**
 * A value of the Puppet language. What JSON can say is itself: null is undef, a number without a fraction an Integer,
 * an object a Hash whose keys are strings. Everything else carries its kind under {@link rich}.
 */
export type PuppetValue =
  | null
  | boolean
  /** A Float where it has a fraction; one without is a {@link RichValue}. */
  | number
  /** An Integer that a number cannot hold. */
  | bigint
  | string
  | readonly PuppetValue[]
  | PuppetObject
  | RichValue;

/** A Hash whose keys are strings; they keep their order. */
export type PuppetObject = { readonly [key: string]: PuppetValue };

/** Where a value that JSON has no word for says what it is; no key of a hash can be like it. */
export const rich: unique symbol = Symbol('kind of value');

/** Values that JSON cannot carry. */
export type RichValue =
  | { readonly [rich]: 'Default' }
  /** A Float without a fraction, infinite ones included. */
  | { readonly [rich]: 'Float'; readonly value: number }
  | { readonly [rich]: 'Regexp'; readonly source: string }
  | { readonly [rich]: 'Sensitive'; readonly value: PuppetValue }
  /** Nanoseconds, since 1970 for a Timestamp. */
  | { readonly [rich]: 'Timestamp' | 'Timespan'; readonly nanoseconds: bigint }
  | { readonly [rich]: 'SemVer'; readonly version: SemanticVersion }
  | { readonly [rich]: 'SemVerRange'; readonly range: VersionRange }
  | { readonly [rich]: 'Binary'; readonly bytes: Uint8Array }
  | { readonly [rich]: 'URI'; readonly uri: string }
  /** A data type as a value. */
  | { readonly [rich]: 'Type'; readonly type: PuppetType }
  /** A Hash with keys that are no strings, each once. */
  | { readonly [rich]: 'Hash'; readonly entries: readonly (readonly [key: PuppetValue, value: PuppetValue])[] }
  /** An instance of an object type: a Target, a Result, an Error … */
  | {
      readonly [rich]: 'Object';
      readonly type: PuppetType & { readonly kind: 'Object' };
      readonly attributes: PuppetObject;
    }
  /** A lambda or function. */
  | { readonly [rich]: 'Callable'; readonly type: CallableType }
  /** What iteration functions return without a lambda. */
  | { readonly [rich]: 'Iterator'; readonly element?: PuppetType };

/** Whether a value is one that JSON has no word for. */
export function isRich(value: PuppetValue): value is RichValue {
  return typeof value === 'object' && value !== null && rich in value;
}

/** The entries of a Hash of either form; undefined for what is none. */
export function entriesOf(
  value: PuppetValue,
): readonly (readonly [key: PuppetValue, value: PuppetValue])[] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (!isRich(value)) return Object.entries(value as PuppetObject);
  return value[rich] === 'Hash' ? value.entries : undefined;
}
