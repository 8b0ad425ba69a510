/** The smallest PCP server an agent can be tested against: no TLS, no routing, one agent; it also serves task files. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Json, JsonObject } from '../../orchestrator-core/common/index.ts';
import type { Message } from '../../orchestrator-core/pcp/index.ts';
import { pxpMessage } from '../../orchestrator-core/pxp/index.ts';

export const controller = 'pcp://controller01.example.com/orchestrator';

type Predicate = (message: Message) => boolean;

/** The transaction that a message speaks of. */
export function transactionOf(message: Message): string | undefined {
  const data = message.data as { transaction_id?: string } | undefined;
  return data?.transaction_id;
}

export class TinyBroker {
  /** Everything the agent sent, in order. */
  readonly received: Message[] = [];
  /** URLs of the file requests, in order. */
  readonly requests: string[] = [];
  /** Served by path. */
  readonly files: Map<string, string | Buffer> = new Map();
  /** How many connections there ever were, and how many there are. */
  connections = 0;
  open = 0;
  /** What an upgrade is answered with; 101 means it is accepted. */
  upgradeStatus = 101;
  url = '';
  primary = '';
  /** Called for each message as it arrives. */
  onMessage: (message: Message) => void = () => {};
  readonly #server = createServer((request, response) => this.#serve(request, response));
  readonly #sockets: WebSocketServer = new WebSocketServer({ noServer: true });
  readonly #waiting: Set<() => void> = new Set();
  #socket: WebSocket | undefined;

  static async start(port = 0): Promise<TinyBroker> {
    const broker = new TinyBroker();
    broker.#server.on('upgrade', (request, socket, head) => {
      if (broker.upgradeStatus !== 101) {
        socket.end(`HTTP/1.1 ${broker.upgradeStatus} no\r\nConnection: close\r\n\r\n`);
        return;
      }
      broker.#sockets.handleUpgrade(request, socket, head, (accepted) => broker.#accept(accepted));
    });
    await new Promise<void>((resolve) => broker.#server.listen(port, '127.0.0.1', resolve));
    const { port: bound } = broker.#server.address() as AddressInfo;
    broker.url = `ws://127.0.0.1:${bound}`;
    broker.primary = `http://127.0.0.1:${bound}`;
    return broker;
  }

  #accept(socket: WebSocket): void {
    this.connections += 1;
    this.open += 1;
    this.#socket = socket;
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString()) as Message;
      this.received.push(message);
      this.onMessage(message);
      this.#wake();
    });
    socket.on('close', () => {
      this.open -= 1;
      this.#wake();
    });
    socket.on('error', () => {});
    this.#wake();
  }

  #wake(): void {
    for (const waiting of [...this.#waiting]) waiting();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '';
    this.requests.push(url);
    const content = this.files.get(url.split('?')[0] ?? '');
    if (content === undefined) {
      response.writeHead(404).end('{"kind":"not-found"}');
      return;
    }
    response.end(content);
  }

  /** Resolves when `condition` holds; it is looked at whenever something happens here. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** The first message for which this holds, among those received or to come. */
  async message(predicate: Predicate): Promise<Message> {
    await this.until(() => this.received.some(predicate));
    const found = this.received.find(predicate);
    if (found === undefined) throw new Error('unreachable');
    return found;
  }

  /** The final response to a transaction. */
  final(transaction: string, nth = 1): Promise<Message> {
    const finals = (): Message[] =>
      this.received.filter(
        (message) =>
          transactionOf(message) === transaction &&
          [pxpMessage.blockingResponse, pxpMessage.nonBlockingResponse, pxpMessage.error].some(
            (type) => type === message.message_type,
          ),
      );
    return this.until(() => finals().length >= nth).then(() => finals()[nth - 1] as Message);
  }

  /** The `results` of the final response. */
  async results(transaction: string): Promise<JsonObject> {
    return ((await this.final(transaction)).data as { results?: JsonObject }).results ?? {};
  }

  /** Resolves once the n-th connection is made. */
  connected(nth: number): Promise<void> {
    return this.until(() => this.connections >= nth);
  }

  raw(text: string): void {
    this.#socket?.send(text);
  }

  /** Sends a message from the controller and answers with its id. */
  send(message_type: string, data?: Json, more: Partial<Message> = {}): string {
    const id = randomUUID();
    this.raw(
      JSON.stringify({ id, message_type, sender: controller, ...(data === undefined ? {} : { data }), ...more }),
    );
    return id;
  }

  blocking(transaction_id: string, module: string, action: string, params: JsonObject = {}): string {
    return this.send(pxpMessage.blockingRequest, { transaction_id, module, action, params });
  }

  nonBlocking(transaction_id: string, module: string, action: string, params: JsonObject, notify = true): string {
    return this.send(pxpMessage.nonBlockingRequest, { transaction_id, notify_outcome: notify, module, action, params });
  }

  /** Asks for the status of a transaction. */
  async status(transaction: string): Promise<JsonObject> {
    const query = `q-${randomUUID()}`;
    this.blocking(query, 'status', 'query', { transaction_id: transaction });
    const { transaction_id: _, ...state } = await this.results(query);
    return state;
  }

  /** Offers a file and answers with its entry for `files`. */
  offer(filename: string, content: string, path = `/puppet/v3/file_content/tasks/lab/${filename}`): JsonObject {
    this.files.set(path, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { filename, uri: { path, params: { environment: 'production' } }, sha256, size_bytes: content.length };
  }

  /** Drops the agent's connection without a closing handshake. */
  cut(): void {
    this.#socket?.terminate();
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
