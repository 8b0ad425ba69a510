import type { Parsed, Span } from '../language/index.ts';
import type { TextMap, YamlMap, YamlNode, YamlStyle } from '../project/index.ts';
import type { StepKind } from './step-kinds.ts';

/**
 * How Bolt treats a string: as it is, as the inside of a double-quoted Puppet string, or as Puppet code. Double-quoted
 * YAML is interpolated; a literal block (`|`) is code, and so is a bare string that begins with `$`.
 */
export type Treatment = 'literal' | 'interpolated' | 'code';

/** Puppet source that stands in a YAML string, with the way back to the document. */
export interface PlanExpression {
  /** What Bolt hands to Puppet's parser: an interpolated string has double quotes around it. */
  readonly parsed: Parsed;
  readonly map: TextMap;
}

/** A string. Offsets are UTF-16 units of the document; the span has the quotes in it, `inner` has not. */
export interface PlanString extends Span {
  readonly kind: 'string';
  readonly value: string;
  readonly style: YamlStyle;
  readonly inner: Span;
  readonly treatment: Treatment;
  /** Of the value's own characters. */
  readonly map: TextMap;
  /** For strings that Bolt evaluates. */
  readonly expression?: PlanExpression;
}

/** A number, a boolean or nothing. */
export interface PlanScalar extends Span {
  readonly kind: 'scalar';
  readonly value: number | boolean | null;
  readonly text: string;
}

/** A list in a plan. */
export interface PlanList extends Span {
  readonly kind: 'list';
  readonly items: readonly PlanValue[];
}

/** A hash in a plan. */
export interface PlanHash extends Span {
  readonly kind: 'hash';
  readonly entries: readonly PlanEntry[];
}

/** A key, which is never evaluated, with its value; the value is undefined where nothing was written. */
export interface PlanEntry extends Span {
  readonly key: string;
  /** Without quotes. */
  readonly keySpan: Span;
  readonly value: PlanValue | undefined;
}

/** Anything that stands under a key of a plan. */
export type PlanValue = PlanString | PlanScalar | PlanList | PlanHash;

/** A name with its place. */
export interface PlanName extends Span {
  readonly value: string;
}

/** A parameter of a plan. */
export interface PlanParameter {
  readonly name: PlanName;
  /** Its type expression; absent where any value will do. */
  readonly type?: PlanString;
  /** Absent where a caller must give one. Never evaluated. */
  readonly default?: PlanValue;
  readonly description?: string;
  /** The whole entry. */
  readonly span: Span;
  readonly entries: readonly PlanEntry[];
}

/** A step of a plan. */
export interface PlanStep extends Span {
  /** Counted from 1, as Bolt counts. */
  readonly number: number;
  /** Undefined where no key, or more than one, says what the step does. */
  readonly kind: StepKind | undefined;
  /** The variable that the step sets; undefined also where what is written is no name for a variable. */
  readonly name: PlanName | undefined;
  readonly entries: readonly PlanEntry[];
}

/** A YAML plan as far as it could be read. Whatever is broken is left out, and a problem says so. */
export interface YamlPlan {
  readonly source: string;
  /** As Puppet has it: `module::name`. */
  readonly name: string;
  readonly parameters: readonly PlanParameter[];
  readonly isPrivate: boolean | undefined;
  readonly description: string | undefined;
  readonly steps: readonly PlanStep[];
  readonly return: PlanValue | undefined;
  /** The entries at the top. */
  readonly entries: readonly PlanEntry[];
  /** The tree it was read from. */
  readonly root: YamlNode | undefined;
  readonly map: YamlMap | undefined;
}

/** What can be wrong with a YAML plan. Stable. */
export type YamlPlanCode =
  | 'yaml-syntax'
  | 'yaml-alias'
  | 'duplicate-key'
  | 'yaml-plan-duplicate-name'
  | 'yaml-plan-expression'
  | 'yaml-plan-missing-key'
  | 'yaml-plan-name'
  | 'yaml-plan-repeated-option'
  | 'yaml-plan-shape'
  | 'yaml-plan-step'
  | 'yaml-plan-type'
  | 'yaml-plan-unknown-key';

/** Something that Bolt refuses in a YAML plan; of code `duplicate-key` what it would read without a word. */
export interface YamlPlanProblem extends Span {
  readonly code: YamlPlanCode;
  readonly message: string;
  /** Names that could stand in the span instead, one of which was perhaps meant. */
  readonly known?: readonly string[];
  /** The key that is missing, for fixes. */
  readonly missing?: readonly string[];
}

/** The value of a key; of a key that is repeated the last one, as Ruby's YAML has it. */
export function planEntry(entries: readonly PlanEntry[], key: string): PlanEntry | undefined {
  return entries.findLast((entry) => entry.key === key);
}

/** What a string says; undefined for everything else. */
export function stringOf(value: PlanValue | undefined): string | undefined {
  return value?.kind === 'string' ? value.value : undefined;
}

/** All strings of a value, in the order of the text. */
export function stringsIn(value: PlanValue | undefined): readonly PlanString[] {
  if (value === undefined) return [];
  if (value.kind === 'string') return [value];
  if (value.kind === 'list') return value.items.flatMap(stringsIn);
  return value.kind === 'hash' ? value.entries.flatMap((entry) => stringsIn(entry.value)) : [];
}
