import { isJsonObject } from '../common/index.ts';
import type { StatusResults } from '../pxp/index.ts';

/** Why an agent cannot be asked. */
export function notConnected(agent: string): string {
  return `${agent} is not connected. Start its agent, or check that it may reach the broker.`;
}

/** What is said of a run whose result its agent cannot send. */
export function unsendable(agent: string, transaction: string): string {
  return (
    `The agent of ${agent} has run it but cannot send the result: most likely what was written to standard error is ` +
    `not UTF-8. Look at it on the node, in ${transaction} of the agent's spool directory.`
  );
}

/** Why the action gave no result, in a status that took the place of an `rpc_error_message`. */
export function executionErrorIn({ exitcode, stdout }: StatusResults): string | undefined {
  // An exit code other than 0 is the process's own.
  if (exitcode !== undefined && exitcode !== 0) return undefined;
  return stdout?.includes('"puppetlabs.pxp-agent/execution-error"') === true ? reasonIn(stdout) : undefined;
}

/** The sentence in the `_error` that an agent puts, as JSON text, where output would be. */
export function reasonIn(stdout: string | undefined): string | undefined {
  try {
    const value: unknown = JSON.parse(stdout ?? '');
    const error = isJsonObject(value) ? value['_error'] : undefined;
    return isJsonObject(error) && typeof error['msg'] === 'string' ? error['msg'] : undefined;
  } catch {
    return undefined;
  }
}
