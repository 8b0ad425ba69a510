import type { Broker } from './broker/index.ts';
import { type Log, OrchestratorError } from './common/index.ts';
import type { DataDirectory } from './data-directory.ts';
import type { NodeStore } from './inventory/index.ts';
import type { JobKeeper } from './jobs/index.ts';
import { systemClock, systemIds } from './node/index.ts';
import { collectFacts, type FactIntake, type Nodes, openNodes, unusableNodeStore } from './node-service/index.ts';
import type { NoticeHub } from './notice-hub.ts';
import type { ProjectSource } from './project-source.ts';
import { defaultRetention, openAgentRecords, openNodeStore } from './store/index.ts';
import type { AgentDirectory } from './transports/index.ts';

/** What a running orchestrator knows of nodes, and what it takes from their agents. */
export interface ServedNodes {
  readonly nodes: Nodes;
  readonly facts: FactIntake;
  /** Stores what has come, and closes all files. */
  close(): Promise<void>;
}

/**
 * Opens the store of nodes for writing. Nodes that went away stay until a time to live is given: unlike PuppetDB, which has
 * only what agents send, Baton knows who is away.
 * A file that is damaged or newer is left as it is and told of: jobs, agents and lists need none of it.
 * @param nodeTtl milliseconds. @throws OrchestratorError as {@link openNodeStore}, but for those two.
 */
export async function openServedStore(data: DataDirectory, log: Log, nodeTtl = 0): Promise<NodeStore> {
  const retention = { ...defaultRetention, nodeTtl };
  try {
    return await openNodeStore({ path: data.nodeStore, clock: systemClock, retention });
  } catch (error) {
    if (!(error instanceof OrchestratorError) || !unusable.has(error.kind)) throw error;
    log.log('error', `${error.message} Until this orchestrator is started again, nothing is kept of nodes.`);
    return unusableNodeStore(error);
  }
}

const unusable: ReadonlySet<string> = new Set(['baton/node-store-damaged', 'baton/node-store-too-new']);

/** What the nodes are known from. */
export interface ServedNodesOptions {
  readonly data: DataDirectory;
  readonly source: ProjectSource;
  readonly agents: AgentDirectory;
  readonly keeper: JobKeeper;
  /** Closed with it. */
  readonly store: NodeStore;
  readonly broker: Broker;
  readonly notices: NoticeHub;
  readonly log: Log;
}

/** Opens what is kept of nodes, and begins to take the facts of agents and runs. */
export function serveNodes(options: ServedNodesOptions): ServedNodes {
  const { data, source, agents, keeper, store, broker, notices, log } = options;
  const records = openAgentRecords({ path: data.agents, clock: systemClock, log });
  const nodes = openNodes({
    source,
    agents,
    keeper,
    store,
    records,
    clock: systemClock,
    log,
    changed: (names) => notices.nodesChanged(names),
  });
  const facts = collectFacts(keeper, {
    agents,
    records,
    store,
    names: () => nodes.directory.names(),
    attach: (receive) => broker.attach(`pcp://${broker.name}/facts`, receive),
    ids: systemIds,
    clock: systemClock,
    log,
  });
  const close = async (): Promise<void> => {
    await facts.close();
    await nodes.close();
  };
  return { nodes, facts, close };
}
