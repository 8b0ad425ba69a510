import { OrchestratorError } from '../common/index.ts';

/** A command line that cannot be understood, in Bolt's words where it has them. */
export function cliError(message: string): OrchestratorError {
  return new OrchestratorError('bolt/cli-error', message);
}
