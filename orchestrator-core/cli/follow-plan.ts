import { OrchestratorError } from '../common/index.ts';
import type { Connected } from '../connect.ts';
import type { JobEvent } from '../jobs/index.ts';
import { systemClock } from '../node/index.ts';
import { askQuestions } from './answer-prompt.ts';
import { type Context, isWatched } from './context.ts';
import { connect, connectAgain, connectForPlan } from './orchestrator.ts';
import { outcomeItems } from './output/plan-lines.ts';
import { type PlanReporter, planReporter } from './output/plan-reporter.ts';
import { lineProgress, noProgress } from './output/progress.ts';
import { forgetResults, saveResults } from './read-argument.ts';
import { rerunEntries } from './rerun-entries.ts';
import { onInterrupt } from './signals.ts';

/** A plan that is about to be run. */
export interface PlanStart {
  /** A new run, one that an earlier command has kept, or a job of the project's orchestrator. */
  readonly where: 'run' | 'project' | { readonly kept: string };
  /** The targets that it is given. */
  readonly targets: readonly string[];
  /** Starts it; its job. */
  begin(connected: Connected): Promise<string>;
}

/** Starts a plan and shows what happens until its end; the answer is the exit code. */
export async function followPlan(start: PlanStart, context: Context): Promise<number> {
  const { where, targets } = start;
  let connected = await (where === 'project' ? connect(context) : connectForPlan(context, where, targets));
  const { kept } = connected;
  let job: string | undefined;
  let isDone = false;
  try {
    job = await start.begin(connected);
    const run = { job, context, orchestrator: () => connected.orchestrator };
    const ended = await watch(run, async () => {
      await connected.close();
      connected = await connectAgain(context);
    });
    isDone = ended.isDone;
    return ended.exitCode;
  } finally {
    await connected.close();
    // What never began cannot be resumed, nor what an earlier command has kept be lost by a refusal.
    const isNeedless = isDone || (job === undefined && where === 'run');
    if (kept !== undefined && isNeedless) await kept.forget().catch(() => {});
    else if (job !== undefined && !isDone) tellHowToResume(context, kept?.name ?? job);
  }
}

function tellHowToResume({ terminal, format }: Context, name: string): void {
  if (terminal.errIsTerminal && format === 'human') terminal.err(`Go on with it: baton plan resume ${name}\n`);
}

interface Run {
  readonly job: string;
  readonly context: Context;
  /** The one that is connected now. */
  readonly orchestrator: () => Connected['orchestrator'];
}

async function watch(
  { job, context, orchestrator }: Run,
  reconnect: () => Promise<void>,
): Promise<{ readonly exitCode: number; readonly isDone: boolean }> {
  const { terminal } = context;
  const progress = isWatched(context) ? lineProgress(terminal, systemClock) : noProgress;
  const ending = new AbortController();
  const questions = askQuestions(terminal, progress, {
    answer: (prompt, answer) => orchestrator().answer(job, prompt, answer),
    giveUp: () => orchestrator().stop(job),
  });
  const interruption = onInterrupt(() => {
    if (terminal.errIsTerminal) {
      progress.hide();
      terminal.err('Stopping; press Ctrl-C again to leave at once.\n');
    }
    return orchestrator().stop(job);
  });
  const reporter = planReporter(context, {
    progress,
    follows: (child, start) => orchestrator().events(child, start, ending.signal),
  });
  try {
    let next = 1;
    const take = async (event: JobEvent) => {
      next = event.number + 1;
      await reporter.take(event);
      if (event.type === 'plan_prompt') questions.ask(event);
      else if (event.type === 'plan_prompt_answered') questions.drop(event.prompt);
    };
    while (!(await readEvents(orchestrator().events(job, next, ending.signal), take, reporter))) {
      await reconnect();
      reporter.reconnected();
    }
    const { outcome } = reporter;
    await reporter.close();
    const items = outcome === undefined ? undefined : outcomeItems(outcome);
    if (items !== undefined) await saveResults(context, await rerunEntries(orchestrator(), job, items));
    else if (outcome !== undefined) await forgetResults(context);
    const isDone = outcome?.ok === true;
    return { exitCode: interruption.exitCode ?? (isDone ? 0 : 1), isDone };
  } finally {
    ending.abort();
    questions.close();
    interruption.dispose();
    progress.close();
  }
}

/** Takes events until the job's end; false when the connection was lost before. */
async function readEvents(
  events: AsyncIterable<JobEvent>,
  take: (event: JobEvent) => Promise<void>,
  reporter: PlanReporter,
): Promise<boolean> {
  try {
    for await (const event of events) {
      await take(event);
      if (reporter.ended) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof OrchestratorError && error.kind === 'baton/disconnected') return false;
    throw error;
  }
}
