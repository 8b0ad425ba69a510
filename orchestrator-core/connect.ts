import { readFile } from 'node:fs/promises';
import type { RemoteOrchestrator } from './api/index.ts';
import { type Clock, isPlainSelection, type Log, OrchestratorError } from './common/index.ts';
import { type DataDirectory, dataDirectory, defaultDataDirectory, readEndpoint } from './data-directory.ts';
import type { Inventory } from './inventory/index.ts';
import { type InventoryChoice, loadInventory } from './load-inventory.ts';
import { diskFiles, ownModules, systemClock } from './node/index.ts';
import { hasNoAgent, needsNoAgent, openOneShot } from './one-shot.ts';
import type { Orchestrator } from './orchestrator.ts';
import type { PlanJournal } from './plan-journals.ts';
import { loadProject, type Project } from './project/index.ts';

/** Which orchestrator is wanted. */
export interface ConnectOptions extends InventoryChoice {
  /** The project's directory, absolute. */
  readonly project: string;
  /** Its data directory, absolute, where it is not the default one. */
  readonly data?: string;
  /** The api of a running orchestrator, `https://…`; its token and CA are those of the data directory. */
  readonly url?: string;
  readonly modulepath?: readonly string[];
  /**
   * The targets that it is wanted for, where that is known: when none of them needs an agent and no orchestrator runs,
   * one will do that nobody else can reach.
   */
  readonly targets?: readonly string[];
  /**
   * It is wanted for a plan, which may want any other target of the inventory too: to look at it, to run it so that it can
   * be resumed (`run`), or to resume one that an earlier command ran, by its name.
   */
  readonly plan?: 'look' | 'run' | { readonly kept: string };
  readonly log: Log;
}

/** An orchestrator, wherever it runs. */
export interface Connected {
  readonly orchestrator: Orchestrator;
  /** Whether it runs in this process, and ends with `close`. */
  readonly embedded: boolean;
  /** Where a plan is kept that can be resumed by another command. */
  readonly kept?: KeptPlan;
  close(): Promise<void>;
}

/** A plan that a command runs by itself. */
export interface KeptPlan {
  /** What `plan resume` takes. */
  readonly name: string;
  /** The job of its newest run. */
  newest(): Promise<string | undefined>;
  /** It came to a good end, or never began; called after the orchestrator was closed. */
  forget(): Promise<void>;
}

/** Milliseconds for another process, which has the data directory, to say where it is reached; and between looks. */
const startTime = 10_000;
const lookAgain = 50;

/**
 * The orchestrator that serves the project already, else one in this process until `close`. What the options lay over
 * the project a running orchestrator does not know: with such options only this process will do.
 * @throws OrchestratorError `baton/cannot-connect` when the one at `url` does not answer, `baton/data-directory-in-use`
 * when one runs and the options ask for another project than it serves.
 */
export async function openOrchestrator(options: ConnectOptions): Promise<Connected> {
  const data = dataDirectory(options.data ?? defaultDataDirectory(options.project));
  if (typeof options.plan === 'object') {
    const { openPlanJournal } = await import('./plan-journals.ts');
    const { project, inventory } = await readFiles(options);
    return openAlone(options, project, inventory, await openPlanJournal(data, options.plan.kept, systemClock));
  }
  if (options.url !== undefined) return connected(await dialUrl(data, options.url));
  const { inventory, inventoryText, transport, reaching, modulepath } = options;
  const ofItsOwn = [inventory, inventoryText, transport, reaching, modulepath].some((one) => one !== undefined);
  const running = ofItsOwn ? undefined : await dialRunning(data);
  if (running !== undefined) return connected(running);
  if (options.targets !== undefined) {
    const { project, inventory } = await readFiles(options);
    // Which of them need an agent is a question to plugins then.
    if (inventory.contents.index.hasOpenTransports) await inventory.resolve(inventory.names(['all']));
    const direct = options.plan === undefined || hasNoAgent(inventory);
    if (direct && needsNoAgent(inventory, options.targets) && !(await meansAgents(options, project, inventory))) {
      return openAlone(options, project, inventory, options.plan === 'run' ? await newJournal(data) : undefined);
    }
  }
  const open = async (): Promise<Connected> => {
    // What a command by itself has no use for is loaded when it is.
    const { openEmbedded } = await import('./serve.ts');
    const served = await openEmbedded(options);
    return { orchestrator: served.orchestrator, embedded: true, close: () => served.close() };
  };
  if (ofItsOwn) return open();
  return openOrDial(
    open,
    async () => {
      const found = await dialRunning(data);
      return found === undefined ? undefined : connected(found);
    },
    systemClock,
  );
}

/**
 * The project's orchestrator once more, after the connection to it was lost: the one that is started next, else, when
 * nobody starts one, one in this process. Jobs are followed there from the next event on.
 */
