import { inferType } from '../../types/infer-type.ts';
import { printType, typeName } from '../../types/print-type.ts';
import { entriesOf, type PuppetValue } from '../../types/value.ts';
import { callClosure } from '../call.ts';
import { type Evaluation, FunctionFault } from '../evaluation.ts';
import type { NativeCall } from '../frame.ts';
import { lookUp } from '../scope.ts';
import { textOf } from '../value-text.ts';
import { entry, hashOf, identity, isKind } from '../values.ts';
import { elementsOf, isHash, single } from './elements.ts';
import type { NativeTable } from './table.ts';

/** Functions about arrays, hashes and what lies in them. */
export const collectionFunctions: NativeTable = {
  length: ({ arguments: [of = null] }) => sizeOf(of),
  size: ({ arguments: [of = null] }) => sizeOf(of),
  empty: ({ arguments: [of = null] }) => of === null || (isSized(of) && sizeOf(of) === 0),
  keys: ({ arguments: [of = null] }) => entriesOf(of)?.map(([key]) => key) ?? [],
  values: ({ arguments: [of = null] }) => entriesOf(of)?.map(([, value]) => value) ?? [],
  flatten: ({ arguments: given }) => flattened(given),
  unique: function* ({ arguments: [of = null], block }) {
    return yield* uniqueOf(of, block);
  },
  join: ({ arguments: [of = null, separator = ''] }) =>
    flattened(Array.isArray(of) ? of : [of])
      .map(textOf)
      .join(textOf(separator)),
  dig: ({ arguments: [of = null, ...path] }) => dig(of, path),
  get: function* (call) {
    const [of = null, path = '', fallback = null] = call.arguments;
    return yield* found(call, navigate(of, segmentsOf(textOf(path))), fallback);
  },
  getvar: function* (call) {
    const [path = '', fallback = null] = call.arguments;
    const [, name = '', rest = ''] = /^((?:::)?\w+(?:::\w+)*)(?:\.(.*))?$/s.exec(textOf(path)) ?? [];
    if (name === '') throw new FunctionFault(`The given string does not start with a valid variable name`);
    const value = lookUp(call.frame.scope, name) ?? null;
    return yield* found(call, navigate(value, segmentsOf(rest)), fallback);
  },
  tree_each: function* ({ arguments: [of = null, options = {}], block }) {
    const visits = treeOf(of, options);
    if (block === undefined) return visits.map(([path, value]) => [path, value]);
    for (const [path, value] of visits) {
      yield* callClosure(block, block.lambda.parameters.length > 1 ? [path, value] : [[path, value]]);
    }
    return of;
  },
};

function isSized(of: PuppetValue): boolean {
  return typeof of === 'string' || Array.isArray(of) || isHash(of) || isKind(of, 'Binary') || isKind(of, 'Sensitive');
}

function sizeOf(of: PuppetValue): number {
  if (typeof of === 'string') return [...of].length;
  if (Array.isArray(of)) return of.length;
  if (isKind(of, 'Binary')) return of.bytes.length;
  if (isKind(of, 'Sensitive')) return sizeOf(of.value);
  return entriesOf(of)?.length ?? 0;
}

/** All elements of arrays in arrays, in their order. Hashes stay as they are inside, and become pairs at the top. */
export function flattened(values: readonly PuppetValue[]): readonly PuppetValue[] {
  return values.flatMap((value) => (Array.isArray(value) ? flattened(value) : [value]));
}

interface Group {
  readonly keys: PuppetValue[];
  readonly values: Map<string, PuppetValue>;
}

/** The keys of equal values, or of those for which the lambda gives the same, together with the values. */
function* uniqueEntries(of: PuppetValue, block: NativeCall['block']): Evaluation {
  const groups = new Map<string, Group>();
  for (const [key, value] of elementsOf(of)) {
    const id = identity(block === undefined ? value : yield* callClosure(block, [value]));
    const group: Group = groups.get(id) ?? { keys: [], values: new Map() };
    group.keys.push(key);
    if (!group.values.has(identity(value))) group.values.set(identity(value), value);
    groups.set(id, group);
  }
  return hashOf([...groups.values()].map(({ keys, values }) => [keys, [...values.values()]]));
}

