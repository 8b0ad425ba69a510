export type { Action, ChosenImplementation, ContentFile, NodeResult, NodeRun, PreparedTask } from './action.ts';
export type {
  Job,
  JobDescription,
  JobDetails,
  JobEvent,
  JobHappening,
  JobNode,
  JobState,
  NodeState,
  OutputChunk,
  OutputStream,
} from './event.ts';
export type { Journal, NewJobEvent } from './journal.ts';
export type { OutputPosition, RunObserver, StopReason, Transport } from './transport.ts';
