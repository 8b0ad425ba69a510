import { isAbsolute } from 'node:path';
import {
  findModuleFile,
  type PreparedAction,
  prepareCommand,
  prepareCopy,
  prepareFacts,
  prepareManifest,
  prepareScript,
  prepareTask,
} from './actions/index.ts';
import { fromErrorValue, OrchestratorError } from './common/index.ts';
import { type Batch, batchOf, printSelection, type Target } from './inventory/index.ts';
import type { Action, JobDescription, RestOfJob } from './jobs/index.ts';
import {
  type NodeServices,
  nodeMethods,
  nodeSelector,
  openSavedSelections,
  type Selector,
} from './node-service/index.ts';
import type { NoticeHub } from './notice-hub.ts';
import type { GroupSummary, Orchestrator, OrchestratorStatus, RerunRequest, RunRequest } from './orchestrator.ts';
import { createConsoles, type PlanServices, planMethods, rerunPlan } from './plan-service/index.ts';
import type { Questions } from './questions.ts';
import { requestAgain } from './rerun.ts';
import { shownTarget } from './shown-target.ts';
import type { GivenParameters } from './tasks/index.ts';

/** The rooms that make an orchestrator. */
export interface Services extends Omit<PlanServices, 'selector'>, NodeServices {
  readonly notices: NoticeHub;
  readonly questions: Questions;
  status(): OrchestratorStatus;
}

/** Nodes at the same time where nobody says: the default of Puppet Enterprise's orchestrator. */
const defaultConcurrency = 250;
/** Milliseconds: what a timer of Node can wait for, 24.8 days. */
const longestTimeout = 2 ** 31 - 1;

/** The in-process implementation of the one contract. */
export function createOrchestrator(services: Services): Orchestrator {
  const { keeper, source, catalog, notices, recovered } = services;
  const saved = openSavedSelections(async () => (await source.project()).directory);
  const selector = nodeSelector(services, saved);
  const { follow, ...consoles } = createConsoles({ ...services, selector });
  return {
    status: async () => services.status(),
    refresh: async () => source.refresh(),
    groups: async () => listGroups(services),
    ...nodeMethods(services, selector, saved),
    targets: async (selection) => (await selector.targets(selection)).targets.map(shownTarget),
    tasks: async () => catalog.list(await source.project()),
    task: async (name) => catalog.find(await source.project(), name),
    parameterForms: async (task) => catalog.forms(await source.project(), task),
    checkParameter: async (task, parameter, text) => catalog.check(await source.project(), task, parameter, text),
    run: (request) => run(services, selector, request, {}),
    rerun: async (request) => {
      await recovered;
      return rerun(services, selector, request);
    },
    stop: async (job, when) => {
      await recovered;
      await keeper.stop(job, when);
    },
    ...planMethods({ ...services, selector }),
    ...consoles,
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
      const leave = follow(job);
      try {
        yield* keeper.events(job, start, signal);
      } finally {
        leave();
      }
    },
    reply: async (question, answer) => services.questions.reply(question, answer),
    notices: (signal) => notices.read(signal),
  };
}

async function listGroups({ source, agents }: Services): Promise<readonly GroupSummary[]> {
  return (await source.inventory()).groups(agents.names()).map(({ name, targets }) => ({ name, targets }));
}

/** Everything is checked before anything is written or sent. */
async function run(
  services: Services,
  selector: Selector,
  request: RunRequest,
  more: { readonly rerunOf?: string },
): Promise<string> {
  const { source, keeper } = services;
  const project = await source.project();
  checkLimits(request);
  const { targets, batch: asked } = await selector.targets(request.targets);
  checkFaults(targets);
  const batch = request.batch ?? asked;
  const prepared = await prepare(services, request, targets);
  if (targets.length === 0) {
    const meant = request.targets.length === 0 ? '' : `No node is meant by: ${printSelection(request.targets)}`;
    const message = meant === '' ? 'No targets were given. Name at least one.' : meant;
    throw new OrchestratorError('puppetlabs.orchestrator/empty-target', message);
  }
  const { action, ...described } = prepared;
  const description: JobDescription = {
    ...described.description,
    ...(request.description === undefined ? {} : { description: request.description }),
    nodes: targets.map(({ name }) => name),
    concurrency: request.concurrency ?? project.concurrency ?? defaultConcurrency,
    ...(request.timeout === undefined ? {} : { timeout: request.timeout }),
    ...(batch === undefined ? {} : { batch: batchesOf(batch, targets) }),
    ...(request.runAs === undefined ? {} : { runAs: request.runAs }),
    ...more,
  };
  const { byTarget } = described;
  const secrets = [...new Set(targets.flatMap((target) => target.secrets ?? []))];
  return keeper.start({
    description: secrets.length === 0 ? description : { ...description, secrets: true },
    targets,
    action,
    sensitive: [...described.sensitive, ...secrets],
    ...(byTarget === undefined ? {} : { byTarget }),
  });
}

