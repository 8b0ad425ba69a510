/**
 * An agent that knows nothing of Baton, for tests: `node foreign-agent.ts --config-file FILE`, the file being a
 * pxp-agent's in JSON. It is Baton's own agent behind a filter that takes from it what a pxp-agent 1.15 has not: it
 * says no hello, understands no extension, sends nothing that is not UTF-8, and loses what it cannot send at once.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { WebSocket, WebSocketServer } from 'ws';
import { readAgentOptions, runAgent } from '../../orchestrator-core/agent/index.ts';
import { decodeMessage, type Message } from '../../orchestrator-core/pcp/index.ts';
import { pxpMessage } from '../../orchestrator-core/pxp/index.ts';

const { values } = parseArgs({ options: { 'config-file': { type: 'string' } } });
const configuration = JSON.parse(await readFile(values['config-file'] ?? '', 'utf8')) as {
  readonly 'broker-ws-uris': readonly string[];
  readonly 'primary-uris': readonly string[];
  readonly 'ssl-ca-cert': string;
  readonly 'ssl-cert': string;
  readonly 'ssl-key': string;
  readonly 'spool-dir': string;
};

function log(level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR', text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${level.padEnd(5)} foreign-agent - ${text}\n`);
}

/** Milliseconds between a loss and the next attempt; a pxp-agent takes 200 after a loss and seconds after a refusal. */
const reconnectDelay = 200;
const understood = new Set<string>([pxpMessage.blockingRequest, pxpMessage.nonBlockingRequest]);
const uri = configuration['broker-ws-uris'][0] ?? '';
const options = await readAgentOptions(
  {
    broker: [uri],
    certname: configuration['ssl-cert'].replace(/^.*\/|\.pem$/g, ''),
    sslCert: configuration['ssl-cert'],
    sslKey: configuration['ssl-key'],
    sslCa: configuration['ssl-ca-cert'],
    primary: configuration['primary-uris'],
    data: dirname(configuration['spool-dir']),
  },
  { version: '0.0.0-foreign', log: { log: (level, text) => log('DEBUG', `${level}: ${text}`) } },
);

let upstream: WebSocket | undefined;
let agent: WebSocket | undefined;

function connect(): void {
  const { certificate: cert, key, ca } = options.credentials ?? {};
  const socket = new WebSocket(`${uri.replace(/\/$/, '')}/agent`, { cert, key, ca, perMessageDeflate: false });
  socket.on('open', () => {
    upstream = socket;
    log('INFO', 'Successfully established a WebSocket connection');
  });
  socket.on('message', (data) => hear(String(data)));
  socket.on('error', (error) => log('WARN', `WebSocket: ${error.message}`));
  socket.on('close', () => {
    upstream = undefined;
    setTimeout(connect, reconnectDelay);
  });
}

function hear(text: string): void {
  const { message_type: type } = JSON.parse(text) as Message;
  if (understood.has(type)) agent?.send(text);
  else log('WARN', `No message callback has been registered for the '${type}' schema`);
}

interface Reply {
  readonly transaction_id?: string;
  readonly results?: { readonly transaction_id?: string; readonly stderr?: string };
}

/** Whether what the process of a reply wrote to standard error is UTF-8; what our own agent says of it always is. */
function isEncodable({ transaction_id: own = '', results }: Reply): boolean {
  if (results?.stderr === undefined) return true;
  const transaction = results.transaction_id ?? own;
  return isUtf8(readFileSync(join(configuration['spool-dir'], transaction, 'stderr')));
}

function say(text: string): void {
  const message = decodeMessage(text);
  if (!message.ok) throw new Error(message.error);
  if (message.value.message_type.startsWith('urn:baton:')) return;
  if (!isEncodable((message.value.data ?? {}) as Reply)) {
    log('ERROR', 'Failed to reply (no further attempts will be made): A payload contained invalid data');
  } else if (upstream === undefined) {
    log('ERROR', 'Failed to reply (no further attempts will be made): no connection');
  } else upstream.send(text);
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
server.on('connection', (socket) => {
  agent = socket;
  socket.on('message', (data) => say(String(data)));
});
await new Promise<void>((resolve) => server.once('listening', resolve));
const { port } = server.address() as AddressInfo;
const running = runAgent({ ...options, brokers: [`ws://127.0.0.1:${port}/agent`] }, new AbortController().signal);
// Whoever is heard before the agent listens would be lost.
await new Promise<void>((resolve) => server.once('connection', () => resolve()));
connect();
await running;
