import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock, Log, Timer } from '../common/index.ts';
import { SharedFacts } from './facts/shared.ts';

/** Where an agent's identity lies on disk; absolute paths of PEM files. */
export interface CredentialFiles {
  readonly certificate: string;
  readonly key: string;
  readonly ca: string;
}

export interface LocalNodesOptions {
  /** Certnames: `node1`, `node2` … */
  readonly names: readonly string[];
  /** Each node works and keeps its spool in `<directory>/<name>/`. */
  readonly directory: string;
  /** `wss://host:port`. */
  readonly broker: string;
  credentialsFor(name: string): Promise<CredentialFiles>;
  /** What `agent --broker … --certname …` is appended to: `[process.execPath, '…/baton.cjs']`. */
  readonly command: readonly [string, ...string[]];
  readonly log: Log;
  readonly clock: Clock;
}

/** The running local nodes. */
export interface LocalNodes {
  /** The process id of each agent that is running now. */
  pids(): ReadonlyMap<string, number>;
  /** Ends the agents; resolves when all of them have. What their tasks started goes on. Idempotent. */
  close(): Promise<void>;
}

/** Milliseconds: the first wait before a crashed agent is started again, the longest, and how long up counts as well. */
const restart = {
  first: 500,
  longest: 30_000,
  stable: 60_000,
};

/** Milliseconds that an agent gets to end by itself when the nodes are closed. */
const patience = 3000;

/**
 * Starts one real agent process per name, each with its own working directory and spool, and starts again those that
 * end, waiting longer after each failure. An agent ends by itself when this process is gone (its IPC channel closes).
 */
export async function startLocalNodes(options: LocalNodesOptions): Promise<LocalNodes> {
  const facts = new SharedFacts(options.clock);
  const nodes = await Promise.all(options.names.map((name) => LocalNode.prepare(name, options, facts)));
  for (const node of nodes) node.start();
  return {
    pids: () => new Map(nodes.flatMap((node) => (node.pid === undefined ? [] : [[node.name, node.pid]]))),
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

class LocalNode {
  readonly name: string;
  readonly #options: LocalNodesOptions;
  readonly #arguments: readonly string[];
  readonly #directory: string;
  readonly #facts: SharedFacts;
  #child: ChildProcess | undefined;
  #timer: Timer | undefined;
  #failures = 0;
  #closed = false;

  private constructor(name: string, options: LocalNodesOptions, facts: SharedFacts, credentials: CredentialFiles) {
    this.name = name;
    this.#facts = facts;
    this.#options = options;
    this.#directory = join(options.directory, name);
    this.#arguments = [
      ...options.command.slice(1),
      'agent',
      ...['--broker', options.broker, '--certname', name, '--data', this.#directory],
      ...['--ssl-cert', credentials.certificate, '--ssl-key', credentials.key, '--ssl-ca', credentials.ca],
    ];
  }

  static async prepare(name: string, options: LocalNodesOptions, facts: SharedFacts): Promise<LocalNode> {
    const node = new LocalNode(name, options, facts, await options.credentialsFor(name));
    await mkdir(node.#directory, { recursive: true, mode: 0o750 });
    return node;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const { clock } = this.#options;
    const started = clock.now();
    const child = spawn(this.#options.command[0], this.#arguments, {
      cwd: this.#directory,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    this.#facts.serve(child);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on('line', (line) => this.#options.log.log('info', `${this.name}: ${line}`));
    }
    let ended = false;
    const onEnd = (how: string): void => {
      if (ended) return;
      ended = true;
      this.#child = undefined;
      if (!this.#closed) this.#restart(how, clock.now() - started);
    };
    child.once('error', (error) => onEnd(error.message));
    child.once('exit', (code, signal) => onEnd(signal === null ? `exit code ${code}` : signal));
  }

  #restart(how: string, uptime: number): void {
    if (uptime >= restart.stable) this.#failures = 0;
    const delay = Math.min(restart.longest, restart.first * 2 ** this.#failures);
    this.#failures += 1;
    this.#options.log.log('warn', `${this.name}: the agent ended (${how}), starting it again in ${delay} ms`);
    this.#timer = this.#options.clock.after(delay, () => this.start());
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    const child = this.#child;
    if (child === undefined) return;
    await new Promise<void>((resolve) => {
      const kill = this.#options.clock.after(patience, () => child.kill('SIGKILL'));
      const done = (): void => {
        kill.cancel();
        resolve();
      };
      child.once('exit', done);
      child.once('error', done);
      child.kill('SIGTERM');
    });
  }
}
