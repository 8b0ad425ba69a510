import type { Clock, IdSource, Json, Log } from '../common/index.ts';
import { OrchestratorError, toErrorValue } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { Action } from './action.ts';
import type { Job, JobDescription, JobDetails, JobEvent, JobHappening, OutputStream } from './event.ts';
import type { Journal } from './journal.ts';
import { type Interrupted, LiveJob } from './live-job.ts';
import { type Mask, maskOf, withholdingMask } from './mask.ts';
import { isFinalEvent, isFinalNode, type JobProjection, projectJob, startProjection } from './projection.ts';
import type { OutputPosition, Transport } from './transport.ts';

/** A job that is ready to run: checked, completed, its targets resolved. */
export interface NewJob {
  /** What is kept of it; sensitive values are redacted already. */
  readonly description: JobDescription;
  readonly targets: readonly Target[];
  readonly action: Action;
  /** The sensitive values in clear: they are taken out of everything the nodes say. */
  readonly sensitive: readonly Json[];
}

/** What the jobs need of the world. */
export interface JobKeeperPorts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  readonly transportOf: (target: Target) => Transport;
}

/** All jobs, past and running. */
export interface JobKeeper {
  /** Resolves with the job's id when the job is durable, before any node has run. @throws when it cannot be kept. */
  start(job: NewJob): Promise<string>;
  /**
   * Takes up every job that an earlier life left unfinished. `targetOf` names the target again; where the inventory
   * knows it no more it makes one that its agent can still be found by.
   */
  recover(targetOf: (name: string, transport: string) => Promise<Target>): Promise<void>;
  stop(id: string): Promise<void>;
  list(options: { readonly limit: number; readonly before?: string }): Promise<readonly Job[]>;
  /** @throws OrchestratorError `puppetlabs.orchestrator/unknown-job`. */
  details(id: string): Promise<JobDetails>;
  events(id: string, start: number, signal: AbortSignal): AsyncIterable<JobEvent>;
  /** Calls back when a job's state or one of its nodes' changed; returns how to end that. */
  onChange(listener: (job: Job) => void): () => void;
  /** How many jobs are running. */
  running(): number;
  /** The orchestrator ends: see {@link LiveJob.detach}. The journal stays open. */
  close(reason: string): Promise<void>;
}

/** Events that a reader takes out of the journal at once; it holds no more than these in memory. */
const pageSize = 128;
/** Projections of ended jobs that are remembered, so that a list does not read their journals again. */
const remembered = 1000;
/** Milliseconds until a journal that would not take an event is tried again. */
const journalRetry = 5000;

/** Makes the keeper of all jobs of one journal. */
export function createJobKeeper(ports: JobKeeperPorts): JobKeeper {
  return new Keeper(ports);
}

class Keeper implements JobKeeper {
  readonly #ports: JobKeeperPorts;
  readonly #live = new Map<string, LiveJob>();
  readonly #ended = new Map<string, Job>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #listeners = new Set<(job: Job) => void>();
  #closed = false;

  constructor(ports: JobKeeperPorts) {
    this.#ports = ports;
  }

