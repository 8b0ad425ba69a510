/** An agent beside a tiny broker, in this process or in one of its own, cleaned up after the test. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, watch } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type AgentOptions, readAgentOptions, runAgent } from '../../orchestrator-core/agent/index.ts';
import type { Clock, Log } from '../../orchestrator-core/common/index.ts';
import { systemClock } from '../../orchestrator-core/node/index.ts';
import { TinyBroker } from './tiny-broker.ts';

export interface AgentLab {
  readonly broker: TinyBroker;
  /** The agent's data directory. */
  readonly data: string;
  /** What the agent logged. */
  readonly lines: string[];
  /** Starts an agent in this process and waits until it is connected. */
  start(changes?: Partial<AgentOptions>): Promise<() => Promise<void>>;
  /** Starts an agent process and waits until it is connected. */
  spawn(): Promise<ChildProcess>;
}

/** The path of the entry that runs an agent unbuilt. */
export const agentEntry: string = join(import.meta.dirname, 'agent-process.ts');

export async function agentLab(context: TestContext): Promise<AgentLab> {
  const broker = await TinyBroker.start();
  const data = await mkdtemp(join(tmpdir(), 'baton-agent-'));
  const lines: string[] = [];
  const log: Log = { log: (level, message) => void lines.push(`${level} ${message}`) };
  const ends: (() => Promise<void>)[] = [];
  context.after(async () => {
    for (const end of ends) await end();
    await broker.close();
    // A wrapper may still be writing its last file.
    await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  });
  return {
    broker,
    data,
    lines,
    start: async (changes = {}) => {
      const read = await readAgentOptions(
        { broker: [broker.url], certname: 'agent01.example.com', data, facts: 'off' },
        { version: '1.2.3', log },
      );
      const controller = new AbortController();
      const next = broker.connections + 1;
      const running = runAgent({ ...read, ...changes }, controller.signal);
      const end = async (): Promise<void> => {
        controller.abort();
        await running;
      };
      ends.push(end);
      await broker.connected(next);
      return end;
    },
    spawn: async () => {
      const next = broker.connections + 1;
      const child = spawn(
        process.execPath,
        [
          agentEntry,
          'agent',
          '--broker',
          broker.url,
          '--certname',
          'agent01.example.com',
          '--data',
          data,
          '--facts',
          'off',
        ],
        { stdio: ['ignore', 'inherit', 'pipe'] },
      );
      child.stderr?.on('data', (chunk: Buffer) => void lines.push(chunk.toString()));
      ends.push(() => endProcess(child));
      await broker.connected(next);
      return child;
    },
  };
}

/** Kills a process at once and resolves when it is gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  await gone;
}

/** The machine's clock, so many times as fast. */
export function fastClock(factor: number): Clock {
  const begin = Date.now();
  return {
    now: () => begin + (Date.now() - begin) * factor,
    after: (delay, callback) => systemClock.after(delay / factor, callback),
  };
}

/** A named pipe: a program that reads a line from it waits until `open` is called. */
export function gate(directory: string, name: string): { path: string; open(): Promise<void> } {
  const path = join(directory, name);
  execFileSync('mkfifo', [path]);
  return { path, open: () => writeFile(path, 'go\n') };
}

/** Resolves when the condition on the files of a directory holds; looked at whenever the directory changes. */
export async function whenFiles(directory: string, holds: (names: readonly string[]) => boolean): Promise<void> {
  const watcher = watch(directory, { persistent: true });
  try {
    while (!holds(readdirSync(directory))) await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}

/** Resolves when a task's exit code is in its directory; the file is there a moment before. */
export function whenExited(directory: string): Promise<void> {
  const path = join(directory, 'exitcode');
  return whenFiles(directory, (names) => names.includes('exitcode') && readFileSync(path, 'utf8') !== '');
}

/** The machine's clock, but the waits between download attempts are noted and over at once. */
export function hastyClock(clock: Clock, waits: number[]): Clock {
  return {
    now: () => clock.now(),
    after: (delay, callback) => {
      if (![1000, 2000, 4000, 8000].includes(delay)) return clock.after(delay, callback);
      waits.push(delay);
      return clock.after(0, callback);
    },
  };
}
