import { generalize } from '../../types/generalize.ts';
import { inferReduced } from '../../types/infer-type.ts';
import { printType } from '../../types/print-type.ts';
import { entriesOf, type PuppetValue } from '../../types/value.ts';
import { FunctionFault } from '../evaluation.ts';
import { elementsOf, isHash, single } from '../functions/elements.ts';
import { textOf } from '../value-text.ts';
import { hashOf, isKind } from '../values.ts';

/** `Array(from, wrap)`: what can be iterated becomes its elements; with `wrap` any other value the only element. */
export function newArray([from = null, wrap = false]: readonly PuppetValue[]): PuppetValue {
  if (Array.isArray(from)) return from;
  if (wrap === true) return [from];
  if (isKind(from, 'Binary')) return [...from.bytes];
  const type = printType(generalize(inferReduced(from)));
  if (from === null) throw new FunctionFault(`'new_array' Value of type ${type} cannot be converted to Array`);
  return elementsOf(from).map((element) => single(from, element));
}

/** `Hash(from)` from pairs or a flat list of keys and values; with `tree` from paths and values. */
export function newHash([from = null, option]: readonly PuppetValue[]): PuppetValue {
  if (isHash(from)) return from;
  if (option !== undefined) return treeOf(pairsOf(from), option === 'hash_tree');
  const list = newArray([from]) as readonly PuppetValue[];
  if (list.length > 0 && list.every((each) => Array.isArray(each) && each.length === 2)) return hashOf(pairsOf(list));
  if (list.length % 2 !== 0) throw new FunctionFault('odd number of arguments for Hash');
  return hashOf(list.flatMap((key, index) => (index % 2 === 0 ? [[key, list[index + 1] ?? null] as const] : [])));
}

type Pair = readonly [PuppetValue, PuppetValue];

function pairsOf(from: PuppetValue): readonly Pair[] {
  const list: readonly PuppetValue[] = Array.isArray(from) ? from : [];
  return list.map((each): Pair => {
    const [key = null, value = null]: readonly PuppetValue[] = Array.isArray(each) ? each : [each];
    return [key, value];
  });
}

/** Containers on the way to a value; integers of a path make an array unless all is to be hashes. */
interface Branch {
  readonly children: Map<string, { readonly key: PuppetValue; value: PuppetValue | Branch }>;
}

const isBranch = (value: PuppetValue | Branch): value is Branch =>
  typeof value === 'object' && value !== null && 'children' in value && value.children instanceof Map;

function treeOf(pairs: readonly Pair[], onlyHashes: boolean): PuppetValue {
  const root: Branch = { children: new Map() };
  let start: PuppetValue | undefined;
  for (const [path, value] of pairs) {
    const keys: readonly PuppetValue[] = Array.isArray(path) ? path : [path];
    if (keys.length === 0) start = value;
    else plant(root, keys, value);
  }
  if (start !== undefined && root.children.size === 0) return start;
  const grown = grow(root, onlyHashes);
  const base = start === undefined ? undefined : entriesOf(start);
  const own = entriesOf(grown);
  return base === undefined || own === undefined ? grown : hashOf([...base, ...own]);
}

function plant(root: Branch, keys: readonly PuppetValue[], value: PuppetValue): void {
  let at = root;
  for (const [index, key] of keys.entries()) {
    const name = `${typeof key}:${textOf(key)}`;
    if (index === keys.length - 1) {
      at.children.set(name, { key, value });
      return;
    }
    const next = at.children.get(name);
    if (next !== undefined && isBranch(next.value)) at = next.value;
    else {
      const branch: Branch = { children: new Map() };
      at.children.set(name, { key, value: branch });
      if (next !== undefined && !isBranch(next.value)) {
        for (const [inner, each] of elementsIn(next.value)) plant(branch, [inner], each);
      }
      at = branch;
    }
  }
}

function elementsIn(value: PuppetValue): readonly Pair[] {
  return Array.isArray(value) || isHash(value) ? elementsOf(value) : [];
}

function grow(branch: Branch, onlyHashes: boolean): PuppetValue {
  const children = [...branch.children.values()].map(
    ({ key, value }) => [key, isBranch(value) ? grow(value, onlyHashes) : value] as const,
  );
  const isList = !onlyHashes && children.every(([key]) => typeof key === 'number' && Number.isInteger(key));
  if (!isList) return hashOf(children);
  const list: PuppetValue[] = [];
  for (const [key, value] of [...children].sort(([a], [b]) => Number(a) - Number(b))) {
    if (Number(key) > list.length + 100_000) throw new FunctionFault(`The index ${Number(key)} leaves too much empty`);
    while (list.length < Number(key)) list.push(null);
    list[Number(key)] = value;
  }
  return list;
}
