/** Targets and commands of tests over ssh. */
import type { TestContext } from 'node:test';
import type { JsonObject } from '../../orchestrator-core/common/index.ts';
import { bareTarget, type Target } from '../../orchestrator-core/inventory/index.ts';
import { systemClock } from '../../orchestrator-core/node/index.ts';
import { createSshConnector, type SshOptions } from '../../orchestrator-core/transports/index.ts';
import type { ShellConnection, ShellConnector } from '../../orchestrator-core/transports/shell/connection.ts';
import type { Sshd } from './sshd.ts';

/** A signal that nobody aborts. */
export const never: AbortSignal = new AbortController().signal;

/** A target with the transport's defaults under its options. */
export function sshTarget(name: string, options: JsonObject): Target {
  const defaults = {
    'batch-mode': true,
    'connect-timeout': 10,
    'disconnect-timeout': 5,
    'load-config': true,
    tty: false,
  };
  return { ...bareTarget(name, 'ssh'), options: { ...defaults, ...options } };
}

/** A target that the server lets in; options that are null are left out. */
export function targetOn(sshd: Sshd, options: JsonObject = {}): Target {
  const merged = {
    host: sshd.host,
    port: sshd.port,
    user: sshd.user,
    'private-key': sshd.privateKey,
    'host-key-check': false,
    ...options,
  };
  return sshTarget('web1', Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)));
}

/** Connections that are closed after the test; HOME is the server's directory, and no agent is asked. */
export function connectorFor(context: TestContext, home: string, options: Partial<SshOptions> = {}): ShellConnector {
  const environment = { HOME: home, PATH: process.env['PATH'] };
  const connector = createSshConnector({
    clock: systemClock,
    random: Math.random,
    environment,
    configFiles: [],
    ...options,
  });
  context.after(() => connector.close());
  return connector;
}

/** What a command said and how it ended. */
export interface Said {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** Runs a command to its end. */
export async function said(
  connection: ShellConnection,
  command: string,
  options: { readonly input?: string; readonly tty?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Said> {
  const text = { stdout: '', stderr: '' };
  const { exitCode } = await connection.run({
    command,
    tty: options.tty ?? false,
    begun: (stdin) => {
      void stdin.write(options.input ?? '').then(() => stdin.end());
    },
    output: async (stream, bytes) => {
      text[stream] += Buffer.from(bytes).toString();
    },
    signal: options.signal ?? never,
  });
  return { out: text.stdout, err: text.stderr, code: exitCode };
}
