import type { Clock, Log } from '../common/index.ts';
import { factPaths, type NodeStore } from '../inventory/index.ts';
import type { JobKeeper } from '../jobs/index.ts';
import type { ProjectSource } from '../project-source.ts';
import type { AgentRecords } from '../store/index.ts';
import type { AgentDirectory } from '../transports/index.ts';
import { createFactColumns } from './fact-columns.ts';
import { createJobHistory, type JobHistory, readJobHistory } from './job-history.ts';
import { createNodeDirectory, type NodeDirectory } from './node-directory.ts';
import type { FactColumn } from './node-list.ts';
import { type NodeQueries, openNodeQueries } from './node-queries.ts';
import { withRemoteNodes } from './remote-nodes.ts';

/** What an orchestrator knows of nodes while it runs. */
export interface Nodes {
  readonly directory: NodeDirectory;
  /** What lists and pages show: the nodes of a PuppetDB that is configured are among them. */
  readonly store: NodeStore;
  readonly queries: NodeQueries;
  readonly jobs: JobHistory;
  /** What is remembered of agents, the classes of their last Puppet runs among it. */
  readonly records: AgentRecords;
  /**
   * The values of a fact, by its dotted path, of all nodes that have it: what was found, else what the inventory says;
   * remembered.
   */
  factColumn(fact: string): Promise<FactColumn>;
  /**
   * Resolves when the directory, or a fact, is as the configured PuppetDB has it now: for whoever chooses nodes, and may not
   * take those that are not known yet for nodes without the fact. @throws OrchestratorError when it cannot be asked.
   */
  renew(fact?: string): Promise<void>;
  /** Reads what ran on nodes in earlier lives. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

/** What nodes are known from. */
export interface NodesPorts {
  readonly source: Pick<ProjectSource, 'project' | 'inventory'>;
  readonly agents: AgentDirectory;
  readonly keeper: JobKeeper;
  readonly store: NodeStore;
  readonly records: AgentRecords;
  readonly clock: Clock;
  readonly log: Log;
  /** As `changed` of the directory. */
  readonly changed: (names?: readonly string[]) => void;
}

/** Opens the directory of nodes over its sources; store and records are closed with it. */
export function openNodes(ports: NodesPorts): Nodes {
  const { keeper, source, records, changed, clock, log } = ports;
  const endRecording = recordAgents(ports);
  const jobs = createJobHistory();
  const queries = openNodeQueries({ settings: () => source.project(), store: ports.store, clock });
  // What is wrong with a project is told to whoever asks for something of it.
  const remote = () => queries.remote().catch(() => undefined);
  const store = withRemoteNodes({ store: ports.store, remote, clock, log });
  let restored = false;
  const inventory = async () => {
    // What is remembered is read when somebody first looks at nodes: most commands never do.
    if (!restored) restoreAgents(ports);
    restored = true;
    return source.inventory();
  };
  const directory = createNodeDirectory({ ...ports, store, inventory, jobs });
  const columns = createFactColumns(store);
  const tell = (names: readonly string[]): void => {
    directory.touch(names);
    changed(names);
  };
  const end = keeper.onNode((event, job) => {
    jobs.take(event, job);
    tell([event.node]);
  });
  return {
    directory,
    store,
    queries,
    jobs,
    records,
    factColumn: async (fact) => {
      const [stored, { names, problem }] = await Promise.all([
        Promise.all(factPaths(fact).map((path) => columns.of(path))),
        directory.shown(),
      ]);
      const found = names.byNode(firstOf(stored));
      if (problem !== undefined) return found;
      const said = (await source.inventory()).factValues(fact);
      return said.size === 0 ? found : new Map([...said, ...found]);
    },
    renew: (fact) => store.renew(fact),
    recover: async () => {
      const found = await readJobHistory(jobs, keeper);
      if (found.size > 0) tell([...found]);
    },
    close: async () => {
      end();
      endRecording();
      columns.close();
      directory.close();
      records.close();
      await store.close();
    },
  };
}

/** The values of several columns; what stands in an earlier one counts. */
function firstOf(columns: readonly FactColumn[]): FactColumn {
  const [first, ...others] = columns.filter(({ size }) => size > 0);
  if (first === undefined || others.length === 0) return first ?? new Map();
  return new Map([first, ...others].toReversed().flatMap((column) => [...column]));
}

function restoreAgents({ agents, records }: NodesPorts): void {
  agents.restore(
    [...records.all()].map(([name, { seen, hello }]) => [
      name,
      { since: seen, ...(hello === undefined ? {} : { hello }) },
    ]),
  );
}

function recordAgents({ agents, records, clock }: NodesPorts): () => void {
  return agents.onChange((name, event) => {
    const hello = agents.get(name)?.hello;
    const connected = event !== 'gone';
    records.put(name, { seen: clock.now(), connected, ...(hello === undefined ? {} : { hello }) });
  });
}
