import type { Clock, IdSource, Log } from '../common/index.ts';
import { OrchestratorError, toErrorValue } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { NodeResult } from './action.ts';
import { interrupted, stopping, unknownPrompt } from './errors.ts';
import type { Job, JobDescription, JobDetails, JobEvent, JobHappening } from './event.ts';
import { EventReaders, pageSize } from './event-readers.ts';
import { JobArchive } from './job-archive.ts';
import type { Journal, NewJobEvent } from './journal.ts';
import { type JobActions, LiveJob, type LiveJobPorts } from './live-job.ts';
import { LivePlan } from './live-plan.ts';
import { type Mask, maskOf, withholdingMask } from './mask.ts';
import type { NewJob } from './new-job.ts';
import type { ChildJob, NewPlanJob } from './plan-job-run.ts';
import { type JobProjection, startProjection } from './projection.ts';
import { createRecorder, type Recorder, type Unkept } from './recorder.ts';
import { endsOfSteps, type FindTarget, interruptedNodes, replayJob } from './replay.ts';
import { continuationOf, type RestOfJob } from './rest-of-job.ts';
import { failureResult } from './results.ts';
import type { Transport } from './transport.ts';

/** What the jobs need of the world. */
export interface JobKeeperPorts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  readonly transportOf: (target: Target) => Transport;
}

/** A node began with its part of a job, or came to its end. */
export type NodeEvent = Extract<JobEvent, { readonly type: 'node_running' } | { readonly result: NodeResult }>;

/** All jobs, past and running. */
export interface JobKeeper {
  /** Resolves with the job's id when the job is durable, before any node has run. @throws when it cannot be kept. */
  start(job: NewJob): Promise<string>;
  /** As {@link start}, of a plan. */
  startPlan(job: NewPlanJob): Promise<string>;
  /**
   * Takes up every job that an earlier life left unfinished. `targetOf` names the target again; where the inventory
   * knows it no more it makes one that its agent can still be found by. `rest` is asked for the nodes of a job with
   * batches whose turn had not come; without it they are skipped, as those of all other jobs are.
   */
  recover(targetOf: FindTarget, rest?: RestOfJob): Promise<void>;
  /** `after-step` is for plans; other jobs are stopped now. */
  stop(id: string, when?: 'now' | 'after-step'): Promise<void>;
  /** Answers what a plan asks. @throws OrchestratorError `baton/unknown-prompt`. */
  answer(id: string, prompt: string, answer: string): Promise<void>;
  /** Jobs that no plan started, newest first; the steps of a plan name the jobs below it. */
  list(options: { readonly limit: number; readonly before?: string }): Promise<readonly Job[]>;
  /** @throws OrchestratorError `puppetlabs.orchestrator/unknown-job`. */
  details(id: string): Promise<JobDetails>;
  events(id: string, start: number, signal: AbortSignal): AsyncIterable<JobEvent>;
  /** Calls back when a job's state or one of its nodes' changed; returns how to end that. */
  onChange(listener: (job: Job) => void): () => void;
  /** Calls back when a node of a job begins or ends, with what is kept of that; returns how to end it. */
  onNode(listener: (event: NodeEvent, job: JobDescription) => void): () => void;
  /** How many jobs are running; a plan and the jobs that it started are one. */
  running(): number;
  /**
   * The orchestrator ends: see {@link LiveJob.detach}. The journal stays open. Resolves with what it did not take: of that
   * the next life knows nothing.
   */
  close(reason: string): Promise<readonly Unkept[]>;
}

/** Makes the keeper of all jobs of one journal. */
export function createJobKeeper(ports: JobKeeperPorts): JobKeeper {
  return new Keeper(ports);
}

class Keeper implements JobKeeper {
  readonly #ports: JobKeeperPorts;
  readonly #live = new Map<string, LiveJob | LivePlan>();
  readonly #recorder: Recorder;
  readonly #archive: JobArchive;
  readonly #readers: EventReaders;
  readonly #listeners = new Set<(job: Job) => void>();
  readonly #nodeListeners = new Set<(event: NodeEvent, job: JobDescription) => void>();
  #closed = false;

