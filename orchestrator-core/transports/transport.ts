import type { NodeResult, NodeRun, OutputChunk, OutputStream } from '../jobs/index.ts';

/**
 * Receives what a run says while it runs. `output` resolves when the chunk is taken: a producer that waits for it is
 * slowed by a slow reader instead of filling memory.
 */
export interface RunObserver {
  output(chunk: OutputChunk): Promise<void>;
}

/** Why a run was cut off; the target's process and its children have been asked to end by the time `run` settles. */
export type StopReason = 'stopped' | 'timed out';

/** How an action reaches a target: one file per transport behind this one port. */
export interface Transport {
  /**
   * Runs the action on the target and resolves with what came of it. Expected failures (no connection, no matching
   * implementation, a failing task) are results; it rejects only on bugs. On `signal` it ends the process on the
   * target with its children and resolves with the failure that says so.
   */
  run(run: NodeRun, observer: RunObserver, signal: AbortSignal): Promise<NodeResult>;
  /**
   * Takes up a run that an earlier life of the orchestrator started, output from the given byte offsets on. Resolves
   * with undefined when the target knows nothing of it and never ran it.
   */
  resume?(
    run: NodeRun,
    from: Readonly<Record<OutputStream, number>>,
    observer: RunObserver,
    signal: AbortSignal,
  ): Promise<NodeResult | undefined>;
}
