import { createServer as createPlainServer, type IncomingMessage, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock, Log } from '../common/index.ts';
import { cannotListen } from '../node/index.ts';
import { answer, type ContentSource, contentPrefix, serveContent } from './content.ts';
import type { Broker } from './port.ts';
import { address, createUpgrades, type Identified, pathBelowMount, type Upgrades } from './web-socket.ts';

/** Milliseconds that connections have to say goodbye in when the listener closes. */
const closeGrace = 2000;

/** The server's own certificate and the CA whose clients it trusts, as PEM. */
export interface ServerTls {
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
}

export interface ListenOptions {
  readonly broker: Broker;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly tls: ServerTls;
  /** Files of task runs, served at `/puppet/v3/file_content/`; without one every request is answered with 404. */
  readonly content?: ContentSource;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Listener {
  /** `wss://host:port/pcp2`, what an agent is given as its broker. */
  readonly url: string;
  /** The same for a client on this machine: where it listens on every address, loopback stands for them. */
  readonly localUrl: string;
  readonly port: number;
  /** Takes no more connections, and resolves when those there are have ended. Stop the broker first: it says goodbye. */
  close(): Promise<void>;
}

/**
 * Serves the broker over WebSocket at `/pcp2`, and files to agents, on one HTTPS server. TLS 1.2 at least, since a real
 * agent speaks nothing newer. A client without a certificate is told so with 4003; one whose certificate our CA has not
 * signed, or which has expired, is refused with 403.
 * @throws OrchestratorError `baton/cannot-listen` when the address is taken or not ours.
 */
export async function listenBroker(options: ListenOptions): Promise<Listener> {
  const { broker, host, port, tls, content, clock, log } = options;
  const upgrades = createUpgrades(broker, log, identifyByCertificate);
  const server = createServer({
    cert: tls.certificate,
    key: tls.key,
    ca: tls.ca,
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    handshakeTimeout: 20_000,
  });
  server.on('request', (request, response) => {
    if (!isVerified(request.socket)) {
      answer(response, 403, 'FORBIDDEN', `Forbidden request: ${request.url} (method :${methodOf(request)})`);
    } else if (content !== undefined && request.url?.startsWith(contentPrefix) === true) {
      void serveContent(content, request, response, log);
    } else {
      answer(response, 404, 'RESOURCE_NOT_FOUND', `Not Found: ${request.url?.split('?', 1)[0]}`);
    }
  });
  server.on('tlsClientError', (error) => log.log('debug', `A TLS handshake has failed: ${error.message}`));
  const bound = await bind(server, upgrades, { host, port, clock, log });
  const urlOf = (name: string) => `wss://${hostInUrl(name)}:${bound.port}/pcp2`;
  return { ...bound, url: urlOf(host), localUrl: urlOf(localHost(host)) };
}

/** What a plain listener needs; it serves no files. */
export type PlainOptions = Pick<ListenOptions, 'broker' | 'port' | 'clock' | 'log'>;

/**
 * Serves the broker over plain WebSocket on 127.0.0.1, for tools that cannot present a certificate. A client names
 * itself in the path, `/pcp2/<name>/<type>`, and nothing proves it. So such a client may never send requests, bear the
 * orchestrator's name, or take the place of a client with a certificate; and a page in a browser, which could otherwise
 * reach it, is refused by its `Origin`. Any program on this machine can still pose as an agent that is not connected.
 * @throws OrchestratorError `baton/cannot-listen` when the port is taken.
 */
export async function listenPlainBroker({ broker, port, clock, log }: PlainOptions): Promise<Listener> {
  const upgrades = createUpgrades(broker, log, (request) => identifyByPath(broker, request));
  const server = createPlainServer((_request, response) => answer(response, 404, 'RESOURCE_NOT_FOUND', 'Not Found'));
  const host = '127.0.0.1';
  const bound = await bind(server, upgrades, { host, port, clock, log });
  log.log(
    'warn',
    `Agents may connect without a certificate at ws://${host}:${bound.port}/pcp2, from this machine only`,
  );
  const url = `ws://${host}:${bound.port}/pcp2`;
  return { ...bound, url, localUrl: url };
}

function isVerified(socket: unknown): socket is TLSSocket {
  return socket instanceof TLSSocket && socket.authorized;
}

function methodOf(request: IncomingMessage): string {
  return (request.method ?? 'get').toLowerCase();
}

const notFound: Identified = { kind: 'refused', status: '404 Not Found', reason: 'Expected /pcp2/<client type>.' };

function identifyByCertificate(request: IncomingMessage): Identified {
  const path = pathBelowMount(request.url ?? '');
  if (path === undefined) return notFound;
  const { socket } = request;
  const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate() : undefined;
  // Node gives an empty object when there is none.
  const presented = certificate !== undefined && Object.keys(certificate).length > 0;
  if (presented && !isVerified(socket)) {
    return { kind: 'refused', status: '403 Forbidden', reason: 'The certificate is not valid here.' };
  }
  // Several common names come as a list, of which none is the identity.
  const commonName: unknown = presented ? certificate.subject.CN : undefined;
  return {
    kind: 'peer',
    peer: {
      address: address(request),
      commonName: typeof commonName === 'string' ? commonName : undefined,
      verified: true,
      path,
    },
  };
}

function identifyByPath(broker: Broker, request: IncomingMessage): Identified {
  const forbidden = (reason: string): Identified => ({ kind: 'refused', status: '403 Forbidden', reason });
  // A browser always says where a page came from, and lets any page open a WebSocket to this machine.
  if (request.headers.origin !== undefined) return forbidden('Browsers may not connect.');
  // A name that was made to point here is not this machine's.
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(request.headers.host ?? ''))
    return forbidden('Expected this host.');
  const [name, ...type] = pathBelowMount(request.url ?? '')?.split('/') ?? [];
  if (name === undefined || !/^[a-z0-9._-]+$/.test(name)) return notFound;
  if (name === broker.name) return forbidden('This name needs a certificate.');
  return {
    kind: 'peer',
    peer: { address: address(request), commonName: name, verified: false, path: type.join('/') },
  };
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Where a listener on every address is reached from this machine. */
function localHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

async function bind(
  server: Server,
  upgrades: Upgrades,
  { host, port, clock, log }: Pick<ListenOptions, 'host' | 'port' | 'clock' | 'log'>,
): Promise<Omit<Listener, 'url' | 'localUrl'>> {
  server.on('upgrade', (request, socket, head) => upgrades.handle(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen('The broker', host, port, cause)));
    server.listen(port, host, resolve);
  });
  // Such as no more file descriptors for a newcomer: those that are in stay.
  server.on('error', (error) => log.log('error', `The broker cannot take a connection: ${error.message}`));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await upgrades.drain(clock, closeGrace);
      server.closeAllConnections();
      await closed;
    },
  };
}
