import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import { decodeMessage, encodeMessage, type Message } from '../../orchestrator-core/pcp/index.ts';
import type { TestBroker } from './broker.ts';

/** How a connection came to its end: a WebSocket close code, or the HTTP status of a refused upgrade. */
export type Ending = { readonly code: number; readonly reason: string } | { readonly status: number };

/** A client of a real broker, for tests: it speaks as it is told and keeps what it hears. */
export class PcpClient {
  readonly socket: WebSocket;
  /** Settles when the connection is over; never rejects. */
  readonly ended: Promise<Ending>;
  readonly #heard: Message[] = [];
  #wake: () => void = () => {};

  constructor(url: string, options: ClientOptions) {
    this.socket = new WebSocket(url, options);
    this.ended = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
      this.socket.on('unexpected-response', (request, response) => {
        request.destroy();
        resolve({ status: response.statusCode ?? 0 });
      });
    });
    this.socket.on('error', () => {});
    this.socket.on('message', (data) => {
      const decoded = decodeMessage(String(data));
      if (!decoded.ok) throw new Error(`The broker has sent what is no message: ${decoded.error}`);
      this.#heard.push(decoded.value);
      this.#wake();
    });
  }

  async opened(): Promise<this> {
    const ending = await Promise.race([once(this.socket, 'open').then(() => undefined), this.ended]);
    if (ending !== undefined) throw new Error(`The broker has refused the client: ${JSON.stringify(ending)}`);
    return this;
  }

  /** Sends a message with a fresh id, which it returns. */
  says(message: Omit<Message, 'id'>): string {
    const id = randomUUID();
    this.socket.send(encodeMessage({ id, ...message }));
    return id;
  }

  /** The next message that nobody has taken yet. */
  async hears(): Promise<Message> {
    for (;;) {
      const next = this.#heard.shift();
      if (next !== undefined) return next;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async leaves(): Promise<void> {
    this.socket.close();
    await this.ended;
  }
}

/** Connects with a certificate of the broker's own CA; `path` is what stands below `/pcp2`. */
export async function connect(
  broker: TestBroker,
  certname: string,
  path = '/agent',
  options: ClientOptions = {},
): Promise<PcpClient> {
  const { certificate, key, ca } = await broker.credentials(certname);
  return new PcpClient(`${broker.url}${path}`, { cert: certificate, key, ca, ...options });
}
