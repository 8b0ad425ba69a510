import type { ErrorValue, Json } from '../common/index.ts';
import type { ActionKind, NodeResult } from './action.ts';
import type { PlanHappening, PlanJobOutcome, PlanPrompt, PlanStepState } from './plan-event.ts';

/** The states of a job, the words of the Puppet Enterprise orchestrator. */
export type JobState = 'new' | 'ready' | 'running' | 'stopping' | 'stopped' | 'finished' | 'failed';

/** The states of one node in a job, the same peer's words. */
export type NodeState =
  | 'new'
  | 'ready'
  | 'running'
  | 'stopping'
  | 'stopped'
  | 'finished'
  | 'failed'
  | 'errored'
  | 'skipped';

export type OutputStream = 'stdout' | 'stderr';

/** A piece of what a process wrote, passed on while it runs. */
export interface OutputChunk {
  readonly stream: OutputStream;
  /** Where the chunk begins in the stream, in bytes as the process wrote them. */
  readonly offset: number;
  /** How many bytes of the stream it stands for; `offset + length` is where the next one begins. */
  readonly length: number;
  /** Bytes that are not UTF-8 arrive as U+FFFD, sensitive values redacted. A chunk never splits a character. */
  readonly text: string;
}

/** What a job was asked to do, as it may be shown and kept: sensitive values are already redacted. */
export interface JobDescription {
  readonly command: ActionKind | 'plan';
  /** The task's or plan's name, the command line, the script, the file that is copied. */
  readonly object: string;
  readonly description?: string;
  /** Sensitive values are replaced by `Sensitive [value redacted]`. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** Names of the parameters whose values were redacted. */
  readonly sensitive: readonly string[];
  /** The environment variables of a command. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly noop: boolean;
  /** Target names in the order they were resolved. */
  readonly nodes: readonly string[];
  readonly concurrency: number;
  /** Milliseconds per node; absent means no limit. */
  readonly timeout?: number;
  /** The nodes begin in portions. */
  readonly batch?: {
    readonly size: number;
    /** Milliseconds between the end of one batch and the begin of the next. */
    readonly pause: number;
    /** Nodes that agents reach: a later life takes them for that although they have not connected yet. */
    readonly agents: readonly string[];
  };
  /** The job that this one runs again, where it does. */
  readonly rerunOf?: string;
  /** The plan job, and the step of it, that this job was started by. */
  readonly parent?: { readonly job: string; readonly step: string };
  /** The user it becomes on the targets. */
  readonly runAs?: string;
  /** Each node has parameters of its own: `parameters` has them by its name. */
  readonly byTarget?: true;
  /** The plan that started it knew secrets: after a restart nobody knows what to take out of what its nodes say. */
  readonly secrets?: true;
  /** Nodes that were given by a URI with their password, which is kept nowhere: they cannot be reached again by their names. */
  readonly passwords?: readonly string[];
  /** Of a plan job. */
  readonly plan?: PlanJobDescription;
}

/** What happened, without its envelope. Types are the orchestrator API's where it has them. */
export type JobHappening =
  | { readonly type: 'job_created'; readonly description: JobDescription }
  | { readonly type: 'job_running' }
  | { readonly type: 'node_running'; readonly node: string; readonly transaction: string; readonly transport: string }
  | ({ readonly type: 'node_output'; readonly node: string } & OutputChunk)
  /** What a person should know of a node that goes on running: its agent is away, its process will not end … */
  | { readonly type: 'node_message'; readonly node: string; readonly message: string }
  | {
      readonly type: 'node_finished' | 'node_failed' | 'node_skipped';
      readonly node: string;
      readonly result: NodeResult;
    }
  /** The action could not be run on the node, or nobody can say what came of it: the result says why. */
  | { readonly type: 'node_errored'; readonly node: string; readonly result: NodeResult }
  | { readonly type: 'node_stopped'; readonly node: string; readonly result: NodeResult }
  /** So many nodes, at most, may begin now. */
  | { readonly type: 'batch_started'; readonly batch: number; readonly batches: number; readonly nodes: number }
  /** All nodes of a batch have ended; the one after it begins at `next`, milliseconds since the Unix epoch. */
  | { readonly type: 'batch_finished'; readonly batch: number; readonly batches: number; readonly next: number }
  | PlanHappening
  | { readonly type: 'job_stopping'; readonly reason: string }
  | { readonly type: 'job_finished' | 'job_failed' | 'job_stopped' }
  | { readonly type: 'job_aborted'; readonly error: ErrorValue };

/** What is known of a plan job before it runs. */
export interface PlanJobDescription {
  /** The file, absolute. */
  readonly path: string;
  /** SHA-256 of the sources of the plan and of all that it calls, by absolute path: what a resumed run is compared with. */
  readonly sources: Readonly<Record<string, string>>;
  /** The plan job that this one goes on with, and the step from which on it runs things anew. */
  readonly resumes?: { readonly job: string; readonly from?: string };
}

/** One entry of a job's journal. Whoever has seen `number` n of a job asks for n + 1 next and misses nothing. */
export type JobEvent = JobHappening & {
  readonly job: string;
  /** Counts from 1 within the job, without gaps. */
  readonly number: number;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
};

/** One node of a job as the events so far leave it. */
export interface JobNode {
  readonly name: string;
  readonly state: NodeState;
  readonly transport?: string;
  readonly started?: number;
  readonly finished?: number;
  /** The newest `node_message` of a node that is still running. */
  readonly message?: string;
  readonly result?: NodeResult;
}

/** Which batch of a job's nodes is at work, or was the last that was. */
export interface JobBatch {
  /** From 1. */
  readonly batch: number;
  readonly batches: number;
  /** Between two batches: when the next one begins, milliseconds since the Unix epoch. */
  readonly next?: number;
}

/** A job as the events so far leave it: a projection, never a source of truth. */
export interface Job {
  /** A stringified integer, as the orchestrator API's `name`. */
  readonly id: string;
  readonly state: JobState;
  readonly description: JobDescription;
  readonly created: number;
  readonly started?: number;
  readonly finished?: number;
  /** How many nodes are in each state; absent states are zero. */
  readonly nodeStates: Readonly<Partial<Record<NodeState, number>>>;
  /** Of a job whose nodes begin in batches, once the first has begun. */
  readonly batch?: JobBatch;
  /** Number of the newest event. */
  readonly lastEvent: number;
}

/** Extra facts for whoever reads a job whole. */
export interface JobDetails extends Job {
  readonly nodes: readonly JobNode[];
  readonly error?: ErrorValue;
  /** Of a plan job: its steps in the order in which they began. */
  readonly steps?: readonly PlanStepState[];
  /** Of a plan job that is over. */
  readonly outcome?: PlanJobOutcome;
  /** Of a plan job that waits for a person. */
  readonly prompt?: PlanPrompt;
}
