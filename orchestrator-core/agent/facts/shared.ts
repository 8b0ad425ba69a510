import type { ChildProcess } from 'node:child_process';
import { type Clock, isJsonObject, type JsonObject } from '../../common/index.ts';
import type { Found } from './find-facts.ts';

/** What an agent and the process that started it say over their IPC channel. */
const kinds = {
  /** The agent wants the facts of the machine. */
  ask: 'baton-facts-request',
  /** It is to find them, for all. */
  find: 'baton-facts-find',
  /** Here they are: said by who found them, and to who asked. */
  found: 'baton-facts',
} as const;

/** Milliseconds that facts of the machine are given to all its agents: they ask within a tenth of their interval. */
const shelfLife = 300_000;

/**
 * Lets one of the agents that a process starts find the facts of the machine for all: each start of Facter takes seconds of
 * a processor. It is an agent that does it, for agents notice when the process that started them is killed, and end what
 * they run.
 */
export class SharedFacts {
  readonly #clock: Clock;
  #look: { readonly at: number; readonly found: Promise<Found | undefined> } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Answers an agent for as long as it lives. */
  serve(agent: ChildProcess): void {
    agent.on('message', (message) => {
      if (isJsonObject(message) && message['kind'] === kinds.ask) void this.#answer(agent);
    });
  }

  async #answer(agent: ChildProcess): Promise<void> {
    while (agent.connected) {
      const now = this.#clock.now();
      const look = this.#look;
      if (look === undefined || now - look.at > shelfLife) {
        this.#look = { at: now, found: foundBy(agent) };
        return;
      }
      const found = await look.found;
      if (found !== undefined)
        return say(agent, { kind: kinds.found, facts: found.facts, warnings: [...found.warnings] });
      // Who looked has ended: the next one does.
      if (this.#look === look) this.#look = undefined;
    }
  }
}

/** What an agent finds; undefined when it ends before. */
function foundBy(agent: ChildProcess): Promise<Found | undefined> {
  return new Promise((resolve) => {
    const end = (found?: Found): void => {
      agent.off('message', hear);
      agent.off('disconnect', leave);
      resolve(found);
    };
    const leave = (): void => end();
    const hear = (message: unknown): void => {
      const found = foundIn(message);
      if (found !== undefined) end(found);
    };
    agent.on('message', hear);
    agent.once('disconnect', leave);
    say(agent, { kind: kinds.find });
  });
}

function say(to: ChildProcess | NodeJS.Process, message: JsonObject): void {
  // It may have ended meanwhile.
  if (to.connected) to.send?.(message, undefined, undefined, () => {});
}

function foundIn(message: unknown): Found | undefined {
  if (!isJsonObject(message) || message['kind'] !== kinds.found) return undefined;
  const { facts, warnings } = message as { readonly facts: JsonObject; readonly warnings: readonly string[] };
  return { facts, warnings };
}

/**
 * The facts of the machine: those that another agent found, where the process that started this one knows of one; else
 * what `find` finds, which is told to that process.
 */
export async function sharedFacts(find: () => Promise<Found>, signal: AbortSignal): Promise<Found> {
  const answer = await askSupervisor(signal);
  const known = foundIn(answer);
  if (known !== undefined) return known;
  const found = await find();
  if (answer !== undefined) say(process, { kind: kinds.found, facts: found.facts, warnings: [...found.warnings] });
  return found;
}

/** Undefined where nobody started this process, or is gone. */
function askSupervisor(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    if (!process.connected || signal.aborted) return resolve(undefined);
    const end = (answer?: unknown): void => {
      process.off('message', hear);
      process.off('disconnect', leave);
      signal.removeEventListener('abort', leave);
      resolve(answer);
    };
    const leave = (): void => end();
    const hear = (message: unknown): void => {
      const kind = isJsonObject(message) ? message['kind'] : undefined;
      if (kind === kinds.find || kind === kinds.found) end(message);
    };
    process.on('message', hear);
    process.once('disconnect', leave);
    signal.addEventListener('abort', leave, { once: true });
    say(process, { kind: kinds.ask });
  });
}
