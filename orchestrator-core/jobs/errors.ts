import { type ErrorValue, OrchestratorError } from '../common/index.ts';
import type { Unkept } from './recorder.ts';

/** Something was asked that an orchestrator that ends does no more. */
export function stopping(what: string): OrchestratorError {
  return new OrchestratorError('baton/stopping', `The orchestrator is ending; ${what}.`);
}

/** The journal has no such job. */
export function unknownJob(id: string): OrchestratorError {
  return new OrchestratorError('puppetlabs.orchestrator/unknown-job', `There is no job ${id}.`, {
    details: { job: id },
  });
}

/** Why a plan job of an earlier life of the orchestrator has failed. */
export function interrupted(job: string): ErrorValue {
  const msg = `The orchestrator ended while the plan ran. Steps that had ended are kept: 'baton plan resume ${job}' goes on after them.`;
  return { kind: 'baton/interrupted', msg, details: { job } };
}

/** Nobody asks that, or not any more. */
export function unknownPrompt(job: string, prompt: string): OrchestratorError {
  return new OrchestratorError(
    'baton/unknown-prompt',
    `Job ${job} does not ask question ${prompt}, or it was answered already.`,
    { details: { job, prompt } },
  );
}

/** What an orchestrator that has ended could not write down; undefined where that is nothing. */
export function notKept(unkept: readonly Unkept[]): OrchestratorError | undefined {
  const [first] = unkept;
  if (first === undefined) return undefined;
  const jobs = unkept.map(({ job, events, nodes }) => {
    const names = nodes.length > mostNames ? [...nodes.slice(0, mostNames), `${nodes.length - mostNames} more`] : nodes;
    const what = names.length === 0 ? '' : `, among them what came of ${names.join(', ')}`;
    return `${events} ${events === 1 ? 'event' : 'events'} of job ${job}${what}`;
  });
  return new OrchestratorError(
    'baton/not-kept',
    `Not on disk: ${jobs.join('; ')}. ${first.reason} The next start asks agents again; of what ran without one nothing will be known.`,
    { details: { jobs: unkept.map(({ job }) => job) } },
  );
}

/** Nodes that a sentence names. */
const mostNames = 10;
