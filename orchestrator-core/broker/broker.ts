import { type Log, OrchestratorError, type Timer } from '../common/index.ts';
import {
  decodeMessage,
  encodeMessage,
  formatUri,
  hasWildcard,
  type InventoryChange,
  type Message,
  messageType,
  parseUri,
  serverUri,
} from '../pcp/index.ts';
import { type AccessOutcome, logAccess } from './access-log.ts';
import { type Closing, refusalOf, typeOf } from './admission.ts';
import { type AuthorizationRule, defaultRules, isAuthorized } from './authorization.ts';
import { type Client, Heartbeat, type Liveness } from './connection.ts';
import { type AddressedMessage, processMessage, refuseUndecoded, type Surroundings } from './pipeline.ts';
import type { Attachment, Broker, BrokerOptions, BrokerState, BrokerStatus, Peer, Session, Socket } from './port.ts';
import { Subscriptions } from './subscriptions.ts';

interface Limits extends Liveness {
  readonly maxConnections: number;
  readonly maxMessageSize: number;
  readonly maxAgentMessageSize: number;
  readonly sendBufferLimit: number;
  readonly refusalDelay: number;
}

/** A client on a socket that was let in. */
interface Connected {
  readonly client: Client;
  readonly socket: Socket;
}

/** A broker without a transport; sockets come in through {@link Broker.connect}. */
export function createBroker(options: BrokerOptions): Broker {
  return new BrokerCore(options);
}

class BrokerCore implements Broker, Surroundings {
  readonly name: string;
  readonly ids: BrokerOptions['ids'];
  readonly log: Log;
  readonly subscriptions: Subscriptions<Client>;
  readonly #options: BrokerOptions;
  readonly #limits: Limits;
  readonly #rules: readonly AuthorizationRule[];
  readonly #connected = new Map<string, Connected>();
  readonly #attached = new Map<string, Client>();
  /** What tells those that were refused, and are yet to be told. */
  readonly #refused = new Map<Timer, () => void>();
  readonly #listeners = new Set<(change: InventoryChange) => void>();
  #state: BrokerState = 'starting';

