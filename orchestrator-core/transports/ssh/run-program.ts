import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OutputStream } from '../../jobs/index.ts';
import type { ShellInput } from '../shell/connection.ts';

/** How a program ended. */
export interface ProgramEnd {
  /** 128 + the signal's number where one ended it. */
  readonly code: number;
  /** What it wrote, up to a bound, where nobody else took it. */
  readonly stdout: string;
  /** The end of what it wrote to its errors, whoever took it. */
  readonly stderr: string;
}

/** How a program is run. */
export interface ProgramOptions {
  readonly signal?: AbortSignal;
  /** Asked for by whoever builds the command line. */
  readonly tty?: boolean;
  /** Takes the output; the program is read no further until it resolves. */
  readonly output?: (stream: OutputStream, bytes: Uint8Array) => Promise<void>;
  /** Gets the standard input; without it and `input` that is empty. */
  readonly begun?: (input: ShellInput) => void;
  readonly input?: Readable;
}

/** Characters of output that are kept for messages. */
const kept = 64 * 1024;

/**
 * Runs a program to its end, with what it needs to find its configuration.
 * @throws Error when it cannot be started; the signal's reason when it is aborted, the program being ended then.
 */
export async function runProgram(
  [file = '', ...rest]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  options: ProgramOptions = {},
): Promise<ProgramEnd> {
  const { signal } = options;
  signal?.throwIfAborted();
  const child = spawn(file, rest, { env: { ...environment }, stdio: 'pipe' });
  const text = { stdout: '', stderr: '' };
  const take = async (stream: OutputStream, from: Readable): Promise<void> => {
    for await (const bytes of from as AsyncIterable<Buffer>) {
      if (options.output === undefined || stream === 'stderr') text[stream] = (text[stream] + bytes).slice(-kept);
      await options.output?.(stream, bytes);
    }
  };
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])));
  });
  const end = (): void => {
    // A client of a shared connection waits for its command when it is asked to end; its going away ends the channel.
    child.kill('SIGKILL');
    for (const stream of child.stdio) stream?.destroy();
  };
  signal?.addEventListener('abort', end);
  // A program that reads no more is no error.
  child.stdin.on('error', () => {});
  if (options.input !== undefined) void pipeline(options.input, child.stdin).catch(() => {});
  else if (options.begun === undefined) child.stdin.end();
  else options.begun(inputOf(child.stdin));
  try {
    const [code] = await Promise.all([ended, take('stdout', child.stdout), take('stderr', child.stderr)]);
    signal?.throwIfAborted();
    return { code, ...text };
  } catch (error) {
    end();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

function inputOf(stdin: Writable): ShellInput {
  return {
    write: (bytes) =>
      new Promise((resolve) => {
        if (stdin.destroyed || stdin.write(bytes)) return resolve();
        stdin.once('drain', resolve);
        stdin.once('close', resolve);
      }),
    end: () => stdin.end(),
  };
}
