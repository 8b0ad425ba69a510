import type { Clock, Log, Random, Timer } from '../common/index.ts';
import type { OpenSocket, Socket } from './socket.ts';

/**
 * How the agent keeps its connection, in milliseconds. After the n-th failure in a row it waits
 * min(longest, first · 2ⁿ⁻¹), of which a random half is taken off so that many agents do not come back at once. A
 * connection that lasted `stable` ends the row: a broker that accepts and drops is not hammered. Every `pingInterval`
 * a ping goes out; one that is not answered within `pongTimeout` ends the connection. A ping waits behind what is sent
 * before it, so for every `slowest` bytes of that it has a millisecond more.
 */
export const connectionTimes = {
  first: 250,
  longest: 30_000,
  stable: 5000,
  pingInterval: 30_000,
  pongTimeout: 10_000,
  slowest: 64,
} as const;

export interface ConnectionOptions {
  readonly urls: readonly string[];
  readonly open: OpenSocket;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Called on every connect, before any message of that connection. */
  onOpen(): void;
  onMessage(text: string): void;
  onClose(): void;
}

interface Confirmation {
  readonly payload: string;
  resolve(confirmed: boolean): void;
}

/** One connection to one of several brokers at a time, made again whenever it is lost, until it is closed. */
export class Connection {
  readonly #options: ConnectionOptions;
  #socket: Socket | undefined;
  /** The socket once it is open. */
  #live: Socket | undefined;
  #url = 0;
  #failures = 0;
  #openedAt = 0;
  #timer: Timer | undefined;
  #pings = 0;
  #confirmations: Confirmation[] = [];
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#live !== undefined;
  }

  /** Begins to connect; call it once. */
  connect(): void {
    const { urls, open, log } = this.#options;
    const url = urls[this.#url % urls.length] ?? '';
    log.log('debug', `connecting to ${url}`);
    this.#socket = open(url, {
      opened: () => this.#onOpened(url),
      message: (text) => this.#options.onMessage(text),
      pong: (payload) => this.#onPong(payload),
      closed: (reason) => this.#onClosed(url, reason),
    });
  }

  /** True once the operating system has taken the message; false when there is no connection to give it to. */
  async send(text: string): Promise<boolean> {
    return (await this.#live?.send(text)) ?? false;
  }

  /** Resolves with true when the broker has read all that was sent so far: it answered a ping sent after that. */
  confirm(): Promise<boolean> {
    const live = this.#live;
    if (live === undefined) return Promise.resolve(false);
    const payload = this.#nextPayload();
    return new Promise((resolve) => {
      this.#confirmations.push({ payload, resolve });
      live.ping(payload);
    });
  }

  /** Ends the connection for good. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    if (this.#live === undefined) this.#socket?.terminate();
    else this.#live.close();
  }

  #nextPayload(): string {
    this.#pings += 1;
    return String(this.#pings);
  }

  #onOpened(url: string): void {
    this.#options.log.log('info', `connected to ${url}`);
    this.#live = this.#socket;
    this.#openedAt = this.#options.clock.now();
    this.#timer = this.#options.clock.after(connectionTimes.pingInterval, () => this.#heartbeat());
    this.#options.onOpen();
  }

  #heartbeat(): void {
    const live = this.#live;
    let answered = false;
    const patience = connectionTimes.pongTimeout + Math.ceil((live?.bufferedAmount ?? 0) / connectionTimes.slowest);
    void this.confirm().then((confirmed) => {
      answered = true;
      if (!confirmed || live !== this.#live) return;
      this.#timer?.cancel();
      this.#timer = this.#options.clock.after(connectionTimes.pingInterval, () => this.#heartbeat());
    });
    this.#timer = this.#options.clock.after(patience, () => {
      if (answered) return;
      this.#options.log.log('warn', `no pong for ${patience / 1000} s, dropping the connection`);
      live?.terminate();
    });
  }

  #onPong(payload: string): void {
    const index = this.#confirmations.findIndex((entry) => entry.payload === payload);
    // Pongs come in order, and a broker may answer only the newest of several pings (RFC 6455, 5.5.3).
    for (const entry of this.#confirmations.splice(0, index + 1)) entry.resolve(true);
  }

  #onClosed(url: string, reason: string): void {
    const { clock, random, log, urls } = this.#options;
    const wasOpen = this.#live !== undefined;
    this.#socket = undefined;
    this.#live = undefined;
    this.#timer?.cancel();
    for (const entry of this.#confirmations.splice(0)) entry.resolve(false);
    if (wasOpen) this.#options.onClose();
    if (this.#closed) return;
    if (wasOpen && clock.now() - this.#openedAt >= connectionTimes.stable) this.#failures = 0;
    // A broker that was lost is tried again first, one that did not answer last.
    if (!wasOpen) this.#url = (this.#url + 1) % urls.length;
    this.#failures += 1;
    const backOff = Math.min(connectionTimes.longest, connectionTimes.first * 2 ** (this.#failures - 1));
    const delay = Math.round(backOff * (1 - random() / 2));
    log.log(
      wasOpen ? 'info' : 'warn',
      `${wasOpen ? 'lost' : 'cannot reach'} ${url}: ${reason}; next try in ${delay} ms`,
    );
    this.#timer = clock.after(delay, () => this.connect());
  }
}
