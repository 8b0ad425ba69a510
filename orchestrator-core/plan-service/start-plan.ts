import { type JsonObject, OrchestratorError } from '../common/index.ts';
import type { JobDescription, JobDetails, PlanJobDescription, PlanJobOutcome, PlanJobRun } from '../jobs/index.ts';
import { diskFiles } from '../node/index.ts';
import type { PlanRequest, ResumeRequest } from '../orchestrator.ts';
import { type Plan, runPlan } from '../plans/index.ts';
import { checkOver, valuesAgain } from '../rerun.ts';
import { keptParameters } from './kept-parameters.ts';
import { concurrencyOf, openWorld } from './open-world.ts';
import { withTargets } from './plan-catalog.ts';
import { noReplay, type PlanReplay, readReplay } from './plan-replay.ts';
import type { PlanServices } from './plan-services.ts';
import { changedSources, planSources } from './plan-sources.ts';
import { planTargets } from './selected-targets.ts';

/** A plan about to be run, its parameters read and nothing checked but that it exists. */
interface ReadyPlan {
  readonly plan: Plan;
  readonly values: JsonObject;
  /** What people should know before it begins. */
  readonly warnings: readonly string[];
  readonly replay: PlanReplay;
  readonly resumes?: PlanJobDescription['resumes'];
  readonly rerunOf?: string;
}

/** Begins a plan. @returns the id of its job. */
export async function startPlan(
  services: PlanServices,
  request: PlanRequest,
  more: { readonly rerunOf?: string },
): Promise<string> {
  const { source, plans } = services;
  const project = await source.project();
  const plan = await plans.find(project, request.plan);
  const read = await plans.values(project, plan, request.parameters);
  const { values, warning } = withTargets(plan, read, await planTargets(services.selector, request.targets));
  const warnings = warning === undefined ? [] : [warning];
  return begin(services, request, { plan, values, warnings, replay: noReplay, ...more });
}

/** Runs the plan of a job again, from its beginning. */
export async function rerunPlan(
  services: PlanServices,
  job: JobDetails,
  sensitive: ResumeRequest['sensitive'],
): Promise<string> {
  const { source, plans } = services;
  if (job.description.plan === undefined) {
    throw new OrchestratorError('baton/not-a-plan', `Job ${job.id} was a console, which cannot be run again.`);
  }
  const project = await source.project();
  const plan = await plans.find(project, job.description.object);
  const values = await valuesAgain(job, sensitive, (given) => plans.values(project, plan, given));
  return startPlan(services, requestOf(job, values), { rerunOf: job.id });
}

function requestOf({ description }: JobDetails, values: JsonObject): PlanRequest {
  const { object, noop, concurrency, runAs, description: about } = description;
  return {
    plan: object,
    parameters: { kind: 'literal', values },
    noop,
    concurrency,
    ...(runAs === undefined ? {} : { runAs }),
    ...(about === undefined ? {} : { description: about }),
  };
}

/** Goes on with the plan of a job, as a new job. @returns its id. */
export async function resumePlan(services: PlanServices, request: ResumeRequest): Promise<string> {
  const { keeper, source, plans } = services;
  const job = await keeper.details(request.job);
  const { id, description, steps = [] } = job;
  if (description.plan === undefined) {
    throw new OrchestratorError('baton/not-a-plan', `Job ${id} ran no plan. Run it again on what failed instead.`);
  }
  checkOver(job);
  const { from } = request;
  if (from !== undefined && steps.every((step) => step.id !== from)) {
    throw new OrchestratorError('baton/unknown-step', `Job ${id} has no step ${from}.`, { details: { step: from } });
  }
  if (job.state === 'finished' && from === undefined) {
    throw new OrchestratorError('baton/plan-succeeded', `The plan of job ${id} came to its end. Run it again instead.`);
  }
  const project = await source.project();
  const changed = changedSources(
    description.plan.sources,
    await planSources(diskFiles, project.modules, description.object),
  );
  if (changed.length > 0 && request.force !== true) throw planChanged(id, changed);
  const plan = await plans.find(project, description.object);
  const values = await valuesAgain(job, request.sensitive, (given) => plans.values(project, plan, given));
  const replay = await replayOf(services, job, from === undefined ? [] : [from]);
  const warnings = changed.length === 0 ? [] : [`Changed since job ${id}: ${changed.join(', ')}`];
  const resumes = { job: id, ...(from === undefined ? {} : { from }) };
  const again = { ...requestOf(job, values), unattended: request.unattended === true };
  return begin(services, again, { plan, values, warnings, replay, resumes });
}

