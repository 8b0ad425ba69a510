import type { ShellConnector } from '../shell/connection.ts';
import { createNativeConnector } from './native-connector.ts';
import { createSsh2Connector, type SshOptions } from './ssh2-connector.ts';

/** Connections over ssh: by this process, or with `native-ssh` by the user's own `ssh`. */
export function createSshConnector(options: SshOptions): ShellConnector {
  const own = createSsh2Connector(options);
  const native = createNativeConnector(options);
  return {
    connect: (target, signal) => (target.options['native-ssh'] === true ? native : own).connect(target, signal),
    forget: (target) => {
      if (target.options['native-ssh'] !== true) own.forget?.(target);
    },
    close: async () => {
      await Promise.all([own.close(), native.close()]);
    },
  };
}
