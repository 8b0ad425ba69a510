import type { Json, JsonObject } from '../../../orchestrator-core/common/index.ts';
import type { FactChange } from '../../../orchestrator-core/orchestrator.ts';

/** Keys and indexes from the fact's name down. */
export type FactPath = readonly (string | number)[];

/** How a value differs from what it is compared with. */
export type Difference = 'changed' | 'only-here' | 'only-there';

/** A line of the tree of facts. */
export interface FactRow {
  /** The path as JSON: unique, and the same for the same fact. */
  readonly id: string;
  readonly path: FactPath;
  /** Counted from 1. */
  readonly level: number;
  readonly key: string;
  /** The value as text; of an object or a list how much it holds. */
  readonly text: string;
  /** Of what is compared with, where it differs. */
  readonly other?: string;
  readonly difference?: Difference;
  /** Undefined for what holds nothing. */
  readonly expanded?: boolean;
  readonly position: number;
  readonly size: number;
}

/** What is shown of facts. */
export interface FactScene {
  readonly facts: JsonObject;
  /** To be compared with. */
  readonly other?: JsonObject;
  /** Leaves out what is the same. */
  readonly onlyDifferent: boolean;
  readonly filter: string;
  /** Paths that are open, by {@link FactRow.id}. A filter opens what it finds something in, a comparison what differs. */
  readonly open: ReadonlySet<string>;
  /** Of those that a filter or a comparison opened: what was closed again. */
  readonly closed: ReadonlySet<string>;
}

interface Item {
  readonly path: FactPath;
  readonly here: Json | undefined;
  readonly there: Json | undefined;
}

