import { unknownJob } from './errors.ts';
import type { Job, JobDetails } from './event.ts';
import type { Journal } from './journal.ts';
import { projectJob } from './projection.ts';

/** Projections of ended jobs that are remembered, so that a list does not read their journals again. */
const remembered = 1000;

/** Jobs as the journal has them. */
export class JobArchive {
  readonly #journal: Journal;
  readonly #ended = new Map<string, Job>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** A job has ended. */
  remember(job: Job): void {
    this.#ended.set(job.id, job);
    const oldest = this.#ended.keys().next();
    if (this.#ended.size > remembered && oldest.done !== true) this.#ended.delete(oldest.value);
  }

  /** Jobs that no plan started, newest first; `live` knows those that run. */
  async list(
    options: { readonly limit: number; readonly before?: string },
    live: (id: string) => Job | undefined,
  ): Promise<readonly Job[]> {
    const found: Job[] = [];
    for (const id of await this.#journal.jobs(options)) {
      const job = live(id) ?? this.#ended.get(id) ?? (await this.#readSummary(id));
      if (job !== undefined) found.push(job);
    }
    return found;
  }

  /** An ended job as lists show it: what a plan has done is not read. */
  async #readSummary(id: string): Promise<Job | undefined> {
    const details = projectJob(await this.#journal.readSummary(id));
    if (details === undefined) return undefined;
    const { nodes: _, error: __, steps: ___, outcome: ____, prompt: _____, ...job } = details;
    if (job.finished !== undefined) this.remember(job);
    return job;
  }

  /** @throws OrchestratorError `puppetlabs.orchestrator/unknown-job`. */
  async details(id: string): Promise<JobDetails> {
    const details = projectJob(await this.#journal.readStates(id));
    if (details === undefined) throw unknownJob(id);
    return details;
  }
}
