/**
 * The orchestrator as a child process: `--project DIR [--data DIR] [--local-nodes N] [--puppetdb-port N]`,
 * JSON-RPC over Node's IPC. It ends
 * when its parent does. When an orchestrator of the project runs already, this process passes everything on to that one.
 */
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { serveOrchestrator } from './api/index.ts';
import type { Log } from './common/index.ts';
import { dialRunning, openOrDial } from './connect.ts';
import { dataDirectory, defaultDataDirectory } from './data-directory.ts';
import { systemClock } from './node/index.ts';
import type { Orchestrator } from './orchestrator.ts';
import { openEmbedded, type ServeOptions } from './serve.ts';

/** The parent shows these lines in its log. */
const log: Log = {
  log: (level, message) => {
    if (level === 'info' || level === 'warn' || level === 'error') process.stderr.write(`${level} ${message}\n`);
  },
};

interface Opened {
  readonly orchestrator: Orchestrator;
  /** Resolves when the orchestrator is gone without having been asked to. */
  readonly gone: Promise<string>;
  close(): Promise<void>;
}

function readOptions(): ServeOptions {
  const { values } = parseArgs({
    options: {
      project: { type: 'string' },
      data: { type: 'string' },
      'local-nodes': { type: 'string', default: '0' },
      'puppetdb-port': { type: 'string' },
    },
  });
  if (values.project === undefined) throw new Error('--project: expected the directory of a project');
  const localNodes = Number(values['local-nodes']);
  if (!Number.isInteger(localNodes) || localNodes < 0 || localNodes > 1000) {
    throw new Error(`--local-nodes: expected a number from 0 to 1000, not ${values['local-nodes']}`);
  }
  const { 'puppetdb-port': plainPort } = values;
  return {
    project: resolve(values.project),
    ...(values.data === undefined ? {} : { data: resolve(values.data) }),
    localNodes,
    puppetDb: {
      ...(plainPort === undefined ? {} : { plainPort: Number(plainPort) }),
      // Another window's orchestrator may have the port.
      dispensable: true,
    },
    agentCommand: agentCommand(process.argv[1] ?? ''),
    log,
  };
}

/** The command line stands beside this program, built or not. */
function agentCommand(program: string): readonly [string, ...string[]] {
  const directory = dirname(resolve(program));
  return [
    process.execPath,
    program.endsWith('.ts') ? join(directory, '../program/main.ts') : join(directory, 'baton.cjs'),
  ];
}

function open(options: ServeOptions): Promise<Opened> {
  const data = dataDirectory(options.data ?? defaultDataDirectory(options.project));
  const own = async (): Promise<Opened> => {
    const served = await openEmbedded(options);
    return { orchestrator: served.orchestrator, gone: new Promise(() => {}), close: () => served.close() };
  };
  const theirs = async (): Promise<Opened | undefined> => {
    const remote = await dialRunning(data);
    if (remote === undefined) return undefined;
    log.log('info', 'Another orchestrator serves this project already; using that one');
    const gone = remote.closed.then(() => 'The orchestrator that served this project has ended.');
    return { orchestrator: remote, gone, close: async () => remote.dispose() };
  };
  return openOrDial(own, theirs, systemClock);
}

async function main(): Promise<void> {
  const opened = await open(readOptions());
  let ending = false;
  const end = async (code: number): Promise<void> => {
    if (ending) return;
    ending = true;
    await opened.close().catch((error: unknown) => {
      process.stderr.write(`error ${error instanceof Error ? error.message : error}\n`);
      process.exit(1);
    });
    process.exit(code);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(0));
  process.on('disconnect', () => void end(0));
  // The editor went while this began, and nobody listened for it yet.
  if (process.connected === false) return end(0);
  void opened.gone.then((why) => {
    process.stderr.write(`${why}\n`);
    return end(1);
  });
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  serveOrchestrator(connection, opened.orchestrator, log);
}

/** Serves the parent of this process until it goes. */
export function serveParent(): void {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  });
}
