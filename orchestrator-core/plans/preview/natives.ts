import {
  access,
  callFunction,
  type Evaluation,
  entriesOf,
  isRich,
  lookUp,
  type PuppetValue,
  printType,
  rich,
  textOf,
} from '../../language/index.ts';
import type { PreviewCall } from './call.ts';
import { join } from './join.ts';
import { resultList } from './members.ts';
import {
  areKnown,
  derived,
  describe,
  elementsAtMost,
  isKnown,
  type Kind,
  kindOf,
  needsOf,
  own,
  renamed,
  shortened,
  symbolic,
  unknownOf,
} from './symbolic.ts';
import { fitsType } from './verdicts.ts';

/** Functions whose values are others each time. */
const volatile: ReadonlySet<string> = new Set([
  'fqdn_rand',
  'fqdn_rand_string',
  'fqdn_rotate',
  'fqdn_uuid',
  'generate',
  'pw_hash',
  'rand_array',
  'shuffle',
  'stdlib::fqdn_rand_string',
  'stdlib::fqdn_rotate',
  'time',
]);

/** Whether what a call gives depends on the clock or on chance. */
export function isVolatile(name: string, given: readonly PuppetValue[]): boolean {
  if (volatile.has(name)) return true;
  const [type = null] = given;
  // What is kept secret stays so, and today's date is no date of tomorrow.
  if (name === 'unwrap' || (name === 'strftime' && typeof type === 'string')) return true;
  return (
    name === 'new' && given.length === 1 && isRich(type) && type[rich] === 'Type' && type.type.kind === 'Timestamp'
  );
}

type Abstract = (call: PreviewCall) => PuppetValue | undefined;

/** A built-in function of which not all arguments are known. */
export function* callAbstractly(call: PreviewCall): Evaluation {
  const { frame, node, name, given, text } = call;
  const answer = own(abstracts, name)?.(call);
  if (answer !== undefined) return answer;
  const [first = null] = given;
  if (blind.has(name) && given.every((each) => unknownOf(each) === undefined)) {
    return yield* callFunction(frame, node, name, given, undefined);
  }
  const list = resultList(first);
  if (list !== undefined && blind.has(name)) {
    return yield* callFunction(frame, node, name, [list, ...given.slice(1)], undefined);
  }
  if (name === 'new') return derived(text, given, kindOfNew(first));
  return derived(text, given, own(returns, name));
}

/** Functions that work on collections without a look at what is in them. */
const blind: ReadonlySet<string> = new Set([
  'concat',
  'count',
  'empty',
  'keys',
  'length',
  'merge',
  'partition',
  'reverse',
  'size',
  'slice',
  'values',
  'zip',
]);

/** What functions give that are called with something that is not known. */
const returns: Readonly<Record<string, Kind>> = {
  capitalize: 'String',
  chomp: 'String',
  chop: 'String',
  concat: 'Array',
  count: 'Integer',
  deep_merge: 'Hash',
  delete: 'Some',
  difference: 'Array',
  downcase: 'String',
  empty: 'Boolean',
  flatten: 'Array',
  has_key: 'Boolean',
  intersection: 'Array',
  join: 'String',
  keys: 'Array',
  length: 'Integer',
  lstrip: 'String',
  match: 'Some',
  member: 'Boolean',
  merge: 'Hash',
  prefix: 'Array',
  regsubst: 'Some',
  rstrip: 'String',
  shell_join: 'String',
  shellquote: 'String',
  size: 'Integer',
  sort: 'Some',
  split: 'Array',
  sprintf: 'String',
  strftime: 'String',
  strip: 'String',
  suffix: 'Array',
  to_json: 'String',
  to_json_pretty: 'String',
  'stdlib::to_json': 'String',
  'stdlib::to_json_pretty': 'String',
  union: 'Array',
  unique: 'Some',
  upcase: 'String',
  values: 'Array',
  versioncmp: 'Integer',
};

