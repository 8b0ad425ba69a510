import type { CancelSignal, Json } from '../common/index.ts';
import type { PlanMessage, PlanQuestion, PlanStepStart, StepOutcome } from '../plans/index.ts';
import type { NodeResult } from './action.ts';
import type { JobDescription } from './event.ts';
import type { NewJob } from './new-job.ts';
import type { PlanJobOutcome } from './plan-event.ts';
import type { Described } from './plan-redaction.ts';

/** What came of a node of a job that a plan has started, in clear. */
export interface NodeOutcome {
  readonly node: string;
  readonly result: NodeResult;
}

/** A plan's hand on its own job while it runs. What it hands in is in clear; what is kept of it is masked here. */
export interface PlanJobRun {
  /** The id of the plan job. */
  readonly job: string;
  /** Aborted when the job is stopped, or when the orchestrator ends. */
  readonly signal: AbortSignal;
  /** Values that nobody may see from here on. */
  hide(values: readonly Json[]): void;
  /** Kept in the order in which things are said; {@link settled} tells when. */
  say(message: PlanMessage): void;
  /** Resolves when everything said so far is durable: whoever says much waits for it now and then. */
  settled(): Promise<void>;
  /**
   * Keeps a step and what came of it; `kept` is the answer of an earlier run, in whose place nothing is performed. When
   * the job is to stop after the steps that run, another one never begins: what was aborted is thrown.
   */
  step(start: PlanStepStart, perform: () => Promise<StepOutcome>, kept?: KeptStep): Promise<StepOutcome>;
  /** Runs a job below this one to its end; it is stopped when `signal` is aborted. */
  act(step: string, job: NewJob, signal: CancelSignal): Promise<readonly NodeOutcome[]>;
  /** What is kept of a job's description. */
  shown<T extends Described>(description: T): T;
  /** A value without what nobody may see. */
  masked(value: Json): Json;
  /** Keeps that a job of the plan that this one goes on with did a part of the step. */
  adopt(step: string, child: string): void;
  /** Asks a person and waits. */
  ask(question: PlanQuestion, signal: CancelSignal): Promise<string>;
}

/** What an earlier run has done of a step, and the jobs that did it. */
export interface KeptStep {
  readonly outcome: StepOutcome;
  readonly jobs: readonly string[];
}

/** A job that a plan has started. */
export interface ChildJob {
  /** Rejects when the orchestrator ended before it. */
  readonly ended: Promise<readonly NodeOutcome[]>;
  stop(): Promise<void>;
}

/** How a plan is performed; what goes wrong in it is its outcome. Rejects when the signal of the run was aborted. */
export type PerformPlan = (run: PlanJobRun) => Promise<PlanJobOutcome>;

/** A plan that is ready to run. */
export interface NewPlanJob {
  /** Of command `plan`, without nodes; sensitive values are redacted already. */
  readonly description: JobDescription;
  /** The sensitive values in clear: they are taken out of everything that is kept of the plan and the jobs below it. */
  readonly sensitive: readonly Json[];
  readonly perform: PerformPlan;
}
