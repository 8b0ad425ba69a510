import type { Clock, IdSource, Log, Timer } from '../common/index.ts';
import type { NodeStore } from '../inventory/index.ts';
import { formatUri, type Message, parseUri } from '../pcp/index.ts';
import { decodeFacts, decodeFactsDigest, extensionMessage, type FactsMessage } from '../pxp/index.ts';
import type { AgentRecords } from '../store/index.ts';
import type { AgentDirectory } from '../transports/index.ts';
import { factSetOf, producer, writeFacts } from './fact-writer.ts';

export interface FactIntakePorts {
  readonly agents: AgentDirectory;
  readonly records: AgentRecords;
  readonly store: NodeStore;
  /** A controller of its own, so that facts and runs are not in each other's way. */
  attach(receive: (message: Message) => void): { readonly uri: string; send(message: Message): void; detach(): void };
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly log: Log;
}

/** Takes the facts of agents, a few agents at a time. */
export interface FactIntake {
  /** A message to the broker itself that may be about facts. */
  serverMessage(sender: string, message: Message): void;
  /** How many agents wait for their turn or are asked now. */
  waiting(): number;
  /** Nobody is asked any more; resolves when what has come is stored. */
  close(): Promise<void>;
}

/** Agents that are asked at the same time, and milliseconds for one of them to answer. */
const mostAtOnce = 16;
const patience = 60_000;
/** Milliseconds after which facts that did not change are taken again, for those in them that change all the time. */
const refreshAfter = 6 * 60 * 60 * 1000;
/** Milliseconds for which the facts that Puppet itself sent are left as they are. */
const leaveToPuppet = 2 * 60 * 60 * 1000;
/** Milliseconds until a store that failed is tried again. */
const retryDelay = 10_000;

/** Facts are asked for as fast as they can be stored. */
export function createFactIntake(ports: FactIntakePorts): FactIntake {
  return new Intake(ports);
}

class Intake implements FactIntake {
  readonly #ports: FactIntakePorts;
  readonly #link: ReturnType<FactIntakePorts['attach']>;
  readonly #endListening: () => void;
  /** Digests of agents whose turn has not come, oldest first. */
  readonly #queue = new Map<string, string>();
  /** Who is asked now: resolves with what the agent sent, or with nothing. */
  readonly #asked = new Map<string, (facts: FactsMessage | undefined) => void>();
  readonly #turns = new Set<Promise<void>>();
  #retry: Timer | undefined;
  /** Why the store takes nothing, until it does. */
  #told: string | undefined;
  #closed = false;

  constructor(ports: FactIntakePorts) {
    this.#ports = ports;
    this.#link = ports.attach((message) => this.#receive(message));
    this.#endListening = ports.agents.onChange((name, event) => {
      if (event === 'hello') return;
      this.#queue.delete(name);
      this.#asked.get(name)?.(undefined);
    });
  }

  waiting(): number {
    return this.#queue.size + this.#turns.size;
  }

  serverMessage(sender: string, message: Message): void {
    const uri = parseUri(sender);
    if (message.message_type !== extensionMessage.factsDigest || uri?.type !== 'agent' || this.#closed) return;
    const said = decodeFactsDigest(message.data);
    if (!said.ok) this.#ports.log.log('warn', `${uri.name} told of its facts what is not understood: ${said.error}`);
    else this.#enqueue(uri.name, said.value.digest);
  }

  #enqueue(name: string, digest: string): void {
    this.#queue.set(name, digest);
    this.#advance();
  }

  #advance(): void {
    while (this.#turns.size < mostAtOnce && this.#retry === undefined && !this.#closed) {
      const [next] = this.#queue;
      if (next === undefined) return;
      const [name, digest] = next;
      this.#queue.delete(name);
      const turn = this.#take(name, digest)
        .then(() => {
          this.#told = undefined;
        })
        .catch((error: unknown) => this.#failed(name, digest, error))
        .finally(() => {
          this.#turns.delete(turn);
          this.#advance();
        });
      this.#turns.add(turn);
    }
  }

  /** The store would not take facts: nothing is asked for until it may, and then these again. */
  #failed(name: string, digest: string, error: unknown): void {
    const { log, clock } = this.#ports;
    const why = error instanceof Error ? error.message : String(error);
    // What is wrong with the store is the same for all nodes and every try.
    if (isRefusal(error) || why !== this.#told) log.log('error', `The facts of ${name} are not stored: ${why}`);
    if (isRefusal(error)) return;
    this.#told = why;
    this.#queue.set(name, this.#queue.get(name) ?? digest);
    this.#retry ??= clock.after(retryDelay, () => {
      this.#retry = undefined;
      this.#advance();
    });
  }

  async #take(name: string, digest: string): Promise<void> {
    const { store, clock, records } = this.#ports;
    if (!(await this.#isWanted(name, digest))) return;
    const found = await this.#ask(name);
    if (found === undefined) return;
    const at = clock.now() - found.age;
    // First: lists are told of the facts, and then show both.
    records.put(name, { classes: found.classes });
    await writeFacts(this.#ports, { certname: name, values: found.facts, at });
    const stored = await factSetOf(store, name);
    records.put(name, { digest: found.digest, factsAt: stored?.at ?? at });
  }

  async #isWanted(name: string, digest: string): Promise<boolean> {
    const { store, clock, records } = this.#ports;
    const now = clock.now();
    const stored = await factSetOf(store, name);
    if (stored === undefined) return true;
    if (stored.producer !== undefined && stored.producer !== producer) return now - stored.at > leaveToPuppet;
    return records.get(name)?.digest !== digest || now - stored.at > refreshAfter;
  }

  #ask(name: string): Promise<FactsMessage | undefined> {
    const { ids, clock, agents, log } = this.#ports;
    if (agents.get(name) === undefined || this.#closed) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const end = (facts: FactsMessage | undefined): void => {
        timer.cancel();
        this.#asked.delete(name);
        resolve(facts);
      };
      const timer = clock.after(patience, () => {
        log.log('warn', `${name} told of its facts and does not send them.`);
        end(undefined);
      });
      this.#asked.set(name, end);
      this.#link.send({
        id: ids.uuid(),
        message_type: extensionMessage.factsRequest,
        target: formatUri(name, 'agent'),
        sender: this.#link.uri,
        data: {},
      });
    });
  }

  #receive(message: Message): void {
    const { log } = this.#ports;
    const uri = message.sender === undefined ? undefined : parseUri(message.sender);
    // An error message says that an agent has gone, which the directory says, too.
    if (message.message_type !== extensionMessage.facts || uri?.type !== 'agent') return;
    const facts = decodeFacts(message.data);
    if (!facts.ok) log.log('warn', `${uri.name} sent facts that are not understood: ${facts.error}`);
    // Facts that nobody asked for may be very many.
    this.#asked.get(uri.name)?.(facts.ok ? facts.value : undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#endListening();
    this.#retry?.cancel();
    this.#queue.clear();
    for (const end of [...this.#asked.values()]) end(undefined);
    this.#link.detach();
    await Promise.all(this.#turns);
  }
}

/** Whether these facts will be refused the next time as well. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'kind' in error && error.kind === 'puppetlabs.puppetdb/command-error';
}
