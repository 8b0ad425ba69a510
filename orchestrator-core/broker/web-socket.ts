import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock, Log } from '../common/index.ts';
import type { Broker, Peer } from './port.ts';

/** Where PCP v2 is mounted; what follows in the path is the client type. */
const mount = '/pcp2';

/** Who asks for an upgrade, or the HTTP status and sentence with which it is refused. */
export type Identified =
  | { readonly kind: 'peer'; readonly peer: Peer }
  | { readonly kind: 'refused'; readonly status: string; readonly reason: string };

/** Turns HTTP upgrades into sessions of a broker. */
export interface Upgrades {
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Resolves when every WebSocket is closed; those that linger after `grace` milliseconds are dropped. */
  drain(clock: Clock, grace: number): Promise<void>;
}

/** What follows `/pcp2/` in the path of a request; undefined when it is not for us. */
export function pathBelowMount(url: string): string | undefined {
  const path = url.split('?', 1)[0] ?? '';
  if (path === mount) return '';
  return path.startsWith(`${mount}/`) ? path.slice(mount.length + 1) : undefined;
}

/** Connects upgrades to `broker`; `identify` says who asks, from the certificate or the path. */
export function createUpgrades(broker: Broker, log: Log, identify: (request: IncomingMessage) => Identified): Upgrades {
  // A real agent offers no compression, and inflating costs memory per connection.
  const common = { noServer: true, perMessageDeflate: false };
  const clients = new WebSocketServer({ ...common, maxPayload: broker.maxMessageSize });
  // Whoever has no name stays only until that was said, and gets no memory to fill meanwhile.
  const strangers = new WebSocketServer({ ...common, maxPayload: 1024 });
  return {
    handle: (request, socket, head) => {
      // Until the WebSocket has taken the socket over, nobody else listens for its errors.
      const onError = (error: Error) => log.log('debug', `An upgrade has failed: ${error.message}`);
      socket.on('error', onError);
      if (broker.state !== 'running') {
        refuse(socket, '503 Service Unavailable', 'Broker is not running.');
        return;
      }
      const identified = identify(request);
      if (identified.kind === 'refused') {
        log.log('warn', `Refused ${request.url} from ${address(request)}: ${identified.reason}`);
        refuse(socket, identified.status, identified.reason);
        return;
      }
      const server = identified.peer.commonName === undefined ? strangers : clients;
      server.handleUpgrade(request, socket, head, (webSocket) => {
        socket.off('error', onError);
        join(broker, log, webSocket, identified.peer);
      });
    },
    drain: (clock, grace) => drain([...clients.clients, ...strangers.clients], clock, grace),
  };
}

/** `ip:port` of the other end. */
export function address(request: IncomingMessage): string {
  return `${request.socket.remoteAddress ?? '-'}:${request.socket.remotePort ?? '-'}`;
}

function refuse(socket: Duplex, status: string, reason: string): void {
  const length = Buffer.byteLength(reason);
  // The other side may keep its half open for ever.
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n${reason}`,
  );
}

function join(broker: Broker, log: Log, webSocket: WebSocket, peer: Peer): void {
  const session = broker.connect(
    {
      // A failed send closes the socket, which tells the session.
      send: (text) => webSocket.send(text, () => {}),
      ping: () => webSocket.ping(),
      close: (code, reason) => webSocket.close(code, reason),
      terminate: () => webSocket.terminate(),
      get bufferedAmount() {
        return webSocket.bufferedAmount;
      },
    },
    peer,
  );
  webSocket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) session.receiveBinary();
    else session.receiveText(data.toString('utf8'));
  });
  webSocket.on('ping', () => session.heard());
  webSocket.on('pong', () => session.heard());
  webSocket.on('error', (error) => log.log('warn', `${peer.commonName ?? '-'} at ${peer.address}: ${error.message}`));
  webSocket.on('close', () => session.closed());
}

async function drain(open: readonly WebSocket[], clock: Clock, grace: number): Promise<void> {
  const closed = open.map((client) => new Promise<void>((resolve) => client.once('close', () => resolve())));
  const timer = clock.after(grace, () => {
    for (const client of open) client.terminate();
  });
  await Promise.all(closed);
  timer.cancel();
}
