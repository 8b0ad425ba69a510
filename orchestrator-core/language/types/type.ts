/**
 * Puppet's data types as values. Shapes and names follow Puppet's Pcore; a type that is not here is read as a
 * reference, which no value is an instance of.
 */

import type { TextMatcher } from '../../regex/index.ts';
import type { VersionRange } from './semantic-version.ts';
import type { WholeNumber } from './whole-number.ts';

/** Inclusive bounds; `Infinity` where there is none. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Inclusive bounds of an Integer or a Float; of a Float they are numbers. */
export interface NumberRange {
  readonly min: WholeNumber;
  readonly max: WholeNumber;
}

/** Types without parameters. */
export type PlainName =
  | 'Any'
  | 'Scalar'
  | 'ScalarData'
  | 'Numeric'
  | 'Undef'
  | 'Default'
  | 'Unit'
  | 'Binary'
  | 'SemVerRange';

/** A key of a `Struct`. */
export interface StructEntry {
  readonly name: string;
  /** Whether the key may be absent: `Optional['k']`, or a value that may be undef. */
  readonly optional: boolean;
  /** How the key was written, for printing. */
  readonly keyForm: 'plain' | 'Optional' | 'NotUndef';
  readonly value: PuppetType;
}

/** One of the regular expressions of a `Pattern` or `Regexp`. */
export interface TypePattern {
  /** As written between the slashes. */
  readonly source: string;
  /** Undefined for what is no regular expression: it matches nothing. */
  readonly regex: TextMatcher | undefined;
}

/** A data type as a value. Sizes and ranges include both ends. */
export type PuppetType =
  | { readonly kind: PlainName }
  | { readonly kind: 'String'; readonly size: Range; readonly value?: string }
  | { readonly kind: 'Integer' | 'Float'; readonly range: NumberRange }
  | { readonly kind: 'Boolean'; readonly value?: boolean }
  | { readonly kind: 'Enum'; readonly values: readonly string[]; readonly caseInsensitive: boolean }
  | { readonly kind: 'Pattern'; readonly patterns: readonly TypePattern[] }
  | { readonly kind: 'Regexp'; readonly pattern?: string }
  /** Absent means every version. */
  | { readonly kind: 'SemVer'; readonly ranges?: readonly VersionRange[] }
  /** Bounds in nanoseconds, since the epoch for a Timestamp; absent where there is none. */
  | { readonly kind: 'Timestamp' | 'Timespan'; readonly min?: bigint; readonly max?: bigint }
  /** The parts that a URI must have, by name. */
  | { readonly kind: 'URI'; readonly parts?: Readonly<Record<string, UriPart>> }
  | {
      readonly kind: 'Optional' | 'NotUndef' | 'Type' | 'Iterable' | 'Iterator';
      readonly type?: PuppetType;
    }
  | {
      readonly kind: 'Sensitive';
      /** What Puppet looks at: `Sensitive[String[1]]` takes every string that is kept secret. */
      readonly type?: PuppetType;
      /** What is written, where that is more. */
      readonly written?: PuppetType;
    }
  | { readonly kind: 'Variant'; readonly types: readonly PuppetType[] }
  | { readonly kind: 'Collection'; readonly size: Range }
  | { readonly kind: 'Array'; readonly element: PuppetType; readonly size: Range }
  | { readonly kind: 'Hash'; readonly key: PuppetType; readonly value: PuppetType; readonly size: Range }
  | { readonly kind: 'Struct'; readonly entries: readonly StructEntry[] }
  | { readonly kind: 'Tuple'; readonly types: readonly PuppetType[]; readonly size?: Range }
  | CallableType
  /** A type whose values are objects: `Target`, `Result`, `Error`, `Class[…]`, `Runtime[…]` … */
  | {
      readonly kind: 'Object';
      readonly name: string;
      /** What stands behind the name when it is printed, with the brackets. */
      readonly parameters: string;
      /** The parameters of which one type is wider than another: names of classes, types and titles of resources. */
      readonly arguments?: readonly string[];
      /** What `Object[{…}]` says. */
      readonly definition?: ObjectDefinition;
      /** What `Init[T]` stands for. */
      readonly init?: InitType;
    }
  /** `Data`, `TargetSpec`, a module's `type A = B`; resolved when looked at, since it may contain itself. */
  | { readonly kind: 'Alias'; readonly name: string; readonly resolve: () => PuppetType }
  /** A name that nothing defines. */
  | { readonly kind: 'Reference'; readonly text: string };

