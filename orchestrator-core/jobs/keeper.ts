import type { Clock, IdSource, Json, Log } from '../common/index.ts';
import { OrchestratorError, toErrorValue } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { Action, NodeResult } from './action.ts';
import type { Job, JobDescription, JobDetails, JobEvent, JobHappening } from './event.ts';
import type { Journal, NewJobEvent } from './journal.ts';
import { type Interrupted, type JobActions, LiveJob, type LiveJobPorts } from './live-job.ts';
import { type ChildJob, interrupted, LivePlan, type PerformPlan, unknownPrompt } from './live-plan.ts';
import { type Mask, maskOf, withholdingMask } from './mask.ts';
import { isFinalEvent, isFinalNode, type JobProjection, projectJob, startProjection } from './projection.ts';
import { noOutput, replayJob } from './replay.ts';
import { continuationOf, type FindTarget, type RestOfJob } from './rest-of-job.ts';
import { failureResult } from './results.ts';
import type { Transport } from './transport.ts';

/** A job that is ready to run: checked, completed, its targets resolved. */
export interface NewJob {
  /** What is kept of it; sensitive values are redacted already. */
  readonly description: JobDescription;
  readonly targets: readonly Target[];
  readonly action: Action;
  /** Of targets to which something else is done than to the others, by name. */
  readonly byTarget?: ReadonlyMap<string, Action>;
  /** The sensitive values in clear: they are taken out of everything the nodes say. */
  readonly sensitive: readonly Json[];
}

/** A plan that is ready to run. */
export interface NewPlanJob {
  /** Of command `plan`, without nodes; sensitive values are redacted already. */
  readonly description: JobDescription;
  /** The sensitive values in clear: they are taken out of everything that is kept of the plan and the jobs below it. */
  readonly sensitive: readonly Json[];
  readonly perform: PerformPlan;
}

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
  readonly #live = new Map<string, LiveJob | LivePlan>();
  readonly #ended = new Map<string, Job>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #listeners = new Set<(job: Job) => void>();
  readonly #nodeListeners = new Set<(event: NodeEvent, job: JobDescription) => void>();
  #closed = false;

  constructor(ports: JobKeeperPorts) {
    this.#ports = ports;
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
      record: (events) => this.#keep(id, events),
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
    const record = async (happenings: readonly JobHappening[]): Promise<boolean> =>
      (await this.#keep(
        id,
        happenings.map((happening) => ({ job: id, happening })),
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
    if (projection.isFinal() && job.description.parent === undefined) this.#remember(job);
    this.#live.delete(id);
    this.#wake(id);
  }

  #remember(job: Job): void {
    this.#ended.set(job.id, job);
    const oldest = this.#ended.keys().next();
    if (this.#ended.size > remembered && oldest.done !== true) this.#ended.delete(oldest.value);
  }

  /** Durable first, then told. What the journal will not take is offered again until it does: nothing is lost. */
  async #keep(id: string, wanted: readonly NewJobEvent[]): Promise<readonly JobEvent[] | undefined> {
    const { journal, log, clock } = this.#ports;
    let events: readonly JobEvent[];
    for (let failed = false; ; failed = true) {
      try {
        events = await journal.append(wanted);
        break;
      } catch (error) {
        if (this.#closed) return undefined;
        const reason = error instanceof Error ? error.message : String(error);
        if (!failed) log.log('error', `Job ${id} waits for its journal: ${reason}`);
        await new Promise<void>((resolve) => clock.after(journalRetry, resolve));
      }
    }
    const projection = this.#live.get(id)?.projection;
    for (const event of events) if (event.job === id) projection?.apply(event);
    if (projection !== undefined) this.#tellOfNodes(events, projection);
    this.#wake(id);
    if (projection !== undefined && events.some(({ type }) => !untold.has(type))) this.#tell(projection);
    return events;
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
    const past = await replayJob(this.#ports.journal, id, pageSize);
    if (past === undefined) return;
    const { projection, transactions, positions } = past;
    const { description, state, nodes } = projection.details();
    if (description.command === 'plan') return this.#endPlan(id, projection.details());
    const interrupted: Interrupted[] = [];
    for (const node of nodes) {
      const transaction = transactions.get(node.name);
      if (isFinalNode(node.state) || transaction === undefined) continue;
      const target = await targetOf(node.name, node.transport ?? 'pcp');
      const from = positions.get(node.name) ?? { stdout: noOutput, stderr: noOutput };
      interrupted.push({ target, transaction, started: node.started ?? 0, from });
    }
    const hides = description.sensitive.length > 0 || description.secrets === true;
    const { actions, rest: left } = await continuationOf(projection.details(), rest);
    const live = this.#open(projection, actions, hides ? withholdingMask : maskOf([]));
    await live.recover(interrupted, state === 'stopping', left);
  }

  /** A plan cannot be taken up in its middle. What it has begun on targets is, and who wants to goes on after its last step. */
  async #endPlan(id: string, { steps = [] }: JobDetails): Promise<void> {
    const open = steps.filter(({ state }) => state === 'running').reverse();
    const ends = open.map(({ id: step }): JobHappening => ({ type: 'plan_step_finished', step, state: 'stopped' }));
    const happenings: JobHappening[] = [...ends, { type: 'job_aborted', error: interrupted(id) }];
    await this.#ports.journal.append(happenings.map((happening) => ({ job: id, happening })));
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

  async list(options: { readonly limit: number; readonly before?: string }): Promise<readonly Job[]> {
    const found: Job[] = [];
    for (const id of await this.#ports.journal.jobs(options)) {
      const known = this.#live.get(id)?.projection.job() ?? this.#ended.get(id);
      const job = known ?? (await this.#readSummary(id));
      if (job !== undefined) found.push(job);
    }
    return found;
  }

  /** An ended job as lists show it: what a plan has done is not read. */
  async #readSummary(id: string): Promise<Job | undefined> {
    const details = projectJob(await this.#ports.journal.readSummary(id));
    if (details === undefined) return undefined;
    const { nodes: _, error: __, steps: ___, outcome: ____, prompt: _____, ...job } = details;
    if (job.finished !== undefined) this.#remember(job);
    return job;
  }

  async details(id: string): Promise<JobDetails> {
    const live = this.#live.get(id)?.projection.details();
    const details = live ?? projectJob(await this.#ports.journal.readStates(id));
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
  #grown(id: string, live: LiveJob | LivePlan, signal: AbortSignal): Promise<void> {
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

  async close(reason: string): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#live.values()].map((live) => live.detach(reason)));
  }
}

function isNodeEvent(event: JobEvent): event is NodeEvent {
  return 'node' in event && event.type !== 'node_output' && event.type !== 'node_message';
}

function stopping(what: string): OrchestratorError {
  return new OrchestratorError('baton/stopping', `The orchestrator is ending; ${what}.`);
}

function unknownJob(id: string): OrchestratorError {
  return new OrchestratorError('puppetlabs.orchestrator/unknown-job', `There is no job ${id}.`, {
    details: { job: id },
  });
}

/** What happens so often that nobody is told who only wants to know how a job is. */
const untold: ReadonlySet<JobEvent['type']> = new Set(['node_output', 'plan_message']);
