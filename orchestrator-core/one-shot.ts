import { tmpdir } from 'node:os';
import { type Log, silentLog } from './common/index.ts';
import type { DataDirectory } from './data-directory.ts';
import { createOrchestrator } from './embedded.ts';
import { type Inventory, isPlainSelection, parseSelection, type Target } from './inventory/index.ts';
import { createJobKeeper, type JobKeeper, type Journal, memoryJournal, notKept } from './jobs/index.ts';
import { findTarget } from './load-inventory.ts';
import { openLooseContent } from './loose-content.ts';
import { diskFiles, systemClock, systemIds } from './node/index.ts';
import { lazyNodeStore, openNodes } from './node-service/index.ts';
import { NoticeHub } from './notice-hub.ts';
import type { Orchestrator } from './orchestrator.ts';
import { createPlanCatalog } from './plan-service/index.ts';
import type { Project } from './project/index.ts';
import type { ProjectSource } from './project-source.ts';
import { createQuestions } from './questions.ts';
import { openAgentRecords, openNodeStore } from './store/index.ts';
import { createTaskCatalog } from './task-catalog.ts';
import { createTransportTable } from './transport-table.ts';
import { AgentDirectory } from './transports/index.ts';
import { version } from './version.ts';

/** Milliseconds that the wish to stop a job may take until it is durable. */
const stopPatience = 5000;

/** Which orchestrator is wanted for one command. */
export interface OneShotOptions {
  /** The project and its inventory, read once: one command sees them as they are when it starts. */
  readonly project: Project;
  readonly inventory: Inventory;
  readonly log?: Log;
  /** Where its jobs are kept, also those of earlier commands; absent, they are forgotten with it. */
  readonly journal?: Journal;
  /** Where a running orchestrator keeps what is known of nodes; absent, nothing is known. */
  readonly data?: DataDirectory;
  /** Where temporary files may be kept, absolute; absent, where the machine keeps them. */
  readonly scratch?: string;
}

/** Whether no target that the words mean is reached through an agent, nor any that a remote one runs on. */
export function needsNoAgent(inventory: Inventory, words: readonly string[]): boolean {
  if (!isPlainSelection(words)) {
    const parsed = parseSelection(words);
    // Whoever is asked refuses what cannot be understood.
    if (!parsed.ok) return true;
    const { words: named, query, rerun, saved } = parsed.selection;
    const isKnown = named.length > 0 && query === undefined && rerun === undefined && saved.length === 0;
    // Filters only leave some of those that are named.
    return isKnown
      ? needsNoAgent(
          inventory,
          named.map(({ text }) => text),
        )
      : hasNoAgent(inventory);
  }
  const direct = (target: Target): boolean => {
    if (target.transport !== 'remote') return target.transport !== 'pcp';
    const runOn = target.options['run-on'];
    return inventory.select([typeof runOn === 'string' ? runOn : 'localhost']).every((one) => one.transport !== 'pcp');
  };
  return inventory.select(words).every(direct);
}

/** Whether no target of an inventory is reached through an agent, nor any that it does not name. */
export function hasNoAgent(inventory: Inventory): boolean {
  return inventory.targets().every(({ transport }) => transport !== 'pcp') && needsNoAgent(inventory, [stranger]);
}

/** A name that no inventory has. */
const stranger = 'no-target-of-that-name';

/**
 * An orchestrator for one command that needs no agents: no broker, no API, no certificates, and no data directory that
 * two commands at a time could quarrel about. The journal is closed with it.
 */
export function openOneShot(options: OneShotOptions): {
  readonly orchestrator: Orchestrator;
  close(): Promise<void>;
} {
  const { project, inventory, log = silentLog, journal, data, scratch = tmpdir() } = options;
  const notices = new NoticeHub(systemClock);
  const agents = new AgentDirectory(systemClock, log);
  const source: ProjectSource = {
    project: async () => project,
    inventory: async () => inventory,
    refresh: () => {},
    watch: async () => {},
    close: () => {},
  };
  const find = (name: string): Promise<Target> => findTarget(inventory, name);
  const transports = createTransportTable({ clock: systemClock, ids: systemIds, findTarget: find });
  const keeper = createJobKeeper({
    journal: journal ?? memoryJournal(systemClock),
    clock: systemClock,
    ids: systemIds,
    log,
    transportOf: transports.transportOf,
  });
  const files = openLooseContent();
  const nodes = openNodes({
    source,
    agents,
    keeper,
    store: lazyNodeStore(() => openNodeStore({ path: data?.nodeStore ?? '', readOnly: true })),
    records: openAgentRecords({ ...(data && { path: data.agents }), readOnly: true, clock: systemClock, log }),
    clock: systemClock,
    log,
    changed: (names) => notices.nodesChanged(names),
  });
  const orchestrator = createOrchestrator({
    questions: createQuestions(notices, systemIds),
    nodes,
    ids: systemIds,
    transportOf: transports.transportOf,
    keeper,
    source,
    catalog: createTaskCatalog(diskFiles),
    plans: createPlanCatalog(diskFiles),
    clock: systemClock,
    scratch,
    content: files.content,
    agents,
    notices,
    status: () => ({
      state: 'running',
      version,
      project: project.directory,
      dataDirectory: '',
      connectedNodes: 0,
      runningJobs: keeper.running(),
    }),
    recovered: journal === undefined ? Promise.resolve() : recover(keeper, find, log),
  });
  const { end, stop } = endings(orchestrator, keeper, log);
  return {
    orchestrator: { ...orchestrator, stop },
    close: async () => {
      await end();
      await transports.close();
      await files.close();
      await nodes.close();
      await journal?.close();
      notices.close();
    },
  };
}

/** How the command ends, and how a job is stopped: neither waits for space on a disk. */
function endings(
  orchestrator: Pick<Orchestrator, 'stop'>,
  keeper: JobKeeper,
  log: Log,
): { readonly end: () => Promise<void>; readonly stop: Orchestrator['stop'] } {
  const end = async (): Promise<void> => {
    const lost = notKept(await keeper.close('The command was ended.'));
    if (lost !== undefined) log.log('error', lost.message);
  };
  const stop: Orchestrator['stop'] = async (id, when) => {
    const patience = systemClock.after(stopPatience, () => void end());
    await orchestrator.stop(id, when).finally(() => patience.cancel());
  };
  return { end, stop };
}

async function recover(keeper: JobKeeper, findTarget: (name: string) => Promise<Target>, log: Log): Promise<void> {
  try {
    await keeper.recover(findTarget);
  } catch (error) {
    log.log('error', `Jobs of an earlier command could not be taken up: ${String(error)}`);
  }
}
