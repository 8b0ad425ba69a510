import type { Clock, Timer } from '../common/index.ts';
import type { Message, PcpUri } from '../pcp/index.ts';
import type { Peer, Socket } from './port.ts';

/** One client as the pipeline sees it: a socket, or somebody inside this process. */
export interface Client {
  readonly uri: string;
  readonly identity: PcpUri;
  readonly peer: Peer;
  /** Passes a message on. Returns why it could not be, in words for the sender. */
  deliver(message: Message): string | undefined;
  /** Ends the connection politely. */
  close(code: number, reason: string): void;
}

/** When a connection is taken for dead. */
export interface Liveness {
  /** Milliseconds. */
  readonly idleTimeout: number;
  /** Milliseconds; 0 sends no pings. */
  readonly pingInterval: number;
}

/** Pings in a row without a sign of life before the connection is dropped: the reference agent's own count. */
const missedPongs = 3;

/** Watches one socket for signs of life, so that a half-open connection is found. */
export class Heartbeat {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #liveness: Liveness;
  readonly #onDead: (reason: string) => void;
  #lastHeard: number;
  #unanswered = 0;
  #ping: Timer | undefined;
  #idle: Timer | undefined;

  /** @param onDead called once, before the socket is closed or dropped for silence. */
  constructor(socket: Socket, clock: Clock, liveness: Liveness, onDead: (reason: string) => void) {
    this.#socket = socket;
    this.#clock = clock;
    this.#liveness = liveness;
    this.#onDead = onDead;
    this.#lastHeard = clock.now();
    this.#schedulePing();
    this.#watchIdle(liveness.idleTimeout);
  }

  heard(): void {
    this.#lastHeard = this.#clock.now();
    this.#unanswered = 0;
  }

  stop(): void {
    this.#ping?.cancel();
    this.#idle?.cancel();
  }

  #schedulePing(): void {
    if (this.#liveness.pingInterval === 0) return;
    this.#ping = this.#clock.after(this.#liveness.pingInterval, () => {
      if (this.#unanswered >= missedPongs) {
        this.stop();
        this.#onDead(`no answer to ${missedPongs} pings`);
        this.#socket.terminate();
        return;
      }
      this.#unanswered += 1;
      this.#socket.ping();
      this.#schedulePing();
    });
  }

  #watchIdle(delay: number): void {
    this.#idle = this.#clock.after(delay, () => {
      const rest = this.#lastHeard + this.#liveness.idleTimeout - this.#clock.now();
      if (rest > 0) {
        this.#watchIdle(rest);
        return;
      }
      this.stop();
      this.#onDead('idle timeout');
      this.#socket.close(1001, 'Connection Idle Timeout');
    });
  }
}
