export type { Action, ActionKind, ContentFile, NodeResult, NodeRun, PreparedTask } from './action.ts';
export { writeHappening } from './bounds.ts';
export { notKept } from './errors.ts';
export type {
  Job,
  JobBatch,
  JobDescription,
  JobDetails,
  JobEvent,
  JobHappening,
  JobNode,
  JobState,
  NodeState,
  OutputChunk,
  OutputStream,
  PlanJobDescription,
} from './event.ts';
export type { Journal, NewJobEvent } from './journal.ts';
export {
  createJobKeeper,
  type JobKeeper,
  type JobKeeperPorts,
  type NodeEvent,
} from './keeper.ts';
export { maskOf } from './mask.ts';
export { memoryJournal } from './memory-journal.ts';
export type { NewJob } from './new-job.ts';
export type { PlanHappening, PlanJobOutcome, PlanPrompt, PlanStepState } from './plan-event.ts';
export type { KeptStep, NewPlanJob, NodeOutcome, PlanJobRun } from './plan-job-run.ts';
export { isFinalEvent } from './projection.ts';
export type { RestOfJob } from './rest-of-job.ts';
export { failureResult } from './results.ts';
export type { OutputPosition, RunObserver, StopReason, Transport } from './transport.ts';
