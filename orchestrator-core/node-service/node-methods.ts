import { createHash } from 'node:crypto';
import { type Clock, fromErrorValue, type IdSource, OrchestratorError } from '../common/index.ts';
import { effectiveValues, type GivenUris, type Inventory, type Target } from '../inventory/index.ts';
import type { Transport } from '../jobs/index.ts';
import type { NodeDetails, NodeList, NodeListRequest, Orchestrator, Pong } from '../orchestrator.ts';
import type { ProjectSource } from '../project-source.ts';
import type { AgentDirectory } from '../transports/index.ts';
import { detailsOf, unknownNode } from './node-details.ts';
import { type FactColumn, listNodes } from './node-list.ts';
import type { Nodes } from './open-nodes.ts';
import { pingNodes } from './ping-nodes.ts';
import type { SavedSelections } from './saved-selections.ts';
import type { Selector } from './selector.ts';

/** The part of the contract that is about nodes and which of them are meant. */
export type NodeMethods = Pick<
  Orchestrator,
  'nodes' | 'node' | 'nodeList' | 'factHistory' | 'query' | 'select' | 'savedSelections' | 'saveSelection' | 'ping'
>;

/** What the methods about nodes need. */
export interface NodeServices {
  readonly source: ProjectSource;
  readonly agents: AgentDirectory;
  readonly nodes: Nodes;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly transportOf: (target: Target) => Transport;
}

/** Nodes, facts, queries and selections. */
export function nodeMethods(services: NodeServices, selector: Selector, saved: SavedSelections): NodeMethods {
  const { nodes } = services;
  const { directory, store } = nodes;
  return {
    nodes: async () => [...(await directory.records()).values()],
    node: (name) => node(services, name),
    nodeList: (request) => nodeList(services, selector, request),
    factHistory: async (name) => store.factHistory((await directory.shown()).names.certnameOf(name)),
    query: (request, signal) => nodes.queries.pages(request, signal),
    select: (words, sample) => selector.preview(words, sample),
    savedSelections: () => saved.all(),
    saveSelection: (name, words) => saved.save(name, words),
    ping: (words, timeout, signal) => ping(services, selector, { words, timeout, signal }),
  };
}

/** The longest that anybody waits for an answer: what a timer of Node can wait for. */
const longestTimeout = 2 ** 31 - 1;

async function* ping(
  { source, agents, clock, ids, transportOf }: NodeServices,
  selector: Selector,
  request: { readonly words: readonly string[]; readonly timeout: number; readonly signal: AbortSignal },
): AsyncGenerator<Pong> {
  const { words, timeout, signal } = request;
  if (!(timeout >= 1 && timeout <= longestTimeout)) {
    const message = `The timeout must be from 1 to ${longestTimeout} milliseconds, not ${timeout}.`;
    throw new OrchestratorError('bolt/validation-error', message);
  }
  const uris: GivenUris = new Map();
  const { names } = await selector.names(words, { uris });
  const asked = {
    names,
    inventory: await source.inventory(),
    connected: [...agents.names(), ...agents.gone()],
    uris,
    timeout,
    signal,
  };
  yield* pingNodes(asked, { clock, ids, elapsed: () => performance.now(), transportOf });
}

async function node({ nodes, source }: NodeServices, name: string): Promise<NodeDetails> {
  const { records, names, problem } = await nodes.directory.shown();
  const found = records.get(name);
  // Who knows only a part of the nodes does not say that there is none of that name.
  if (found === undefined)
    throw problem === undefined ? unknownNode(name, records.keys()) : fromErrorValue(problem.error);
  const details = await detailsOf(found, names.certnameOf(name), {
    ...nodes,
    effective: async (target) => (problem === undefined ? effectiveValues(await source.inventory(), target) : []),
  });
  return problem === undefined ? details : { ...details, problem };
}

async function nodeList({ nodes }: NodeServices, selector: Selector, request: NodeListRequest): Promise<NodeList> {
  const { by, selection } = request;
  const wanted = by.flatMap((grouping) => (grouping.kind === 'fact' ? [grouping.fact] : []));
  const columns = await Promise.all(
    wanted.map(async (fact): Promise<[string, FactColumn]> => [fact, await nodes.factColumn(fact)]),
  );
  const { nodes: sorted, inventory, problem } = await nodes.directory.shown();
  const meant = selection === undefined ? undefined : new Set((await selector.names(selection)).names);
  const listed = meant === undefined ? sorted : sorted.filter(({ name }) => meant.has(name));
  const parents = request.nested === true && inventory !== undefined ? parentsOf(inventory) : new Map();
  const list = listNodes({ nodes: listed, facts: new Map(columns), parents }, request);
  return tagged(problem === undefined ? list : { ...list, problem }, request.unless);
}

/** The answer with its tag, without what is known already. */
function tagged(list: NodeList, known: string | undefined): NodeList {
  if (known === undefined) return list;
  const tag = createHash('sha256').update(JSON.stringify(list)).digest('base64url');
  return tag === known ? { ...list, branches: [], nodes: [], tag, isSame: true } : { ...list, tag };
}

/** The group that holds each group, where that is not `all`. */
function parentsOf({ contents: { index } }: Inventory): ReadonlyMap<string, string> {
  const held = [...index.parents].filter(([, holder]) => holder !== index.all);
  return new Map(held.map(([group, holder]) => [group.name, holder.name]));
}