export async function openAgain(options: Omit<ConnectOptions, 'targets'>): Promise<Connected> {
  const data = dataDirectory(options.data ?? defaultDataDirectory(options.project));
  const { url } = options;
  const dial = () => (url === undefined ? dialRunning(data) : dialUrl(data, url).catch(() => undefined));
  const end = systemClock.now() + startTime;
  do {
    const running = await dial();
    if (running !== undefined) return connected(running);
    await new Promise<void>((resolve) => systemClock.after(lookAgain, resolve));
  } while (systemClock.now() < end);
  return openOrchestrator(options);
}

async function newJournal(data: DataDirectory): Promise<PlanJournal | undefined> {
  const { newPlanJournal } = await import('./plan-journals.ts');
  return newPlanJournal(data, systemClock);
}

function openAlone(options: ConnectOptions, project: Project, inventory: Inventory, kept?: PlanJournal): Connected {
  const data = dataDirectory(options.data ?? defaultDataDirectory(options.project));
  const alone = openOneShot({
    project,
    inventory,
    data,
    log: options.log,
    ...(kept === undefined ? {} : { journal: kept.journal, scratch: kept.scratch }),
  });
  if (kept === undefined) return { ...alone, embedded: true };
  const newest = async () => (await kept.journal.jobs({ limit: 1 }))[0];
  return { ...alone, embedded: true, kept: { name: kept.name, newest, forget: () => kept.forget() } };
}

/** Whether filters and queries choose nodes that agents reach: which ones they choose is known when they were asked. */
async function meansAgents(options: ConnectOptions, project: Project, inventory: Inventory): Promise<boolean> {
  const words = options.targets ?? [];
  if (isPlainSelection(words)) return false;
  const { orchestrator, close } = openAlone(options, project, inventory);
  try {
    return (await orchestrator.targets(words)).some(({ transport }) => transport === 'pcp');
  } catch {
    // What is wrong with it is told to whoever uses it.
    return false;
  } finally {
    await close();
  }
}

/** Reads project and inventory, and tells what is odd about the inventory. */
async function readFiles(options: ConnectOptions): Promise<{ project: Project; inventory: Inventory }> {
  const { modulepath, log } = options;
  const { project } = await loadProject(diskFiles, options.project, {
    ownModules,
    ...(modulepath === undefined ? {} : { modulepath }),
  });
  const inventory = await loadInventory(diskFiles, project, options);
  for (const { id, message } of inventory.warnings) {
    if (!project.disabledWarnings.includes(id)) log.log('warn', `${message} [ID: ${id}]`);
  }
  return { project, inventory };
}

/** Whether another orchestrator has the data directory. */
function isInUse(error: unknown): error is OrchestratorError {
  return error instanceof OrchestratorError && error.kind === 'baton/data-directory-in-use';
}

function connected(remote: RemoteOrchestrator): Connected {
  return { orchestrator: remote, embedded: false, close: async () => remote.dispose() };
}

async function dialUrl(data: DataDirectory, url: string): Promise<RemoteOrchestrator> {
  const token = await readFile(data.token, 'utf8').catch((cause: unknown) => {
    const message = `There is no token for ${url} in ${data.root}. Name the data directory of that orchestrator.`;
    throw new OrchestratorError('baton/cannot-connect', message, { cause });
  });
  // Where there is none, the machine's own authorities must do.
  const ca = await readFile(data.ca, 'utf8').catch(() => undefined);
  const { dialOrchestrator } = await import('./api/index.ts');
  return dialOrchestrator({ url: url.replace(/\/+$/, ''), token: token.trim(), ...(ca === undefined ? {} : { ca }) });
}

/** The orchestrator that has the data directory, if one has and answers. */
export async function dialRunning(data: DataDirectory): Promise<RemoteOrchestrator | undefined> {
  const endpoint = await readEndpoint(data);
  if (endpoint === undefined) return undefined;
  try {
    const [token, ca] = await Promise.all([readFile(endpoint.tokenFile, 'utf8'), readFile(endpoint.caFile, 'utf8')]);
    const { dialOrchestrator } = await import('./api/index.ts');
    return await dialOrchestrator({ url: endpoint.api, token: token.trim(), ca });
  } catch {
    // Another process may have the pid of one that was killed. Who has the journal is who is asked.
    return undefined;
  }
}

/**
 * Opens an orchestrator here, or reaches the one that has the data directory, whichever can be done first: who has it
 * may be about to say where it is, or about to end.
 * @throws whatever `open` does but `baton/data-directory-in-use`, and that when it lasts.
 */
export async function openOrDial<T>(
  open: () => Promise<T>,
  dial: () => Promise<T | undefined>,
  clock: Clock,
): Promise<T> {
  const end = clock.now() + startTime;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!isInUse(error) || clock.now() >= end) throw error;
    }
    const running = await dial();
    if (running !== undefined) return running;
    await new Promise<void>((resolve) => clock.after(lookAgain, resolve));
  }
}
