import { OrchestratorError, type Timer } from '../common/index.ts';
import type { JobDescription, PlanJobOutcome, PlanJobRun } from '../jobs/index.ts';
import type { ConsoleRequest, Orchestrator } from '../orchestrator.ts';
import { openPlanSession, type PlanSession } from '../plans/index.ts';
import { noReplay } from './plan-replay.ts';
import { concurrencyOf, openWorld } from './plan-service.ts';
import type { PlanServices } from './plan-services.ts';

/** The methods about consoles, and what keeps them. */
export interface Consoles extends Pick<Orchestrator, 'openConsole' | 'evaluate' | 'interrupt' | 'closeConsole'> {
  /** Somebody reads the events of a job: where it is a console it is kept until nobody does. Returns how to end that. */
  follow(job: string): () => void;
}

/** A console as long as its job runs. */
interface OpenConsole {
  readonly session: Promise<PlanSession>;
  readonly end: () => void;
  readonly ended: Promise<void>;
  readers: number;
  /** Runs while nobody reads. */
  leaving: Timer | undefined;
}

/** Milliseconds that a console is kept which nobody reads: a connection may have been lost, and come again. */
const keptFor = 60_000;

export function createConsoles(services: PlanServices): Consoles {
  const { clock, keeper } = services;
  const open = new Map<string, OpenConsole>();
  const named = (job: string): OpenConsole => {
    const found = open.get(job);
    if (found !== undefined) return found;
    throw new OrchestratorError('baton/no-console', `Job ${job} is no console, or it has ended.`);
  };
  const awaitReader = (each: OpenConsole): void => {
    each.leaving = clock.after(keptFor, each.end);
  };
  return {
    openConsole: async (request) => {
      const description = await describe(services, request);
      const session = Promise.withResolvers<PlanSession>();
      const [end, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      // Who evaluates something hears of it.
      session.promise.catch(() => {});
      const each: OpenConsole = {
        session: session.promise,
        end: end.resolve,
        ended: ended.promise,
        readers: 0,
        leaving: undefined,
      };
      const job = await keeper.startPlan({
        description,
        sensitive: [],
        perform: async (run) => {
          open.set(run.job, each);
          awaitReader(each);
          try {
            return await perform(services, { request, opened: session, until: end.promise }, run);
          } finally {
            each.leaving?.cancel();
            open.delete(run.job);
            ended.resolve();
          }
        },
      });
      await session.promise;
      return job;
    },
    evaluate: async (job, source) => {
      const session = await named(job).session;
      const answer = await session.evaluate(source);
      return { answer, lastEvent: (await keeper.details(job)).lastEvent };
    },
    interrupt: async (job) => (await named(job).session).interrupt(),
    closeConsole: async (job) => {
      const each = open.get(job);
      if (each === undefined) return;
      each.end();
      await each.ended;
      const { lastEvent } = await keeper.details(job);
      for await (const _ of keeper.events(job, lastEvent, new AbortController().signal)) {
        // Only its end is waited for.
      }
    },
    follow: (job) => {
      const each = open.get(job);
      if (each === undefined) return () => {};
      each.readers += 1;
      each.leaving?.cancel();
      return () => {
        each.readers -= 1;
        if (each.readers === 0 && open.has(job)) awaitReader(each);
      };
    },
  };
}

async function describe({ source }: PlanServices, request: ConsoleRequest): Promise<JobDescription> {
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

async function perform(
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

/** What an input did is durable before its answer is known. */
function withSettled(session: PlanSession, run: PlanJobRun): PlanSession {
  return {
    evaluate: async (source) => {
      const answer = await session.evaluate(source);
      await run.settled();
      return answer;
    },
    interrupt: () => session.interrupt(),
    close: () => session.close(),
  };
}

async function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
