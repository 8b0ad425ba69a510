import { WebSocket } from 'ws';
import { OrchestratorError } from '../common/index.ts';
import { type RemoteOrchestrator, remoteOrchestrator } from './remote.ts';
import { largestFrame, webSocketConnection } from './web-socket.ts';

export interface DialOptions {
  /** `https://host:port`, as the orchestrator said it. */
  readonly url: string;
  readonly token: string;
  /** The CA that signed its certificate, PEM; default those that the machine trusts. */
  readonly ca?: string;
  /** Milliseconds for the connection; default 10000. */
  readonly timeout?: number;
}

/**
 * Connects to a running orchestrator.
 * @throws OrchestratorError `baton/cannot-connect` when nobody answers, `puppetlabs.rbac/user-unauthenticated` when the
 * token is not its own.
 */
export function dialOrchestrator(options: DialOptions): Promise<RemoteOrchestrator> {
  const { url, token, ca, timeout = 10_000 } = options;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/rpc`, {
      headers: { 'X-Authentication': token },
      perMessageDeflate: false,
      handshakeTimeout: timeout,
      maxPayload: largestFrame,
      ...(ca === undefined ? {} : { ca }),
    });
    const fail = (kind: string, message: string, cause?: unknown): void => {
      reject(new OrchestratorError(kind, message, { cause }));
      socket.terminate();
    };
    socket.on('error', (error) =>
      fail('baton/cannot-connect', `The orchestrator at ${url} can't be reached: ${error.message}.`, error),
    );
    socket.once('unexpected-response', (_request, response) => {
      if (response.statusCode === 401) {
        fail('puppetlabs.rbac/user-unauthenticated', `The orchestrator at ${url} does not accept this token.`);
      } else fail('baton/cannot-connect', `At ${url} there is no orchestrator: it answered ${response.statusCode}.`);
    });
    socket.once('open', () => resolve(remoteOrchestrator(webSocketConnection(socket))));
  });
}
