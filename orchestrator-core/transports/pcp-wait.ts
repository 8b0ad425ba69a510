import type { Clock } from '../common/index.ts';
import { type Action, failureResult, type NodeResult } from '../jobs/index.ts';
import type { AgentDirectory } from './agent-directory.ts';
import { cutOffResult, stopReason } from './outcome.ts';

const nothing = { exitCode: 1, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), merged: Buffer.alloc(0) };

/** Waits until an agent is connected: it says so itself, and nobody has to ask. */
export async function waitForAgent(
  agent: string,
  action: Extract<Action, { kind: 'wait' }>,
  { clock, agents }: { readonly clock: Clock; readonly agents: AgentDirectory },
  signal: AbortSignal,
): Promise<NodeResult> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      timer.cancel();
      endListening();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = clock.after(action.waitTime * 1000, done);
    const endListening = agents.onChange((name) => {
      if (name === agent) check();
    });
    const check = (): void => {
      if (signal.aborted || agents.get(agent) !== undefined) done();
    };
    signal.addEventListener('abort', done);
    check();
  });
  if (signal.aborted) return { ...cutOffResult(action, stopReason(signal), nothing), reached: false };
  if (agents.get(agent) !== undefined) return { status: 'success', value: {}, reached: true };
  const msg = `Timed out waiting for target: the agent of ${agent} is not connected`;
  return failureResult('puppetlabs.tasks/exception-error', msg, { reached: false, issueCode: 'EXCEPTION' });
}
