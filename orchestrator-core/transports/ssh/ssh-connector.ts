import { OrchestratorError } from '../../common/index.ts';
import type { ShellConnector } from '../shell/connection.ts';
import { createSsh2Connector, type SshOptions } from './ssh2-connector.ts';

/** Connections over ssh: by this process, or with `native-ssh` by the user's own `ssh`. */
export function createSshConnector(options: SshOptions): ShellConnector {
  const own = createSsh2Connector(options);
  return {
    connect: async (target, signal) => {
      if (target.options['native-ssh'] === true) {
        throw new OrchestratorError('baton/unsupported', 'native-ssh is not there yet.');
      }
      return own.connect(target, signal);
    },
    close: () => own.close(),
  };
}
