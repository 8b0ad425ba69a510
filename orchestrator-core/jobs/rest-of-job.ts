import { toErrorValue } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { JobDetails } from './event.ts';
import type { JobActions } from './live-job.ts';
import { actionOf } from './replay.ts';

/** Names a target again. */
export type FindTarget = (name: string, transport: string) => Promise<Target>;

/**
 * What is to be done to the nodes of a job that have not begun, as it was to be done when the job was started.
 * @throws OrchestratorError when that is not known any more.
 */
export type RestOfJob = (job: JobDetails) => Promise<JobActions & { readonly targets: readonly Target[] }>;

/** How a job of an earlier life goes on. */
export interface Continuation {
  readonly actions: JobActions;
  /** The nodes that begin in this life, where any do; else why not. */
  readonly rest?: readonly Target[] | { readonly lost: string };
}

/** How a job goes on: one whose nodes begin in batches with those whose turn had not come, unless it was being stopped. */
export async function continuationOf(job: JobDetails, find: RestOfJob | undefined): Promise<Continuation> {
  const actions = { action: actionOf(job.description) };
  if (find === undefined || job.description.batch === undefined || job.state === 'stopping') return { actions };
  try {
    const { targets, ...again } = await find(job);
    return { actions: again, rest: targets };
  } catch (error) {
    const lost = `The orchestrator ended before the turn of this node came, and cannot go on: ${toErrorValue(error).msg}`;
    return { actions, rest: { lost } };
  }
}
