import type { Node } from 'web-tree-sitter';
import type { Reading } from './nodes.ts';
import type { ParameterRead } from './reads.ts';

/** Which names of a script hold the parameters, or text that they will be parsed from. */
export interface Tracker {
  /** The name holds the parameters. */
  add(name: Node | undefined): void;
  has(name: Node): boolean;
  /** The name holds what was read from standard input. */
  taint(name: Node | undefined): void;
  isTainted(name: Node): boolean;
  /** Says what a function of the script calls its parameters. */
  define(functionName: string, parameters: readonly (Node | undefined)[]): void;
  parametersOf(functionName: string): readonly (Node | undefined)[] | undefined;
  /** The function answers with the parameters. */
  produce(functionName: string | undefined): void;
  produces(functionName: string | undefined): boolean;
  /** How much is known; grows until nothing new is found. */
  size(): number;
}

/** @param scopeOf the identity of the scope that a name belongs to. */
export function createTracker(scopeOf: (name: Node) => number): Tracker {
  const tracked = new Set<string>();
  const tainted = new Set<string>();
  const producers = new Set<string>();
  const functions = new Map<string, readonly (Node | undefined)[]>();
  const key = (name: Node) => `${scopeOf(name)} ${name.text}`;
  return {
    add: (name) => {
      if (name !== undefined) tracked.add(key(name));
    },
    has: (name) => tracked.size > 0 && tracked.has(key(name)),
    taint: (name) => {
      if (name !== undefined) tainted.add(key(name));
    },
    isTainted: (name) => tainted.size > 0 && tainted.has(key(name)),
    define: (name, parameters) => {
      functions.set(name, parameters);
    },
    parametersOf: (name) => functions.get(name),
    produce: (name) => {
      if (name !== undefined) producers.add(name);
    },
    produces: (name) => name !== undefined && producers.has(name),
    size: () => tracked.size + tainted.size + producers.size,
  };
}

/** Follows every node again and again until nothing new is found. */
export function settle(tracker: Tracker, nodes: readonly Node[], follow: (node: Node, tracker: Tracker) => void): void {
  let before = -1;
  while (before !== tracker.size()) {
    before = tracker.size();
    for (const node of nodes) follow(node, tracker);
  }
}

/** A use that reads nothing and hides nothing. */
export const nothing: Reading = { reads: [], open: false };

/** A use that cannot be followed. */
export const unknown: Reading = { reads: [], open: true };

/** Adds up the uses of all nodes; `found` says whether any was a use of the object of parameters. */
export function gather(
  nodes: readonly Node[],
  useOf: (node: Node) => Reading | { readonly object: Reading },
): Reading & { readonly found: boolean } {
  const reads: ParameterRead[] = [];
  let open = false;
  let found = false;
  for (const node of nodes) {
    const use = useOf(node);
    const reading = 'object' in use ? use.object : use;
    found ||= 'object' in use;
    reads.push(...reading.reads);
    open ||= reading.open;
  }
  return { reads, open, found };
}
