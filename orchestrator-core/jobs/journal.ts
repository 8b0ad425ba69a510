import type { JobEvent, JobHappening } from './event.ts';

/** What is appended: the journal gives the number and the time. */
export interface NewJobEvent {
  readonly job: string;
  readonly happening: JobHappening;
}

/**
 * The one truth about jobs: an append-only sequence of events per job.
 *
 * Whatever `append` resolved with survives the death of the process at any later moment; nobody is told of an event
 * before that. Implementations: SQLite (`store/`) and memory (tests).
 */
export interface Journal {
  /** A job id never given before: a stringified integer that grows. */
  nextJobId(): Promise<string>;
  /**
   * All or none of the events become durable; resolves with them numbered. Appends of one caller keep their order.
   * @throws OrchestratorError `baton/unwritable-event` for what can never be kept; anything else may be tried again.
   */
  append(events: readonly NewJobEvent[]): Promise<readonly JobEvent[]>;
  /** The events of a job from `start` (a number, inclusive) on, oldest first, at most `limit`. */
  read(job: string, start: number, limit: number): Promise<readonly JobEvent[]>;
  /** The same without `node_output`, all of them: what a job's state is projected from. */
  readStates(job: string): Promise<readonly JobEvent[]>;
  /** Those of them that say how a job is, without what its plan did: all that a list of jobs needs. */
  readSummary(job: string): Promise<readonly JobEvent[]>;
  /** Ids of jobs that no plan started, newest first. */
  jobs(options: { readonly limit: number; readonly before?: string }): Promise<readonly string[]>;
  /** Ids of jobs that have no final event: what a restart must look after. */
  unfinished(): Promise<readonly string[]>;
  /** Removes whole jobs that ended before `timestamp`; those that a plan started go with it, when all have ended. */
  prune(timestamp: number): Promise<void>;
  close(): Promise<void>;
}
