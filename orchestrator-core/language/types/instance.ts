import { isAssignable } from './assignable.ts';
import { inferReduced } from './infer-type.ts';
import { partsOfUri } from './ranged-readers.ts';
import { rangeIncludes } from './semantic-version.ts';
import { type InitType, inRange, type PuppetType, resolved, tupleSize } from './type.ts';
import { uriPartFits, valueOfPart } from './uri-parts.ts';
import { entriesOf, isRich, type PuppetValue, type RichValue, rich } from './value.ts';

/** How deep a value may nest before it is refused as an instance of anything that looks into it. */
const deepest = 500;

/** Whether a value is an instance of the type; `null` is undef, a number without a fraction an Integer. */
export function isInstance(type: PuppetType, value: PuppetValue): boolean {
  return judge(type, value, 0, new Set());
}

/** `unfolded` are the names of the aliases that this very value was compared with: what comes back to one of them finds no more. */
function judge(type: PuppetType, value: PuppetValue, depth: number, unfolded: Set<string>): boolean {
  if (depth > deepest) return false;
  const inner = (of: PuppetType, each: PuppetValue): boolean => judge(of, each, depth + 1, new Set());
  const same = (of: PuppetType): boolean => judge(of, value, depth + 1, unfolded);
  switch (type.kind) {
    case 'Any':
    case 'Unit':
      return true;
    case 'Scalar':
      return isPlainScalar(value) || (isRich(value) && richScalars.has(value[rich]));
    case 'ScalarData':
      return isPlainScalar(value) || isKind(value, 'Float');
    case 'Numeric':
      return typeof value === 'number' || typeof value === 'bigint' || isKind(value, 'Float');
    case 'Undef':
      return value === null;
    case 'String':
      if (typeof value !== 'string') return false;
      return type.value === undefined ? inRange(type.size, characters(value)) : type.value === value;
    case 'Integer':
      return (typeof value === 'bigint' || Number.isInteger(value)) && inRange(type.range, value as number | bigint);
    case 'Float': {
      const float = isKind(value, 'Float') ? value.value : value;
      return typeof float === 'number' && (float !== value || !Number.isInteger(value)) && inRange(type.range, float);
    }
    case 'Boolean':
      return typeof value === 'boolean' && (type.value === undefined || type.value === value);
    case 'Enum':
      return typeof value === 'string' && enumerates(type, value);
    case 'Pattern':
      if (typeof value !== 'string') return false;
      return type.patterns.length === 0 || type.patterns.some((pattern) => pattern.regex?.test(value) === true);
    case 'Optional':
      return value === null || type.type === undefined || same(type.type);
    case 'NotUndef':
      return value !== null && (type.type === undefined || same(type.type));
    case 'Variant':
      return type.types.some(same);
    case 'Alias':
      if (unfolded.has(type.name)) return false;
      unfolded.add(type.name);
      return same(resolved(type));
    case 'Collection':
    case 'Array':
    case 'Hash':
    case 'Struct':
    case 'Tuple':
      return holds(type, value, inner);
    case 'Iterable':
      return iterates(type.type, value);
    case 'Object':
      if (type.init !== undefined) return initializes(type.init, value, same);
      return isRich(value) && isRichInstance(type, value, inner);
    default:
      return isRich(value) && isRichInstance(type, value, inner);
  }
}

/** Whether a value, or a list of them, is what a type can be made of. */
function initializes({ takes }: InitType, value: PuppetValue, same: (of: PuppetType) => boolean): boolean {
  const taken = takes();
  if (taken === undefined || same(taken.whole)) return true;
  if (taken.list === undefined) return false;
  return same(taken.list) || (taken.hasOptional && isInstance(taken.list, [value]));
}

type Inner = (of: PuppetType, each: PuppetValue) => boolean;
type Kind = RichValue[typeof rich];

const richScalars: ReadonlySet<Kind> = new Set(['Float', 'Regexp', 'SemVer', 'SemVerRange', 'Timestamp', 'Timespan']);

function isKind<K extends Kind>(value: PuppetValue, kind: K): value is RichValue & { readonly [rich]: K } {
  return isRich(value) && value[rich] === kind;
}

function isPlainScalar(value: PuppetValue): boolean {
  return value !== null && typeof value !== 'object';
}

