import { type ChildProcess, spawn } from 'node:child_process';
import { constants as fsConstants } from 'node:fs';
import { access, open, stat, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { isRunning, writeFileAtomic } from '../node/index.ts';
import { ActionError } from './action.ts';
import { readIfThere } from './spool.ts';

/** What is to be run. */
export interface Program {
  readonly executable: string;
  readonly arguments: readonly string[];
  /** Added to the agent's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Standard input; absent means none. It may hold secrets: it is on disk only until the program has it open. */
  readonly input?: string;
}

/** Milliseconds that a program's output may go on after its end before the end is told. */
export const lingerPatience = 1000;

/** The kernel's limit for one `NAME=value`, its closing NUL included (MAX_ARG_STRLEN, execve(2)). */
const longestVariable = 128 * 1024;

function checkEnvironment(environment: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(environment)) {
    const parameter = name.replace(/^PT_/, '');
    if (name.includes('=') || `${name}${value}`.includes('\0')) {
      throw new ActionError(
        `the parameter '${parameter}' cannot be passed in the environment: use the input method stdin`,
      );
    }
    const size = Buffer.byteLength(name) + Buffer.byteLength(value) + 2;
    if (size > longestVariable) {
      throw new ActionError(
        `the value of the parameter '${parameter}' is too big for the environment (${size} bytes, at most ${longestVariable}): use the input method stdin`,
      );
    }
  }
}

/** The agent's own environment, without what makes an editor's program behave as Node: that is for the agent alone. */
function inherited(): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  return environment;
}

interface Refusal {
  readonly errno: number;
  readonly reason: string;
}

/** Why the kernel would refuse to run a file: what execve(2) would fail with. Undefined when nothing speaks against it. */
async function refusal(path: string): Promise<Refusal | undefined> {
  const check = async (file: string, what: string): Promise<Refusal | undefined> => {
    try {
      await access(file, fsConstants.X_OK);
      return undefined;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const missing = code === 'ENOENT' || code === 'ENOTDIR';
      const reason = missing ? `${what} ${file} is not installed` : `${what} ${file} may not be executed (${code})`;
      return { errno: missing ? constants.errno.ENOENT : constants.errno.EACCES, reason };
    }
  };
  const refused = await check(path, 'the file');
  if (refused !== undefined) return refused;
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
    const interpreter = /^#![ \t]*([^ \t\r\n]+)/.exec(buffer.toString('latin1', 0, bytesRead))?.[1];
    return interpreter === undefined ? undefined : await check(interpreter, 'its interpreter');
  } finally {
    await handle.close();
  }
}

function start(parameters: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  try {
    return spawn('/bin/sh', parameters, { detached: true, stdio: 'ignore', env: { ...inherited(), ...environment } });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'E2BIG') throw error;
    throw new ActionError('all parameters together are too big for the environment: use the input method stdin');
  }
}

/**
 * Starts a program under the wrapper, its files in `directory`, and resolves once it runs with a promise of its end.
 * A program that cannot be executed has ended at once with the error number as its exit code, as with the reference
 * agent; unlike there its standard error says why. Raises ActionError when the parameters do not fit the environment.
 */
export async function launch(wrapper: string, directory: string, program: Program): Promise<{ ended: Promise<void> }> {
  checkEnvironment(program.environment);
  const refused = await refusal(program.executable);
  if (refused !== undefined) {
    await writeFile(join(directory, 'stderr'), `cannot run ${program.executable}: ${refused.reason}\n`, {
      mode: 0o640,
    });
    await writeFileAtomic(join(directory, 'exitcode'), String(refused.errno), 0o640);
    return { ended: Promise.resolve() };
  }
  const input = program.input === undefined ? '/dev/null' : join(directory, 'stdin');
  if (program.input !== undefined) await writeFile(input, program.input, { mode: 0o600, flag: 'wx' });
  const mask = process.umask().toString(8);
  const child = start([wrapper, directory, input, mask, program.executable, ...program.arguments], program.environment);
  // The agent may end while the program runs.
  child.unref();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return { ended };
}

/** Whether the wrapper of a transaction runs, by its pid and that process's start; undefined while no pid is known. */
export async function isWrapperRunning(directory: string): Promise<boolean | undefined> {
  const pid = await wrapperPid(directory);
  if (pid === undefined) return undefined;
  const [started, boot] = ((await readIfThere(join(directory, 'start_time'))) ?? '').trim().split(' ');
  const booted = (await readIfThere('/proc/sys/kernel/random/boot_id'))?.trim();
  if (boot !== undefined && booted !== undefined && boot !== booted) return false;
  return isRunning(pid, started === '' ? undefined : started);
}

/** The processes of a transaction that carry its output; they end by themselves after the program. */
export async function copierPids(directory: string): Promise<readonly number[]> {
  const text = (await readIfThere(join(directory, 'copiers'))) ?? '';
  return (text.match(/\d+/g) ?? []).map(Number);
}

/**
 * Concludes a program that has ended while something it left in the background holds its output open: after a
 * second's patience its exit code counts. Resolves with whether it has one.
 */
export async function concludeLingering(directory: string, now: number): Promise<boolean> {
  const path = join(directory, 'ended');
  const code = await readIfThere(path);
  if (code === undefined || !/^\d+\n$/.test(code)) return false;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || now - found.mtimeMs < lingerPatience) return false;
  await writeFileAtomic(join(directory, 'exitcode'), code.trim(), 0o640);
  return true;
}

/** The process that a transaction's `pid` names; it is also the session of all that the program starts. */
export async function wrapperPid(directory: string): Promise<number | undefined> {
  const text = await readIfThere(join(directory, 'pid'));
  return text !== undefined && /^[1-9]\d*\n$/.test(text) ? Number(text) : undefined;
}
