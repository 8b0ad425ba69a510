import { fromErrorValue, OrchestratorError } from './common/index.ts';
import { givenPasswords, targetsAgain } from './given-passwords.ts';
import { type Batch, batchOf, type Target } from './inventory/index.ts';
import type { JobDescription, JobDetails } from './jobs/index.ts';
import { nobodyMeant, type Selector } from './node-service/index.ts';
import type { RerunRequest, RunRequest } from './orchestrator.ts';
import { type PlanServices, rerunPlan } from './plan-service/index.ts';
import { prepareRun } from './prepare-run.ts';
import { requestAgain } from './rerun.ts';

/** What starting a run needs. */
type Services = Omit<PlanServices, 'selector'>;

/** Nodes at the same time where nobody says: the default of Puppet Enterprise's orchestrator. */
const defaultConcurrency = 250;
/** Milliseconds: what a timer of Node can wait for, 24.8 days. */
const longestTimeout = 2 ** 31 - 1;

/**
 * Starts a job: everything is checked before anything is written or sent. Resolves with the job's id.
 *
 * @param earlier the job that runs again, where one does
 */
export async function run(
  services: Services,
  selector: Selector,
  request: RunRequest,
  earlier?: JobDetails,
): Promise<string> {
  const { source, keeper } = services;
  const project = await source.project();
  checkLimits(request);
  const { targets: found, batch: asked } = await selector.targets(request.targets);
  const targets = earlier === undefined ? found : targetsAgain(found, earlier.description);
  checkFaults(targets);
  const batch = request.batch ?? asked;
  const prepared = await prepareRun(services, request, targets);
  if (targets.length === 0) {
    if (request.targets.length > 0) throw await nobodyMeant(selector, request.targets);
    const message = 'No targets were given. Name at least one.';
    throw new OrchestratorError('puppetlabs.orchestrator/empty-target', message);
  }
  const { action, ...described } = prepared;
  const description: JobDescription = {
    ...described.description,
    ...(request.description === undefined ? {} : { description: request.description }),
    nodes: targets.map(({ name }) => name),
    ...givenPasswords(targets),
    concurrency: request.concurrency ?? project.concurrency ?? defaultConcurrency,
    ...(request.timeout === undefined ? {} : { timeout: request.timeout }),
    ...(batch === undefined ? {} : { batch: batchesOf(batch, targets) }),
    ...(request.runAs === undefined ? {} : { runAs: request.runAs }),
    ...(earlier === undefined ? {} : { rerunOf: earlier.id }),
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

/** Starts a job, or a plan, once more, on all its nodes or some. */
export async function rerun(services: Services, selector: Selector, request: RerunRequest): Promise<string> {
  const { keeper, source, catalog } = services;
  const job = await keeper.details(request.job);
  if (job.description.command === 'plan') return rerunPlan({ ...services, selector }, job, request.sensitive);
  const project = await source.project();
  const again = await requestAgain(job, request, (task, given) => catalog.values(project, task, given));
  return run(services, selector, again, job);
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