  async start({ description, targets, action, sensitive }: NewJob): Promise<string> {
    if (this.#closed)
      throw new OrchestratorError('baton/stopping', 'The orchestrator is ending; it starts no more jobs.');
    const { journal } = this.#ports;
    const id = await journal.nextJobId();
    const [created] = await journal.append([{ job: id, happening: { type: 'job_created', description } }]);
    const projection = created === undefined ? undefined : startProjection(created);
    if (projection === undefined)
      throw new OrchestratorError('baton/internal-error', 'The journal did not take the job.');
    // Its nodes are skipped after the next start.
    if (this.#closed) throw stopping('this job was not begun');
    const live = this.#open(id, projection, action, maskOf(sensitive));
    this.#tell(projection);
    void live.begin(targets);
    return id;
  }

  #open(id: string, projection: JobProjection, action: Action, mask: Mask): LiveJob {
    const { clock, ids, log, transportOf } = this.#ports;
    const record = (happenings: readonly JobHappening[]): Promise<boolean> => this.#record(id, projection, happenings);
    const live = new LiveJob(id, action, mask, projection, { clock, ids, log, transportOf, record });
    this.#live.set(id, live);
    void live.done.then(() => this.#forget(id, projection));
    return live;
  }

  #forget(id: string, projection: JobProjection): void {
    if (projection.isFinal()) this.#remember(projection.job());
    this.#live.delete(id);
    this.#wake(id);
  }

  #remember(job: Job): void {
    this.#ended.set(job.id, job);
    const oldest = this.#ended.keys().next();
    if (this.#ended.size > remembered && oldest.done !== true) this.#ended.delete(oldest.value);
  }

  /** Durable first, then told. What the journal will not take is offered again until it does: nothing is lost. */
  async #record(id: string, projection: JobProjection, happenings: readonly JobHappening[]): Promise<boolean> {
    const { journal, log, clock } = this.#ports;
    const wanted = happenings.map((happening) => ({ job: id, happening }));
    for (let failed = false; ; failed = true) {
      try {
        for (const event of await journal.append(wanted)) projection.apply(event);
        break;
      } catch (error) {
        if (this.#closed) return false;
        const reason = error instanceof Error ? error.message : String(error);
        if (!failed) log.log('error', `Job ${id} waits for its journal: ${reason}`);
        await new Promise<void>((resolve) => clock.after(journalRetry, resolve));
      }
    }
    this.#wake(id);
    if (happenings.some(({ type }) => type !== 'node_output')) this.#tell(projection);
    return true;
  }

  #wake(id: string): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    for (const wake of waiting ?? []) wake();
  }

  #tell(projection: JobProjection): void {
    if (this.#listeners.size === 0) return;
    const job = projection.job();
    for (const listener of this.#listeners) listener(job);
  }

  async recover(targetOf: (name: string, transport: string) => Promise<Target>): Promise<void> {
    for (const id of await this.#ports.journal.unfinished()) {
      try {
        await this.#recoverJob(id, targetOf);
      } catch (error) {
        this.#ports.log.log('error', `Job ${id} could not be taken up again: ${String(error)}`);
        await this.#ports.journal.append([{ job: id, happening: { type: 'job_aborted', error: toErrorValue(error) } }]);
      }
    }
  }

  async #recoverJob(id: string, targetOf: (name: string, transport: string) => Promise<Target>): Promise<void> {
    const past = await this.#replay(id);
    if (past === undefined) return;
    const { projection, transactions, positions } = past;
    const { description, state, nodes } = projection.details();
    const interrupted: Interrupted[] = [];
    for (const node of nodes) {
      const transaction = transactions.get(node.name);
      if (isFinalNode(node.state) || transaction === undefined) continue;
      const target = await targetOf(node.name, node.transport ?? 'pcp');
      const from = positions.get(node.name) ?? { stdout: nothing, stderr: nothing };
      interrupted.push({ target, transaction, started: node.started ?? 0, from });
    }
    const mask = description.sensitive.length > 0 ? withholdingMask : maskOf([]);
    const live = this.#open(id, projection, actionOf(description), mask);
    await live.recover(interrupted, state === 'stopping');
  }

