import type { ErrorValue } from '../common/index.ts';
import type { Job, JobBatch, JobDescription, JobDetails, JobEvent, JobNode, JobState, NodeState } from './event.ts';
import type { PlanHappening, PlanJobOutcome } from './plan-event.ts';
import { type PlanSteps, startPlanSteps } from './plan-steps.ts';

/** What the events so far leave of a job; grows by one event at a time. */
export interface JobProjection {
  /** Takes the next event. One that the job's state does not allow changes nothing but `lastEvent`. */
  apply(event: JobEvent): void;
  job(): Job;
  details(): JobDetails;
  /** The number of the newest event. */
  lastEvent(): number;
  isFinal(): boolean;
}

const finalJob: ReadonlySet<JobState> = new Set(['stopped', 'finished', 'failed']);
const finalNode: ReadonlySet<NodeState> = new Set(['stopped', 'finished', 'failed', 'errored', 'skipped']);

/** The state that each final event leaves a node in, and whether it must have been running before. */
const nodeEnds = {
  node_finished: { state: 'finished', fromRunning: true },
  node_failed: { state: 'failed', fromRunning: true },
  node_stopped: { state: 'stopped', fromRunning: true },
  node_errored: { state: 'errored', fromRunning: false },
  node_skipped: { state: 'skipped', fromRunning: false },
} as const;

const jobEnds = {
  job_finished: 'finished',
  job_failed: 'failed',
  job_stopped: 'stopped',
  job_aborted: 'failed',
} as const;

/** Whether an event is the last one of its job. */
export function isFinalEvent(event: { readonly type: JobEvent['type'] }): boolean {
  return event.type in jobEnds;
}

/** Whether a node in this state will change no more. */
export function isFinalNode(state: NodeState): boolean {
  return finalNode.has(state);
}

/** The state of a job as its events leave it, undefined when they do not begin with `job_created`. */
export function projectJob(events: Iterable<JobEvent>): JobDetails | undefined {
  let projection: JobProjection | undefined;
  for (const event of events) {
    if (projection === undefined) projection = startProjection(event);
    else projection.apply(event);
  }
  return projection?.details();
}

/** The projection after a job's first event, undefined when that is not `job_created`. */
export function startProjection(first: JobEvent): JobProjection | undefined {
  return first.type === 'job_created' ? new Projection(first.job, first.timestamp, first.description) : undefined;
}

class Projection implements JobProjection {
  readonly #id: string;
  readonly #created: number;
  readonly #description: JobDescription;
  readonly #nodes = new Map<string, JobNode>();
  readonly #counts = new Map<NodeState, number>();
  #state: JobState = 'new';
  #started: number | undefined;
  #finished: number | undefined;
  #error: ErrorValue | undefined;
  #lastEvent = 1;
  #batch: JobBatch | undefined;
  /** Of a plan job. */
  readonly #plan: PlanSteps | undefined;
  #outcome: PlanJobOutcome | undefined;

  constructor(id: string, created: number, description: JobDescription) {
    this.#id = id;
    this.#created = created;
    this.#description = description;
    this.#plan = description.command === 'plan' ? startPlanSteps() : undefined;
    for (const name of description.nodes) this.#nodes.set(name, { name, state: 'new' });
    this.#counts.set('new', this.#nodes.size);
  }

  apply(event: JobEvent): void {
    this.#lastEvent = Math.max(this.#lastEvent, event.number);
    if (finalJob.has(this.#state)) return;
    switch (event.type) {
      case 'job_created':
      case 'node_output':
      case 'plan_message':
        return;
      case 'plan_step_started':
      case 'plan_step_job':
      case 'plan_step_finished':
      case 'plan_prompt':
      case 'plan_prompt_answered':
        this.#applyToPlan(event);
        return;
      case 'plan_outcome':
        this.#outcome ??= event.outcome;
        return;
      case 'job_running':
        if (this.#state === 'new') this.#state = 'running';
        this.#started ??= event.timestamp;
        return;
      case 'batch_started':
      case 'batch_finished': {
        const { batch, batches } = event;
        this.#batch = event.type === 'batch_finished' ? { batch, batches, next: event.next } : { batch, batches };
        return;
      }
      case 'job_stopping':
        this.#state = 'stopping';
        for (const node of this.#nodes.values())
          if (node.state === 'running') this.#put({ ...node, state: 'stopping' });
        return;
      case 'job_finished':
      case 'job_failed':
      case 'job_stopped':
      case 'job_aborted':
        this.#end(event);
        return;
      default:
        this.#applyToNode(event);
    }
  }

  #applyToPlan({ job: _, number: __, timestamp, ...happening }: JobEvent & PlanHappening): void {
    this.#plan?.apply(happening, timestamp);
  }

  #end(event: Extract<JobEvent, { type: keyof typeof jobEnds }>): void {
    const open = [...this.#nodes.values()].some((node) => !finalNode.has(node.state));
    // Only an aborted job may leave nodes behind whose end nobody learned.
    if (open && event.type !== 'job_aborted') return;
    this.#state = jobEnds[event.type];
    this.#finished = event.timestamp;
    if (event.type === 'job_aborted') this.#error = event.error;
  }

  #applyToNode(event: Extract<JobEvent, { node: string }>): void {
    const node = this.#nodes.get(event.node);
    if (node === undefined || finalNode.has(node.state)) return;
    if (event.type === 'node_running') {
      if (node.state !== 'new') return;
      const state = this.#state === 'stopping' ? 'stopping' : 'running';
      this.#put({ name: node.name, state, transport: event.transport, started: event.timestamp });
    } else if (event.type === 'node_message') {
      if (node.state !== 'new') this.#put({ ...node, message: event.message });
    } else if (event.type !== 'node_output') {
      const { state, fromRunning } = nodeEnds[event.type];
      if (fromRunning && node.state === 'new') return;
      const { message: _, ...rest } = node;
      this.#put({ ...rest, state, finished: event.timestamp, result: event.result });
    }
  }

  #put(node: JobNode): void {
    const before = this.#nodes.get(node.name)?.state;
    if (before !== undefined) this.#counts.set(before, (this.#counts.get(before) ?? 0) - 1);
    this.#counts.set(node.state, (this.#counts.get(node.state) ?? 0) + 1);
    this.#nodes.set(node.name, node);
  }

  lastEvent(): number {
    return this.#lastEvent;
  }

  isFinal(): boolean {
    return finalJob.has(this.#state);
  }

  job(): Job {
    return {
      id: this.#id,
      state: this.#state,
      description: this.#description,
      created: this.#created,
      ...(this.#started === undefined ? {} : { started: this.#started }),
      ...(this.#finished === undefined ? {} : { finished: this.#finished }),
      nodeStates: Object.fromEntries([...this.#counts].filter(([, count]) => count > 0)),
      ...(this.#batch === undefined ? {} : { batch: this.#batch }),
      lastEvent: this.#lastEvent,
    };
  }

  details(): JobDetails {
    return {
      ...this.job(),
      nodes: [...this.#nodes.values()],
      ...(this.#error === undefined ? {} : { error: this.#error }),
      ...this.#planDetails(),
    };
  }

  #planDetails(): Pick<JobDetails, 'steps' | 'outcome' | 'prompt'> {
    if (this.#plan === undefined) return {};
    const prompt = this.isFinal() ? undefined : this.#plan.prompt();
    return {
      steps: this.#plan.steps(),
      ...(this.#outcome === undefined ? {} : { outcome: this.#outcome }),
      ...(prompt === undefined ? {} : { prompt }),
    };
  }
}
