import { type Json, type JsonObject, OrchestratorError } from './common/index.ts';
import type { Target } from './inventory/index.ts';
import type { Action, ContentFile, Job, JobDescription, JobDetails, JobKeeper } from './jobs/index.ts';
import type { NoticeHub } from './notice-hub.ts';
import {
  type Connection,
  type GroupSummary,
  type Node,
  type Orchestrator,
  type OrchestratorStatus,
  type RerunRequest,
  type RunRequest,
  redacted,
} from './orchestrator.ts';
import type { ProjectSource } from './project-source.ts';
import type { ContentStore } from './store/index.ts';
import { sensitiveValues, type TaskCatalog } from './task-catalog.ts';
import type { AgentDirectory } from './transports/index.ts';

/** The rooms that make an orchestrator. */
export interface Services {
  readonly keeper: JobKeeper;
  readonly source: ProjectSource;
  readonly catalog: TaskCatalog;
  readonly content: ContentStore;
  readonly agents: AgentDirectory;
  readonly notices: NoticeHub;
  status(): OrchestratorStatus;
  /** Resolves when the jobs of earlier lives are taken up. */
  readonly recovered: Promise<void>;
}

/** Nodes at the same time where nobody says: the default of Puppet Enterprise's orchestrator. */
const defaultConcurrency = 250;
/** Milliseconds: what a timer of Node can wait for, 24.8 days. */
const longestTimeout = 2 ** 31 - 1;

/** The in-process implementation of the one contract. */
export function createOrchestrator(services: Services): Orchestrator {
  const { keeper, source, catalog, agents, notices, recovered } = services;
  return {
    status: async () => services.status(),
    nodes: async () => listNodes(services),
    groups: async () => listGroups(services),
    targets: async (selection) => (await source.inventory()).select(selection, { connected: agents.names() }),
    tasks: async () => catalog.list(await source.project()),
    task: async (name) => catalog.find(await source.project(), name),
    parameterForms: async (task) => catalog.forms(await source.project(), task),
    checkParameter: async (task, parameter, text) => catalog.check(await source.project(), task, parameter, text),
    run: (request) => run(services, request, {}),
    rerun: async (request) => {
      await recovered;
      return rerun(services, request);
    },
    stop: async (job) => {
      await recovered;
      await keeper.stop(job);
    },
    ...noPlans,
    jobs: async (options) => {
      await recovered;
      return keeper.list(options);
    },
    job: async (id) => {
      await recovered;
      return keeper.details(id);
    },
    events: async function* (job, start, signal) {
      // Until then a job of an earlier life looks as if it were over.
      await recovered;
      yield* keeper.events(job, start, signal);
    },
    notices: (signal) => notices.read(signal),
  };
}

const noPlan = async (): Promise<never> => {
  throw new OrchestratorError('baton/unsupported', 'There are no plans yet.');
};

const noPlans = {
  plans: noPlan,
  plan: noPlan,
  planForms: noPlan,
  checkPlanParameter: noPlan,
  runPlan: noPlan,
  resumePlan: noPlan,
  previewPlan: noPlan,
  answer: noPlan,
};

async function listNodes({ source, agents }: Services): Promise<readonly Node[]> {
  const inventory = await source.inventory();
  const listed = inventory.targets(agents.names());
  // Without an inventory there is still this machine to run on, as `localhost` always is.
  const known = inventory.present || listed.some(({ name }) => name === 'localhost');
  const here = known ? [] : inventory.select(['localhost']);
  return [...listed, ...here].map((target) => {
    const hello = target.transport === 'pcp' ? agents.get(target.name)?.hello : undefined;
    const features = [...new Set([...target.features, ...(hello?.features ?? [])])];
    const { name, transport, groups, aliases } = target;
    return { name, transport, groups, aliases, features, connection: connectionOf(agents, name, transport) };
  });
}

function connectionOf(agents: AgentDirectory, name: string, transport: string): Connection {
  if (transport !== 'pcp') return { kind: 'agentless' };
  const connected = agents.get(name);
  if (connected === undefined) {
    const since = agents.goneSince(name);
    return { kind: 'disconnected', ...(since === undefined ? {} : { since }) };
  }
  const { since, hello } = connected;
  if (hello === undefined) return { kind: 'connected', since };
  const { version, extensions, facts } = hello;
  return { kind: 'connected', since, agent: { version, extensions, facts } };
}

async function listGroups({ source, agents }: Services): Promise<readonly GroupSummary[]> {
  return (await source.inventory()).groups(agents.names()).map(({ name, targets }) => ({ name, targets }));
}

/** Everything is checked before anything is written or sent. */
async function run(services: Services, request: RunRequest, more: { readonly rerunOf?: string }): Promise<string> {
  const { source, agents, keeper } = services;
  const project = await source.project();
  checkLimits(request);
  const prepared = await prepare(services, request);
  const targets = (await source.inventory()).select(request.targets, { connected: agents.names() });
  if (targets.length === 0) {
    throw new OrchestratorError('puppetlabs.orchestrator/empty-target', 'No targets were given. Name at least one.');
  }
  const { action, ...described } = prepared;
  const description: JobDescription = {
    ...described.description,
    ...(request.description === undefined ? {} : { description: request.description }),
    nodes: targets.map(({ name }) => name),
    concurrency: request.concurrency ?? project.concurrency ?? defaultConcurrency,
    ...(request.timeout === undefined ? {} : { timeout: request.timeout }),
    ...more,
  };
  return keeper.start({ description, targets, action, sensitive: described.sensitive });
}

