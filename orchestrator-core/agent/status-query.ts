import type { JsonObject } from '../common/index.ts';
import { decodeStatusQueryParams, transactionIdPattern } from '../pxp/index.ts';
import type { AnswerAction } from './action.ts';
import { isWrapperRunning } from './execution.ts';
import { readExitCode, readOutcome } from './outcome.ts';
import type { Spool, SpoolMetadata } from './spool.ts';

function executionError(reason: string): string {
  return JSON.stringify({ _error: { kind: 'puppetlabs.pxp-agent/execution-error', details: {}, msg: reason } });
}

function unknown(reason: string): JsonObject {
  return { status: 'unknown', stdout: executionError(reason) };
}

/** Texts of the reference agent for a transaction of which nothing more will be heard. */
export const lostReason = {
  died: 'task process is not running, but no output is available',
  neverSeen: 'the PID and output of this task are not available',
} as const;

async function unfinished(spool: Spool, metadata: SpoolMetadata, isActive: boolean): Promise<JsonObject> {
  const directory = spool.directory(metadata.transaction_id);
  const running = await isWrapperRunning(directory);
  if (isActive || running === true) return { status: 'running' };
  // It may have ended between the look for its exit code and the look for its process.
  const exitcode = await readExitCode(directory);
  if (exitcode !== undefined) return finished(spool, metadata, exitcode);
  const reason = running === false ? lostReason.died : lostReason.neverSeen;
  if (metadata.status === 'running') {
    await spool.write({ ...metadata, status: 'undetermined', end: spool.timestamp(), execution_error: reason });
  }
  return unknown(reason);
}

async function finished(spool: Spool, metadata: SpoolMetadata, exitcode: number): Promise<JsonObject> {
  const transaction = metadata.transaction_id;
  const name = { kind: 'non blocking', module: metadata.module, action: metadata.action, transaction } as const;
  const outcome = await readOutcome(spool.directory(transaction), name, exitcode);
  if (outcome.kind === 'error') return { exitcode: 0, status: 'failure', stdout: executionError(outcome.description) };
  return { ...outcome.results, status: exitcode === 0 ? 'success' : 'failure' };
}

/**
 * What the spool knows of a transaction, the reference agent's table.
 * @param isActive whether this life of the agent is still at work on it.
 */
export async function queryStatus(spool: Spool, transaction: string, isActive: boolean): Promise<JsonObject> {
  if (!transactionIdPattern.test(transaction)) return unknown('found no results directory');
  const read = await spool.read(transaction);
  if (read === undefined) return isActive ? { status: 'running' } : unknown('found no results directory');
  if (!read.ok) return isActive ? { status: 'running' } : unknown(read.error);
  const metadata = read.value;
  if (metadata.status === 'failure') {
    return { exitcode: 0, status: 'failure', stdout: executionError(metadata.execution_error ?? 'the task failed') };
  }
  const exitcode = await readExitCode(spool.directory(transaction));
  if (exitcode !== undefined) return finished(spool, metadata, exitcode);
  if (metadata.status === 'success') {
    return {
      exitcode: 0,
      status: 'success',
      stdout: executionError('failed to retrieve the output: no exitcode file'),
    };
  }
  return unfinished(spool, metadata, isActive);
}

/** `status query`. */
export function statusQueryAction(spool: Spool, isActive: (transaction: string) => boolean): AnswerAction {
  return {
    kind: 'answer',
    answer: async (params) => {
      const decoded = decodeStatusQueryParams(params);
      if (!decoded.ok) return decoded;
      const { transaction_id } = decoded.value;
      const state = await queryStatus(spool, transaction_id, isActive(transaction_id));
      return { ok: true, value: { transaction_id, ...state } };
    },
  };
}