  constructor(ports: JobKeeperPorts) {
    this.#ports = ports;
    this.#recorder = createRecorder(ports);
    this.#archive = new JobArchive(ports.journal);
    this.#readers = new EventReaders({
      journal: ports.journal,
      live: (id) => this.#live.get(id)?.projection,
      isClosed: () => this.#closed,
      known: (id) => this.details(id),
    });
  }

  async start(job: NewJob): Promise<string> {
    const projection = await this.#create(job.description);
    return this.#begin(projection, job, maskOf(job.sensitive)).projection.job().id;
  }

  async startPlan({ description, sensitive, perform }: NewPlanJob): Promise<string> {
    const projection = await this.#create(description);
    const { id } = projection.job();
    const plan = new LivePlan(projection, maskOf(sensitive), {
      log: this.#ports.log,
      nextJobId: () => this.#ports.journal.nextJobId(),
      record: (events, onWait) => this.#keep(id, events, onWait),
      open: (created, job, mask) => this.#openChild(created, job, mask),
    });
    this.#follow(id, plan);
    this.#tell(projection);
    void plan.begin(perform);
    return id;
  }

  /** Makes a new job durable. */
  async #create(description: JobDescription): Promise<JobProjection> {
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
    return projection;
  }

  #begin(projection: JobProjection, job: NewJob, mask: Mask, result?: LiveJobPorts['result']): LiveJob {
    const live = this.#open(projection, job, mask, result);
    this.#tell(projection);
    void live.begin(job.targets);
    return live;
  }

  #open(projection: JobProjection, actions: JobActions, mask: Mask, result?: LiveJobPorts['result']): LiveJob {
    const { clock, ids, log, transportOf } = this.#ports;
    const { id } = projection.job();
    const record = async (happenings: readonly JobHappening[], onWait?: () => void): Promise<boolean> =>
      (await this.#keep(
        id,
        happenings.map((happening) => ({ job: id, happening })),
        onWait,
      )) !== undefined;
    const ports = { clock, ids, log, transportOf, record, ...(result === undefined ? {} : { result }) };
    const live = new LiveJob(id, actions, mask, projection, ports);
    this.#follow(id, live);
    return live;
  }

  #openChild(created: JobEvent, job: NewJob, mask: Mask): ChildJob {
    const projection = startProjection(created);
    if (projection === undefined) throw new OrchestratorError('baton/internal-error', 'The journal kept no job.');
    const results = new Map<string, NodeResult>();
    const live = this.#begin(projection, job, mask, (node, result) => results.set(node, result));
    const ended = live.done.then(() => {
      if (!projection.isFinal()) throw stopping('this job is followed again after its next start');
      // Nodes whose turn never came have no other result than the one that is kept.
      return projection.details().nodes.map(({ name, result }) => ({
        node: name,
        result:
          results.get(name) ??
          result ??
          failureResult('baton/internal-error', 'Nothing was kept of it', { reached: false }),
      }));
    });
    return { ended, stop: () => live.stop('The plan was stopped.') };
  }

  #follow(id: string, live: LiveJob | LivePlan): void {
    this.#live.set(id, live);
    void live.done.then(() => this.#forget(id, live.projection));
  }

  #forget(id: string, projection: JobProjection): void {
    // Lists show no jobs that plans have started.
    const job = projection.job();
    if (projection.isFinal() && job.description.parent === undefined) this.#archive.remember(job);
    this.#live.delete(id);
    this.#readers.wake(id);
  }

  /** Durable first, then told. */
  async #keep(
    id: string,
    wanted: readonly NewJobEvent[],
    onWait?: () => void,
  ): Promise<readonly JobEvent[] | undefined> {
    const events = await this.#recorder.record(id, wanted, onWait);
    if (events === undefined) return undefined;
    const projection = this.#live.get(id)?.projection;
    for (const event of events) if (event.job === id) projection?.apply(event);
    if (projection !== undefined) this.#tellOfNodes(events, projection);
    this.#readers.wake(id);
    if (projection !== undefined && events.some(({ type }) => !untold.has(type))) this.#tell(projection);
    return events;
  }

  #tell(projection: JobProjection): void {
    if (this.#listeners.size === 0) return;
    const job = projection.job();
    for (const listener of this.#listeners) listener(job);
  }

  async recover(targetOf: FindTarget, rest?: RestOfJob): Promise<void> {
    for (const id of await this.#ports.journal.unfinished()) {
      try {
        await this.#recoverJob(id, targetOf, rest);
      } catch (error) {
        this.#ports.log.log('error', `Job ${id} could not be taken up again: ${String(error)}`);
        await this.#ports.journal.append([{ job: id, happening: { type: 'job_aborted', error: toErrorValue(error) } }]);
      }
    }
  }

  async #recoverJob(id: string, targetOf: FindTarget, rest?: RestOfJob): Promise<void> {
    const { journal } = this.#ports;
    const past = await replayJob(journal, id, pageSize);
    if (past === undefined) return;
    const { description, state, steps } = past.projection.details();
    if (description.command === 'plan') {
      const ends = [...endsOfSteps(steps), { type: 'job_aborted', error: interrupted(id) } as const];
      await journal.append(ends.map((happening) => ({ job: id, happening })));
      return;
    }
    const nodes = await interruptedNodes(past, targetOf);
    const hides = description.sensitive.length > 0 || description.secrets === true;
    const { actions, rest: left } = await continuationOf(past.projection.details(), rest);
    const live = this.#open(past.projection, actions, hides ? withholdingMask : maskOf([]));
    await live.recover(nodes, state === 'stopping', left);
  }

  async stop(id: string, when: 'now' | 'after-step' = 'now'): Promise<void> {
    const live = this.#live.get(id);
    if (live === undefined) await this.details(id);
    else if (live instanceof LivePlan)
      await live.stop(when === 'now' ? 'The plan was stopped.' : 'The plan stops after the steps that run now.', when);
    else await live.stop('The job was stopped.');
  }

  async answer(id: string, prompt: string, answer: string): Promise<void> {
    const live = this.#live.get(id);
    if (live instanceof LivePlan) return live.answer(prompt, answer);
    await this.details(id);
    throw unknownPrompt(id, prompt);
  }

  list(options: { readonly limit: number; readonly before?: string }): Promise<readonly Job[]> {
    return this.#archive.list(options, (id) => this.#live.get(id)?.projection.job());
  }

  async details(id: string): Promise<JobDetails> {
    return this.#live.get(id)?.projection.details() ?? this.#archive.details(id);
  }

  events(id: string, start: number, signal: AbortSignal): AsyncIterable<JobEvent> {
    return this.#readers.read(id, start, signal);
  }

  #tellOfNodes(events: readonly JobEvent[], projection: JobProjection): void {
    if (this.#nodeListeners.size === 0) return;
    const about = events.filter(isNodeEvent);
    if (about.length === 0) return;
    const { description } = projection.job();
    for (const event of about) for (const listener of this.#nodeListeners) listener(event, description);
  }

  onNode(listener: (event: NodeEvent, job: JobDescription) => void): () => void {
    this.#nodeListeners.add(listener);
    return () => this.#nodeListeners.delete(listener);
  }

  onChange(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  running(): number {
    // Whoever is told of a job's end counts it no more, although its last reader has not been woken yet.
    const running = [...this.#live.values()].filter(({ projection }) => !projection.isFinal());
    return running.filter(({ projection }) => projection.job().description.parent === undefined).length;
  }

  async close(reason: string): Promise<readonly Unkept[]> {
    this.#closed = true;
    this.#recorder.close();
    await Promise.all([...this.#live.values()].map((live) => live.detach(reason)));
    return this.#recorder.unkept();
  }
}

function isNodeEvent(event: JobEvent): event is NodeEvent {
  return 'node' in event && event.type !== 'node_output' && event.type !== 'node_message';
}

/** What happens so often that nobody is told who only wants to know how a job is. */
const untold: ReadonlySet<JobEvent['type']> = new Set(['node_output', 'plan_message']);
