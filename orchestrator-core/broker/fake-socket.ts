import { countingIds, type Log, type LogLevel, ManualClock } from '../common/index.ts';
import { decodeMessage, encodeMessage, type Message } from '../pcp/index.ts';
import { createBroker } from './broker.ts';
import type { Broker, BrokerOptions, Peer, Session, Socket } from './port.ts';

/** A client of a broker under test: it notes what the broker does to its socket, and speaks as it is told. */
export class FakeClient implements Socket {
  readonly #received: Message[] = [];
  readonly #session: Session;
  /** How the broker ended the connection; 1006 when it dropped it. */
  ended: { readonly code: number; readonly reason: string } | undefined;
  pings = 0;
  bufferedAmount = 0;

  constructor(broker: Broker, peer: Partial<Peer>) {
    this.#session = broker.connect(this, {
      address: '127.0.0.1:4711',
      commonName: 'node1',
      verified: true,
      path: 'agent',
      ...peer,
    });
  }

  send(text: string): void {
    const decoded = decodeMessage(text);
    if (!decoded.ok) throw new Error(`The broker has sent what is no message: ${decoded.error}`);
    this.#received.push(decoded.value);
  }

  ping(): void {
    this.pings += 1;
  }

  close(code: number, reason: string): void {
    this.#end(code, reason);
  }

  terminate(): void {
    this.#end(1006, '');
  }

  #end(code: number, reason: string): void {
    if (this.ended !== undefined) return;
    this.ended = { code, reason };
    this.#session?.closed();
  }

  /** The messages since the last call. */
  take(): readonly Message[] {
    return this.#received.splice(0);
  }

  /** Says what a client says: bytes as they are, or a message. */
  says(said: string | Message): void {
    this.#session.receiveText(typeof said === 'string' ? said : encodeMessage(said));
  }

  saysBinary(): void {
    this.#session.receiveBinary();
  }

  pongs(): void {
    this.#session.heard();
  }

  /** Goes away of its own accord. */
  leaves(): void {
    this.#end(1000, '');
  }
}

/** A running broker with a clock that stands still, and what it wrote to its logs. */
export function brokerUnderTest(options: Partial<BrokerOptions> = {}): {
  readonly broker: Broker;
  readonly clock: ManualClock;
  readonly log: string[];
  readonly access: string[];
  client(commonName: string, path?: string, more?: Partial<Peer>): FakeClient;
} {
  const clock = new ManualClock();
  const log: string[] = [];
  const access: string[] = [];
  const broker = createBroker({
    clock,
    ids: countingIds(),
    log: into(log),
    accessLog: into(access),
    name: 'orchestrator',
    refusalDelay: 0,
    ...options,
  });
  broker.start();
  return {
    broker,
    clock,
    log,
    access,
    client: (commonName, path = 'agent', more = {}) => new FakeClient(broker, { commonName, path, ...more }),
  };
}

function into(lines: string[]): Log {
  return { log: (level: LogLevel, message: string) => lines.push(`${level} ${message}`) };
}
