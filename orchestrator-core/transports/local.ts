import { chmod, copyFile, mkdir, rm, rmdir, unlink } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { Clock, IdSource } from '../common/index.ts';
import type { Action, NodeResult, NodeRun, RunObserver, Transport } from '../jobs/index.ts';
import { PipePool, type ProcessEnd, type ProcessRequest, runProcess } from '../node/index.ts';
import { checkedEnvironment, type Invocation, invokeScript, invokeTask } from './invocation.ts';
import { lazyTransport } from './lazy-transport.ts';
import { copyIn, copyOut } from './local-files.ts';
import {
  cutOffResult,
  downloadPlace,
  downloadResult,
  failedResult,
  fileError,
  mostOutput,
  outcomeResult,
  stopReason,
  uploadResult,
} from './outcome.ts';
import { wantedUser } from './shell/escalation.ts';

/** What the local transport needs of this machine. */
export interface LocalTransportOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  /** What programs inherit; usually `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory of programs, absolute; default this process's, as with Bolt. */
  readonly directory?: string;
}

/** A transport that holds something open until it is closed. */
export interface LocalTransport extends Transport {
  close(): Promise<void>;
}

/** Runs actions on this machine, as Bolt's local transport does; one process per action. */
export function createLocalTransport(options: LocalTransportOptions): LocalTransport {
  const pipes = new PipePool();
  const execute: Execute = async (program, { run, observer, signal }) => {
    const request: ProcessRequest = {
      ...program,
      environment: { ...options.environment, ...program.environment },
      mostOutput,
      ...(options.directory === undefined ? {} : { directory: options.directory }),
    };
    const end = await runProcess(
      request,
      { clock: options.clock, pipes, output: (chunk) => observer.output(chunk) },
      signal,
    );
    if (end.tooMuch) throw new CutOff(cutOffResult(run.action, 'too much', end));
    if (signal.aborted) throw new CutOff(cutOffResult(run.action, stopReason(signal), end));
    return end;
  };
  const directory = options.directory ?? process.cwd();
  const me = ownName(options.environment);
  const asOther = lazyTransport(async () => {
    const [{ createShellTransport }, { createLocalConnector }] = await Promise.all([
      import('./shell/shell-transport.ts'),
      import('./shell/local-connector.ts'),
    ]);
    return createShellTransport(createLocalConnector({ ...options, user: me, directory }), options);
  });
  return {
    run: async (run, observer, signal) => {
      try {
        const user = wantedUser(run);
        if (user !== undefined && user !== me) return await asOther.run(run, observer, signal);
        return await perform({ run, observer, signal, execute, directory });
      } catch (error) {
        if (error instanceof CutOff) return error.result;
        return failedResult(error);
      }
    },
    close: async () => {
      await Promise.all([pipes.close(), asOther.close()]);
    },
  };
}

/** The user that this process runs as; a container may have given it a number that nobody named. */
function ownName(environment: LocalTransportOptions['environment']): string {
  try {
    return userInfo().username;
  } catch {
    return environment['USER'] ?? String(process.getuid?.());
  }
}

interface Going {
  readonly run: NodeRun;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
  readonly execute: Execute;
  /** Where relative paths begin. */
  readonly directory: string;
}

type Program = Pick<ProcessRequest, 'file' | 'arguments' | 'environment' | 'input'>;
type Execute = (program: Program, going: Pick<Going, 'run' | 'observer' | 'signal'>) => Promise<ProcessEnd>;
type CopyAction = Extract<Action, { kind: 'upload' | 'download' }>;

/** Leaves the middle of a run with the result that says why it was cut off. */
class CutOff extends Error {
  readonly result: NodeResult;

  constructor(result: NodeResult) {
    super('cut off');
    this.result = result;
  }
}

async function perform(going: Going): Promise<NodeResult> {
  const { action, target } = going.run;
  switch (action.kind) {
    case 'command': {
      const environment = checkedEnvironment(action.environment);
      const program = { file: 'sh', arguments: ['-c', action.command], environment };
      return outcomeResult(action, await going.execute(program, going));
    }
    case 'task':
      return inDirectory(going, (directory) => invokeTask(action, target, directory));
    case 'script':
      return inDirectory(going, () => invokeScript(action, target));
    case 'upload':
    case 'download':
      return copy(action, going);
    case 'wait':
      return { status: 'success', value: {}, reached: true };
  }
}

async function copy(action: CopyAction, { run, signal, directory }: Going): Promise<NodeResult> {
  const { kind, source, destination } = action;
  const nothing = Buffer.alloc(0);
  try {
    if (kind === 'upload') {
      await copyIn(source, destination, { directory, name: run.transaction, signal });
      return uploadResult(run.target, source, destination);
    }
    const place = downloadPlace(run.target, source, destination);
    await copyOut(source, place, { directory, signal });
    return downloadResult(run.target, source, place);
  } catch (error) {
    if (!signal.aborted) throw error;
    return cutOffResult(action, stopReason(signal), { exitCode: 1, stdout: nothing, stderr: nothing, merged: nothing });
  }
}

/** Runs what needs files, in a directory of its own. */
async function inDirectory(going: Going, invoke: (directory: string) => Invocation): Promise<NodeResult> {
  const { target, transaction, action } = going.run;
  const directory = join(textOf(target.options['tmpdir']) ?? '/tmp', transaction);
  const invocation = invoke(directory);
  await makeDirectory(directory);
  try {
    const path = await layOut(directory, invocation);
    const [file = path, ...rest] = invocation.words.map((word) => (typeof word === 'string' ? word : path));
    const { environment, input } = invocation;
    const program = { file, arguments: rest, environment, ...(input === undefined ? {} : { input }) };
    return outcomeResult(action, await executeLikeShell(program, going));
  } finally {
    if (target.options['cleanup'] === false) await going.observer.message(`Skipping cleanup of tmpdir ${directory}`);
    else await removeDirectory(directory, invocation);
  }
}

/** Most tasks leave what was laid out for them and nothing else: two calls remove that, where a search takes ten. */
async function removeDirectory(directory: string, { files }: Invocation): Promise<void> {
  const [file] = files;
  try {
    if (file === undefined || files.length > 1 || dirname(file.name) !== '.') throw new Error('More than one file');
    await unlink(join(directory, file.name));
    await rmdir(directory);
  } catch {
    await rm(directory, { recursive: true, force: true });
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw fileError(`Could not make tmpdir: ${reason}`, 'TMPDIR_ERROR', error);
  }
}

/** Puts the files where the program expects them; answers with the path of the executable. */
async function layOut(directory: string, { files }: Invocation): Promise<string> {
  const copies = files.map(({ name, content }) => ({ from: content.path, to: join(directory, name) }));
  for (const place of new Set(copies.map(({ to }) => dirname(to)))) {
    if (place !== directory) await mkdir(place, { recursive: true });
  }
  await Promise.all(copies.map(({ from, to }) => copyFile(from, to)));
  const path = copies[0]?.to ?? directory;
  await chmod(path, 0o700);
  return path;
}

/**
 * Runs the program without a shell between, which saves a process start; where the system refuses it, the shell is
 * asked after all, so that its words and exit codes (126, 127) are those that people know.
 */
async function executeLikeShell(program: Program, going: Going): Promise<ProcessEnd> {
  try {
    return await going.execute(program, going);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'ENOEXEC') throw error;
    const line = [program.file, ...program.arguments].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    return going.execute({ ...program, file: 'sh', arguments: ['-c', line] }, going);
  }
}
