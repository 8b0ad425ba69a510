import {
  entriesOf,
  entry,
  hashOf,
  isEqual,
  isHash,
  mismatches,
  type PuppetType,
  type PuppetValue,
  parseType,
  textOf,
} from '../../language/index.ts';
import { DataFault, HieraError } from './hiera-error.ts';

/** How several values of a key become one; `first` takes the one of the highest priority. */
export interface MergeStrategy {
  readonly name: 'first' | 'unique' | 'hash' | 'deep';
  readonly knockoutPrefix?: string;
  readonly mergeHashArrays: boolean;
  readonly sortMergedArrays: boolean;
}

const options = new Set(['strategy', 'knockout_prefix', 'merge_debug', 'merge_hash_arrays', 'sort_merged_arrays']);

/** Reads what `merge` says: the name of a strategy, or a hash with it. @throws HieraError */
export function readMerge(merge: PuppetValue): MergeStrategy {
  const given = merge === null ? 'first' : isHash(merge) ? entry(merge, 'strategy') : merge;
  if (given === undefined) {
    throw new HieraError(
      "The hash given as 'merge' must contain the name of a strategy in string form for the key 'strategy'",
    );
  }
  const name = textOf(given);
  if (name !== 'first' && name !== 'unique' && name !== 'hash' && name !== 'deep' && name !== 'default') {
    throw new HieraError(`Unknown merge strategy: '${name}'`);
  }
  const of = (key: string): PuppetValue => (isHash(merge) ? (entry(merge, key) ?? null) : null);
  for (const [key] of isHash(merge) ? (entriesOf(merge) ?? []) : []) {
    const known = name === 'deep' ? options : new Set(['strategy']);
    if (!known.has(textOf(key)))
      throw new HieraError(`The merge options has wrong type, unrecognized key '${textOf(key)}'`);
  }
  const prefix = of('knockout_prefix');
  return {
    name: name === 'default' ? 'first' : name,
    ...(typeof prefix === 'string' && prefix !== '' ? { knockoutPrefix: prefix } : {}),
    mergeHashArrays: of('merge_hash_arrays') === true,
    sortMergedArrays: of('sort_merged_arrays') === true,
  };
}

/**
 * Merges the values of a key, the highest priority first; undefined where there is none.
 * @throws DataFault when a value is none that the strategy can merge.
 */
export function mergeValues(values: readonly PuppetValue[], strategy: MergeStrategy): PuppetValue | undefined {
  const [first, ...others] = values;
  if (first === undefined || strategy.name === 'first') return first;
  const begin = strategy.name === 'unique' ? union([], asList(first)) : first;
  return others.reduce((merged, value) => mergeTwo(merged, value, strategy), begin);
}

function mergeTwo(higher: PuppetValue, lower: PuppetValue, strategy: MergeStrategy): PuppetValue {
  switch (strategy.name) {
    case 'hash':
      return mergeHashes(checked('first', hashType, higher), checked('second', hashType, lower));
    case 'unique':
      return union(asList(checked('first', listType, higher)), asList(checked('second', listType, lower)));
    case 'deep':
      return deepMerge(higher, lower, strategy);
    default:
      return higher;
  }
}

const hashType = typeOf('Hash[String, Data]');
const listType = typeOf('Variant[Scalar, Array[Data]]');

function typeOf(text: string): () => PuppetType | undefined {
  let type: PuppetType | undefined;
  return () => {
    type ??= parseType(text).type;
    return type;
  };
}

function checked(which: string, type: () => PuppetType | undefined, value: PuppetValue): PuppetValue {
  const wanted = type();
  const good = wanted === hashType() ? isHash(value) : !isHash(value);
  if (good || wanted === undefined) return value;
  throw new DataFault(mismatches(`The ${which} element of the merge has wrong type,`, wanted, value));
}

/** The lower one's keys keep their places, as with Ruby's `lower.merge(higher)`. */
function mergeHashes(higher: PuppetValue, lower: PuppetValue): PuppetValue {
  return hashOf([...(entriesOf(lower) ?? []), ...(entriesOf(higher) ?? [])]);
}

function asList(value: PuppetValue): readonly PuppetValue[] {
  if (!Array.isArray(value)) return [value];
  return (value as readonly PuppetValue[]).flatMap(asList);
}

/** Strings of other letters are other strings here: the equality is Ruby's. */
function isSame(a: PuppetValue, b: PuppetValue): boolean {
  return typeof a === 'string' || typeof b === 'string' ? a === b : isEqual(a, b);
}

function union(a: readonly PuppetValue[], b: readonly PuppetValue[]): readonly PuppetValue[] {
  const all: PuppetValue[] = [];
  for (const value of [...a, ...b]) if (!all.some((each) => isSame(each, value))) all.push(value);
  return all;
}

/** As the library `deep_merge` of Ruby does with `preserve_unmergeables` off: the source goes into the destination. */
function deepMerge(source: PuppetValue, destination: PuppetValue, strategy: MergeStrategy): PuppetValue {
  if (source === null) return destination;
  if (destination === null || destination === false) return source;
  if (isHash(source)) {
    if (!isHash(destination)) return overwrite(source, strategy);
    const merged = (entriesOf(source) ?? []).map(([key, value]): readonly [PuppetValue, PuppetValue] => {
      const there = entry(destination, key) ?? null;
      const isThere = there !== null && there !== false;
      return [key, deepMerge(value, isThere ? there : value, strategy)];
    });
    return hashOf([...(entriesOf(destination) ?? []), ...merged]);
  }
  if (Array.isArray(source)) return mergeLists(source, destination, strategy);
  return overwrite(source, strategy);
}

function mergeLists(given: readonly PuppetValue[], destination: PuppetValue, strategy: MergeStrategy): PuppetValue {
  if (!Array.isArray(destination)) return overwrite(given, strategy);
  const [source, kept] = knockOut(given, destination, strategy.knockoutPrefix);
  const merged =
    strategy.mergeHashArrays && source.every(isHash) && kept.every(isHash)
      ? [...kept.map((value, index) => deepMerge(source[index] ?? {}, value, strategy)), ...source.slice(kept.length)]
      : union(kept, source);
  return strategy.sortMergedArrays ? [...merged].sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1)) : merged;
}

/** `--a` takes `a` out of what lower priorities have, `--` alone all of it. */
function knockOut(
  source: readonly PuppetValue[],
  destination: readonly PuppetValue[],
  prefix: string | undefined,
): readonly [readonly PuppetValue[], readonly PuppetValue[]] {
  if (prefix === undefined) return [source, destination];
  const marked = (value: PuppetValue): value is string => typeof value === 'string' && value.startsWith(prefix);
  const out = source.filter(marked);
  if (out.includes(prefix)) return [source.filter((value) => !marked(value)), []];
  const names = new Set([...out, ...out.map((value) => value.slice(prefix.length))]);
  const kept = destination.filter((value) => typeof value !== 'string' || !names.has(value));
  return [source.filter((value) => !marked(value)), kept];
}

function overwrite(source: PuppetValue, { knockoutPrefix }: MergeStrategy): PuppetValue {
  if (knockoutPrefix === undefined) return source;
  if (typeof source === 'string') return source.startsWith(knockoutPrefix) ? '' : source;
  const marked = (value: PuppetValue): boolean => typeof value === 'string' && value.startsWith(knockoutPrefix);
  return Array.isArray(source) && (source as readonly PuppetValue[]).some(marked) ? '' : source;
}
