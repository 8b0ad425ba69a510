import { OrchestratorError, type Timer } from '../common/index.ts';
import type { Orchestrator } from '../orchestrator.ts';
import type { PlanSession } from '../plans/index.ts';
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
      // Read with the first console, as what runs plans is with the first plan.
      const { describe, perform } = await import('./run-console.ts');
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
