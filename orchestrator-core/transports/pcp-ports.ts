import type { Clock, JsonObject, Log } from '../common/index.ts';
import type { Action, NodeResult } from '../jobs/index.ts';
import type { StatusResults } from '../pxp/index.ts';
import type { AgentDirectory } from './agent-directory.ts';

/** Milliseconds. */
export const patience = {
  /** For the provisional response, before the agent is asked for the state of the run. */
  provisional: 10_000,
  /** For the answer to a status query. A real agent answers nothing while it downloads a file. */
  query: 30_000,
  /** For the same, before a foreign agent is asked whether it answers anything at all. */
  answer: 2000,
  /** Before the first query to a foreign agent, which may be unable to send its final response; doubles like doubt. */
  foreign: 5000,
  /** Between queries as long as nothing is in doubt: the final response may have been lost. */
  calm: 60_000,
  /** Between queries when something is; doubles up to the longest. */
  doubt: 1000,
  longestDoubt: 15_000,
  /** A connected agent that answers no query for so long will not answer any more. */
  silence: 300_000,
  /** For the end of a process that was asked to stop, and for an agent that is away while its run is to be stopped. */
  stop: 30_000,
  /** For the hello of an agent that has just connected; one that says none is a foreign one. */
  hello: 2000,
} as const;

/** What a status query brought. */
export type StatusAnswer =
  | StatusResults
  | { readonly status: 'unanswered' }
  /** The run is over, and the agent is unable to tell more. */
  | { readonly status: 'untold'; readonly why: string };

/** What the process said, and how it ended. */
export interface ProcessOutcome {
  readonly stdout: Uint8Array;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Reads the outcome of a process as the result of an action, by the rules of its kind. */
export type ResultOf = (action: Action, outcome: ProcessOutcome) => Pick<NodeResult, 'status' | 'value'>;

/** What a run needs of the controller. */
export interface PcpRunPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly agents: AgentDirectory;
  readonly resultOf: ResultOf;
  /** What the agent is asked to do. */
  readonly sent: Action;
  /** Sends to the run's agent; returns the id of the message. */
  send(type: string, data: JsonObject): string;
  /** Asks the agent for the state of this run. */
  query(): Promise<StatusAnswer>;
}
