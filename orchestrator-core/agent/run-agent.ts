import { OrchestratorError } from '../common/index.ts';
import type { AgentOptions } from './options.ts';

/**
 * Runs a PXP agent until `signal` is aborted, or until the IPC channel closes over which a supervisor started this
 * process. Processes that tasks started go on; the next agent on the same data directory takes up their results.
 */
export async function runAgent(_options: AgentOptions, _signal: AbortSignal): Promise<void> {
  throw new OrchestratorError('baton/not-ready', 'The agent is being built.');
}
