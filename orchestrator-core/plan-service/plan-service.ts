import { type CancelSignal, type Clock, type JsonObject, OrchestratorError } from '../common/index.ts';
import { openLiveInventory } from '../inventory/index.ts';
import type { JobDescription, JobDetails, PlanJobDescription, PlanJobOutcome, PlanJobRun } from '../jobs/index.ts';
import { boundedRun, diskFiles, PipePool, runProcess } from '../node/index.ts';
import type { Orchestrator, PlanRequest, ResumeRequest } from '../orchestrator.ts';
import { type Plan, type PlanRunOptions, type PlanWorld, type ProgramResult, runPlan } from '../plans/index.ts';
import { createPluginHost } from '../plugin-host.ts';
import type { Project } from '../project/index.ts';
import { checkOver, isOver, valuesAgain } from '../rerun.ts';
import { keptParameters } from './kept-parameters.ts';
import { withTargets } from './plan-catalog.ts';
import { noReplay, type PlanReplay, readReplay } from './plan-replay.ts';
import type { PlanServices } from './plan-services.ts';
import { changedSources, planSources } from './plan-sources.ts';
import { createPlanWorld, type PlanWorldOptions } from './plan-world.ts';
import { previewOf } from './preview-of.ts';
import { openRunFiles } from './run-files.ts';
import { planTargets, withSelections } from './selected-targets.ts';

/** The methods about plans. */
type PlanMethods = Pick<
  Orchestrator,
  'plans' | 'plan' | 'planForms' | 'checkPlanParameter' | 'runPlan' | 'resumePlan' | 'previewPlan' | 'answer'
>;

/** Milliseconds that a plan may compute without waiting for anything: a regular expression may never end. */
const longestStride = 10_000;
/** Bytes of a program's output that a plan is given. */
const mostOutput: number = 16 * 1024 * 1024;

/** The methods of the orchestrator about plans. */
export function planMethods(services: PlanServices): PlanMethods {
  const { keeper, source, plans, recovered } = services;
  return {
    plans: async () => plans.list(await source.project()),
    plan: async (name) => plans.details(await source.project(), name),
    planForms: async (plan) => plans.forms(await source.project(), plan),
    checkPlanParameter: async (plan, parameter, text) => plans.check(await source.project(), plan, parameter, text),
    runPlan: (request) => startPlan(services, request, {}),
    resumePlan: async (request) => {
      await recovered;
      return resumePlan(services, request);
    },
    previewPlan: (request, text) => previewOf(services, request, text),
    answer: async (job, prompt, answer) => {
      await recovered;
      await keeper.answer(job, prompt, answer);
    },
  };
}

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

async function startPlan(
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

async function resumePlan(services: PlanServices, request: ResumeRequest): Promise<string> {
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

/** Nodes at the same time where nobody says: the default of Puppet Enterprise's orchestrator. */
const defaultConcurrency = 250;

/** On how many nodes each step of a run acts at the same time. @throws OrchestratorError for a number that is none. */
export function concurrencyOf(request: { readonly concurrency?: number }, project: Project): number {
  const { concurrency = project.concurrency ?? defaultConcurrency } = request;
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return concurrency;
  const message = `The concurrency must be an integer from 1 on, not ${concurrency}.`;
  throw new OrchestratorError('bolt/validation-error', message);
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

/** The world of a run, how it is driven there, and what goes with it. */
export interface OpenWorld {
  readonly world: PlanWorld;
  readonly options: PlanRunOptions;
  /** Removes what was only for the run. */
  close(): Promise<void>;
}

/** Opens the project as it is now for a plan job. */
export async function openWorld(
  services: PlanServices,
  how: Pick<PlanWorldOptions, 'run' | 'replay' | 'concurrency' | 'runAs' | 'unattended'>,
): Promise<OpenWorld> {
  const { source, catalog, content, agents, clock, scratch } = services;
  const { run } = how;
  const project = await source.project();
  const kept = openRunFiles(project, scratch);
  const inventory = openLiveInventory(await source.inventory(), {
    connected: agents.names(),
    signal: run.signal,
    hide: (secrets) => run.hide(secrets),
  });
  const world = createPlanWorld({
    ...how,
    ports: { project, catalog, content },
    inventory: withSelections(inventory, services.selector),
    files: kept.files,
    clock,
    puppetdb: services.nodes.queries,
    plugins: createPluginHost(project, catalog),
    ended: (job, signal) => endOf(services, job, signal),
    execute: (program, args, signal) => execute(clock, program, args, signal),
  });
  // A plan that says more than the journal takes waits for it.
  const turn = async (): Promise<void> => {
    await run.settled();
    await new Promise(setImmediate);
  };
  return { world, options: { signal: run.signal, turn, guard: boundedRun(longestStride) }, close: kept.close };
}

/** A job of an earlier run, when it is over; it is stopped with the run that waits for it. */
async function endOf({ keeper }: PlanServices, job: string, signal: CancelSignal): Promise<JobDetails> {
  const details = await keeper.details(job);
  if (isOver(details)) return details;
  const ending = abortable(signal);
  for await (const _ of keeper.events(job, details.lastEvent, ending)) {
    // Only its end is waited for.
  }
  if (signal.aborted && !isEnding(signal.reason)) await keeper.stop(job);
  signal.throwIfAborted();
  return keeper.details(job);
}

/** Whether the orchestrator ends: what agents run is left to them then. */
function isEnding(reason: unknown): boolean {
  return reason instanceof OrchestratorError && reason.kind === 'baton/stopping';
}

function abortable(signal: CancelSignal): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return controller.signal;
}

async function execute(
  clock: Clock,
  program: string,
  args: readonly string[],
  signal: CancelSignal,
): Promise<ProgramResult> {
  const pipes = new PipePool();
  try {
    const request = { file: program, arguments: args, environment: process.env, mostOutput };
    const end = await runProcess(request, { clock, pipes, output: async () => {} }, abortable(signal));
    signal.throwIfAborted();
    return { stdout: end.stdout.toString(), stderr: end.stderr.toString(), exitCode: end.exitCode };
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    throw new OrchestratorError('baton/cannot-run', `The program ${program} cannot be run: ${why}.`, { cause: error });
  } finally {
    await pipes.close();
  }
}
