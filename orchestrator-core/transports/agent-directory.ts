import type { Clock, Log } from '../common/index.ts';
import { type InventoryChange, type Message, parseUri } from '../pcp/index.ts';
import { type AgentHello, decodeAgentHello, extensionMessage } from '../pxp/index.ts';

/** An agent that is connected now. */
export interface ConnectedAgent {
  /** Since when, milliseconds since the Unix epoch. */
  readonly since: number;
  /** What it said of itself on this connection; a foreign agent never says anything. */
  readonly hello?: AgentHello;
}

/** An agent that is away. */
export interface GoneAgent {
  readonly since: number;
  readonly hello?: AgentHello;
}

/** What became of an agent's connection. */
export type AgentEvent = 'connected' | 'hello' | 'gone';

type Listener = (name: string, event: AgentEvent) => void;

/** Who is connected to the broker as an agent, by certname, and what they said of themselves. */
export class AgentDirectory {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #log: Log;
  readonly #connected = new Map<string, ConnectedAgent>();
  readonly #gone = new Map<string, GoneAgent>();
  readonly #listeners = new Set<Listener>();

  constructor(clock: Pick<Clock, 'now'>, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  get(name: string): ConnectedAgent | undefined {
    return this.#connected.get(name);
  }

  /** Since when an agent is away. */
  goneSince(name: string): number | undefined {
    return this.#gone.get(name)?.since;
  }

  /** Certnames of agents that are away. */
  gone(): Iterable<string> {
    return this.#gone.keys();
  }

  /** Agents of an earlier life, which may come again. */
  restore(agents: Iterable<readonly [string, GoneAgent]>): void {
    for (const [name, agent] of agents) {
      if (!this.#connected.has(name) && !this.#gone.has(name)) this.#gone.set(name, agent);
    }
  }

  /** What an agent said of itself when it was last here. */
  helloOf(name: string): AgentHello | undefined {
    const connected = this.#connected.get(name);
    return connected === undefined ? this.#gone.get(name)?.hello : connected.hello;
  }

  /** Certnames, sorted. */
  names(): readonly string[] {
    return [...this.#connected.keys()].sort();
  }

  /** Returns what ends it. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The broker's inventory changed. A client that supersedes itself comes again without having gone. */
  inventoryChanged({ client, change }: InventoryChange): void {
    const uri = parseUri(client);
    if (uri === undefined || uri.type !== 'agent') return;
    if (change === 1) {
      this.#connected.set(uri.name, { since: this.#clock.now() });
      this.#gone.delete(uri.name);
      this.#tell(uri.name, 'connected');
    } else {
      const connected = this.#connected.get(uri.name);
      if (connected === undefined) return;
      this.#connected.delete(uri.name);
      const { hello } = connected;
      this.#gone.set(uri.name, { since: this.#clock.now(), ...(hello === undefined ? {} : { hello }) });
      this.#tell(uri.name, 'gone');
    }
  }

  /** A message to the broker itself that is not the broker's business. */
  serverMessage(sender: string, message: Message): void {
    const uri = parseUri(sender);
    if (message.message_type !== extensionMessage.hello || uri?.type !== 'agent') return;
    const hello = decodeAgentHello(message.data);
    const connected = this.#connected.get(uri.name);
    if (!hello.ok) this.#log.log('warn', `${uri.name} said hello in a form that is not understood: ${hello.error}`);
    else if (connected !== undefined) {
      this.#connected.set(uri.name, { since: connected.since, hello: hello.value });
      this.#tell(uri.name, 'hello');
    }
  }

  #tell(name: string, event: AgentEvent): void {
    for (const listener of [...this.#listeners]) listener(name, event);
  }
}
