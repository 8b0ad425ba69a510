import type { Clock, IdSource } from '../../common/index.ts';
import { failureResult, type NodeResult, type NodeRun, type RunObserver, type Transport } from '../../jobs/index.ts';
import { checkedEnvironment, invokeScript, invokeTask } from '../invocation.ts';
import { cutOffResult, failedResult, stopReason } from '../outcome.ts';
import type { ShellConnection, ShellConnector } from './connection.ts';
import { download, upload } from './copy.ts';
import { runInvocation } from './invoke.ts';
import { commandProgram } from './programs.ts';
import { CutOff, ShellSession } from './session.ts';
import { waitUntilReachable } from './wait.ts';

/** What the transport needs of this machine. */
export interface ShellTransportPorts {
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** A transport that keeps connections until it is closed. */
export interface ShellTransport extends Transport {
  close(): Promise<void>;
}

/** Does every action over whatever a shell answers on: the same for ssh, containers and this machine. */
export function createShellTransport(connector: ShellConnector, ports: ShellTransportPorts): ShellTransport {
  return {
    run: async (run, observer, signal) => {
      if (run.target.options['login-shell'] === 'powershell') return noPowerShell(run);
      try {
        if (signal.aborted) throw signal.reason;
        if (run.action.kind === 'wait')
          return await waitUntilReachable(run, run.action, connector, ports.clock, signal);
        const connection = await connector.connect(run.target, signal);
        return await perform({ run, connection, observer, ports, signal });
      } catch (error) {
        if (error instanceof CutOff) return error.result;
        if (signal.aborted) return { ...cutOffResult(run.action, stopReason(signal), nothing), reached: false };
        return failedResult(error);
      }
    },
    close: () => connector.close(),
  };
}

const nothing = { exitCode: 143, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), merged: Buffer.alloc(0) };

function noPowerShell({ target }: NodeRun): NodeResult {
  const msg = `The login shell of ${target.name} is PowerShell, and only POSIX shells are supported here. Run an agent on it and use the transport pcp.`;
  return failureResult('baton/unsupported-option', msg, { reached: false });
}

/** An action on a target that a connection reaches. */
export interface ShellAction {
  readonly run: NodeRun;
  readonly connection: ShellConnection;
  readonly observer: RunObserver;
  readonly ports: ShellTransportPorts;
  readonly signal: AbortSignal;
}

function perform(given: ShellAction): Promise<NodeResult> {
  const session = new ShellSession(given);
  const { action, target } = given.run;
  switch (action.kind) {
    case 'command': {
      const environment = checkedEnvironment(action.environment);
      const isPlain = session.escalation === undefined && Object.keys(environment).length === 0;
      const shell = given.connection.shell ?? (isPlain ? undefined : ['/bin/sh', '-c']);
      return session.finish(commandProgram(action.command, environment, shell));
    }
    case 'task':
      return runInvocation(session, invokeTask(action, target, session.directory));
    case 'script':
      return runInvocation(session, invokeScript(action, target));
    case 'upload':
      return upload(session, action);
    case 'download':
      return download(session, action);
    case 'wait':
      throw new Error('waiting needs no connection');
  }
}
