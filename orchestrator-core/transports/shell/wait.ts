import { type Clock, OrchestratorError } from '../../common/index.ts';
import type { Target } from '../../inventory/index.ts';
import { type Action, failureResult, type NodeResult, type NodeRun } from '../../jobs/index.ts';
import type { ShellConnector } from './connection.ts';

type Wait = Extract<Action, { kind: 'wait' }>;

/** Milliseconds in which a target that is reached answers, unless its `connect-timeout` says otherwise. */
const patience = 10_000;

/** Tries to reach the target until it answers, or the time is over. */
export async function waitUntilReachable(
  { target }: NodeRun,
  { waitTime, retryInterval }: Wait,
  connector: ShellConnector,
  clock: Clock,
  signal: AbortSignal,
): Promise<NodeResult> {
  const until = clock.now() + waitTime * 1000;
  for (;;) {
    const reason = await reach(target, connector, clock, signal);
    signal.throwIfAborted();
    if (reason === undefined) return { status: 'success', value: {}, reached: true };
    if (clock.now() >= until) {
      const msg = `Timed out waiting for target: ${reason}`;
      return failureResult('puppetlabs.tasks/exception-error', msg, { reached: false, issueCode: 'EXCEPTION' });
    }
    await pause(clock, retryInterval * 1000, signal);
  }
}

/** Why the target cannot be reached; undefined when it answers. A kept connection may be one to a machine that is gone. */
async function reach(
  target: Target,
  connector: ShellConnector,
  clock: Clock,
  signal: AbortSignal,
): Promise<string | undefined> {
  const limit = new AbortController();
  const seconds = target.options['connect-timeout'];
  const timer = clock.after(typeof seconds === 'number' ? seconds * 1000 : patience, () => limit.abort());
  const both = AbortSignal.any([signal, limit.signal]);
  try {
    const connection = await connector.connect(target, both);
    const begun = (input: { end(): void }): void => input.end();
    const end = await connection.run({ command: ':', tty: false, begun, output: async () => {}, signal: both });
    return end.exitCode === 0 ? undefined : `its shell ended with exit code ${end.exitCode}`;
  } catch (error) {
    if (limit.signal.aborted) connector.forget?.(target);
    if (limit.signal.aborted) return `${target.name} does not answer`;
    if (error instanceof OrchestratorError) return error.message;
    if (signal.aborted) return 'stopped';
    throw error;
  } finally {
    timer.cancel();
  }
}

function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      timer.cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.after(milliseconds, done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
