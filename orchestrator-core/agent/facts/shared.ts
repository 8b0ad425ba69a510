import type { ChildProcess } from 'node:child_process';
import { type Clock, isJsonObject, type JsonObject, parseExact } from '../../common/index.ts';
import type { Found } from './find-facts.ts';

/** What an agent and the process that started it say over their IPC channel. */
const kinds = {
  /** The agent wants the facts of the machine. */
  ask: 'baton-facts-request',
  /** It is to find them, for all. */
  find: 'baton-facts-find',
  /** Here they are: said by who found them, and to who asked. */
  found: 'baton-facts',
  /** It could not find them. */
  failed: 'baton-facts-failed',
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
      if (kindOf(message) === kinds.ask) void this.#answer(agent);
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
      if (found !== undefined) return say(agent, foundMessage(found));
      // Who looked has ended or failed: the next one does.
      if (this.#look === look) this.#look = undefined;
    }
  }
}

/** What an agent finds; undefined when it fails, or ends before. */
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
      if (found !== undefined || kindOf(message) === kinds.failed) end(found);
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

function kindOf(message: unknown): unknown {
  return isJsonObject(message) ? message['kind'] : undefined;
}

/** As a text: what the channel itself makes of numbers are doubles. */
function foundMessage(found: Found): JsonObject {
  return { kind: kinds.found, found: JSON.stringify(found) };
}

function foundIn(message: unknown): Found | undefined {
  if (kindOf(message) !== kinds.found) return undefined;
  const { found } = message as { readonly found: string };
  return parseExact(found) as unknown as Found;
}

/**
 * The facts of the machine: those that another agent found, where the process that started this one knows of one; else
 * what `find` finds, which is told to that process.
 */
export async function sharedFacts(find: () => Promise<Found>, signal: AbortSignal): Promise<Found> {
  const answer = await askSupervisor(signal);
  const known = foundIn(answer);
  if (known !== undefined) return known;
  const tell = (message: JsonObject): void => {
    if (answer !== undefined) say(process, message);
  };
  try {
    const found = await find();
    tell(foundMessage(found));
    return found;
  } catch (error) {
    tell({ kind: kinds.failed });
    throw error;
  }
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
      const kind = kindOf(message);
      if (kind === kinds.find || kind === kinds.found) end(message);
    };
    process.on('message', hear);
    process.once('disconnect', leave);
    signal.addEventListener('abort', leave, { once: true });
    say(process, { kind: kinds.ask });
  });
}
