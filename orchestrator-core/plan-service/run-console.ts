import { isJsonObject } from '../common/index.ts';
import type { JobDescription, PlanJobOutcome, PlanJobRun } from '../jobs/index.ts';
import type { ConsoleRequest } from '../orchestrator.ts';
import { openPlanSession, type PlanSession, type SessionAnswer } from '../plans/index.ts';
import { concurrencyOf, openWorld } from './open-world.ts';
import { noReplay } from './plan-replay.ts';
import type { PlanServices } from './plan-services.ts';

/** The job of a console. */
export async function describe({ source }: PlanServices, request: ConsoleRequest): Promise<JobDescription> {
  // Without its inventory a console is not begun.
  await source.inventory();
  return {
    command: 'plan',
    object: 'console',
    parameters: {},
    sensitive: [],
    noop: false,
    nodes: [],
    concurrency: concurrencyOf(request, await source.project()),
    ...(request.description === undefined ? {} : { description: request.description }),
  };
}

interface Performance {
  readonly request: ConsoleRequest;
  readonly opened: PromiseWithResolvers<PlanSession>;
  readonly until: Promise<void>;
}

/** Keeps a console open until it is closed or its job is stopped. */
export async function perform(
  services: PlanServices,
  { request, opened, until }: Performance,
  run: PlanJobRun,
): Promise<PlanJobOutcome> {
  try {
    const concurrency = concurrencyOf(request, await services.source.project());
    const how = { run, replay: noReplay, concurrency, unattended: request.unattended === true };
    const { world, options, close } = await openWorld(services, how);
    const session = openPlanSession(world, options);
    try {
      opened.resolve(withSettled(session, run));
      await Promise.race([until, whenAborted(run.signal)]);
    } finally {
      await session.close();
      await close();
    }
  } catch (error) {
    opened.reject(error);
    throw error;
  }
  run.signal.throwIfAborted();
  return { ok: true, value: null, shape: 'undef' };
}

/** What an input did is durable before its answer is known, in which there is nothing that nobody may see. */
function withSettled(session: PlanSession, run: PlanJobRun): PlanSession {
  return {
    evaluate: async (source) => {
      const answer = await session.evaluate(source);
      await run.settled();
      return shownAnswer(answer, run);
    },
    interrupt: () => session.interrupt(),
    close: () => session.close(),
  };
}

function shownAnswer(answer: SessionAnswer, run: PlanJobRun): SessionAnswer {
  const shown = (text: string): string => String(run.masked(text));
  const defined = answer.defined.map((each) => ({ ...each, text: shown(each.text) }));
  if (answer.ok) {
    const { value, text, source } = answer;
    return { ...answer, defined, value: run.masked(value), text: shown(text), source: shown(source) };
  }
  const { msg, details } = answer.error;
  const known = run.masked(details);
  return { ...answer, defined, error: { ...answer.error, msg: shown(msg), details: isJsonObject(known) ? known : {} } };
}

async function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