function checkLimits({ concurrency = 1, timeout = 1 }: RunRequest): void {
  if (!Number.isSafeInteger(concurrency) || concurrency < 1) {
    throw new OrchestratorError(
      'bolt/validation-error',
      `The concurrency must be an integer from 1 on, not ${concurrency}.`,
    );
  }
  if (!(timeout >= 1 && timeout <= longestTimeout)) {
    const message = `The timeout must be from 1 to ${longestTimeout} milliseconds, not ${timeout}.`;
    throw new OrchestratorError('bolt/validation-error', message);
  }
}

interface Prepared {
  readonly action: Action;
  readonly description: Pick<
    JobDescription,
    'command' | 'object' | 'parameters' | 'sensitive' | 'environment' | 'noop'
  >;
  readonly sensitive: readonly Json[];
}

async function prepare({ source, catalog, content }: Services, request: RunRequest): Promise<Prepared> {
  if (request.kind === 'command') {
    const { command, environment = {} } = request;
    const described = {
      command: 'command',
      object: command,
      parameters: {},
      sensitive: [],
      environment,
      noop: false,
    } as const;
    return { action: { kind: 'command', command, environment }, description: described, sensitive: [] };
  }
  if (request.kind !== 'task') throw new OrchestratorError('baton/unsupported', `There is no ${request.kind} yet.`);
  const noop = request.noop === true;
  const project = await source.project();
  const { task, parameters, sensitive, files } = await catalog.complete(
    project,
    request.task,
    request.parameters,
    noop,
  );
  const kept: ContentFile[] = [];
  for (const { name, path } of files) kept.push({ filename: name, ...(await content.put(path)) });
  const shown = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, sensitive.includes(name) ? redacted : value]),
  );
  return {
    action: { kind: 'task', task: { name: task.name, metadata: task.metadata, files: kept }, parameters, noop },
    description: { command: 'task', object: task.name, parameters: shown, sensitive, noop },
    sensitive: sensitiveValues(parameters, sensitive),
  };
}

async function rerun(services: Services, request: RerunRequest): Promise<string> {
  const job = await services.keeper.details(request.job);
  const targets = nodesToRerun(job, request.which);
  const { description } = job;
  const common = {
    targets,
    concurrency: description.concurrency,
    ...(description.description === undefined ? {} : { description: description.description }),
    ...(description.timeout === undefined ? {} : { timeout: description.timeout }),
  };
  const again: RunRequest =
    description.command === 'command'
      ? { ...common, kind: 'command', command: description.object, environment: description.environment ?? {} }
      : {
          ...common,
          kind: 'task',
          task: description.object,
          parameters: { kind: 'literal', values: await valuesAgain(services, job, request) },
          noop: description.noop,
        };
  return run(services, again, { rerunOf: job.id });
}

function nodesToRerun({ id, nodes, state }: JobDetails, which: RerunRequest['which']): readonly string[] {
  const wanted = nodes.filter((node) => which === 'all' || (node.state === 'finished') === (which === 'success'));
  if (which !== 'all' && !['finished', 'failed', 'stopped'].includes(state)) {
    throw new OrchestratorError('baton/job-running', `Job ${id} is still running. Wait for its end, or stop it first.`);
  }
  if (wanted.length > 0) return wanted.map(({ name }) => name);
  const none = which === 'success' ? 'succeeded' : 'failed';
  throw new OrchestratorError('puppetlabs.orchestrator/empty-target', `No node of job ${id} ${none}.`);
}

/** The values of the earlier job, with what was not kept given anew. */
async function valuesAgain(
  { source, catalog }: Services,
  { id, description }: Job,
  { sensitive = { kind: 'literal', values: {} } }: RerunRequest,
): Promise<JsonObject> {
  const missing = description.sensitive.filter((name) => !Object.hasOwn(sensitive.values, name));
  if (missing.length > 0) {
    const message = `Sensitive values are not kept. To run job ${id} again, give: ${missing.join(', ')}.`;
    throw new OrchestratorError('baton/sensitive-parameters-needed', message, { details: { parameters: missing } });
  }
  const strangers = Object.keys(sensitive.values).filter((name) => !description.sensitive.includes(name));
  if (strangers.length > 0) {
    const message = `Job ${id} has no sensitive parameter ${strangers.join(', ')}.`;
    throw new OrchestratorError('bolt/validation-error', message);
  }
  if (description.sensitive.length === 0) return description.parameters;
  const given = await catalog.values(await source.project(), description.object, sensitive);
  return { ...description.parameters, ...given };
}

/** The target that a job of an earlier life names, where the inventory knows it no more. */
export function bareTarget(name: string, transport: Target['transport']): Target {
  const nothing = { aliases: [], options: {}, config: {}, vars: {}, facts: {}, features: [], pluginHooks: {} };
  return { ...nothing, name, safeName: name, transport, adhoc: true, groups: ['all'] };
}
