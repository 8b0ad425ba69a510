import { type ErrorValue, type IdSource, isJsonObject } from '../common/index.ts';
import type { Target } from '../inventory/index.ts';
import type { NodeResult, Transport } from '../jobs/index.ts';

/**
 * Finds out whether a target answers: undefined when it does, else why not. Where its transport has no way of its own,
 * `true` is run there, as the user that the connection signs in as.
 */
export async function pingTarget(
  target: Target,
  transport: Transport,
  { ids, signal }: { readonly ids: Pick<IdSource, 'uuid'>; readonly signal: AbortSignal },
): Promise<ErrorValue | undefined> {
  if (transport.ping !== undefined) return transport.ping(target, signal);
  const { 'run-as': _, ...options } = target.options;
  const action = { kind: 'command', command: 'true', environment: {} } as const;
  const run = { job: 'ping', target: { ...target, options }, action, transaction: ids.uuid() };
  const said = { output: async () => {}, message: async () => {} };
  return failureOf(await transport.run(run, said, signal));
}

function failureOf({ status, value }: NodeResult): ErrorValue | undefined {
  const error = value['_error'];
  if (status === 'success' && error === undefined) return undefined;
  const { kind, msg, details } = isJsonObject(error) ? error : {};
  return {
    kind: typeof kind === 'string' ? kind : 'puppetlabs.tasks/connect-error',
    msg: typeof msg === 'string' ? msg : 'It did not answer.',
    details: isJsonObject(details) ? details : {},
  };
}
