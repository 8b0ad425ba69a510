import type { ErrorValue } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { NodeResult, NodeRun } from './action.ts';
import type { OutputChunk, OutputStream } from './event.ts';

/**
 * Receives what a run says while it runs. Both resolve when what was said is durable: a producer that waits for it is
 * slowed by a slow journal instead of filling memory.
 */
export interface RunObserver {
  output(chunk: OutputChunk): Promise<void>;
  /** Something a person should know while the node goes on running: its agent is away, its process will not end … */
  message(text: string): Promise<void>;
}

/** Why a run was cut off; the `reason` of the signal that is handed to {@link Transport.run}. */
export type StopReason = 'stopped' | 'timed out';

/** How much of a stream is in the journal already. */
export interface OutputPosition {
  /** Bytes as the process wrote them. */
  readonly bytes: number;
  /** UTF-16 units of the text that those bytes became. */
  readonly characters: number;
}

/** How an action reaches a target: one file per transport behind this one port. */
export interface Transport {
  /**
   * Runs the action on the target and resolves with what came of it. Expected failures (no connection, no matching
   * implementation, a failing task) are results; it rejects only on bugs. On `signal` (its `reason` is a
   * {@link StopReason}) it ends the process on the target with its children and resolves with the failure that says so;
   * when `signal` is aborted already it starts nothing.
   */
  run(run: NodeRun, observer: RunObserver, signal: AbortSignal): Promise<NodeResult>;
  /**
   * Takes up a run that an earlier life of the orchestrator started, output from the given positions on. Resolves
   * with undefined when the target knows nothing of it. A transport without it cannot: its runs died with their
   * orchestrator. Task files, parameters that are sensitive and the task's metadata are not in `run.action` any more.
   */
  resume?(
    run: NodeRun,
    from: Readonly<Record<OutputStream, OutputPosition>>,
    observer: RunObserver,
    signal: AbortSignal,
  ): Promise<NodeResult | undefined>;
  /**
   * Finds out whether the target answers, and does nothing to it: resolves with why it does not, undefined when it does. On
   * `signal` it gives up. A transport without it is asked by running `true`.
   */
  ping?(target: Target, signal: AbortSignal): Promise<ErrorValue | undefined>;
}
