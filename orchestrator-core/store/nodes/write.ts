import type { DatabaseSync } from 'node:sqlite';
import { OrchestratorError } from '../../common/index.ts';
import type { StoreCommand } from '../../inventory/index.ts';

/**
 * Does what a command says, within the transaction that the caller holds. Answers whether anything changed; a command that
 * is older than what is known changes nothing.
 * @throws OrchestratorError `puppetlabs.puppetdb/command-error` that names the place in the payload; nothing was changed then.
 */
export function applyCommand(_database: DatabaseSync, command: StoreCommand): boolean {
  throw new OrchestratorError('baton/unsupported', `The node store does not take “${command.command}” yet.`);
}
