import { fromErrorValue } from '../../orchestrator-core/common/index.ts';
import { splitSelection } from '../../orchestrator-core/inventory/index.ts';
import type {
  Grouping,
  InventoryProblem,
  NodeList,
  NodeListRequest,
  Orchestrator,
} from '../../orchestrator-core/orchestrator.ts';
import { Signal } from '../common/signal.ts';
import { faultOf } from '../state/store.ts';
import type { TreeEntry } from '../tree/entry.ts';
import { type FaultItem, faultEntry } from '../tree/fault.ts';
import {
  branchEntry,
  levelId,
  moreEntry,
  type NodeTreeItem,
  nodeEntry,
  type Place,
  selectionEntry,
} from './entries.ts';

/** What the tree asks the orchestrator. */
export type NodeLister = Pick<Orchestrator, 'nodeList' | 'savedSelections' | 'select'>;

type Entry = TreeEntry<NodeTreeItem | FaultItem | undefined>;

/** A place in the tree that stays the same object whatever it says, so that it can be drawn anew by itself. */
export class NodeRow {
  #entry: Entry;
  #text: string;

  constructor(entry: Entry) {
    this.#entry = entry;
    this.#text = JSON.stringify(entry);
  }

  get entry(): Entry {
    return this.#entry;
  }

  /** Says something else from now on. @returns whether it is something else. */
  become(entry: Entry): boolean {
    if (entry === this.#entry) return false;
    const text = JSON.stringify(entry);
    const isOther = text !== this.#text;
    this.#entry = entry;
    this.#text = text;
    return isOther;
  }

  get id(): string {
    return this.#entry.id;
  }

  get value(): Entry['value'] {
    return this.#entry.value;
  }
}

/** How many of a level are shown at first; each *Show more…* shows twice as many. */
const firstPage = 250;
/** The branches of a level with more nodes are closed at first, so that one sees what there is. */
const mostOpenNodes = 20;
/** So many of what a filter lets through stand open. */
const mostFound = 200;

/** What stands below one place, as far as it is shown. */
class Level {
  readonly place: Place;
  readonly parent: NodeRow | undefined;
  limit = firstPage;
  rows: readonly NodeRow[] = [];
  /** What the orchestrator said last, by its tag: what is the same is neither sent nor made again. */
  known: { readonly tag: string; readonly limit: number; readonly entries: readonly Entry[] } | undefined;
  loading: Promise<void> | undefined;

  constructor(place: Place, parent: NodeRow | undefined) {
    this.place = place;
    this.parent = parent;
  }

  get id(): string {
    return levelId(this.place);
  }
}

/**
 * The tree *Nodes*: levels that are asked for when they are opened, a page at a time. What changed is found by asking again
 * for what is shown, and told row by row; a level is told as a whole only where rows came, went or moved.
 */
export class NodeTree {
  /** Rows that say something new, or undefined where the whole tree is another one. */
  readonly changed: Signal<readonly NodeRow[] | undefined> = new Signal();
  readonly #lister: () => NodeLister | undefined;
  #by: readonly Grouping[];
  #filter = '';
  #levels = new Map<string, Level>();
  #count = 0;
  #problem: InventoryProblem | undefined;

  /** `lister` answers while there is somebody to ask. */
  constructor(lister: () => NodeLister | undefined, by: readonly Grouping[]) {
    this.#lister = lister;
    this.#by = by;
  }

  get division(): readonly Grouping[] {
    return this.#by;
  }

  /** Divides the nodes in another way. */
  divide(by: readonly Grouping[]): void {
    this.#by = by;
    this.reset();
  }

  get filter(): string {
    return this.#filter;
  }

  /** Shows only what holds the text; the empty text shows all. */
  setFilter(filter: string): void {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.reset();
  }

  /** How many nodes there are, of those that the filter lets through. */
  get count(): number {
    return this.#count;
  }

  /** Why what is shown is not what the inventory says. */
  get problem(): InventoryProblem | undefined {
    return this.#problem;
  }

  get #root(): Place {
    return this.#filter === '' ? { under: [] } : { under: [], filter: this.#filter };
  }

  /** Forgets everything that was asked. */
  reset(): void {
    this.#levels = new Map();
    this.changed.fire(undefined);
  }

