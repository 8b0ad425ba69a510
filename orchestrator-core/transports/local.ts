import { chmod, copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type Clock,
  decodeEscaped,
  extension,
  isJsonObject,
  type Json,
  type JsonObject,
  OrchestratorError,
} from '../common/index.ts';
import {
  type Action,
  type ContentFile,
  failureResult,
  type NodeResult,
  type NodeRun,
  type RunObserver,
  type StopReason,
  type Transport,
} from '../jobs/index.ts';
import { PipePool, type ProcessEnd, type ProcessRequest, runProcess } from '../node/index.ts';
import { chooseImplementation, commandResult, type ImplementationChoice, taskResult } from '../tasks/index.ts';
import { noImplementation } from './implementations.ts';

/** What the local transport needs of this machine. */
export interface LocalTransportOptions {
  readonly clock: Clock;
  /** What programs inherit; usually `process.env`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory of programs, absolute; default this process's, as with Bolt. */
  readonly directory?: string;
}

/** A transport that holds something open until it is closed. */
export interface LocalTransport extends Transport {
  close(): Promise<void>;
}

type TaskAction = Extract<Action, { kind: 'task' }>;
type CommandAction = Extract<Action, { kind: 'command' }>;

/** Bytes of output that one run may keep: enough for any result, and not the machine's whole memory. */
const mostOutput = 128 * 1024 * 1024;

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
    const cut = cutOff(run, end, signal);
    if (cut) throw new CutOff(cut);
    return end.exitCode === 126 ? withHint(end) : end;
  };
  return {
    run: async (run, observer, signal) => {
      try {
        refuseEscalation(run.target.options);
        const going = { run, observer, signal };
        if (run.action.kind === 'task') return await runTask(run.action, going, execute);
        if (run.action.kind === 'command') return await runCommand(run.action, going, execute);
        throw new OrchestratorError('baton/unsupported-action', `The local transport has no ${run.action.kind} yet.`);
      } catch (error) {
        if (error instanceof CutOff) return error.result;
        return failedResult(error);
      }
    },
    close: () => pipes.close(),
  };
}

interface Going {
  readonly run: NodeRun;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
}

type Program = Pick<ProcessRequest, 'file' | 'arguments' | 'environment' | 'input'>;
type Execute = (program: Program, going: Going) => Promise<ProcessEnd>;

/** Leaves the middle of a run with the result that says why it was cut off. */
class CutOff extends Error {
  readonly result: NodeResult;

  constructor(result: NodeResult) {
    super('cut off');
    this.result = result;
  }
}

function refuseEscalation(options: JsonObject): void {
  const user = options['run-as'];
  if (user === undefined || user === null) return;
  throw new OrchestratorError(
    'baton/unsupported-option',
    `The target is to run as '${String(user)}', but 'run-as' is not supported on the local transport yet.`,
  );
}

async function runCommand(action: CommandAction, going: Going, execute: Execute): Promise<NodeResult> {
  const { command, environment } = action;
  const end = await execute({ file: 'sh', arguments: ['-c', command], environment }, going);
  return { ...commandResult(end), reached: true };
}

async function runTask(action: TaskAction, going: Going, execute: Execute): Promise<NodeResult> {
  const { target, transaction } = going.run;
  const { task } = action;
  const choice = chooseImplementation(
    task.metadata,
    task.files.filter((file) => !file.filename.includes('/')).map((file) => file.filename),
    { features: ['shell', ...target.features], remote: false },
  );
  const executable = task.files.find((file) => file.filename === choice?.name);
  if (choice === undefined || executable === undefined) throw noImplementation(task.name, target.name);
  const directory = join(textOf(target.options['tmpdir']) ?? '/tmp', transaction);
  await makeDirectory(directory);
  try {
    const shared = sharedFiles(choice, task.files);
    const path = await layOut(directory, task.name, executable, shared);
    const program = taskProgram({
      action,
      path,
      choice,
      target: going.run.target,
      installDirectory: shared.length > 0 ? directory : undefined,
    });
    const end = await executeLikeShell(program, path, going, execute);
    const result = taskResult(task.name, {
      stdout: end.stdout,
      stderr: decodeEscaped(end.stderr),
      exitCode: end.exitCode,
    });
    return { ...result, reached: true };
  } finally {
    if (target.options['cleanup'] === false) await going.observer.message(`Skipping cleanup of tmpdir ${directory}`);
    else await rm(directory, { recursive: true, force: true });
  }
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OrchestratorError('puppetlabs.tasks/task_file_error', `Could not make tmpdir: ${reason}`, {
      cause: error,
    });
  }
}

function sharedFiles(choice: ImplementationChoice, files: readonly ContentFile[]): readonly ContentFile[] {
  return files.filter(({ filename }) =>
    choice.files.some((entry) => (entry.endsWith('/') ? filename.startsWith(entry) : filename === entry)),
  );
}