/** What a part of a URI must be: equal, of a type, or a match for a regular expression, which is a Regexp here. */
export type UriPart = string | number | PuppetType;

/** The values that a type can be made of. */
export interface InitType {
  /** What is made; absent where nothing is said. */
  readonly type?: PuppetType;
  /** Worked out when asked for, since the type may contain itself; undefined where it isn't known. */
  readonly takes: () =>
    | {
        /** A value that is the type's already, or its one argument. */
        readonly whole: PuppetType;
        /** A list of its arguments. */
        readonly list?: PuppetType;
        /** Whether one value will do for such a list, too. */
        readonly hasOptional: boolean;
      }
    | undefined;
}

/** A type of values with attributes and functions of their own, as `Object[{…}]` defines it. */
export interface ObjectDefinition {
  readonly parent?: PuppetType;
  readonly attributes: readonly ObjectAttribute[];
  readonly functions: readonly { readonly name: string; readonly type: PuppetType }[];
}

/** An attribute of an `Object`. */
export interface ObjectAttribute {
  readonly name: string;
  readonly type: PuppetType;
  /** Whether it may be left out when a value is made: it has a default, or is worked out. */
  readonly isOptional: boolean;
  /** The default as it is printed, where it is simple. */
  readonly value?: string;
  /** `constant`, `derived` or `given_or_derived`. */
  readonly attributeKind?: string;
}

/** A `Callable`; without parameters any. */
export interface CallableType {
  readonly kind: 'Callable';
  /** Absent means any arguments. */
  readonly parameters?: {
    readonly types: readonly PuppetType[];
    readonly size: Range;
    /** Whether bounds are written, even where they say nothing new. */
    readonly bounded?: true;
  };
  readonly block?: PuppetType;
  readonly returns?: PuppetType;
}

/** Any size. */
export const unbounded: Range = { min: 0, max: Number.POSITIVE_INFINITY };
/** Any number. */
export const allNumbers: Range = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
/** `Any`. */
export const anyType: PuppetType = { kind: 'Any' };
/** `Undef`. */
export const undefType: PuppetType = { kind: 'Undef' };
/** `String`. */
export const stringType: PuppetType = { kind: 'String', size: unbounded };
/** What going through a string gives. */
export const oneCharacter: PuppetType = { kind: 'String', size: { min: 1, max: 1 } };

/** The type of exactly this string. */
export function literal(value: string): PuppetType {
  const { length } = [...value];
  return { kind: 'String', value, size: { min: length, max: length } };
}

/** Whether every number of `inner` is in `outer`. */
export function covers(outer: NumberRange, inner: NumberRange): boolean {
  return outer.min <= inner.min && outer.max >= inner.max;
}

/** Whether a number lies in a range. */
export function inRange(range: NumberRange, value: number | bigint): boolean {
  return value >= range.min && value <= range.max;
}

/** How many elements a tuple may have: its own range, else one for each of its types. */
export function tupleSize(type: { readonly types: readonly PuppetType[]; readonly size?: Range }): Range {
  if (type.size !== undefined) return type.size;
  return type.types.length === 0 ? unbounded : { min: type.types.length, max: type.types.length };
}

/** How many entries a hash of this struct may have. */
export function structSize(entries: readonly StructEntry[]): Range {
  return { min: entries.filter((entry) => !entry.optional).length, max: entries.length };
}

/** Follows aliases to what they stand for; an alias that is only itself becomes `Any`. */
export function resolved(type: PuppetType): PuppetType {
  let current = type;
  for (let steps = 0; current.kind === 'Alias'; steps += 1) {
    if (steps > 100) return anyType;
    current = current.resolve();
  }
  return current;
}
