import type { ChildProcess } from 'node:child_process';
import { type Clock, isJsonObject, type JsonObject } from '../../common/index.ts';
import { type Found, findFacts } from './find-facts.ts';

/** What an agent asks of the process that started it, and what it answers, over their IPC channel. */
const asks = { kind: 'baton-facts-request' } as const;
const answers = 'baton-facts';

/** Milliseconds that facts of the machine are given to all its agents: they ask within a tenth of their interval. */
const shelfLife = 300_000;

/** Finds the facts of this machine once for all the agents that one process starts: each start of Facter takes seconds. */
export class SharedFacts {
  readonly #clock: Clock;
  readonly #find: (signal: AbortSignal) => Promise<Found>;
  readonly #ending = new AbortController();
  #found: { readonly at: number; readonly facts: Promise<Found> } | undefined;

  constructor(clock: Clock, find: (signal: AbortSignal) => Promise<Found> = (signal) => findFacts('facter', signal)) {
    this.#clock = clock;
    this.#find = find;
  }

  /** Begins to find the facts, before anybody asks. */
  begin(): Promise<Found> {
    const now = this.#clock.now();
    if (this.#found === undefined || now - this.#found.at > shelfLife) {
      this.#found = { at: now, facts: this.#find(this.#ending.signal) };
    }
    return this.#found.facts;
  }

  /** Answers an agent for as long as it lives. */
  serve(agent: ChildProcess): void {
    agent.on('message', (message) => {
      if (isJsonObject(message) && message['kind'] === asks.kind) void this.#answer(agent);
    });
  }

  /** Ends who finds facts now. */
  close(): void {
    this.#ending.abort();
  }

  async #answer(agent: ChildProcess): Promise<void> {
    const { facts, warnings } = await this.begin().catch((): Found => ({ facts: {}, warnings: [] }));
    // It may have ended meanwhile.
    if (agent.connected) agent.send({ kind: answers, facts, warnings: [...warnings] }, () => {});
  }
}

/** The facts that the process that started this one has found; undefined where there is none, or it finds none. */
export function askSupervisor(signal: AbortSignal): Promise<Found | undefined> {
  return new Promise((resolve) => {
    if (!process.connected || process.send === undefined || signal.aborted) return resolve(undefined);
    const end = (found: Found | undefined): void => {
      process.off('message', hear);
      process.off('disconnect', give);
      signal.removeEventListener('abort', give);
      resolve(found);
    };
    const give = (): void => end(undefined);
    const hear = (message: unknown): void => {
      if (!isJsonObject(message) || message['kind'] !== answers) return;
      const { facts, warnings } = message as { readonly facts: JsonObject; readonly warnings: readonly string[] };
      end(Object.keys(facts).length === 0 ? undefined : { facts, warnings });
    };
    process.on('message', hear);
    process.once('disconnect', give);
    signal.addEventListener('abort', give, { once: true });
    process.send(asks);
  });
}