  /** What stands below a row, or at the root. */
  async children(row?: NodeRow): Promise<readonly NodeRow[]> {
    const place = row === undefined ? this.#root : placeOf(row);
    if (place === undefined) return [];
    const id = levelId(place);
    const level = this.#levels.get(id) ?? new Level(place, row);
    this.#levels.set(id, level);
    level.loading ??= this.#load(level).then((entries) => {
      level.rows = reconcile([], entries).rows;
    });
    await level.loading;
    return level.rows;
  }

  /** Shows twice as many of a level. */
  async more(id: string): Promise<void> {
    const level = this.#levels.get(id);
    if (level === undefined) return;
    level.limit *= 2;
    const { rows } = reconcile(level.rows, await this.#load(level));
    if (this.#levels.get(id) !== level) return;
    level.rows = rows;
    this.changed.fire(level.parent === undefined ? undefined : [level.parent]);
  }

  /** What is closed is not asked for any more. */
  forget(row: NodeRow): void {
    const place = placeOf(row);
    if (place === undefined) return;
    const id = levelId(place);
    for (const known of [...this.#levels.keys()]) {
      if (known === id || known.startsWith(`${id}/`)) this.#levels.delete(known);
    }
  }

  /** Asks again for all that is shown, and tells what is another. Not to be called while it is under way. */
  async refresh(): Promise<void> {
    const first = this.#levels.get(levelId(this.#root));
    if (first === undefined) return;
    const told = new Set<NodeRow | undefined>();
    for (let depth: readonly Level[] = [first]; depth.length > 0; ) {
      const next = await Promise.all(depth.map((level) => this.#renew(level, told)));
      depth = next.flat();
    }
    if (told.has(undefined)) this.changed.fire(undefined);
    else if (told.size > 0) this.changed.fire([...told].filter((row) => row !== undefined));
  }

  /** Asks for one level again. @returns the levels below it. */
  async #renew(level: Level, told: Set<NodeRow | undefined>): Promise<readonly Level[]> {
    await level.loading;
    const entries = await this.#load(level);
    if (this.#levels.get(level.id) !== level) return [];
    const { rows, changed, moved, gone } = reconcile(level.rows, entries);
    level.rows = rows;
    for (const row of gone) this.forget(row);
    if (moved) told.add(level.parent);
    else for (const row of changed) told.add(row);
    return rows.flatMap((row) => {
      const place = placeOf(row);
      return (place && this.#levels.get(levelId(place))) ?? [];
    });
  }

  async #load(level: Level): Promise<readonly Entry[]> {
    const lister = this.#lister();
    if (lister === undefined) return [];
    try {
      const isRoot = level.parent === undefined;
      const nodes = await this.#nodes(lister, level);
      const selections = isRoot && level.place.filter === undefined ? await this.#selections(lister) : [];
      // What is wrong stands first.
      const faults = nodes.filter(({ value }) => value?.kind === 'problem');
      return [...faults, ...selections, ...nodes.slice(faults.length)];
    } catch (error) {
      if (level.parent === undefined) this.#count = 0;
      const entry = faultEntry(faultOf(error));
      return [{ ...entry, id: `${level.id}##fault` }];
    }
  }

  async #selections(lister: NodeLister): Promise<readonly Entry[]> {
    try {
      const saved = await lister.savedSelections();
      // Without the inventory each would say the same that stands first already.
      const ask = (words: readonly string[]) => (this.#problem === undefined ? lister.select(words, 0) : undefined);
      return await Promise.all(saved.map(async (each) => selectionEntry(each, await ask(each.words))));
    } catch (error) {
      // The nodes are shown all the same.
      return [{ ...faultEntry(faultOf(error)), id: 'selections##fault' }];
    }
  }

  async #nodes(lister: NodeLister, level: Level): Promise<readonly Entry[]> {
    const { place, parent, limit } = level;
    const request = listRequest(place, this.#by);
    const known = level.known?.limit === limit ? level.known : undefined;
    const found = await lister.nodeList({ ...request, nested: true, unless: known?.tag ?? '', offset: 0, limit });
    if (parent === undefined) this.#count = found.nodeCount;
    if (known !== undefined && found.isSame === true) return known.entries;
    if (parent === undefined) this.#problem = found.problem;
    const entries = this.#entries(level, found, request.by);
    level.known = found.tag === undefined ? undefined : { tag: found.tag, limit, entries };
    return entries;
  }

  #entries({ id, place, parent }: Level, found: NodeList, by: readonly Grouping[]): readonly Entry[] {
    const problem = parent === undefined ? found.problem : undefined;
    const faults = problem === undefined ? [] : [faultEntry(faultOf(fromErrorValue(problem.error)))];
    // Groups hold groups.
    const grouping = by[Math.min(place.under.length, by.length - 1)];
    const isOpen = found.nodeCount <= (place.filter === undefined ? mostOpenNodes : mostFound);
    const branches =
      grouping === undefined ? [] : found.branches.map((branch) => branchEntry(place, branch, grouping, isOpen));
    const shown = [...branches, ...found.nodes.map((node) => nodeEntry(place, node))];
    const more = shown.length < found.total ? [moreEntry(id, shown.length, found.total)] : [];
    return [...faults, ...shown, ...more];
  }
}

/**
 * Which nodes stand at a place; those of a saved selection are not divided. A filter that begins with an option is a
 * selection as on a command line.
 */
export function listRequest(
  { under, selection, filter }: Place,
  by: readonly Grouping[],
): Omit<NodeListRequest, 'offset' | 'limit'> {
  const typed = filter?.startsWith('-') === true ? splitSelection(filter).words.map(({ value }) => value) : undefined;
  const meant = selection?.words ?? typed;
  return {
    by: selection === undefined ? by : [],
    under,
    ...(filter === undefined || typed !== undefined ? {} : { filter }),
    ...(meant === undefined ? {} : { selection: meant }),
  };
}

/** The place that a row leads to, where it leads to one. */
function placeOf({ value }: NodeRow): Place | undefined {
  return value?.kind === 'branch' || value?.kind === 'selection' ? value.place : undefined;
}

interface Reconciled {
  readonly rows: readonly NodeRow[];
  readonly changed: readonly NodeRow[];
  readonly gone: readonly NodeRow[];
  /** Whether rows came, went or changed places. */
  readonly moved: boolean;
}

/** Puts what a level says now into the rows that it has. */
function reconcile(before: readonly NodeRow[], entries: readonly Entry[]): Reconciled {
  const known = new Map(before.map((row) => [row.id, row]));
  const changed: NodeRow[] = [];
  const rows = entries.map((entry) => {
    const row = known.get(entry.id);
    if (row === undefined) return new NodeRow(entry);
    known.delete(entry.id);
    if (row.become(entry)) changed.push(row);
    return row;
  });
  const moved = rows.length !== before.length || rows.some((row, at) => row !== before[at]);
  return { rows, changed, gone: [...known.values()], moved };
}
