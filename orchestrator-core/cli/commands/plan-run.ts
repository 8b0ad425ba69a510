import { OrchestratorError, toErrorValue } from '../../common/index.ts';
import type { JobEvent } from '../../jobs/index.ts';
import { systemClock } from '../../node/index.ts';
import type { Orchestrator } from '../../orchestrator.ts';
import { askQuestions } from '../answer-prompt.ts';
import type { Invocation } from '../choose-command.ts';
import { cliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { connectAgain, connectForPlan } from '../orchestrator.ts';
import { errorJson } from '../output/json.ts';
import { errorText, outcomeItems } from '../output/plan-lines.ts';
import { type PlanReporter, planReporter } from '../output/plan-reporter.ts';
import { lineProgress, noProgress } from '../output/progress.ts';
import { forgetResults, readGivenParameters, readTargets, saveResults } from '../read-argument.ts';
import { type Interruption, onInterrupt } from '../signals.ts';

/**
 * `baton plan run` and `baton plan resume`. The exit code is 0 when the plan came to a good end, 130 or 143 after a
 * signal, else 1.
 */
export async function runPlan(invocation: Invocation, context: Context): Promise<number> {
  const { terminal, format, paint } = context;
  try {
    return await follow(await readStart(invocation, context), context);
  } catch (error) {
    const value = toErrorValue(error);
    await terminal.out(format === 'json' ? `${errorJson(value)}\n` : errorText(value, paint));
    return 1;
  }
}

/** What is started, and for which targets it is known to be. */
interface Start {
  /** The plan's name where it is known. */
  readonly plan?: string;
  readonly targets?: readonly string[];
  begin(orchestrator: Orchestrator): Promise<string>;
}

async function readStart(invocation: Invocation, context: Context): Promise<Start> {
  const { rule, object = '', options } = invocation;
  const { terminal, project } = context;
  const unattended = !terminal.inIsTerminal;
  const parameters = await readGivenParameters(invocation, terminal);
  if (rule.action === 'resume') {
    const from = options.text('from');
    return {
      begin: (orchestrator) =>
        orchestrator.resumePlan({
          job: object,
          ...(from === undefined ? {} : { from }),
          ...(options.flag('force') === true ? { force: true } : {}),
          ...(Object.keys(parameters.values).length === 0 ? {} : { sensitive: parameters }),
          unattended,
        }),
    };
  }
  const targets = await readTargets(context);
  const rerun = options.text('rerun');
  if (rerun !== undefined && targets?.length === 0) {
    throw cliError(`The last run has no targets for '--rerun ${rerun}'; choose targets with '--targets'`);
  }
  const concurrency = options.integer('concurrency') ?? project.concurrency;
  const description = options.text('description');
  const request = {
    plan: object,
    parameters,
    noop: options.flag('noop') === true,
    unattended,
    ...(targets === undefined ? {} : { targets }),
    ...(description === undefined ? {} : { description }),
    ...(concurrency === undefined ? {} : { concurrency }),
  };
  return {
    plan: object,
    ...(targets === undefined ? {} : { targets }),
    begin: (orchestrator) => orchestrator.runPlan(request),
  };
}

async function follow(start: Start, context: Context): Promise<number> {
  const { terminal, format } = context;
  let connected = await connectForPlan(context, start.targets);
  const watched = format === 'human' && terminal.outIsTerminal && terminal.errIsTerminal;
  const progress = watched ? lineProgress(terminal, systemClock) : noProgress;
  const ending = new AbortController();
  let interruption: Interruption | undefined;
  try {
    const job = await start.begin(connected.orchestrator);
    interruption = onInterrupt(() => {
      if (terminal.errIsTerminal) {
        progress.hide();
        terminal.err('Stopping; press Ctrl-C again to leave at once.\n');
      }
      return connected.orchestrator.stop(job);
    });
    const reporter = planReporter(context, {
      progress,
      follows: (child) => connected.orchestrator.events(child, 1, ending.signal),
    });
    const questions = askQuestions(terminal, progress, {
      answer: (prompt, answer) => connected.orchestrator.answer(job, prompt, answer),
      giveUp: () => connected.orchestrator.stop(job),
    });
    ending.signal.addEventListener('abort', () => questions.close(), { once: true });
    let next = 1;
    const take = async (event: JobEvent) => {
      next = event.number + 1;
      await reporter.take(event);
      if (event.type === 'plan_prompt') questions.ask(event);
      else if (event.type === 'plan_prompt_answered') questions.drop(event.prompt);
    };
    while (!(await readEvents(connected.orchestrator.events(job, next, ending.signal), take, reporter))) {
      await connected.close();
      connected = await connectAgain(context);
    }
    return await finish(reporter, context, interruption);
  } finally {
    ending.abort();
    interruption?.dispose();
    progress.close();
    await connected.close();
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

async function finish(reporter: PlanReporter, context: Context, interruption: Interruption): Promise<number> {
  const { outcome } = reporter;
  await reporter.close();
  if (outcome !== undefined) {
    const items = outcomeItems(outcome);
    await (items === undefined ? forgetResults(context) : saveResults(context, items));
  }
  return interruption.exitCode ?? (outcome?.ok === true ? 0 : 1);
}