/** The dotted path as PQL and people write it: what needs quotes has them. */
export function dottedPath(path: FactPath): string {
  return path.map((key) => (typeof key === 'string' && /[."\s]/.test(key) ? `"${key}"` : String(key))).join('.');
}

/** The lines that are shown, and how many facts the filter found in all. */
export function factRows(scene: FactScene): { readonly rows: readonly FactRow[]; readonly found: number } {
  const filter = scene.filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const rows: FactRow[] = [];
  let found = 0;
  const isComparing = scene.other !== undefined;
  /** Adds what is shown of the items. @returns how many matched below. */
  const add = (items: readonly Item[], level: number, isNamed: boolean): number => {
    const start = rows.length;
    const own: number[] = [];
    let matched = 0;
    for (const item of items) {
      const children = childrenOf(item);
      const difference = isComparing ? differenceOf(item) : undefined;
      if (isComparing && scene.onlyDifferent && difference === undefined) continue;
      const named = isNamed || matches(filter, item, children.length > 0);
      const at = rows.length;
      const id = JSON.stringify(item.path);
      rows.push(rowOf(item, id, level, difference));
      let below = 0;
      if (children.length === 0) below = named ? 1 : 0;
      else {
        const isFound = filter.length > 0 && !named;
        const opens = isFound || (scene.onlyDifferent && difference === 'changed');
        const expanded = opens ? !scene.closed.has(id) : scene.open.has(id);
        // What is closed is searched as well, to know whether it stays.
        const inside = rows.length;
        if (expanded || isFound) below = add(children, level + 1, named);
        else below = named ? leafCount(item, isComparing && scene.onlyDifferent) : 0;
        if (!expanded) rows.length = inside;
        rows[at] = { ...(rows[at] as FactRow), expanded };
      }
      if (filter.length > 0 && !named && below === 0) {
        rows.length = at;
        continue;
      }
      own.push(at);
      matched += below;
    }
    own.forEach((at, index) => {
      rows[at] = { ...(rows[at] as FactRow), position: index + 1, size: own.length };
    });
    if (own.length === 0) rows.length = start;
    return matched;
  };
  found = add(childrenOf({ path: [], here: scene.facts, there: scene.other }), 1, filter.length === 0);
  return { rows, found };
}

function rowOf(item: Item, id: string, level: number, difference: Difference | undefined): FactRow {
  const { path, here, there } = item;
  const shown = here === undefined ? there : here;
  const isLeaf = childrenOf(item).length === 0;
  return {
    id,
    path,
    level,
    key: String(path.at(-1) ?? ''),
    text: here === undefined ? '' : textOf(here),
    ...(difference === undefined ? {} : { difference }),
    ...(difference !== undefined && isLeaf && there !== undefined ? { other: textOf(there) } : {}),
    ...(here === undefined && shown !== undefined && !isLeaf ? { other: textOf(shown) } : {}),
    position: 1,
    size: 1,
  };
}

/** A value on one line: texts as they are, lists and objects by how much they hold. */
function textOf(value: Json): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.length}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const count = Object.keys(value).length;
  return count === 0 ? '{}' : `{${count}}`;
}

/** Every word stands in the path or the value; of what holds others only its path counts. */
function matches(filter: readonly string[], { path, here, there }: Item, holds: boolean): boolean {
  const values = holds ? [] : [here, there].flatMap((value) => (value === undefined ? [] : textOf(value)));
  const text = [dottedPath(path), ...values].join('\n').toLowerCase();
  return filter.every((word) => text.includes(word));
}

function childrenOf({ path, here, there }: Item): readonly Item[] {
  const keys = [...new Set([...keysOf(here), ...keysOf(there)])].sort(byKey);
  // What is an object here and a text there is compared as a whole.
  if (here !== undefined && there !== undefined && isHolder(here) !== isHolder(there)) return [];
  return keys.map((key) => ({ path: [...path, key], here: memberOf(here, key), there: memberOf(there, key) }));
}

function byKey(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}

function isHolder(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}

function keysOf(value: Json | undefined): readonly (string | number)[] {
  if (Array.isArray(value)) return value.map((_, index) => index);
  return typeof value === 'object' && value !== null ? Object.keys(value).sort() : [];
}

function memberOf(value: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
}

function differenceOf({ here, there }: Item): Difference | undefined {
  if (here === undefined) return 'only-there';
  if (there === undefined) return 'only-here';
  return isSame(here, there) ? undefined : 'changed';
}

function isSame(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = keysOf(one);
  if (keys.length !== keysOf(other).length) return false;
  return keys.every((key) => {
    const [mine, theirs] = [memberOf(one, key), memberOf(other, key)];
    return mine !== undefined && theirs !== undefined && isSame(mine, theirs);
  });
}

/** How many facts an item holds, of those that differ where that is wanted. */
function leafCount(item: Item, onlyDifferent: boolean): number {
  if (onlyDifferent && differenceOf(item) === undefined) return 0;
  const children = childrenOf(item);
  return children.length === 0 ? 1 : children.reduce((sum, child) => sum + leafCount(child, onlyDifferent), 0);
}

/** A moment at which facts changed, and how many did. */
export interface FactMoment {
  readonly at: number;
  readonly changes: number;
}

/** When facts changed, newest first. Before the first facts were found there was nothing to compare with. */
export function factMoments(facts: JsonObject, changes: readonly FactChange[]): readonly FactMoment[] {
  const counts = new Map<number, number>();
  for (const { at } of changes) counts.set(at, (counts.get(at) ?? 0) + 1);
  const moments = [...counts].map(([at, count]) => ({ at, changes: count })).sort((a, b) => b.at - a.at);
  const oldest = moments.at(-1);
  const isFirst = oldest !== undefined && Object.keys(factsBefore(facts, changes, oldest.at)).length === 0;
  return isFirst ? moments.slice(0, -1) : moments;
}

/** The facts as they were before what happened at a time: each change since then is taken back, the newest first. */
export function factsBefore(facts: JsonObject, changes: readonly FactChange[], at: number): JsonObject {
  const before = structuredClone(facts);
  const undone = changes.filter((change) => change.at >= at).sort((a, b) => b.at - a.at);
  for (const { path, before: value } of undone) put(before, path, value);
  return before;
}

type Holder = Record<string, Json>;

/** Sets or removes what stands at a path; what would hold it is made where it is missing. */
function put(holder: JsonObject, path: FactPath, value: Json | undefined): void {
  let at = holder as Holder;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(at, key) ? at[key] : undefined;
    if (typeof next === 'object' && next !== null) at = next as Holder;
    else {
      if (value === undefined) return;
      const made: Holder = {};
      at[key] = made;
      at = made;
    }
  }
  const last = path.at(-1);
  if (last === undefined) return;
  if (value === undefined) {
    if (Array.isArray(at)) at.splice(Number(last), 1);
    else delete at[last];
  } else at[last] = value;
}
