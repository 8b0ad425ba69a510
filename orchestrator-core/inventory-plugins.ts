import { type CancelSignal, type JsonObject, type Log, OrchestratorError } from './common/index.ts';
import { dataDirectory, defaultDataDirectory } from './data-directory.ts';
import { readInventory } from './inventory/index.ts';
import { diskFiles, systemClock, systemIds } from './node/index.ts';
import { openNodeQueries, visitedNodeStore } from './node-service/index.ts';
import { createPluginHost } from './plugin-host.ts';
import { createPluginResolver, type PluginPuppetDb, type PluginResolver } from './plugins/index.ts';
import type { Project } from './project/index.ts';
import { openNodeStore } from './store/index.ts';
import { createTaskCatalog, type TaskCatalog } from './task-catalog.ts';

/** Asks a person for a value that nobody may see. @throws OrchestratorError `bolt/no-tty-error` when there is nobody. */
export type AskSecret = (message: string, signal: CancelSignal) => Promise<string>;

/** What plugins need besides the project. */
export interface InventoryPluginOptions {
  readonly ask?: AskSecret;
  readonly log?: Log;
  /** The data directory with what is known of nodes, absolute; default that of the project. */
  readonly data?: string;
  /** The Ruby for tasks in Ruby, absolute. */
  readonly ruby?: string;
}

/** The plugins of a project as its inventory asks them: their tasks run on this machine, and are no jobs. */
export function createInventoryPlugins(project: Project, options: InventoryPluginOptions): PluginResolver {
  const catalog = createTaskCatalog(diskFiles);
  const { ask = nobody, log } = options;
  return createPluginResolver({
    ...createPluginHost(project, catalog),
    directory: project.directory,
    modules: project.modules,
    readText: (path) => diskFiles.readText(path),
    environment: (name) => process.env[name],
    ask,
    puppetdb: projectQueries(project, options.data),
    runTask: (name, values, signal) => runTask({ project, catalog, options }, { name, values }, signal),
    warn: (id, message) => {
      if (!project.disabledWarnings.includes(id)) log?.log('warn', `${message} [ID: ${id}]`);
    },
    now: () => systemClock.now(),
  });
}

/** The PuppetDB that the project names, else what a running orchestrator knows, or the last one knew. */
function projectQueries(project: Project, data = defaultDataDirectory(project.directory)): PluginPuppetDb {
  const path = dataDirectory(data).nodeStore;
  const store = visitedNodeStore(() => openNodeStore({ path, readOnly: true }));
  return openNodeQueries({ settings: async () => project, store, clock: systemClock });
}

const nobody: AskSecret = async (message) => {
  const text = `There is nobody to answer '${message}': no terminal and no editor is connected.`;
  throw new OrchestratorError('bolt/no-tty-error', text);
};

interface TaskRun {
  readonly project: Project;
  readonly catalog: TaskCatalog;
  readonly options: InventoryPluginOptions;
}

async function runTask(
  { project, catalog, options }: TaskRun,
  { name, values }: { readonly name: string; readonly values: JsonObject },
  signal: CancelSignal,
): Promise<JsonObject> {
  // Few inventories need what runs tasks before they are read.
  const [{ prepareTask }, { openLooseContent }, { createTransportTable }] = await Promise.all([
    import('./actions/index.ts'),
    import('./loose-content.ts'),
    import('./transport-table.ts'),
  ]);
  const { ruby } = options;
  const here = readInventory({ text: undefined, path: 'localhost', ...(ruby === undefined ? {} : { ruby }) });
  const [target] = here.select(['localhost']);
  if (target === undefined) throw new Error('localhost is always there');
  const files = openLooseContent();
  const findTarget = async () => target;
  const transports = createTransportTable({ clock: systemClock, ids: systemIds, findTarget });
  const ending = new AbortController();
  const abort = (): void => ending.abort('stopped');
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    const ports = { project, catalog, content: files.content };
    const { action } = await prepareTask(ports, name, { kind: 'literal', values, isComplete: true }, false);
    const run = { job: 'plugin', target, action, transaction: systemIds.uuid() };
    const result = await transports.transportOf(target).run(run, silent, ending.signal);
    signal.throwIfAborted();
    return result.value;
  } finally {
    signal.removeEventListener('abort', abort);
    await transports.close();
    await files.close();
  }
}

const silent = { output: async () => {}, message: async () => {} };
