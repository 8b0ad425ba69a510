import { createServer as createPlainServer, type IncomingMessage, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clock, IdSource, Log } from '../../common/index.ts';
import type { NodeStore } from '../../inventory/index.ts';
import { cannotListen } from '../../node/index.ts';
import { type AnswerPorts, answerRequest } from './answer.ts';
import { createBudget } from './body.ts';
import { openDeadLetters } from './dead-letters.ts';
import { send, textReply } from './reply.ts';

/** How PuppetDB's interface is served with TLS. */
export interface PuppetDbTls {
  readonly host: string;
  /** 0 takes any free one; PuppetDB's own is 8081. */
  readonly port: number;
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  /** PEM of the CA whose clients are let in. */
  readonly ca: string;
  /** Names of clients that are let in, of all that the CA has signed; absent, all of them. */
  readonly allowlist?: readonly string[];
}

export interface PuppetDbOptions {
  readonly store: NodeStore;
  /** Where commands are kept that cannot be carried out, absolute. */
  readonly discarded: string;
  /** The port of 127.0.0.1 without TLS; 0 takes any free one, PuppetDB's own is 8080. */
  readonly plainPort?: number;
  readonly tls?: PuppetDbTls;
  /** Bytes that a command may have, unpacked; default 64 MiB. */
  readonly largestCommand?: number;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly log: Log;
}

export interface PuppetDbAddress {
  /** `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
}

export interface PuppetDbListener {
  readonly plain?: PuppetDbAddress;
  readonly tls?: PuppetDbAddress;
  /** Takes no more requests and resolves when those there are have ended, or were ended after two seconds. */
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;
const defaultLargest = 64 * mebibyte;
/** Bytes of a request's head: queries come in URLs. As in PuppetDB. */
const maxHeaderSize = 65_536;
/** Milliseconds in which requests may come to their end when the listener closes. */
const closeGrace = 2000;

/**
 * Serves PuppetDB's interface over a node store: queries, commands, status. Without TLS on this machine alone, with it for
 * clients that the CA has signed.
 * @throws OrchestratorError `baton/cannot-listen` when an address is taken or not ours.
 */
export async function listenPuppetDb(options: PuppetDbOptions): Promise<PuppetDbListener> {
  const { plainPort, tls, clock, log } = options;
  const largest = options.largestCommand ?? defaultLargest;
  const ports: AnswerPorts = {
    ...options,
    letters: openDeadLetters(options.discarded),
    largest,
    budget: createBudget(4 * largest),
    counts: { processed: 0, discarded: 0, depth: 0 },
    elapsed: () => performance.now(),
  };
  const opened: Opened[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((each) => each.close()));
  };
  try {
    const plain = plainPort === undefined ? undefined : await open(plainServer(ports), '127.0.0.1', plainPort, clock);
    if (plain !== undefined) opened.push(plain);
    const secure = tls === undefined ? undefined : await open(tlsServer(ports, tls, log), tls.host, tls.port, clock);
    if (secure !== undefined) opened.push(secure);
    return {
      ...(plain === undefined ? {} : { plain: address('http', plain) }),
      ...(secure === undefined ? {} : { tls: address('https', secure) }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function plainServer(ports: AnswerPorts): Server {
  return createPlainServer({ maxHeaderSize }, (request, response) => {
    if (isLocal(request)) void answerRequest(ports, request, response);
    else {
      const text = 'Permission denied: without TLS only programs on this machine are answered, by the name localhost.';
      void send(response, {}, textReply(text, 403)).catch(() => {});
    }
  });
}

/**
 * Whether a request is from a program of this machine and not from a page in its browser: a page names its origin where it
 * may do harm, and a foreign name that leads here is no name of ours.
 */
function isLocal({ headers }: IncomingMessage): boolean {
  if (headers.origin !== undefined || (headers['sec-fetch-site'] ?? 'none') !== 'none') return false;
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/i.test(headers.host ?? 'localhost');
}

function tlsServer(ports: AnswerPorts, { certificate, key, ca, allowlist }: PuppetDbTls, log: Log): Server {
  const server = createServer(
    {
      cert: certificate,
      key,
      ca,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      handshakeTimeout: 20_000,
      maxHeaderSize,
    },
    (request, response) => {
      const name = clientName(request);
      if (allowlist === undefined || allowlist.includes(name)) void answerRequest(ports, request, response);
      else {
        log.log('warn', `puppetdb: ${name} was turned away: it is not on the allowlist`);
        const text = `Permission denied: The client certificate name (${name}) doesn't appear in the certificate allowlist. Is your client's certificate name in the allowlist?`;
        void send(response, {}, textReply(text, 403)).catch(() => {});
      }
    },
  );
  server.on('tlsClientError', (error) => log.log('debug', `puppetdb: a TLS handshake failed: ${error.message}`));
  return server;
}

function clientName({ socket }: IncomingMessage): string {
  const name = socket instanceof TLSSocket ? socket.getPeerCertificate()?.subject?.CN : undefined;
  return String(name ?? '');
}

interface Opened {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

async function open(server: Server, host: string, port: number, clock: Clock): Promise<Opened> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen('PuppetDB', host, port, cause)));
    server.listen(port, host, resolve);
  });
  return {
    host,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = clock.after(closeGrace, () => server.closeAllConnections());
      await closed;
      timer.cancel();
    },
  };
}

function address(scheme: 'http' | 'https', { host, port }: Opened): PuppetDbAddress {
  return { url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`, port };
}