function kindOfNew(type: PuppetValue): Kind | undefined {
  if (!isRich(type) || type[rich] !== 'Type') return undefined;
  const name = printType(type.type).replace(/\[.*/s, '');
  if (name === 'String' || name === 'Integer' || name === 'Boolean' || name === 'Array' || name === 'Hash') return name;
  return 'Some';
}

/** Functions of which more can be said than of what kind their value is. */
const abstracts: Readonly<Record<string, Abstract>> = {
  size: ({ given: [of = null] }) => lengthOf(of),
  length: ({ given: [of = null] }) => lengthOf(of),
  count: ({ given }) => (given.length === 1 ? lengthOf(given[0] ?? null) : undefined),
  empty: ({ given: [of = null], text }) => {
    const length = lengthOf(of);
    if (length !== undefined) return length === 0;
    return derived(text, [of], 'Boolean');
  },
  pick: (call) => picked(call, (each) => (each === '' ? false : presence(each))),
  pick_default: (call) => picked(call, (each) => (each === '' ? false : presence(each))) ?? call.given.at(-1),
  flatten: flattened,
  unique: ({ given: [of = null], text }) => someOf(of, text),
  sort: ({ given: [of = null], text }) => someOf(of, text),
  delete_undef_values: ({ given: [of = null], text }) => someOf(of, text),
  difference: ({ given: [of = null], text }) => someOf(of, text),
  delete: ({ given: [of = null], text }) => someOf(of, text),
  intersection: ({ given: [of = null], text }) => someOf(of, text),
  first: ({ given: [of = null] }) => (Array.isArray(of) ? ((of as readonly PuppetValue[])[0] ?? null) : undefined),
  dig: (call) => dug(call, call.given.slice(1)),
  get: (call) => {
    const [, path = ''] = call.given;
    if (typeof path !== 'string') return undefined;
    return dug(call, path.split('.').map(keyOf));
  },
  getvar: ({ frame, node, given: [path = null, ...rest], text }) => {
    if (typeof path !== 'string') return undefined;
    const [name = '', ...keys] = path.split('.');
    const start = lookUp(frame.scope, name) ?? null;
    const call = { frame, node, name, given: [start], block: undefined, text };
    const found = dug(call, keys.map(keyOf)) ?? null;
    const named = unknownOf(found) === undefined ? found : renamed(found, `$${pathText(name, keys)}`);
    return named === null && rest.length > 0 ? (rest[0] ?? null) : named;
  },
  is_a: ({ given: [value = null, type = null], text }) => {
    const fits = isRich(type) && type[rich] === 'Type' ? fitsType(type.type, value) : undefined;
    return fits ?? derived(text, [value], 'Boolean');
  },
  assert_type: ({ given: [type = null, value = null] }) => {
    const fits = isRich(type) && type[rich] === 'Type' ? fitsType(type.type, value) : undefined;
    return fits === false ? undefined : value;
  },
  Sensitive: ({ given, text }) => derived(text, given),
  new: ({ given, text }) => {
    const [type = null, ...rest] = given;
    if (!isRich(type) || type[rich] !== 'Type') return undefined;
    const name = printType(type.type);
    if (name === 'Sensitive') {
      return symbolic({ text, needs: needsOf(...rest), shape: { kind: 'is', is: 'Some' }, isSecret: true });
    }
    // A list of results, and an array of what is an array already.
    const [value = null] = rest;
    if (name === 'Array' && Array.isArray(value)) return value;
    if (name === 'Array') return resultList(value);
    return undefined;
  },
  debug: () => null,
  info: () => null,
  notice: () => null,
  warning: () => null,
  err: () => null,
};

/** A part of a path: digits are an index. */
function keyOf(part: string): PuppetValue {
  return /^\d+$/.test(part) ? Number(part) : part;
}

function pathText(name: string, keys: readonly string[]): string {
  return `${name}${keys.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `['${key}']`)).join('')}`;
}

/** How many elements, or characters, there are. */
function lengthOf(of: PuppetValue): number | undefined {
  if (Array.isArray(of)) return of.length;
  const entries = entriesOf(of);
  if (entries !== undefined) return entries.length;
  return resultList(of)?.length;
}

/** Whether a value is there, for `pick`; undefined where that is not known. */
function presence(value: PuppetValue): boolean | undefined {
  if (value === null) return false;
  const unknown = unknownOf(value);
  if (unknown === undefined) return true;
  const kind = kindOf(unknown);
  if (kind === undefined || kind === 'Some') return undefined;
  return kind === 'String' ? undefined : true;
}

function picked(
  { given, text }: PreviewCall,
  isThere: (value: PuppetValue) => boolean | undefined,
): PuppetValue | undefined {
  const possible: PuppetValue[] = [];
  for (const each of given) {
    const answer = isThere(each);
    if (answer !== false) possible.push(each);
    if (answer === true) return join(possible, { text, needs: needsOf(...possible) });
  }
  return possible.length === 0 ? undefined : derived(text, possible, { kind: 'one', of: possible });
}

/** Elements that may be arrays are none that can be told. */
function flattened({ given, text }: PreviewCall): PuppetValue | undefined {
  const elements: PuppetValue[] = [];
  let isCertain = true;
  const add = (value: PuppetValue): boolean => {
    if (Array.isArray(value)) return (value as readonly PuppetValue[]).every(add);
    const unknown = unknownOf(value);
    if (unknown?.shape?.kind === 'some') {
      isCertain = false;
      return unknown.shape.of.every(add);
    }
    if (unknown?.shape?.kind === 'one') {
      if (!unknown.shape.of.some(Array.isArray)) {
        elements.push(value);
        return true;
      }
      isCertain = false;
      return unknown.shape.of.every(add);
    }
    const kind = unknown === undefined ? 'Some' : kindOf(unknown);
    if (kind === undefined || kind === 'Array' || (kind === 'Some' && unknown !== undefined)) return false;
    elements.push(value);
    return true;
  };
  if (!given.every(add)) return derived(text, given, 'Array');
  return isCertain ? elements : derived(text, given, { kind: 'some', of: elements });
}

function someOf(of: PuppetValue, text: string): PuppetValue | undefined {
  const elements = elementsAtMost(of);
  return elements === undefined ? undefined : derived(text, [of], { kind: 'some', of: elements });
}

function dug(
  { frame, node, given: [start = null], text }: PreviewCall,
  path: readonly PuppetValue[],
): PuppetValue | undefined {
  let at: PuppetValue = start;
  for (const key of path) {
    if (at === null) return null;
    if (!areKnown([key])) return derived(text, [at, key]);
    if (unknownOf(at) !== undefined) return derived(shortened(`${describe(at)}[${textOf(key)}]`), [at]);
    const place = { kind: 'access', left: node, keys: [node], start: node.start, end: node.end } as const;
    if (isKnown(at) || Array.isArray(at) || entriesOf(at) !== undefined) at = access(frame, place, at, [key]);
  }
  return at;
}
