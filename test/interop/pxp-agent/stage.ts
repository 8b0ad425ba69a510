import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { dialOrchestrator, type RemoteOrchestrator } from '../../../orchestrator-core/api/index.ts';
import type { JobDetails, JobEvent } from '../../../orchestrator-core/jobs/index.ts';
import type { RunRequest } from '../../../orchestrator-core/orchestrator.ts';
import { eventually } from '../../support/eventually.ts';
import { wholeJob } from '../../support/orchestrator-lab.ts';
import { AgentProgram } from './agent-program.ts';
import { writeProject } from './project.ts';
import { TcpGate } from './tcp-gate.ts';

/** The certname of the agent under test. */
export const agentName = 'real01';

/** A job that is over. */
export interface PlayedJob {
  readonly details: JobDetails;
  readonly events: readonly JobEvent[];
}

/** How a command line ended. */
export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a server in the broker's place answers to a request for a task's file. */
export interface FalseFiles {
  readonly status: number;
  readonly body: string;
}

/** `baton serve` with one agent of its own, and the agent under test, connected through gates that a case can shut. */
export class Stage {
  readonly directory: string;
  /** What the orchestrator logged, in all its lives. */
  readonly log: string[] = [];
  readonly agent: AgentProgram;
  readonly brokerGate: TcpGate;
  readonly filesGate: TcpGate;
  readonly #baton: readonly string[];
  readonly #agentCommand: readonly string[];
  readonly #place: ConstructorParameters<typeof AgentProgram>[1];
  #serving: { readonly child: ChildProcess; readonly remote: RemoteOrchestrator; readonly port: number } | undefined;

  private constructor(
    directory: string,
    baton: readonly string[],
    agentCommand: readonly string[],
    gates: { readonly broker: TcpGate; readonly files: TcpGate },
  ) {
    this.directory = directory;
    this.#baton = baton;
    this.#agentCommand = agentCommand;
    this.brokerGate = gates.broker;
    this.filesGate = gates.files;
    const ssl = join(this.data, 'ssl');
    this.#place = {
      directory: join(directory, agentName),
      files: {
        certificate: join(ssl, 'certs', `${agentName}.pem`),
        key: join(ssl, 'private_keys', `${agentName}.pem`),
        ca: join(ssl, 'certs/ca.pem'),
      },
      brokerPort: gates.broker.port,
      filesPort: gates.files.port,
    };
    this.agent = new AgentProgram(agentCommand, this.#place);
  }

  get data(): string {
    return join(this.directory, 'data');
  }

