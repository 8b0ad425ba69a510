import { type CancelSignal, type Clock, OrchestratorError } from '../common/index.ts';
import { openLiveInventory } from '../inventory/index.ts';
import type { JobDetails } from '../jobs/index.ts';
import { abortSignalOf, boundedRun, PipePool, runProcess } from '../node/index.ts';
import type { PlanRunOptions, PlanWorld, ProgramResult } from '../plans/index.ts';
import { createPluginHost } from '../plugin-host.ts';
import type { Project } from '../project/index.ts';
import { isOver } from '../rerun.ts';
import type { PlanServices } from './plan-services.ts';
import { createPlanWorld, type PlanWorldOptions } from './plan-world.ts';
import { openRunFiles } from './run-files.ts';
import { withSelections } from './selected-targets.ts';

/** Milliseconds that a plan may compute without waiting for anything: a regular expression may never end. */
const longestStride = 10_000;
/** Bytes of a program's output that a plan is given. */
const mostOutput: number = 16 * 1024 * 1024;

/** Nodes at the same time where nobody says: the default of Puppet Enterprise's orchestrator. */
const defaultConcurrency = 250;

/** On how many nodes each step of a run acts at the same time. @throws OrchestratorError for a number that is none. */
export function concurrencyOf(request: { readonly concurrency?: number }, project: Project): number {
  const { concurrency = project.concurrency ?? defaultConcurrency } = request;
  if (Number.isSafeInteger(concurrency) && concurrency >= 1) return concurrency;
  const message = `The concurrency must be an integer from 1 on, not ${concurrency}.`;
  throw new OrchestratorError('bolt/validation-error', message);
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
    inventory: withSelections(inventory, services.selector, run.signal),
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
  const ending = abortSignalOf(signal);
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

async function execute(
  clock: Clock,
  program: string,
  args: readonly string[],
  signal: CancelSignal,
): Promise<ProgramResult> {
  const pipes = new PipePool();
  try {
    const request = { file: program, arguments: args, environment: process.env, mostOutput };
    const end = await runProcess(request, { clock, pipes, output: async () => {} }, abortSignalOf(signal));
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
