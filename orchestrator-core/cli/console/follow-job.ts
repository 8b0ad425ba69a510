import { OrchestratorError } from '../../common/index.ts';
import type { JobEvent } from '../../jobs/index.ts';
import type { Orchestrator } from '../../orchestrator.ts';
import type { Questions } from '../answer-prompt.ts';
import type { PlanReporter } from '../output/plan-reporter.ts';

/** The events of a console's job, shown as they come. */
export interface FollowedJob {
  /** Resolves when the event of that number was shown. @throws OrchestratorError when the job is over before. */
  shown(number: number): Promise<void>;
  /** Resolves when the job is over, or cannot be followed any more. */
  readonly ended: Promise<void>;
}

/** What happens in a console's job from its beginning on. */
export function followJob(
  job: string,
  orchestrator: Orchestrator,
  { reporter, questions, signal }: { reporter: PlanReporter; questions: Questions; signal: AbortSignal },
): FollowedJob {
  let seen = 0;
  let over: OrchestratorError | undefined;
  let wake = Promise.withResolvers<void>();
  const progress = (): void => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  const take = async (event: JobEvent): Promise<void> => {
    // Its own beginning is nothing that people want to be told of.
    if (event.type !== 'job_created') await reporter.take(event);
    if (event.type === 'plan_prompt') questions.ask(event);
    else if (event.type === 'plan_prompt_answered') questions.drop(event.prompt);
    seen = event.number;
    progress();
  };
  const read = async (): Promise<void> => {
    try {
      for await (const event of orchestrator.events(job, 1, signal)) {
        if (isEnd(event)) break;
        await take(event);
      }
      over = new OrchestratorError('baton/no-console', 'The console was ended.');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      over = new OrchestratorError('baton/no-console', `The console has ended: ${why}`, { cause: error });
    }
    progress();
  };
  return {
    ended: read(),
    shown: async (number) => {
      while (seen < number) {
        if (over !== undefined) throw over;
        await wake.promise;
      }
    },
  };
}

function isEnd({ type }: JobEvent): boolean {
  return type === 'job_finished' || type === 'job_failed' || type === 'job_stopped' || type === 'job_aborted';
}
