import {
  entriesOf,
  isRich,
  type PuppetObject,
  type PuppetValue,
  type RichValue,
  rich,
  sourceOf,
} from '../../language/index.ts';

/**
 * Values that are not known stand among those that are: a symbolic value is one of the language like every other, so that
 * arrays and hashes hold them, and whatever does not look at elements works on them as it does on all.
 */
const symbol: unique symbol = Symbol('unknown');

/** The variable, which no plan can name, that holds what a regular expression was last held against, where that is not known. */
export const unknownMatch = ' match';

/** What is known of a value that is not known. */
export interface Unknown {
  /** What stands in its place in the plan: `$result.first['uptime']`. */
  readonly text: string;
  /** Whether the text is what stands inside of a double-quoted string. */
  readonly isText?: boolean;
  /** Ids of the steps it depends on. */
  readonly needs: readonly string[];
  readonly shape?: Shape;
  /** Whether it must not be shown, even where it is known in part. */
  readonly isSecret?: boolean;
  /** Whether there is a secret in it, whose name alone is shown. */
  readonly holdsSecret?: boolean;
}

/** The kinds of values that can be told apart without knowing them. */
export type Kind = 'Array' | 'Boolean' | 'Error' | 'Hash' | 'Integer' | 'String' | 'Target' | 'Some';

/** What more is known of an unknown value. */
export type Shape =
  /** A value of this kind; `Some` is neither undef nor false. */
  | { readonly kind: 'is'; readonly is: Kind }
  /** What a run gives: one result for each target, which are known more often than what came of them. */
  | {
      readonly kind: 'results';
      readonly targets: PuppetValue;
      readonly ok: boolean | undefined;
      readonly action: string;
    }
  | { readonly kind: 'result'; readonly target: PuppetValue; readonly ok: boolean | undefined; readonly action: string }
  /** An array of some of these, in their order. */
  | { readonly kind: 'some'; readonly of: readonly PuppetValue[] }
  /** One of these. */
  | { readonly kind: 'one'; readonly of: readonly PuppetValue[] }
  /** What goes on in the background, and what will come of it, or that it is sure to fail. */
  | { readonly kind: 'future'; readonly value: PuppetValue; readonly fails: boolean };

type Symbolic = RichValue & { readonly [rich]: 'Object'; readonly [symbol]: Unknown };

const noAttributes: PuppetObject = {};
/** What is in parts of the name of no type of anyone. */
const type = { kind: 'Object', name: 'Unknown', parameters: '' } as const;

/** A value that is not known. */
export function symbolic(unknown: Unknown): PuppetValue {
  const value: Symbolic = { [rich]: 'Object', type, attributes: noAttributes, [symbol]: unknown };
  return value;
}

/** What is known of a value that is not known; undefined for one that is, or is in part. */
export function unknownOf(value: PuppetValue | undefined): Unknown | undefined {
  if (typeof value !== 'object' || value === null || !(symbol in value)) return undefined;
  return (value as Symbolic)[symbol];
}

const known = new WeakMap<object, boolean>();

/** Whether a value is known as a whole. */
export function isKnown(value: PuppetValue): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (symbol in value) return false;
  const before = known.get(value);
  if (before !== undefined) return before;
  const answer = partsOf(value).every(isKnown);
  known.set(value, answer);
  return answer;
}

/** Whether all values are known as a whole. */
export function areKnown(values: readonly PuppetValue[]): boolean {
  return values.every(isKnown);
}

function partsOf(value: PuppetValue): readonly PuppetValue[] {
  if (Array.isArray(value)) return value as readonly PuppetValue[];
  const entries = entriesOf(value);
  if (entries !== undefined) return entries.flat();
  if (!isRich(value)) return [];
  if (value[rich] === 'Sensitive') return [value.value];
  return value[rich] === 'Object' ? Object.values(value.attributes) : [];
}

/** The steps that values depend on, in the order of the text. */
export function needsOf(...values: readonly PuppetValue[]): readonly string[] {
  const needs = new Set<string>();
  const add = (value: PuppetValue): void => {
    if (isKnown(value)) return;
    const unknown = unknownOf(value);
    if (unknown === undefined) partsOf(value).forEach(add);
    else for (const need of unknown.needs) needs.add(need);
  };
  values.forEach(add);
  return [...needs];
}

