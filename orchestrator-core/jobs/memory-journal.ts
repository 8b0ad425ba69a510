import type { Clock } from '../common/index.ts';
import type { JobEvent } from './event.ts';
import type { Journal } from './journal.ts';
import { isFinalEvent } from './projection.ts';

/** A journal that ends with the process: for tests, and for an orchestrator that serves one command. */
export function memoryJournal(clock: Pick<Clock, 'now'>): Journal {
  const jobs = new Map<string, JobEvent[]>();
  let lastId = 0;
  const eventsOf = (job: string): JobEvent[] => jobs.get(job) ?? [];
  const isFinished = (job: string): boolean => {
    const last = eventsOf(job).at(-1);
    return last !== undefined && isFinalEvent(last);
  };
  const parentOf = (job: string): string | undefined => {
    const [created] = eventsOf(job);
    return created?.type === 'job_created' ? created.description.parent?.job : undefined;
  };
  const childrenOf = (job: string): readonly string[] => [...jobs.keys()].filter((id) => parentOf(id) === job);
  return {
    nextJobId: async () => String(++lastId),
    append: async (events) =>
      events.map(({ job, happening }) => {
        const kept = eventsOf(job);
        const event = { ...happening, job, number: kept.length + 1, timestamp: clock.now() };
        kept.push(event);
        jobs.set(job, kept);
        return event;
      }),
    read: async (job, start, limit) => eventsOf(job).slice(Math.max(0, start - 1), Math.max(0, start - 1) + limit),
    readStates: async (job) => eventsOf(job).filter((event) => event.type !== 'node_output'),
    readSummary: async (job) => eventsOf(job).filter(({ type }) => type !== 'node_output' && !type.startsWith('plan_')),
    jobs: async ({ limit, before }) =>
      [...jobs.keys()]
        .reverse()
        .filter((id) => parentOf(id) === undefined)
        .filter((id) => before === undefined || Number(id) < Number(before))
        .slice(0, limit),
    unfinished: async () => [...jobs.keys()].filter((job) => !isFinished(job)),
    prune: async (timestamp) => {
      const tops = [...jobs.keys()].filter((job) => parentOf(job) === undefined);
      for (const job of tops) {
        const family = [job, ...childrenOf(job)];
        const old = (eventsOf(job).at(-1)?.timestamp ?? 0) < timestamp;
        if (old && family.every(isFinished)) for (const one of family) jobs.delete(one);
      }
    },
    close: async () => {},
  };
}