function isRichInstance(type: PuppetType, value: RichValue, inner: Inner): boolean {
  switch (type.kind) {
    case 'Default':
    case 'Binary':
    case 'SemVerRange':
      return value[rich] === type.kind;
    case 'Regexp':
      return isKind(value, 'Regexp') && (type.pattern === undefined || type.pattern === value.source);
    case 'Sensitive':
      return isKind(value, 'Sensitive') && (type.type === undefined || inner(type.type, value.value));
    case 'Type':
      return isKind(value, 'Type') && (type.type === undefined || isAssignable(type.type, value.type));
    case 'Timestamp':
    case 'Timespan': {
      if (value[rich] !== type.kind) return false;
      const { nanoseconds } = value;
      return (type.min === undefined || nanoseconds >= type.min) && (type.max === undefined || nanoseconds <= type.max);
    }
    case 'SemVer':
      if (!isKind(value, 'SemVer')) return false;
      return type.ranges === undefined || type.ranges.some((range) => rangeIncludes(range, value.version));
    case 'URI': {
      if (!isKind(value, 'URI')) return false;
      const parts = partsOfUri(value.uri);
      return Object.entries(type.parts ?? {}).every(([name, part]) =>
        uriPartFits(part, valueOfPart(parts, name), isAssignable),
      );
    }
    case 'Iterator':
      if (!isKind(value, 'Iterator')) return false;
      return type.type === undefined || isAssignable(type.type, value.element ?? { kind: 'Any' });
    case 'Callable':
      return isKind(value, 'Callable') && isAssignable(type, value.type);
    case 'Object':
      return isKind(value, 'Object') && isObjectInstance(type, value);
    default:
      return false;
  }
}

/** `Error['kind', 'code']` asks for the attributes of those names. */
function isObjectInstance(
  type: PuppetType & { kind: 'Object' },
  value: RichValue & { readonly [rich]: 'Object' },
): boolean {
  if (type.name !== 'Error' || type.arguments === undefined) return isAssignable(type, value.type);
  if (value.type.name !== 'Error') return false;
  const given = [value.attributes['kind'], value.attributes['issue_code']];
  return type.arguments.every((wanted, index) => wanted === `'${given[index]}'`);
}

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

/** A value whose elements' type is asked for is judged by its own type, as Puppet does. */
function iterates(element: PuppetType | undefined, value: PuppetValue): boolean {
  if (element !== undefined && !isAssignable(element, { kind: 'Any' })) {
    return isAssignable({ kind: 'Iterable', type: element }, inferReduced(value));
  }
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0;
  if (typeof value === 'bigint') return value >= 0n;
  if (typeof value === 'string' || Array.isArray(value) || entriesOf(value) !== undefined) return true;
  if (!isRich(value)) return false;
  if (isKind(value, 'Type')) return isAssignable({ kind: 'Iterable' }, { kind: 'Type', type: resolved(value.type) });
  return value[rich] === 'Iterator' || (isKind(value, 'Object') && isAssignable({ kind: 'Iterable' }, value.type));
}

type Container = PuppetType & { kind: 'Collection' | 'Array' | 'Hash' | 'Struct' | 'Tuple' };

function holds(type: Container, value: PuppetValue, inner: Inner): boolean {
  if (Array.isArray(value)) {
    const list: readonly PuppetValue[] = value;
    if (type.kind === 'Collection') return inRange(type.size, list.length);
    if (type.kind === 'Tuple') return matchesTuple(type, list, inner);
    if (type.kind !== 'Array' || !inRange(type.size, list.length)) return false;
    return list.every((each) => inner(type.element, each));
  }
  const entries = entriesOf(value);
  if (entries === undefined) return false;
  if (type.kind === 'Collection') return inRange(type.size, entries.length);
  if (type.kind === 'Struct') return matchesStruct(type, new Map(entries), inner);
  if (type.kind !== 'Hash' || !inRange(type.size, entries.length)) return false;
  return entries.every(([key, each]) => inner(type.key, key) && inner(type.value, each));
}

function matchesStruct(
  type: PuppetType & { kind: 'Struct' },
  value: ReadonlyMap<PuppetValue, PuppetValue>,
  inner: Inner,
): boolean {
  let matched = 0;
  for (const entry of type.entries) {
    const given = value.get(entry.name);
    if (given === undefined) {
      if (!entry.optional) return false;
    } else if (!inner(entry.value, given)) return false;
    else matched += 1;
  }
  return matched === value.size;
}

function matchesTuple(type: PuppetType & { kind: 'Tuple' }, value: readonly PuppetValue[], inner: Inner): boolean {
  if (!inRange(tupleSize(type), value.length)) return false;
  return value.every((each, index) => {
    const of = type.types[Math.min(index, type.types.length - 1)];
    return of === undefined || inner(of, each);
  });
}
