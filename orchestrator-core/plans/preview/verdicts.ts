import {
  entriesOf,
  isAssignable,
  isEqual,
  isInstance,
  isRich,
  type PuppetType,
  type PuppetValue,
  printType,
  rich,
} from '../../language/index.ts';
import { isKnown, kindOf, unknownOf } from './symbolic.ts';

/** Types of which a value of a kind can be told to be an instance, or not; others may look into it. */
const plainKinds: ReadonlySet<string> = new Set([
  'Array',
  'Boolean',
  'Hash',
  'Integer',
  'String',
  'Float',
  'Numeric',
  'Undef',
  'Sensitive',
  'Regexp',
]);
const objectKinds: ReadonlySet<string> = new Set(['Error', 'Future', 'Result', 'ResultSet', 'Target', 'ApplyResult']);

/** Whether a value is an instance of a type; undefined where that is not known. */
export function fitsType(type: PuppetType, value: PuppetValue): boolean | undefined {
  if (isKnown(value)) return isInstance(type, value);
  if (type.kind === 'Any') return true;
  const unknown = unknownOf(value);
  const { shape } = unknown ?? {};
  if (shape?.kind === 'one') {
    const answers = shape.of.map((each) => fitsType(type, each));
    return answers.every((answer) => answer === answers[0]) ? answers[0] : undefined;
  }
  const kind = unknown === undefined ? (Array.isArray(value) ? 'Array' : wholeKind(value)) : kindOf(unknown);
  if (kind === undefined) return undefined;
  if (type.kind === 'Undef') return false;
  if (kind === 'Some') return undefined;
  if (type.kind === 'Variant') {
    const answers = type.types.map((each) => fitsType(each, value));
    if (answers.includes(true)) return true;
    return answers.every((answer) => answer === false) ? false : undefined;
  }
  if (type.kind === 'Optional' || type.kind === 'NotUndef') {
    return type.type === undefined ? true : fitsType(type.type, value);
  }
  if (type.kind === 'Alias') return fitsType(type.resolve(), value);
  if (type.kind === 'Array' && Array.isArray(value)) return fitsArray(type, value);
  if (type.kind === 'Object') return objectKinds.has(kind) || plainKinds.has(kind) ? sameObject(type, kind) : undefined;
  if (!plainKinds.has(type.kind)) return undefined;
  if (objectKinds.has(kind) || type.kind !== kind) return type.kind === 'Numeric' && kind === 'Integer';
  return isAssignable(type, { kind: 'Any' }) || printType(type) === kind ? true : undefined;
}

/** A list of which the length is known, if not all of its elements. */
function fitsArray(type: PuppetType & { readonly kind: 'Array' }, list: readonly PuppetValue[]): boolean | undefined {
  const { size, element } = type;
  if (list.length < size.min || list.length > size.max) return false;
  const answers = list.map((each) => fitsType(element, each));
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function sameObject(type: PuppetType & { readonly kind: 'Object' }, kind: string): boolean | undefined {
  if (type.name === kind) return true;
  // An ApplyResult is a Result, and runs of `apply` give results like others.
  if (/Result$/.test(type.name) && kind === 'Result') return undefined;
  return objectKinds.has(type.name) ? false : undefined;
}

function wholeKind(value: PuppetValue): 'Hash' | undefined {
  return entriesOf(value) === undefined ? undefined : 'Hash';
}

/** Whether two values are equal; undefined where that is not known. */
export function isLike(a: PuppetValue, b: PuppetValue): boolean | undefined {
  if (isKnown(a) && isKnown(b)) return isEqual(a, b);
  const [one, other] = [unknownOf(a), unknownOf(b)];
  for (const [unknown, value] of [
    [one, b],
    [other, a],
  ] as const) {
    const { shape } = unknown ?? {};
    if (shape?.kind === 'one') {
      const answers = shape.of.map((each) => isLike(each, value));
      return answers.every((answer) => answer === answers[0]) ? answers[0] : undefined;
    }
  }
  const [left, right] = [kindOfAny(a), kindOfAny(b)];
  if (left === undefined || right === undefined) return undefined;
  if (left === 'Some' || right === 'Some') return left === 'Undef' || right === 'Undef' ? false : undefined;
  if (left !== right) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    const others: readonly PuppetValue[] = b;
    if (a.length !== b.length) return false;
    return a.some((each: PuppetValue, index) => isLike(each, others[index] ?? null) === false) ? false : undefined;
  }
  return undefined;
}

function kindOfAny(value: PuppetValue): string | undefined {
  if (value === null) return 'Undef';
  const unknown = unknownOf(value);
  if (unknown !== undefined) return kindOf(unknown);
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : undefined;
  if (Array.isArray(value)) return 'Array';
  if (entriesOf(value) !== undefined) return 'Hash';
  return isRich(value) && value[rich] === 'Object' ? value.type.name : undefined;
}
