import type { Broker } from './broker/index.ts';
import type { Log } from './common/index.ts';
import { bareTarget, type Target } from './inventory/index.ts';
import { createJobKeeper, type JobKeeper, type Journal, type Transport } from './jobs/index.ts';
import { findTarget } from './load-inventory.ts';
import { diskFiles, systemClock, systemIds } from './node/index.ts';
import { restOfJob } from './prepare-run.ts';
import type { ProjectSource } from './project-source.ts';
import type { ContentStore } from './store/index.ts';
import { createTaskCatalog, resultOf, type TaskCatalog } from './task-catalog.ts';
import { createTransportTable } from './transport-table.ts';
import { type AgentDirectory, createPcpTransport } from './transports/index.ts';

/** Milliseconds after the start in which an agent that is not there yet may still be on its way. */
const connecting = 5000;

/** What the jobs of a running orchestrator need of it. */
export interface ServingJobs {
  readonly journal: Journal;
  readonly source: ProjectSource;
  readonly agents: AgentDirectory;
  readonly broker: Broker;
  readonly content: ContentStore;
  /** The orchestrator's own certname. */
  readonly certname: string;
  readonly log: Log;
}

/** The jobs of a running orchestrator, and how they reach targets. */
export interface ServedJobs {
  readonly keeper: JobKeeper;
  readonly catalog: TaskCatalog;
  transportOf(target: Target): Transport;
  /** Takes up what an earlier life left. */
  recover(): Promise<void>;
  /** Nothing is asked of agents any more. */
  closeAgents(): void;
  closeTransports(): Promise<void>;
}

/** Opens the jobs over a journal; agents are reached through the broker. */
export function serveJobs({ journal, source, agents, broker, content, certname, log }: ServingJobs): ServedJobs {
  const pcp = createPcpTransport({
    clock: systemClock,
    ids: systemIds,
    log,
    agents,
    attach: (receive) => broker.attach(`pcp://${certname}/orchestrator`, receive),
    resultOf,
    keep: (path) => content.put(path),
    connectingUntil: systemClock.now() + connecting,
  });
  const transports = createTransportTable({
    clock: systemClock,
    ids: systemIds,
    findTarget: async (name) => findTarget(await source.inventory(), name, agents.names()),
    pcp,
  });
  const { transportOf } = transports;
  const keeper = createJobKeeper({ journal, clock: systemClock, ids: systemIds, log, transportOf });
  const catalog = createTaskCatalog(diskFiles);
  const rest = restOfJob({ source, catalog, content });
  return {
    keeper,
    catalog,
    transportOf,
    recover: () => keeper.recover((name, transport) => targetAgain(source, name, transport), rest),
    closeAgents: () => pcp.close(),
    closeTransports: () => transports.close(),
  };
}

async function targetAgain(source: ProjectSource, name: string, transport: string): Promise<Target> {
  try {
    // Nobody is asked for what the agent knows already.
    const [target] = (await source.inventory()).named([name], { connected: [name] });
    if (target?.transport === transport && target.fault === undefined) return target;
  } catch {
    // The inventory may have become unreadable; the agent is found by its name all the same.
  }
  return bareTarget(name, transport as Target['transport']);
}
