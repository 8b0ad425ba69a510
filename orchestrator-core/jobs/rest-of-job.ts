import { toErrorValue } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { JobDetails } from './event.ts';
import type { JobActions } from './live-job.ts';
import { actionOf } from './replay.ts';

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
    return { actions, rest: { lost: leftBehind(job, toErrorValue(error).msg) } };
  }
}

/** Why nodes of a job do not begin in this life, how many they are, and how to go on with them. */
function leftBehind({ id, nodes, description }: JobDetails, why: string): string {
  const left = nodes.filter(({ state }) => state === 'new').length;
  const { command, object, sensitive } = description;
  const values = sensitive.map((name) => ` ${name}=…`).join('');
  const again =
    command === 'task' ? `baton task run ${object} --rerun failure:${id}${values}` : `--rerun failure:${id}`;
  const ended = `The orchestrator ended before the turn of this node came, as of ${left} of the ${nodes.length} nodes, and cannot go on: ${why}`;
  return `${ended} Those that did not finish are run with 'Run Again on the Failed Nodes' or '${again}'.`;
}
