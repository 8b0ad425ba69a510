import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock, ErrorValue, Json, Log, Timer } from '../common/index.ts';
import { cannotListen } from '../node/index.ts';
import type { Orchestrator } from '../orchestrator.ts';
import { serveOrchestrator } from './serve.ts';
import { largestFrame, webSocketConnection } from './web-socket.ts';

export interface ApiOptions {
  readonly orchestrator: Orchestrator;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** PEM. */
  readonly tls: { readonly certificate: string; readonly key: string };
  /** What `X-Authentication` must carry. */
  readonly token: string;
  /** The body of `GET /status/v1/services`. It is told to everybody, so it holds nothing that anybody may not know. */
  readonly services: () => Json;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ApiListener {
  /** `https://host:port`. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Milliseconds between signs of life that are asked of every client; one that gives none is cut off. */
const heartbeat = 30_000;

/**
 * Serves health at `GET /status/v1/services` and the `Orchestrator` interface as JSON-RPC at the WebSocket `/rpc`, for
 * those who have the token. Errors are `{kind, msg, details}`.
 * @throws OrchestratorError `baton/cannot-listen` when the address is taken or not ours.
 */
export async function listenApi(options: ApiOptions): Promise<ApiListener> {
  const { host, port, tls, log } = options;
  const server = createServer({ cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' });
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: largestFrame });
  server.on('request', (request, response) => answer(options, request, response));
  server.on('upgrade', (request, socket, head) => {
    const refusal = upgradeRefusal(options, request);
    if (refusal !== undefined) refuse(socket, refusal);
    else sockets.handleUpgrade(request, socket, head, (webSocket) => join(options, webSocket));
  });
  server.on('tlsClientError', (error) => log.log('debug', `api: a TLS handshake failed: ${error.message}`));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen('The api', host, port, cause)));
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `https://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Refusal extends ErrorValue {
  readonly status: number;
  readonly reason: string;
}

function answer({ services }: ApiOptions, request: IncomingMessage, response: ServerResponse): void {
  const path = pathOf(request);
  if (path !== '/status/v1/services') send(response, notFound(path));
  else if (request.method !== 'GET') {
    response.setHeader('Allow', 'GET');
    const message = `Expected GET, got ${request.method}.`;
    send(response, refusal(405, 'Method Not Allowed', 'baton/method-not-allowed', message));
  } else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(services()));
}

function upgradeRefusal({ token }: ApiOptions, request: IncomingMessage): Refusal | undefined {
  const path = pathOf(request);
  if (path !== '/rpc') return notFound(path);
  const given = request.headers['x-authentication'];
  if (typeof given === 'string' && isSame(given, token)) return undefined;
  const message = 'Expected the token of the orchestrator in the header X-Authentication.';
  return refusal(401, 'Unauthorized', 'puppetlabs.rbac/user-unauthenticated', message);
}

/** In a time that tells nothing of where the two differ. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function join({ orchestrator, clock, log }: ApiOptions, socket: WebSocket): void {
  let alive = true;
  let timer: Timer;
  const beat = (): void => {
    if (alive) {
      alive = false;
      socket.ping();
      timer = clock.after(heartbeat, beat);
    } else socket.terminate();
  };
  timer = clock.after(heartbeat, beat);
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('close', () => timer.cancel());
  serveOrchestrator(webSocketConnection(socket), orchestrator, log);
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

function refusal(status: number, reason: string, kind: string, msg: string): Refusal {
  return { status, reason, kind, msg, details: {} };
}

function notFound(path: string): Refusal {
  return refusal(404, 'Not Found', 'baton/not-found', `There is nothing at ${path}.`);
}

function body({ kind, msg, details }: Refusal): string {
  return JSON.stringify({ kind, msg, details });
}

function send(response: ServerResponse, refused: Refusal): void {
  response.writeHead(refused.status, { 'Content-Type': 'application/json' }).end(body(refused));
}

function refuse(socket: Duplex, refused: Refusal): void {
  socket.on('error', () => {});
  const text = body(refused);
  const head = [
    `HTTP/1.1 ${refused.status} ${refused.reason}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`);
}
