import { OrchestratorError } from '../../orchestrator-core/common/index.ts';
import type { JobEvent } from '../../orchestrator-core/jobs/index.ts';
import type { Orchestrator } from '../../orchestrator-core/orchestrator.ts';

/** Where an orchestrator comes from, and the next one when its connection is lost. */
export interface OrchestratorSource {
  ready(signal: AbortSignal): Promise<Orchestrator>;
  after(lost: Orchestrator | undefined, signal: AbortSignal): Promise<Orchestrator>;
}

/** Whether the event is the last one of its job. */
function isFinal(event: JobEvent): boolean {
  return (
    event.type === 'job_finished' ||
    event.type === 'job_failed' ||
    event.type === 'job_stopped' ||
    event.type === 'job_aborted'
  );
}

/**
 * Hands over every event of a job once and in order, from the first to the final one, over any number of orchestrators
 * that come and go meanwhile. Ends early when `signal` is aborted.
 * @throws OrchestratorError when the job is unknown, or the orchestrator was stopped for good.
 */
export async function followJob(
  source: OrchestratorSource,
  job: string,
  onEvent: (event: JobEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let next = 1;
  let orchestrator = await source.ready(signal);
  while (!signal.aborted) {
    try {
      for await (const event of orchestrator.events(job, next, signal)) {
        next = event.number + 1;
        onEvent(event);
        if (isFinal(event)) return;
      }
      return;
    } catch (error) {
      if (!(error instanceof OrchestratorError) || error.kind !== 'baton/disconnected') throw error;
      orchestrator = await source.after(orchestrator, signal);
    }
  }
}
