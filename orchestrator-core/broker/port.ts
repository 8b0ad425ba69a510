import type { Clock, IdSource, Log } from '../common/index.ts';
import type { InventoryChange, Message } from '../pcp/index.ts';
import type { AuthorizationRule } from './authorization.ts';

/** What the broker needs of a WebSocket; the transport stays outside. */
export interface Socket {
  send(text: string): void;
  ping(): void;
  /** Says goodbye and closes. */
  close(code: number, reason: string): void;
  /** Drops the connection at once: the other side sees 1006. */
  terminate(): void;
  /** Bytes that were sent and not yet taken by the network. */
  readonly bufferedAmount: number;
}

/** Who is at the other end of a socket. */
export interface Peer {
  /** `ip:port`, for the access log. */
  readonly address: string;
  /** The common name of the client's certificate; undefined when it presented none. */
  readonly commonName: string | undefined;
  /** Whether a certificate of our CA proved the name. On a plain socket anyone may claim any name. */
  readonly verified: boolean;
  /** What follows the mount point in the request's path, without the leading `/`: the client type; empty means `agent`. */
  readonly path: string;
}

/** The broker's end of one socket; whoever owns the socket tells it what arrives. */
export interface Session {
  /** A text message. */
  receiveText(text: string): void;
  /** A binary message, which PCP v2 does not have. */
  receiveBinary(): void;
  /** Any other sign of life: a ping or a pong. */
  heard(): void;
  /** The socket is closed, whoever closed it. */
  closed(): void;
}

/** A client inside this process, such as the orchestrator's controller. Like a controller, no inventory lists it. */
export interface Attachment {
  readonly uri: string;
  /** Goes through the same checks as a message from a socket; what is wrong comes back as an `error_message`. */
  send(message: Message): void;
  /** Idempotent. */
  detach(): void;
}

/** As the reference broker's status service names them. */
export type BrokerState = 'starting' | 'running' | 'stopping';

export interface BrokerStatus {
  readonly state: BrokerState;
  /** Clients in the inventory. */
  readonly connections: number;
  readonly subscriptions: number;
}

export interface BrokerOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  /** Receives the `pcp_access` lines: who sent what to whom, and whether it was let through. Default: nobody. */
  readonly accessLog?: Log;
  /** The orchestrator's certname: the only name that the default rules let send requests. */
  readonly name: string;
  /** In order, the first that matches decides; none means no. Default: `defaultRules(name)`. */
  readonly rules?: readonly AuthorizationRule[];
  /** Clients at the same time; 0, the default, means no limit. */
  readonly maxConnections?: number;
  /** Bytes of one inbound message, default 67108864; a longer one closes its connection with 1009. */
  readonly maxMessageSize?: number;
  /** Bytes of one message to an agent, default 32000000: a real agent drops the connection at a longer one. */
  readonly maxAgentMessageSize?: number;
  /** Bytes that may wait on one socket before its reader is cut off, default 64 MiB. */
  readonly sendBufferLimit?: number;
  /** Milliseconds without a sign of life before 1001, default 360000. */
  readonly idleTimeout?: number;
  /** Milliseconds between pings, default 15000; three in a row without a sign of life drop the connection. 0 sends none. */
  readonly pingInterval?: number;
  /**
   * Milliseconds before a refused client is told, default 1000: a real agent ignores the code and is back 300 ms later,
   * for ever.
   */
  readonly refusalDelay?: number;
  /** Hears what is sent to `pcp:///server` and is not the broker's own business, such as `urn:baton:agent_hello`. */
  readonly onServerMessage?: (sender: string, message: Message) => void;
}

/** A PCP v2 broker without a transport. It begins in the state `starting` and refuses everyone until {@link Broker.start}. */
export interface Broker {
  /** The orchestrator's certname, as given. */
  readonly name: string;
  /** Unless it is `running`, whoever asks for a WebSocket gets HTTP 503, which makes a real agent back off. */
  readonly state: BrokerState;
  /** Bytes of one inbound message; the transport holds it. */
  readonly maxMessageSize: number;
  start(): void;
  /** Refuses newcomers and closes every connection with 1001. Final. */
  stop(): void;
  /** Takes a socket that has just opened, or refuses it with a close code. */
  connect(socket: Socket, peer: Peer): Session;
  /**
   * Adds a client inside this process. `receive` is never called from within `send`.
   * @throws OrchestratorError `baton/uri-in-use` when a client of that URI is attached, `baton/invalid-uri` when it is none.
   */
  attach(uri: string, receive: (message: Message) => void): Attachment;
  /** The URIs of the connected clients, sorted. */
  inventory(): readonly string[];
  /**
   * Calls `listener` at once for every client that comes or goes; a client that supersedes itself comes again without
   * having gone. Returns what ends it.
   */
  onInventoryChange(listener: (change: InventoryChange) => void): () => void;
  status(): BrokerStatus;
}