/** The name of a value that is not known; everything else stays as it is. */
export function renamed(value: PuppetValue, text: string): PuppetValue {
  const unknown = unknownOf(value);
  if (unknown === undefined) return value;
  const { isText: _, ...rest } = unknown;
  return symbolic({ ...rest, text });
}

/** A value that depends on the others and is called so. */
export function derived(text: string, from: readonly PuppetValue[], shape?: Shape | Kind): PuppetValue {
  const is: Shape | undefined = typeof shape === 'string' ? { kind: 'is', is: shape } : shape;
  const isSecret = from.some(hasSecret);
  return symbolic({
    text,
    needs: needsOf(...from),
    ...(is !== undefined && { shape: is }),
    ...(isSecret && { isSecret }),
  });
}

/** Whether what is made of a value may tell a secret. */
function hasSecret(value: PuppetValue): boolean {
  return unknownOf(value)?.isSecret === true || (isRich(value) && value[rich] === 'Sensitive');
}

/** Whether there is a secret in some of these values. */
export function holdsSecret(...values: readonly PuppetValue[]): boolean {
  return values.some((value) => {
    if (hasSecret(value) || unknownOf(value)?.holdsSecret === true) return true;
    return unknownOf(value) === undefined && holdsSecret(...partsOf(value));
  });
}

/** What kind of value an unknown one is sure to be. */
export function kindOf({ shape, isText }: Unknown): Kind | 'ResultSet' | 'Result' | 'Future' | undefined {
  if (isText === true) return 'String';
  switch (shape?.kind) {
    case 'is':
      return shape.is;
    case 'results':
      return 'ResultSet';
    case 'result':
      return 'Result';
    case 'some':
      return 'Array';
    case 'future':
      return 'Future';
    default:
      return undefined;
  }
}

/** Whether a condition on the value holds; undefined where that is not known. */
export function truthOf(value: PuppetValue): boolean | undefined {
  const unknown = unknownOf(value);
  if (unknown === undefined) return value !== null && value !== false;
  const { shape } = unknown;
  if (shape?.kind === 'one') {
    const truths = shape.of.map(truthOf);
    return truths.every((truth) => truth === truths[0]) ? truths[0] : undefined;
  }
  const kind = kindOf(unknown);
  return kind === undefined || kind === 'Boolean' ? undefined : true;
}

const longest = 80;

/** A value as it stands in source, with the names of what is not known. */
export function describe(value: PuppetValue): string {
  const unknown = unknownOf(value);
  if (unknown !== undefined) return unknown.isText === true ? `"${unknown.text}"` : unknown.text;
  if (Array.isArray(value)) return `[${(value as readonly PuppetValue[]).map(describe).join(', ')}]`;
  const entries = entriesOf(value);
  if (entries !== undefined) {
    return `{${entries.map(([key, each]) => `${describe(key)} => ${describe(each)}`).join(', ')}}`;
  }
  if (isRich(value) && value[rich] === 'Object' && value.type.name === 'Target') return nameOf(value);
  return sourceOf(value);
}

/** The name of a Target or the text of a string; empty for everything else. */
export function nameOf(value: PuppetValue): string {
  if (typeof value === 'string') return value;
  if (!isRich(value) || value[rich] !== 'Object') return '';
  const { name } = value.attributes;
  return typeof name === 'string' ? name : '';
}

/** A text of one line that is not too long for one. */
export function shortened(text: string, most: number = longest): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  return `${wholeUnits(line.slice(0, most - 1))}…`;
}

/** Without half of a character at the end. */
function wholeUnits(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}

/** What stands between `${` and `}` for a value that is not known. */
export function interpolated(value: PuppetValue): string {
  const unknown = unknownOf(value);
  if (unknown?.isText === true) return unknown.text;
  const text = unknown === undefined ? shortened(describe(value)) : unknown.text;
  return `\${${text.replace(/^\$(?=\w)/, '')}}`;
}

/** A list that is known, or of which is known what is in it at most. */
export function elementsAtMost(value: PuppetValue): readonly PuppetValue[] | undefined {
  if (Array.isArray(value)) return value as readonly PuppetValue[];
  const { shape } = unknownOf(value) ?? {};
  return shape?.kind === 'some' ? shape.of : undefined;
}

/** What a table has under a name of somebody else's choice. */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