/** What a job left, and before it those that it had gone on with. */
async function replayOf(
  { keeper }: Pick<PlanServices, 'keeper'>,
  { id, description }: JobDetails,
  from: readonly string[],
): Promise<PlanReplay> {
  const { resumes } = description.plan ?? {};
  const earlier = resumes === undefined ? undefined : await keeper.details(resumes.job).catch(unlessUnknown);
  const older = [...from, ...(resumes?.from === undefined ? [] : [resumes.from])];
  const before = earlier === undefined ? noReplay : await replayOf({ keeper }, earlier, older);
  return readReplay(keeper.events(id, 1, new AbortController().signal), from, before);
}

/** Old jobs are removed. */
function unlessUnknown(error: unknown): undefined {
  if (!(error instanceof OrchestratorError && error.kind === 'puppetlabs.orchestrator/unknown-job')) throw error;
}

function planChanged(job: string, changed: readonly string[]): OrchestratorError {
  return new OrchestratorError(
    'baton/plan-changed',
    `What the plan of job ${job} consists of has changed since: ${changed.join(', ')}. Run it again from its beginning, or force it to go on: steps that agree are not done again.`,
    { details: { changed: [...changed] } },
  );
}

async function begin(services: PlanServices, request: PlanRequest, ready: ReadyPlan): Promise<string> {
  const { keeper, source, plans } = services;
  const { plan, values } = ready;
  const project = await source.project();
  const concurrency = concurrencyOf(request, project);
  // Without its inventory a plan is not begun.
  await source.inventory();
  const { parameters, sensitive, secrets } = keptParameters(plan, values, await plans.sensitive(project, plan));
  const { resumes, rerunOf } = ready;
  const description: JobDescription = {
    command: 'plan',
    object: plan.name,
    parameters,
    sensitive,
    noop: request.noop === true,
    nodes: [],
    concurrency,
    ...(request.description === undefined ? {} : { description: request.description }),
    ...(request.runAs === undefined ? {} : { runAs: request.runAs }),
    ...(rerunOf === undefined ? {} : { rerunOf }),
    plan: {
      path: plan.path,
      sources: await planSources(diskFiles, project.modules, plan.name),
      ...(resumes === undefined ? {} : { resumes }),
    },
  };
  return keeper.startPlan({
    description,
    sensitive: secrets,
    perform: (run) => perform(services, { request, ready, concurrency }, run),
  });
}

interface Performance {
  readonly request: PlanRequest;
  readonly ready: ReadyPlan;
  readonly concurrency: number;
}

async function perform(
  services: PlanServices,
  { request, ready, concurrency }: Performance,
  run: PlanJobRun,
): Promise<PlanJobOutcome> {
  const opened = await openWorld(services, {
    run,
    replay: ready.replay,
    concurrency,
    ...(request.runAs === undefined ? {} : { runAs: request.runAs }),
    unattended: request.unattended === true,
  });
  for (const text of ready.warnings) run.say({ level: 'warn', text });
  try {
    const wanted = { plan: ready.plan.name, parameters: ready.values, noop: request.noop === true };
    return await runPlan(wanted, opened.world, opened.options);
  } finally {
    await opened.close();
  }
}
