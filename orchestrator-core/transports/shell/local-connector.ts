import { cp } from 'node:fs/promises';
import type { Clock } from '../../common/index.ts';
import { PipePool } from '../../node/index.ts';
import { fileError } from '../outcome.ts';
import type { ShellConnection, ShellConnector } from './connection.ts';
import { runCommand } from './process-command.ts';

/** What the connection to this machine needs of it. */
export interface LocalConnectorOptions {
  readonly clock: Clock;
  readonly user: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where commands begin, absolute. */
  readonly directory: string;
}

/** This machine as a target with a shell: for what its own processes cannot do, such as becoming another user. */
export function createLocalConnector(options: LocalConnectorOptions): ShellConnector {
  const { clock, user, environment, directory } = options;
  const pipes = new PipePool();
  const connection: ShellConnection = {
    user,
    keepsDirectory: true,
    run: ({ command, tty: _, ...request }) =>
      runCommand({ file: '/bin/sh', arguments: ['-c', command], environment, directory }, request, { clock, pipes }),
    upload: (source, destination, signal) => copy(source, destination, signal),
    download: (source, destination, signal) => copy(source, destination, signal),
  };
  return { connect: async () => connection, close: () => pipes.close() };
}

async function copy(from: string, to: string, signal: AbortSignal): Promise<void> {
  try {
    await cp(from, to, { recursive: true, force: true, verbatimSymlinks: true, filter: () => !signal.aborted });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw fileError(`Could not copy file to ${to}: ${reason}`, 'COPY_ERROR', error);
  }
  signal.throwIfAborted();
}
