import { fork } from 'node:child_process';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { remoteOrchestrator } from '../../orchestrator-core/api/index.ts';
import { type Log, type LogLevel, OrchestratorError } from '../../orchestrator-core/common/index.ts';
import type { Launched } from './session.ts';

/** How long the process may take to end by itself, in milliseconds; VS Code gives an extension five seconds in all. */
const patience = 4000;
/** How much of what a process wrote before it failed is told, in characters. */
const lastWords = 2000;

/** What is started, and with what. */
export interface LaunchOptions {
  /** `dist/orchestrator.cjs`, absolute. */
  readonly program: string;
  readonly project: string;
  readonly localNodes: number;
  /** Absent means the orchestrator's own default. */
  readonly dataDirectory?: string | undefined;
  /** Where it answers as a PuppetDB; absent means nowhere. */
  readonly puppetDbPort?: number | undefined;
}

/**
 * Starts the orchestrator as a child process that speaks JSON-RPC over Node's IPC, and waits until it answers.
 * @throws OrchestratorError with what it wrote when it ended before.
 */
export async function launch(options: LaunchOptions, log: Log): Promise<Launched> {
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ['--project', options.project],
    ['--local-nodes', options.localNodes],
    ['--data', options.dataDirectory],
    ['--puppetdb-port', options.puppetDbPort],
  ];
  const args = given.flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
  const child = fork(options.program, args, {
    // In the desktop editor this program is Electron, which is Node when told so.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      written = (written + text).slice(-lastWords);
      for (const line of text.split('\n')) if (line.trim() !== '') logLine(line.trimEnd(), log);
    });
  }
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${options.program}: ${error.message}`));
    child.once('close', (code, signal) => resolve(ending(code, signal, written)));
  });
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const orchestrator = remoteOrchestrator(connection);
  const stop = async (): Promise<void> => {
    orchestrator.dispose();
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), patience);
    await gone;
    clearTimeout(kill);
  };
  const early = gone.then((how) => {
    throw new OrchestratorError('baton/orchestrator-failed', how);
  });
  try {
    await Promise.race([orchestrator.status(), early]);
  } catch (error) {
    // A lost connection says less than what the process wrote before it ended.
    const lost = error instanceof OrchestratorError && error.kind === 'baton/disconnected';
    await stop();
    throw lost ? new OrchestratorError('baton/orchestrator-failed', await gone, { cause: error }) : error;
  }
  early.catch(() => {});
  return { orchestrator, pid: child.pid ?? 0, gone: gone.finally(() => orchestrator.dispose()), stop };
}

/** The process begins a line with its level; what has none was written by something else, and is worth a look. */
function logLine(line: string, log: Log): void {
  const match = /^(info|warn|error) (.*)$/.exec(line);
  if (match?.[2] === undefined) log.log('warn', line);
  else log.log(match[1] as LogLevel, match[2]);
}

function ending(code: number | null, signal: string | null, written: string): string {
  const last = written
    .split('\n')
    .filter((line) => line.trim() !== '')
    .at(-1);
  const how = signal === null ? `It ended with exit code ${code}.` : `It was ended by ${signal}.`;
  return last === undefined ? how : `${last.trim()} (${how})`;
}
