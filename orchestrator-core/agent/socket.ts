import { WebSocket } from 'ws';
import type { AgentCredentials } from './options.ts';

/** What a connection hears from its socket. `closed` comes once, whatever ended it. */
export interface SocketEvents {
  opened(): void;
  message(text: string): void;
  pong(payload: string): void;
  closed(reason: string): void;
}

/** An open or opening WebSocket, as much of it as the agent needs; a test hands in one of its own. */
export interface Socket {
  /** Resolves with true once the operating system has taken all of it: waiting for that bounds what is buffered. */
  send(text: string): Promise<boolean>;
  ping(payload: string): void;
  /** Bytes that were sent and that the operating system has not taken yet. */
  readonly bufferedAmount: number;
  close(): void;
  /** Drops the connection without a closing handshake. */
  terminate(): void;
}

export type OpenSocket = (url: string, events: SocketEvents) => Socket;

/** Bytes of the largest message that is accepted; a larger one ends the connection. */
const maxPayload = 64 * 1024 * 1024;

/** Milliseconds for the connection and the WebSocket handshake, the reference agent's connection-timeout. */
const handshakeTimeout = 5000;

/** Opens real sockets. The broker's certificate must be signed by our authority and name the URL's host. */
export function webSocketOpener(credentials: AgentCredentials | undefined): OpenSocket {
  const tls =
    credentials === undefined
      ? {}
      : { cert: credentials.certificate, key: credentials.key, ca: credentials.ca, minVersion: 'TLSv1.2' as const };
  return (url, events) => {
    const socket = new WebSocket(url, { ...tls, maxPayload, handshakeTimeout, perMessageDeflate: false });
    let failure: string | undefined;
    socket.on('open', () => events.opened());
    // The reference agent takes its JSON from text and binary frames alike.
    socket.on('message', (data) => events.message(data.toString()));
    socket.on('pong', (payload) => events.pong(payload.toString()));
    socket.on('error', (error) => {
      failure = error.message;
    });
    socket.on('close', (code, reason) =>
      events.closed(failure ?? `closed with ${code}${reason.length > 0 ? ` "${reason}"` : ''}`),
    );
    return {
      send: (text) =>
        new Promise((resolve) => socket.send(text, (error) => resolve(error === undefined || error === null))),
      ping: (payload) => {
        if (socket.readyState === WebSocket.OPEN) socket.ping(payload);
      },
      get bufferedAmount() {
        return socket.bufferedAmount;
      },
      close: () => socket.close(1000),
      terminate: () => socket.terminate(),
    };
  };
}
