import type { Json } from '../common/index.ts';
import type { Grouping, Node, NodeBranch, NodeList, NodeListRequest } from '../orchestrator.ts';
import { nameKey } from './name-order.ts';

/** The values of one fact, by node. */
export type FactColumn = ReadonlyMap<string, Json>;

/** What a list is made of. */
export interface ListedNodes {
  /** Those that are meant, in order. */
  readonly nodes: readonly Node[];
  /** The facts that the request divides by, by their dotted paths. */
  readonly facts: ReadonlyMap<string, FactColumn>;
  /** The group that holds a group, where that is not `all`; for requests that are nested. */
  readonly parents?: ReadonlyMap<string, string>;
}

/** Divides nodes as a request says, and answers with the page of the level that it asks for. */
export function listNodes({ nodes, facts, parents = new Map() }: ListedNodes, request: NodeListRequest): NodeList {
  const { by, offset, limit } = request;
  const isNested = request.nested === true && by.at(-1)?.kind === 'group';
  const columns = by.map((grouping) => branchesOf(grouping, facts));
  let found = request.filter === undefined ? nodes : nodes.filter(filterOf(request.filter, by, facts));
  const within = (value: string, level: number): void => {
    found = found.filter((node) => columns[level]?.(node).some((branch) => branch.value === value));
  };
  const depth = isNested ? by.length - 1 : by.length;
  const under = request.under.slice(0, depth);
  under.forEach(within);
  // From group to group: who is in the last one is in all.
  const group = isNested ? request.under.slice(depth).at(-1) : undefined;
  if (group !== undefined) within(group, depth);
  const divide = isNested && under.length === depth ? groupsIn(group, parents) : columns[under.length];
  const branches = divide === undefined ? [] : divided(found, divide);
  const rest = divide === undefined ? found : found.filter((node) => divide(node).length === 0);
  const beyond = (at: number): number => Math.max(0, at - branches.length);
  return {
    total: branches.length + rest.length,
    nodeCount: found.length,
    branches: branches.slice(offset, offset + limit),
    nodes: rest.slice(beyond(offset), beyond(offset + limit)),
  };
}

/** A branch that a node belongs to, and what it is ordered by. */
interface Place {
  readonly value: string;
  readonly label: string;
  readonly key: string;
}

type Divide = (node: Node) => readonly Place[];

function divided(nodes: readonly Node[], divide: Divide): readonly NodeBranch[] {
  const counts = new Map<string, { place: Place; nodes: number; connected: number; failed: number }>();
  for (const node of nodes) {
    for (const place of divide(node)) {
      const known = counts.get(place.value) ?? { place, nodes: 0, connected: 0, failed: 0 };
      if (known.nodes === 0) counts.set(place.value, known);
      known.nodes += 1;
      if (node.connection.kind === 'connected') known.connected += 1;
      if (node.lastReport?.status === 'failed') known.failed += 1;
    }
  }
  return [...counts.values()]
    .sort((one, other) => (one.place.key < other.place.key ? -1 : one.place.key > other.place.key ? 1 : 0))
    .map(({ place: { value, label }, ...count }) => ({ value, label, ...count }));
}

/** Branches of a kind that there are few of, made once, in the order in which they are wanted. */
function fixed<K extends string>(labels: Readonly<Record<K, string>>): Readonly<Record<K, readonly Place[]>> {
  const entries = Object.entries(labels) as [K, string][];
  return Object.fromEntries(
    entries.map(([value, label], index) => [value, [{ value, label, key: String(index).padStart(2, '0') }]]),
  ) as unknown as Readonly<Record<K, readonly Place[]>>;
}

const states: Readonly<Record<Node['connection']['kind'], readonly Place[]>> = fixed({
  connected: 'connected',
  disconnected: 'not connected',
  agentless: 'reached when needed',
});
const reports: Readonly<Record<'failed' | 'changed' | 'unchanged' | 'none', readonly Place[]>> = fixed({
  failed: 'failed',
  changed: 'changed',
  unchanged: 'unchanged',
  none: 'no report',
});

/** What comes after everything that has a name. */
const last = '\uffff';
const noGroup: readonly Place[] = [{ value: '', label: 'in no group', key: last }];
const noFact: readonly Place[] = [{ value: '', label: 'unknown', key: last }];

function branchesOf(grouping: Grouping, facts: ReadonlyMap<string, FactColumn>): Divide {
  switch (grouping.kind) {
    case 'state':
      return ({ connection }) => states[connection.kind];
    case 'report':
      return ({ lastReport }) => reports[lastReport?.status ?? 'none'];
    case 'transport': {
      const place = remembered((name: string) => ({ value: name, label: name, key: nameKey(name) }));
      return ({ transport }) => place(transport, transport);
    }
    case 'group': {
      const place = remembered(groupPlace);
      // Every node is in `all`, which says nothing.
      return ({ groups }) => {
        const named = groups.filter((name) => name !== 'all');
        return named.length === 0 ? noGroup : named.flatMap((name) => place(name, name));
      };
    }
    case 'fact': {
      const column = facts.get(grouping.fact);
      const place = remembered(factPlace);
      return ({ name }) => {
        const value = column?.get(name);
        if (value === undefined) return noFact;
        // Most values are texts, and many nodes have the same.
        return place(typeof value === 'object' && value !== null ? JSON.stringify(value) : value, value);
      };
    }
  }
}

/** The groups that a group holds itself, or those that no other holds. */
function groupsIn(holder: string | undefined, parents: ReadonlyMap<string, string>): Divide {
  const place = remembered(groupPlace);
  return ({ groups }) => {
    const named = groups.filter((name) => name !== 'all');
    if (holder === undefined && named.length === 0) return noGroup;
    return named.filter((name) => parents.get(name) === holder).flatMap((name) => place(name, name));
  };
}

function groupPlace(name: string): Place {
  return { value: name, label: name, key: nameKey(name) };
}

/** @param make called once for each key. */
function remembered<K, V = K>(make: (value: V) => Place): (key: K, value: V) => readonly Place[] {
  const places = new Map<K, readonly Place[]>();
  return (key, value) => {
    const known = places.get(key);
    if (known !== undefined) return known;
    const made = [make(value)];
    places.set(key, made);
    return made;
  };
}

function factPlace(value: Json): Place {
  const label = factText(value);
  return { value: JSON.stringify(value), label, key: nameKey(label) };
}

/** A fact's value as people read it: texts without quotes. */
function factText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function filterOf(
  filter: string,
  by: readonly Grouping[],
  facts: ReadonlyMap<string, FactColumn>,
): (node: Node) => boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const shown = by.flatMap((grouping) => (grouping.kind === 'fact' ? [grouping.fact] : []));
  const columns = shown.flatMap((fact) => facts.get(fact) ?? []);
  const textsOf = ({ name, aliases, groups }: Node): readonly string[] => [
    name,
    ...aliases,
    ...groups,
    ...columns.flatMap((column) => {
      const value = column.get(name);
      return value === undefined ? [] : factText(value);
    }),
  ];
  return (node) => {
    const texts = textsOf(node).map((text) => text.toLowerCase());
    return words.every((word) => texts.some((text) => text.includes(word)));
  };
}
