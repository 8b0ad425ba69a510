import { cp, mkdir } from 'node:fs/promises';
import { OrchestratorError } from '../../common/index.ts';
import { systemClock } from '../../node/index.ts';
import type { ShellConnector } from './connection.ts';
import { runCommand } from './process-command.ts';

/** What a {@link testConnector} pretends. */
export interface TestConnectorOptions {
  /** The directory in which commands begin; the target's `/` is this machine's. */
  readonly home: string;
  readonly user?: string;
  /** What answers in the place of `/bin/sh`, with its first arguments: `/bin/bash --posix`. */
  readonly shell?: string;
  /** Where programs are looked for. */
  readonly path?: string;
  /** Called with each command line, before it runs. */
  readonly onCommand?: (command: string) => void;
}

/**
 * For tests: a target that is this machine, reached as by ssh. Commands run in processes of their own session, in a
 * home of their own and with little environment; nothing is shared with this process.
 */
export function testConnector(options: TestConnectorOptions): ShellConnector {
  const { home, user = 'tester', shell, path = process.env['PATH'], onCommand } = options;
  const environment = { PATH: path, HOME: home, SHELL: '/bin/bash', USER: user };
  const copy = async (from: string, to: string): Promise<void> => {
    try {
      await cp(from, to, { recursive: true, verbatimSymlinks: true });
    } catch (error) {
      throw new OrchestratorError('puppetlabs.tasks/task_file_error', String(error), { issueCode: 'WRITE_ERROR' });
    }
  };
  return {
    connect: async () => {
      await mkdir(home, { recursive: true });
      return {
        user,
        run: ({ command, tty, ...request }) => {
          onCommand?.(command);
          const line = shell === undefined ? command : command.replaceAll('/bin/sh -c', `${shell} -c`);
          // `script` gives it a terminal.
          const words = tty ? ['script', '-qec', line, '/dev/null'] : ['/bin/sh', '-c', line];
          const [file = '', ...rest] = words;
          return runCommand({ file, arguments: rest, environment, directory: home }, request, { clock: systemClock });
        },
        upload: (source, destination) => copy(source, destination),
        download: (source, destination) => copy(source, destination),
      };
    },
    close: async () => {},
  };
}
