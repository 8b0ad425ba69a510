import type { Random } from '../common/index.ts';
import { lazyTransport } from './lazy-transport.ts';
import type { ShellConnector } from './shell/connection.ts';
import type { ContainerEngine } from './shell/container-connector.ts';
import type { ShellTransport, ShellTransportPorts } from './shell/shell-transport.ts';
import type { SshOptions } from './ssh/ssh2-connector.ts';

/** What transports need of this machine that reach a shell elsewhere. */
export interface ShellMachine extends ShellTransportPorts {
  readonly random: Random;
  /** For `HOME`, `SSH_AUTH_SOCK`, `DOCKER_HOST` …; usually `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Connections over ssh; the library is loaded when the first one is wanted. */
export function createSshConnector(options: SshOptions): ShellConnector {
  let loaded: Promise<ShellConnector> | undefined;
  const load = async (): Promise<ShellConnector> =>
    (await import('./ssh/ssh-connector.ts')).createSshConnector(options);
  return {
    connect: async (target, signal) => {
      loaded ??= load();
      return (await loaded).connect(target, signal);
    },
    forget: (target) => void loaded?.then((connector) => connector.forget?.(target)),
    close: async () => (await loaded)?.close(),
  };
}

/** Reaches targets over ssh. */
export function createSshTransport(machine: ShellMachine): ShellTransport {
  return lazyTransport(async () => {
    const { createShellTransport } = await import('./shell/shell-transport.ts');
    return createShellTransport(createSshConnector(machine), machine);
  });
}

/** Reaches containers of this machine, or of the one that their program speaks to. */
export function createContainerTransport(engine: ContainerEngine, machine: ShellMachine): ShellTransport {
  return lazyTransport(async () => {
    const [{ createShellTransport }, { createContainerConnector }] = await Promise.all([
      import('./shell/shell-transport.ts'),
      import('./shell/container-connector.ts'),
    ]);
    return createShellTransport(createContainerConnector(engine, machine), machine);
  });
}
