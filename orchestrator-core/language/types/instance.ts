import type { Json } from '../../common/index.ts';
import { isJsonObject } from '../../common/index.ts';
import { inRange, type PuppetType, resolved, tupleSize } from './type.ts';

/** How deep a value may nest before it is refused as an instance of anything that looks into it. */
const deepest = 500;

/** Whether a JSON value is an instance of the type; `null` is undef, a number without a fraction an Integer. */
export function isInstance(type: PuppetType, value: Json, depth = 0): boolean {
  if (depth > deepest) return false;
  const inner = (of: PuppetType, each: Json): boolean => isInstance(of, each, depth + 1);
  switch (type.kind) {
    case 'Any':
    case 'Unit':
      return true;
    case 'Scalar':
    case 'ScalarData':
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    case 'Numeric':
      return typeof value === 'number';
    case 'Undef':
      return value === null;
    case 'String':
      if (typeof value !== 'string') return false;
      return type.value === undefined ? inRange(type.size, characters(value)) : type.value === value;
    case 'Integer':
      return typeof value === 'number' && Number.isInteger(value) && inRange(type.range, value);
    case 'Float':
      return typeof value === 'number' && !Number.isInteger(value) && inRange(type.range, value);
    case 'Boolean':
      return typeof value === 'boolean' && (type.value === undefined || type.value === value);
    case 'Enum':
      return typeof value === 'string' && enumerates(type, value);
    case 'Pattern':
      if (typeof value !== 'string') return false;
      return type.patterns.length === 0 || type.patterns.some((pattern) => pattern.regex?.test(value) === true);
    case 'Optional':
      return value === null || type.type === undefined || inner(type.type, value);
    case 'NotUndef':
      return value !== null && (type.type === undefined || inner(type.type, value));
    case 'Variant':
      return type.types.some((each) => inner(each, value));
    case 'Collection':
      return typeof value === 'object' && value !== null && inRange(type.size, Object.keys(value).length);
    case 'Iterable':
      return iterates(type.type, value, inner);
    case 'Array':
      return (
        Array.isArray(value) && inRange(type.size, value.length) && value.every((each) => inner(type.element, each))
      );
    case 'Hash': {
      if (!isJsonObject(value)) return false;
      const entries = Object.entries(value);
      return (
        inRange(type.size, entries.length) && entries.every(([k, v]) => inner(type.key, k) && inner(type.value, v))
      );
    }
    case 'Struct':
      return isJsonObject(value) && matchesStruct(type, value, inner);
    case 'Tuple':
      return Array.isArray(value) && matchesTuple(type, value, inner);
    case 'Alias':
      return isInstance(resolved(type), value, depth + 1);
    default:
      return false;
  }
}

type Inner = (of: PuppetType, each: Json) => boolean;

function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function enumerates(type: PuppetType & { kind: 'Enum' }, value: string): boolean {
  if (!type.caseInsensitive) return type.values.includes(value);
  const lower = value.toLowerCase();
  return type.values.some((each) => each.toLowerCase() === lower);
}

function iterates(element: PuppetType | undefined, value: Json, inner: Inner): boolean {
  if (Array.isArray(value)) return element === undefined || value.every((each: Json) => inner(element, each));
  if (typeof value === 'number' && Number.isInteger(value))
    return element === undefined ? value >= 0 : inner(element, value);
  return element === undefined && (typeof value === 'string' || isJsonObject(value));
}

function matchesStruct(
  type: PuppetType & { kind: 'Struct' },
  value: { readonly [key: string]: Json },
  inner: Inner,
): boolean {
  let matched = 0;
  for (const entry of type.entries) {
    const given = Object.hasOwn(value, entry.name) ? value[entry.name] : undefined;
    if (given === undefined) {
      if (!entry.optional) return false;
    } else if (!inner(entry.value, given)) return false;
    else matched += 1;
  }
  return matched === Object.keys(value).length;
}

function matchesTuple(type: PuppetType & { kind: 'Tuple' }, value: readonly Json[], inner: Inner): boolean {
  if (!inRange(tupleSize(type), value.length)) return false;
  return value.every((each, index) => {
    const of = type.types[Math.min(index, type.types.length - 1)];
    return of === undefined || inner(of, each);
  });
}