  async #replay(id: string): Promise<Replay | undefined> {
    const transactions = new Map<string, string>();
    const positions = new Map<string, Record<OutputStream, OutputPosition>>();
    let projection: JobProjection | undefined;
    let next = 1;
    for (;;) {
      const page = await this.#ports.journal.read(id, next, pageSize);
      for (const event of page) {
        next = event.number + 1;
        if (projection === undefined) projection = startProjection(event);
        else projection.apply(event);
        if (event.type === 'node_running') transactions.set(event.node, event.transaction);
        if (event.type !== 'node_output') continue;
        const position = positions.get(event.node) ?? { stdout: nothing, stderr: nothing };
        const characters = position[event.stream].characters + event.text.length;
        position[event.stream] = { bytes: event.offset + event.length, characters };
        positions.set(event.node, position);
      }
      if (page.length < pageSize) return projection && { projection, transactions, positions };
    }
  }

  async stop(id: string): Promise<void> {
    const live = this.#live.get(id);
    if (live === undefined) await this.details(id);
    else await live.stop('The job was stopped.');
  }

  async list(options: { readonly limit: number; readonly before?: string }): Promise<readonly Job[]> {
    const found: Job[] = [];
    for (const id of await this.#ports.journal.jobs(options)) {
      const known = this.#live.get(id)?.projection.job() ?? this.#ended.get(id);
      const job = known ?? (await this.#read(id));
      if (job === undefined) continue;
      found.push(job);
    }
    return found;
  }

  /** Projects an ended job from its journal. */
  async #read(id: string): Promise<JobDetails | undefined> {
    const details = projectJob(await this.#ports.journal.readStates(id));
    if (details?.finished !== undefined) {
      const { nodes: _, error: __, ...job } = details;
      this.#remember(job);
    }
    return details;
  }

  async details(id: string): Promise<JobDetails> {
    const details = this.#live.get(id)?.projection.details() ?? (await this.#read(id));
    if (details === undefined) throw unknownJob(id);
    return details;
  }

  async *events(id: string, start: number, signal: AbortSignal): AsyncGenerator<JobEvent> {
    let next = Math.max(1, start);
    let known = false;
    while (!signal.aborted) {
      // Looked up before the journal is read: what ended in between is in the page.
      const live = this.#live.get(id);
      const page = await this.#ports.journal.read(id, next, pageSize);
      for (const event of page) {
        if (signal.aborted) return;
        next = event.number + 1;
        yield event;
        if (isFinalEvent(event)) return;
      }
      if (page.length === pageSize) continue;
      if (live === undefined) {
        // A reader must not take the end of the orchestrator for the end of the job.
        if (known && this.#closed) throw stopping('this job is followed again after its next start');
        if (page.length === 0 && !known) await this.details(id);
        return;
      }
      known = true;
      if (live.projection.lastEvent() < next) await this.#grown(id, live, signal);
    }
  }

  /** Resolves at the job's next event, when it ends here, or on `signal`. */
  #grown(id: string, live: LiveJob, signal: AbortSignal): Promise<void> {
    if (this.#live.get(id) !== live) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(id) ?? new Set();
      this.#waiting.set(id, waiting);
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        waiting.delete(wake);
        resolve();
      };
      waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  onChange(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  running(): number {
    // Whoever is told of a job's end counts it no more, although its last reader has not been woken yet.
    return [...this.#live.values()].filter(({ projection }) => !projection.isFinal()).length;
  }

  async close(reason: string): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#live.values()].map((live) => live.detach(reason)));
  }
}

interface Replay {
  readonly projection: JobProjection;
  /** Of every node that ever ran. */
  readonly transactions: ReadonlyMap<string, string>;
  readonly positions: ReadonlyMap<string, Record<OutputStream, OutputPosition>>;
}

const nothing: OutputPosition = { bytes: 0, characters: 0 };

function stopping(what: string): OrchestratorError {
  return new OrchestratorError('baton/stopping', `The orchestrator is ending; ${what}.`);
}

function unknownJob(id: string): OrchestratorError {
  return new OrchestratorError('puppetlabs.orchestrator/unknown-job', `There is no job ${id}.`, {
    details: { job: id },
  });
}

/** Enough of an action to understand what a node says of it; it can't be run again from this. */
function actionOf(description: JobDescription): Action {
  const { command, object, parameters, noop, environment } = description;
  return command === 'task'
    ? { kind: 'task', task: { name: object, metadata: {}, files: [] }, parameters, noop }
    : { kind: 'command', command: object, environment: environment ?? {} };
}
