import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Pipe } from './pipe-pool.ts';

/** A program of this machine and what it starts with. */
export interface ProgramStart {
  /** A command's name or an absolute path. */
  readonly file: string;
  readonly arguments: readonly string[];
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory; default this process's. */
  readonly directory?: string | undefined;
  /** Whether it is given an input to read; else it finds none. */
  readonly hasInput: boolean;
}

/**
 * Starts a program in a session of its own, writing to these pipes or, where there are none, to the child's own streams.
 * The pipes are closed on this side; when it throws, they are given up as a whole.
 */
export function startProcess(program: ProgramStart, pipes: readonly (Pipe | undefined)[]): ChildProcess {
  try {
    const child = spawn(program.file, program.arguments, {
      cwd: program.directory,
      detached: true,
      env: program.environment,
      stdio: [program.hasInput ? 'pipe' : 'ignore', pipes[0]?.writeEnd ?? 'pipe', pipes[1]?.writeEnd ?? 'pipe'],
    });
    // A program that reads no more closes its input: that is its own business.
    child.stdin?.on('error', () => {});
    return child;
  } catch (error) {
    for (const pipe of pipes) pipe?.readable.destroy();
    throw error;
  } finally {
    for (const pipe of pipes) pipe?.closeWriteEnd();
  }
}

/** The exit code when it has ended, as a shell counts it: 128 and its number for a signal. Rejects when it cannot start. */
export function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])));
  });
}