  get remote(): RemoteOrchestrator {
    if (this.#serving === undefined) throw new Error('nothing is served now');
    return this.#serving.remote;
  }

  /** Sets everything up; the agent is connected when this resolves. */
  static async open(baton: readonly string[], agentCommand: readonly string[]): Promise<Stage> {
    const directory = await mkdtemp(join(tmpdir(), 'baton-interop-'));
    const gates = { broker: await TcpGate.open(), files: await TcpGate.open() };
    const stage = new Stage(directory, baton, agentCommand, gates);
    await mkdir(join(directory, 'project'));
    await writeProject(join(directory, 'project'));
    await stage.serve();
    const made = await stage.command('ca', 'generate', '--certname', agentName);
    if (made.code !== 0) throw new Error(made.stderr);
    await stage.agent.start();
    await stage.connected(true);
    return stage;
  }

  /** Starts the orchestrator, again on the ports of its last life, and leads the gates to it. */
  async serve(): Promise<void> {
    const line = ['serve', '--local-nodes', '1', '--json', ...this.#projectOptions()];
    const [program = '', ...words] = this.#baton;
    const child = spawn(program, [...words, ...line], { stdio: ['ignore', 'pipe', 'pipe'] });
    createInterface({ input: child.stderr }).on('line', (text) => this.log.push(text));
    const said = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line)),
      once(child, 'exit').then(() => undefined),
    ]);
    if (said === undefined) throw new Error(`baton serve has ended:\n${this.log.join('\n')}`);
    const ready = JSON.parse(said) as { readonly broker: string; readonly api: string; readonly tokenFile: string };
    const token = (await readFile(ready.tokenFile, 'utf8')).trim();
    const ca = await readFile(join(this.data, 'ssl/certs/ca.pem'), 'utf8');
    const remote = await dialOrchestrator({ url: ready.api, token, ca });
    const port = Number(new URL(ready.broker).port);
    this.#serving = { child, remote, port };
    this.openGates();
  }

  /** Ends the orchestrator: kindly, or as a crash would. */
  async stopServing(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const serving = this.#serving;
    this.#serving = undefined;
    if (serving === undefined || serving.child.exitCode !== null) return;
    serving.remote.dispose();
    const gone = once(serving.child, 'exit');
    serving.child.kill(signal);
    await gone;
  }

  /** Lets the agent reach the broker, or nobody. */
  openGates(): void {
    this.brokerGate.target = this.#serving?.port;
    this.filesGate.target = this.#serving?.port;
  }

  /** From now on the agent reaches nobody. */
  shutGates(): void {
    this.brokerGate.target = undefined;
    this.brokerGate.cut();
  }

  /** While `play` runs, requests for files are answered with this, and counted. */
  async withFalseFiles(
    answer: FalseFiles,
    play: () => Promise<PlayedJob>,
  ): Promise<{ job: PlayedJob; requests: number }> {
    let requests = 0;
    const ssl = join(this.data, 'ssl');
    const [cert, key] = await Promise.all(
      ['certs', 'private_keys'].map((kind) => readFile(join(ssl, kind, 'orchestrator.pem'))),
    );
    const server = createServer({ cert, key }, (_request, response) => {
      requests += 1;
      response.writeHead(answer.status).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.filesGate.target = (server.address() as AddressInfo).port;
    // Agents keep connections for their next request.
    this.filesGate.cut();
    try {
      return { job: await play(), requests };
    } finally {
      this.openGates();
      this.filesGate.cut();
      server.close();
    }
  }

  /** Runs `baton …` on the project. */
  async command(...line: readonly string[]): Promise<CommandEnd> {
    const [program = '', ...words] = this.#baton;
    const child = spawn(program, [...words, ...line, ...this.#projectOptions()], { stdio: ['ignore', 'pipe', 'pipe'] });
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await closed, stdout, stderr };
  }

  #projectOptions(): readonly string[] {
    return ['--project', join(this.directory, 'project'), '--data', this.data];
  }

  /** Starts a task on the agent under test; resolves with the job's id. */
  task(task: string, values: Readonly<Record<string, string>> = {}, more: Partial<RunRequest> = {}): Promise<string> {
    const parameters = { kind: 'text' as const, values };
    return this.remote.run({ targets: [agentName], ...more, kind: 'task', task: `lab::${task}`, parameters });
  }

  /** Starts a command on the agent under test; resolves with the job's id. */
  shell(command: string): Promise<string> {
    return this.remote.run({ kind: 'command', command, targets: [agentName] });
  }

  /** Waits for the end of a job. */
  async end(id: string): Promise<PlayedJob> {
    const events = await wholeJob(this.remote, id);
    return { details: await this.remote.job(id), events };
  }

  /** Waits until the agent under test is connected, or not. */
  async connected(expected: boolean): Promise<void> {
    const look = async (): Promise<boolean> => {
      const nodes = await this.remote.nodes();
      return nodes.some(({ name, connection }) => name === agentName && connection.kind === 'connected');
    };
    await eventually(`the agent's connection`, look, (now) => now === expected, 60);
  }

  /** Waits for a line in the agent's log that comes after so many. */
  async logged(pattern: RegExp, after = 0): Promise<void> {
    const look = (): readonly string[] => this.agent.log.slice(after);
    await eventually(`${pattern} in the log`, look, (lines) => lines.some((line) => pattern.test(line)), 60);
  }

  /** A second agent with the same certificate, in a directory of its own. */
  twin(): AgentProgram {
    return new AgentProgram(this.#agentCommand, { ...this.#place, directory: join(this.directory, 'twin') });
  }

  async close(): Promise<void> {
    await this.agent.kill();
    await this.stopServing('SIGTERM');
    await Promise.all([this.brokerGate.close(), this.filesGate.close()]);
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