/** Puts the files where the task expects them; answers with the path of the executable. */
async function layOut(
  directory: string,
  task: string,
  executable: ContentFile,
  shared: readonly ContentFile[],
): Promise<string> {
  const module = task.split('::')[0] ?? task;
  const path = join(directory, ...(shared.length > 0 ? [module, 'tasks'] : []), executable.filename);
  const copies = [
    { from: executable.path, to: path },
    ...shared.map((file) => ({ from: file.path, to: join(directory, file.filename) })),
  ];
  for (const place of new Set(copies.map(({ to }) => dirname(to)))) {
    if (place !== directory) await mkdir(place, { recursive: true });
  }
  await Promise.all(copies.map(({ from, to }) => copyFile(from, to)));
  await chmod(path, 0o700);
  return path;
}

interface TaskProgram {
  readonly action: TaskAction;
  readonly path: string;
  readonly choice: ImplementationChoice;
  readonly target: NodeRun['target'];
  readonly installDirectory: string | undefined;
}

function taskProgram({ action, path, choice, target, installDirectory }: TaskProgram): Program {
  const input: JsonObject = {
    ...action.parameters,
    ...(action.noop ? { _noop: true } : {}),
    _task: action.task.name,
    ...(installDirectory === undefined ? {} : { _installdir: installDirectory }),
  };
  const interpreters = target.options['interpreters'];
  const interpreter = isJsonObject(interpreters) ? interpreters[extension(path)] : undefined;
  const words = [
    ...(Array.isArray(interpreter) ? interpreter : (interpreter ?? null) === null ? [] : [interpreter]),
    path,
  ];
  const [file = path, ...rest] = words.map(String);
  const { inputMethod } = choice;
  return {
    file,
    arguments: rest,
    environment: inputMethod === 'stdin' ? {} : environmentOf(input),
    ...(inputMethod === 'environment' ? {} : { input: JSON.stringify(input) }),
  };
}

/** Strings as they are, everything else as JSON. */
function environmentOf(input: JsonObject): Readonly<Record<string, string>> {
  const pairs = Object.entries(input).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    // Node's own error would show the value, which may be a secret, and in a spelling that no mask knows.
    if (text.includes('\0')) throw noEnvironment(name);
    return [`PT_${name}`, text];
  });
  return Object.fromEntries(pairs);
}

function noEnvironment(parameter: string): OrchestratorError {
  const msg = `The parameter '${parameter}' can't be passed in the environment, it holds a NUL: use the input method stdin.`;
  return new OrchestratorError('puppetlabs.tasks/exception-error', msg);
}

/**
 * Runs the program without a shell between, which saves a process start; where the system refuses it, the shell is
 * asked after all, so that its words and exit codes (126, 127) are those that people know.
 */
async function executeLikeShell(program: Program, path: string, going: Going, execute: Execute): Promise<ProcessEnd> {
  try {
    return await execute(program, going);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'ENOEXEC') throw error;
    const words = program.file === path ? [path] : [program.file, ...program.arguments];
    const line = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    return execute({ ...program, file: 'sh', arguments: ['-c', line] }, going);
  }
}

const hint =
  "\n\nThis might be caused by the default tmpdir being mounted using 'noexec'. " +
  'See http://pup.pt/task-failure for details and workarounds.';

function withHint(end: ProcessEnd): ProcessEnd {
  const more = Buffer.from(hint);
  return { ...end, stderr: Buffer.concat([end.stderr, more]), merged: Buffer.concat([end.merged, more]) };
}

/** The failure of a run that did not end by itself, with what it had written by then. */
function cutOff(run: NodeRun, end: ProcessEnd, signal: AbortSignal): NodeResult | undefined {
  if (!signal.aborted && !end.tooMuch) return undefined;
  const what = run.action.kind === 'task' ? 'task' : 'command';
  const value =
    run.action.kind === 'task'
      ? { _output: decodeEscaped(end.stdout) }
      : {
          stdout: decodeEscaped(end.stdout),
          stderr: decodeEscaped(end.stderr),
          merged_output: decodeEscaped(end.merged),
          exit_code: end.exitCode,
        };
  if (end.tooMuch) {
    const msg = `The ${what} was ended because it wrote more than ${mostOutput / 1024 / 1024} MiB.`;
    return failureResult('baton/too-much-output', msg, { reached: true, value });
  }
  const reason: StopReason = signal.reason === 'timed out' ? 'timed out' : 'stopped';
  const [kind, msg] =
    reason === 'timed out'
      ? ['baton/timed-out', `The ${what} was ended because it took longer than its time limit.`]
      : ['baton/stopped', `The ${what} was stopped.`];
  return failureResult(kind, msg, { reached: true, value });
}

/** The result of an action that could not be run: expected refusals in their own words, the system's with its code. */
function failedResult(error: unknown): NodeResult {
  if (error instanceof OrchestratorError) {
    return failureResult(error.kind, error.message, { reached: false, details: error.details });
  }
  if (error instanceof Error && 'code' in error) {
    const details = { class: String(error.code) };
    const msg =
      error.code === 'E2BIG'
        ? 'The parameters are too big for the environment of a process: use the input method stdin.'
        : error.message;
    return failureResult('puppetlabs.tasks/exception-error', msg, { reached: false, details });
  }
  throw error;
}