  constructor(options: BrokerOptions) {
    this.#options = options;
    this.name = options.name;
    this.ids = options.ids;
    this.log = options.log;
    this.#rules = options.rules ?? defaultRules(options.name);
    this.#limits = {
      maxConnections: options.maxConnections ?? 0,
      maxMessageSize: options.maxMessageSize ?? 67_108_864,
      maxAgentMessageSize: options.maxAgentMessageSize ?? 32_000_000,
      sendBufferLimit: options.sendBufferLimit ?? 67_108_864,
      idleTimeout: options.idleTimeout ?? 360_000,
      pingInterval: options.pingInterval ?? 15_000,
      refusalDelay: options.refusalDelay ?? 1000,
    };
    this.subscriptions = new Subscriptions(options.clock, (client, changes) => {
      client.deliver({
        id: this.ids.uuid(),
        message_type: messageType.inventoryUpdate,
        target: client.uri,
        sender: serverUri,
        data: { changes: changes.map(({ client: uri, change }) => ({ client: uri, change })) },
      });
    });
  }

  get state(): BrokerState {
    return this.#state;
  }

  get maxMessageSize(): number {
    return this.#limits.maxMessageSize;
  }

  start(): void {
    if (this.#state === 'starting') this.#state = 'running';
  }

  stop(): void {
    this.#state = 'stopping';
    this.subscriptions.clear();
    for (const { client } of [...this.#connected.values()]) client.close(1001, 'Broker is stopping.');
    for (const [timer, tell] of this.#refused) {
      timer.cancel();
      tell();
    }
    this.#refused.clear();
    this.#attached.clear();
  }

  status(): BrokerStatus {
    return { state: this.#state, connections: this.#connected.size, subscriptions: this.subscriptions.size };
  }

  inventory(): readonly string[] {
    return [...this.#connected.keys()].sort();
  }

  onInventoryChange(listener: (change: InventoryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  connect(socket: Socket, peer: Peer): Session {
    const identity = { name: peer.commonName ?? '', type: typeOf(peer) };
    const uri = formatUri(identity.name, identity.type);
    const closing = refusalOf(peer, {
      state: this.#state,
      rules: this.#rules,
      connections: this.#connected.size,
      maxConnections: this.#limits.maxConnections,
      isAttached: (taken) => this.#attached.has(taken),
      isCertified: (taken) => this.#connected.get(taken)?.client.peer.verified === true,
    });
    if (closing !== undefined) return this.#refuse(socket, peer, uri, closing);
    return this.#admit(socket, peer, uri, identity);
  }

  #refuse(socket: Socket, peer: Peer, uri: string, { code, reason }: Closing): Session {
    this.log.log('warn', `Refused ${uri} from ${peer.address}: ${reason}`);
    const tell = () => socket.close(code, reason);
    const timer = this.#options.clock.after(this.#limits.refusalDelay, () => {
      this.#refused.delete(timer);
      tell();
    });
    this.#refused.set(timer, tell);
    const ignore = () => {};
    const closed = () => {
      timer.cancel();
      this.#refused.delete(timer);
    };
    return { receiveText: ignore, receiveBinary: ignore, heard: ignore, closed };
  }

  #admit(socket: Socket, peer: Peer, uri: string, identity: Client['identity']): Session {
    const leave = (why: string) => {
      heartbeat.stop();
      if (!this.isCurrent(client)) return;
      this.#connected.delete(uri);
      this.subscriptions.unsubscribe(client);
      this.log.log('info', `${uri} is disconnected: ${why}`);
      this.#changed({ client: uri, change: -1 });
    };
    const client: Client = {
      uri,
      identity,
      peer,
      deliver: (message) => this.#send(socket, identity.type, message, leave),
      close: (code, reason) => {
        leave(`closed with ${code} ${reason}`);
        socket.close(code, reason);
      },
    };
    const heartbeat = new Heartbeat(socket, this.#options.clock, this.#limits, leave);
    const superseded = this.#connected.get(uri);
    this.#connected.set(uri, { client, socket });
    if (superseded !== undefined) {
      // Its place is taken before it is dropped, so that its closing removes nobody.
      superseded.socket.terminate();
      this.subscriptions.unsubscribe(superseded.client);
    }
    const again = superseded === undefined ? '' : ', superseding its earlier connection';
    this.log.log('info', `${uri} is connected from ${peer.address}${again}`);
    this.#changed({ client: uri, change: 1 });
    return {
      receiveText: (text) => {
        heartbeat.heard();
        this.#receive(client, text);
      },
      receiveBinary: () => {
        heartbeat.heard();
        if (this.isCurrent(client)) refuseUndecoded(this, client);
      },
      heard: () => heartbeat.heard(),
      closed: () => leave('its socket was closed'),
    };
  }

  #receive(client: Client, text: string): void {
    if (!this.isCurrent(client)) return;
    const decoded = decodeMessage(text);
    if (decoded.ok) {
      processMessage(this, client, decoded.value);
      return;
    }
    this.log.log('debug', `${client.uri} sent what is no message: ${decoded.error}`);
    refuseUndecoded(this, client);
  }

  /** Returns why the message was not sent. A reader that does not keep up is cut off rather than buffered for ever. */
  #send(socket: Socket, type: string, message: Message, leave: (why: string) => void): string | undefined {
    const text = encodeMessage(message);
    const size = type === 'agent' ? Buffer.byteLength(text) : 0;
    const { maxAgentMessageSize, sendBufferLimit } = this.#limits;
    if (size > maxAgentMessageSize) {
      return `Message size: ${size} exceeded max-message-size ${maxAgentMessageSize}`;
    }
    if (socket.bufferedAmount > sendBufferLimit) {
      leave(`it does not read: ${socket.bufferedAmount} bytes wait for it`);
      socket.terminate();
      return 'Send buffer exceeded.';
    }
    socket.send(text);
    return undefined;
  }

  #changed(change: InventoryChange): void {
    this.subscriptions.add(change);
    for (const listener of [...this.#listeners]) {
      this.#guard('An inventory listener', () => listener(change));
    }
  }

  attach(uri: string, receive: (message: Message) => void): Attachment {
    const identity = parseUri(uri);
    if (identity === undefined || identity.name === '' || identity.type === 'server' || hasWildcard(uri)) {
      throw new OrchestratorError('baton/invalid-uri', `${uri} is no client's URI, expected pcp://<certname>/<type>`);
    }
    if (this.find(uri) !== undefined) {
      throw new OrchestratorError('baton/uri-in-use', `A client with the URI ${uri} is already there`);
    }
    const client: Client = {
      uri,
      identity,
      peer: { address: 'in-process', commonName: identity.name, verified: true, path: identity.type },
      deliver: (message) => {
        // Later, so that nobody is called back from within its own `send`.
        queueMicrotask(() => {
          if (this.isCurrent(client)) this.#guard(uri, () => receive(message));
        });
        return undefined;
      },
      close: () => this.#detach(client),
    };
    this.#attached.set(uri, client);
    return {
      uri,
      send: (message) => processMessage(this, client, message),
      detach: () => this.#detach(client),
    };
  }

  #detach(client: Client): void {
    if (this.#attached.get(client.uri) === client) this.#attached.delete(client.uri);
    this.subscriptions.unsubscribe(client);
  }

  find(uri: string): Client | undefined {
    return this.#connected.get(uri)?.client ?? this.#attached.get(uri);
  }

  isCurrent(client: Client): boolean {
    return this.find(client.uri) === client;
  }

  isAuthorized(client: Client, message: AddressedMessage): boolean {
    const { name: commonName } = client.identity;
    const { verified } = client.peer;
    const { target, message_type } = message;
    return isAuthorized(this.#rules, { commonName, verified, target, messageType: message_type });
  }

  onServerMessage(sender: string, message: Message): void {
    const { onServerMessage } = this.#options;
    if (onServerMessage === undefined) this.log.log('debug', `Unhandled message type ${message.message_type}`);
    else this.#guard('The server message handler', () => onServerMessage(sender, message));
  }

  logAccess(outcome: AccessOutcome, client: Client, message?: AddressedMessage): void {
    const { accessLog, clock } = this.#options;
    if (accessLog === undefined) return;
    const { address, commonName = '-' } = client.peer;
    const entry = { address, commonName, source: client.uri, ...(message === undefined ? {} : { message }) };
    logAccess(accessLog, clock, outcome, entry);
  }

  /** One listener that throws must not stop the broker. */
  #guard(who: string, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.log.log('error', `${who} has failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