function* uniqueOf(of: PuppetValue, block: NativeCall['block']): Evaluation {
  if (isHash(of)) return yield* uniqueEntries(of, block);
  const seen = new Set<string>();
  const kept: (readonly [PuppetValue, PuppetValue])[] = [];
  for (const element of elementsOf(of)) {
    const key = identity(block === undefined ? element[1] : yield* callClosure(block, [single(of, element)]));
    if (!seen.has(key)) kept.push(element);
    seen.add(key);
  }
  if (typeof of === 'string') return kept.map(([, character]) => textOf(character)).join('');
  return kept.map(([, value]) => value);
}

/** Goes down through keys and indexes as far as there is something. */
function dig(of: PuppetValue, path: readonly PuppetValue[]): PuppetValue {
  let value = of;
  for (const [index, key] of path.entries()) {
    if (value === null) return null;
    if (Array.isArray(value)) value = elementAt(value, path.slice(0, index + 1));
    else if (isHash(value)) value = entry(value, key) ?? null;
    else throw notCollection(path.slice(0, index), value);
  }
  return value;
}

function elementAt(list: readonly PuppetValue[], path: readonly PuppetValue[]): PuppetValue {
  const key = path.at(-1) ?? null;
  if (typeof key === 'number') return list.at(key) ?? null;
  const walked = path.map(shownKey).join(', ');
  throw new FunctionFault(`The given data requires an Integer index at [${walked}], got '${typeName(inferType(key))}'`);
}

function notCollection(path: readonly PuppetValue[], value: PuppetValue): FunctionFault {
  const walked = path.map(shownKey).join(', ');
  const type = printType(inferType(value));
  return new FunctionFault(`The given data does not contain a Collection at [${walked}], got '${type}'`);
}

function shownKey(key: PuppetValue): string {
  return typeof key === 'string' ? `"${key}"` : textOf(key);
}

/** `a.b.0.'c.d'`: parts between dots, quoted where they hold dots; those that are digits are indexes. */
function segmentsOf(path: string): readonly PuppetValue[] {
  if (path === '') return [];
  const parts = path.match(/'[^']*'|"[^"]*"|[^.'"]+/g);
  if (parts === null) throw new FunctionFault(`Syntax error in dotted-navigation string`);
  return parts.map((part) => {
    if (/^['"]/.test(part)) return part.slice(1, -1);
    return /^\d+$/.test(part) ? Number(part) : part;
  });
}

type Way = { readonly value: PuppetValue } | { readonly missing: PuppetValue };

function navigate(of: PuppetValue, path: readonly PuppetValue[]): Way {
  let value = of;
  for (const [index, key] of path.entries()) {
    if (value !== null && !Array.isArray(value) && !isHash(value)) throw notCollection(path.slice(0, index), value);
    const next = Array.isArray(value)
      ? typeof key === 'number'
        ? (value as readonly PuppetValue[])[key]
        : undefined
      : (entry(value, key) ?? (typeof key === 'number' ? entry(value, String(key)) : undefined));
    if (next === undefined) return { missing: value };
    value = next;
  }
  return { value };
}

/** A lambda is asked where the way ends too early; undef counts as nothing found. */
function* found({ block }: NativeCall, way: Way, fallback: PuppetValue): Evaluation {
  if ('value' in way) return way.value ?? fallback;
  return block === undefined || fallback !== null
    ? fallback
    : yield* callClosure(block, ['VALUE_NOT_FOUND', way.missing]);
}

type Visit = readonly [path: readonly PuppetValue[], value: PuppetValue];

/** Every container and value below a value with its path, in the order that the options ask for. */
function treeOf(of: PuppetValue, options: PuppetValue): readonly Visit[] {
  const flag = (name: string) => entry(options, name) ?? true;
  const containers = flag('include_containers') !== false;
  const values = flag('include_values') !== false;
  const order = entry(options, 'order') ?? 'depth_first';
  const visits: Visit[] = [];
  const isContainer = (value: PuppetValue) => Array.isArray(value) || isHash(value);
  const keep = ([path, value]: Visit): void => {
    if (path.length === 0 && flag('include_root') === false) return;
    if (isContainer(value) ? containers : values) visits.push([path, value]);
  };
  const below = ([path, value]: Visit): readonly Visit[] =>
    isContainer(value) ? elementsOf(value).map(([key, each]) => [[...path, key], each] as const) : [];
  const waiting: Visit[] = [[[], of]];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    keep(next);
    if (order === 'breadth_first') waiting.push(...below(next));
    else waiting.unshift(...below(next));
  }
  return visits;
}
