import { createWriteStream } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { type RequestOptions, Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../common/index.ts';
import type { AgentCredentials } from './options.ts';

/** Where a file comes from: `primary` as in the options, `path` appended as it stands. */
export interface Source {
  readonly primary: string;
  readonly path: string;
}

/**
 * Fetches a URL into a file that does not exist yet. With a status of 300 or more nothing is written and `body` says
 * what the server said. Rejects when the server cannot be reached or takes too long.
 */
export type Download = (source: Source, destination: string, signal: AbortSignal) => Promise<DownloadResponse>;

export interface DownloadResponse {
  readonly status: number;
  readonly body: string;
}

/** Milliseconds, the reference agent's task-download-connect-timeout and task-download-timeout. */
const timeouts = { connect: 120_000, whole: 1_800_000 };

/** Characters of an error's body that are passed on. */
const longestBody = 4096;

/** Downloads over HTTPS with the agent's certificate, on connections that are kept for the next file. */
export function createDownload(credentials: AgentCredentials | undefined, clock: Clock): Download {
  const tls = new TlsAgent({
    keepAlive: true,
    minVersion: 'TLSv1.2',
    ...(credentials === undefined ? {} : { cert: credentials.certificate, key: credentials.key, ca: credentials.ca }),
  });
  return async ({ primary, path }, destination, signal) => {
    const base = new URL(primary);
    const timeout = new AbortController();
    const limit = (delay: number, what: string) =>
      clock.after(delay, () => timeout.abort(new Error(`${what} took more than ${delay / 1000} seconds`)));
    const timers = [limit(timeouts.connect, 'connecting'), limit(timeouts.whole, 'the download')];
    const options: RequestOptions = {
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      path: `${base.pathname.replace(/\/+$/, '')}${path}`,
      headers: { Accept: '*/*' },
      signal: AbortSignal.any([signal, timeout.signal]),
    };
    try {
      const secure = base.protocol === 'https:';
      return await get(secure, { ...options, ...(secure ? { agent: tls } : {}) }, destination, () =>
        timers[0]?.cancel(),
      );
    } catch (error) {
      throw timeout.signal.aborted && !signal.aborted ? timeout.signal.reason : error;
    } finally {
      for (const timer of timers) timer.cancel();
    }
  };
}

function get(
  secure: boolean,
  options: RequestOptions,
  destination: string,
  onConnected: () => void,
): Promise<DownloadResponse> {
  return new Promise((resolve, reject) => {
    const request = (secure ? tlsRequest : httpRequest)(options, (response) => {
      onConnected();
      const status = response.statusCode ?? 0;
      if (status < 300) {
        const file = createWriteStream(destination, { mode: 0o750, flags: 'wx' });
        pipeline(response, file).then(() => resolve({ status, body: '' }), reject);
        return;
      }
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        if (body.length < longestBody) body = (body + chunk).slice(0, longestBody);
      });
      response.on('end', () => resolve({ status, body }));
      response.on('error', reject);
    });
    request.on('socket', (socket) => {
      if (!socket.connecting) onConnected();
      else socket.once(secure ? 'secureConnect' : 'connect', onConnected);
    });
    request.on('error', reject);
    request.end();
  });
}