/** Targets that plugins do not say enough of fail one by one, unless there are no others. */
function checkFaults(targets: readonly Target[]): void {
  const [first] = targets;
  if (first?.fault !== undefined && targets.every(({ fault }) => fault !== undefined))
    throw fromErrorValue(first.fault);
}

function batchesOf(batch: Batch, targets: readonly Target[]): NonNullable<JobDescription['batch']> {
  const agents = targets.filter(({ transport }) => transport === 'pcp').map(({ name }) => name);
  return { size: batchOf(batch, targets.length), pause: batch.pause, agents };
}

/**
 * What is left to do of a job whose nodes begin in batches, from what was kept of it. The files of tasks, scripts and copies
 * are those of now.
 */
export function restOfJob(services: Pick<Services, 'source' | 'catalog' | 'content'>): RestOfJob {
  return async (job) => {
    const { source, catalog } = services;
    const project = await source.project();
    const read = (task: string, given: GivenParameters) => catalog.values(project, task, given);
    const request = await requestAgain(job, { job: job.id, which: 'all' }, read);
    const names = job.nodes.filter(({ state }) => state === 'new').map(({ name }) => name);
    const connected = job.description.batch?.agents ?? [];
    const targets = await (await source.inventory()).resolve(names, { connected });
    const { action, byTarget } = await prepare(services, request, targets);
    return { targets, action, ...(byTarget === undefined ? {} : { byTarget }) };
  };
}

function checkLimits({ concurrency = 1, timeout = 1, batch }: RunRequest): void {
  if (batch !== undefined && !isBatch(batch)) {
    const message = `A batch has from 1 node on, or from 1 to 100 percent, and a pause of at most ${longestTimeout} milliseconds.`;
    throw new OrchestratorError('bolt/validation-error', message);
  }
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

function isBatch({ value, unit, pause }: Batch): boolean {
  const most = unit === 'percent' ? 100 : Number.MAX_SAFE_INTEGER;
  return Number.isSafeInteger(value) && value >= 1 && value <= most && pause >= 0 && pause <= longestTimeout;
}

/** What was asked for as an action. @throws OrchestratorError when it cannot be done to any target. */
async function prepare(
  { source, catalog, content }: Pick<Services, 'source' | 'catalog' | 'content'>,
  request: RunRequest,
  targets: readonly Target[],
): Promise<PreparedAction & { readonly byTarget?: ReadonlyMap<string, Action> }> {
  const project = await source.project();
  const ports = { project, catalog, content };
  switch (request.kind) {
    case 'command':
      return prepareCommand(request.command, request.environment ?? {});
    case 'task':
      return prepareTask(ports, request.task, request.parameters, request.noop === true);
    case 'script': {
      const { script, environment = {} } = request;
      const path = await findModuleFile(project.modules, script);
      if (path === undefined) {
        throw new OrchestratorError('bolt/validation-error', `The script '${script}' does not exist`);
      }
      return prepareScript(ports, { script, path, arguments: request.arguments, environment });
    }
    case 'upload': {
      const path = await findModuleFile(project.modules, request.source);
      if (path === undefined) {
        throw new OrchestratorError('bolt/validation-error', `The source file '${request.source}' does not exist`);
      }
      return prepareCopy('upload', path, request.destination);
    }
    case 'download':
      if (!isAbsolute(request.destination)) {
        const message = `The destination ${request.destination} of a download must be an absolute path.`;
        throw new OrchestratorError('bolt/validation-error', message);
      }
      return prepareCopy('download', request.source, request.destination);
    case 'apply':
      return prepareManifest(ports, request, targets);
    case 'facts':
      return prepareFacts(ports, targets);
  }
}

async function rerun(services: Services, selector: Selector, request: RerunRequest): Promise<string> {
  const { keeper, source, catalog } = services;
  const job = await keeper.details(request.job);
  if (job.description.command === 'plan') return rerunPlan({ ...services, selector }, job, request.sensitive);
  const project = await source.project();
  const again = await requestAgain(job, request, (task, given) => catalog.values(project, task, given));
  return run(services, selector, again, { rerunOf: job.id });
}
