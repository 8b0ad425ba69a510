import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The pxp-agent of this machine: the variable `PXP_AGENT` names it, or it is where Puppet's packages put it. */
export function findPxpAgent(): string | undefined {
  const packaged = '/opt/puppetlabs/puppet/bin/pxp-agent';
  return process.env['PXP_AGENT'] || (existsSync(packaged) ? packaged : undefined);
}

/** Where an agent's certificate lies, and whom it is pointed at. */
export interface AgentPlace {
  readonly directory: string;
  readonly files: { readonly certificate: string; readonly key: string; readonly ca: string };
  readonly brokerPort: number;
  readonly filesPort: number;
}

/** What a pxp-agent must be told to join a broker of Baton's; docs/protocol.md shows the same. */
export function connectionSettings({ files, brokerPort, filesPort }: AgentPlace): Readonly<Record<string, unknown>> {
  return {
    'pcp-version': '2',
    'broker-ws-uris': [`wss://127.0.0.1:${brokerPort}/pcp2/`],
    'primary-uris': [`https://127.0.0.1:${filesPort}`],
    'ssl-ca-cert': files.ca,
    'ssl-cert': files.certificate,
    'ssl-key': files.key,
  };
}

const foreground = { loglevel: 'debug', logfile: '-', foreground: true };

/** A pxp-agent, or a program that takes its place, as a process that can be killed and started again. */
export class AgentProgram {
  /** What it logged, in all its lives. */
  readonly log: string[] = [];
  readonly spool: string;
  readonly cache: string;
  readonly #command: readonly string[];
  readonly #place: AgentPlace;
  #child: ChildProcess | undefined;

  constructor(command: readonly string[], place: AgentPlace) {
    this.#command = command;
    this.#place = place;
    this.spool = join(place.directory, 'spool');
    this.cache = join(place.directory, 'tasks-cache');
  }

  async start(): Promise<void> {
    const { directory } = this.#place;
    const modules = join(directory, 'modules');
    for (const needed of [this.spool, this.cache, modules]) await mkdir(needed, { recursive: true });
    const local = { 'spool-dir': this.spool, 'task-cache-dir': this.cache, 'modules-dir': modules };
    const configuration = {
      ...connectionSettings(this.#place),
      ...local,
      'modules-config-dir': modules,
      ...foreground,
    };
    const path = join(directory, 'pxp-agent.conf');
    await writeFile(path, JSON.stringify(configuration, undefined, 2));
    // As systemd starts it. A task that does not read its input may otherwise end with SIGPIPE's number.
    const line = ['-c', 'trap "" PIPE; exec "$@"', 'sh', ...this.#command, '--config-file', path];
    const child = spawn('/bin/sh', line, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => this.log.push(line));
    }
  }

  /** Kills it at once; what it runs is not its child and lives on. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  }
}
