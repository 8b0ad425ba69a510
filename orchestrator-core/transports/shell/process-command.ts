import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Clock } from '../../common/index.ts';
import type { OutputStream } from '../../jobs/index.ts';
import { endProcessTree, exitCodeOf, holdGroup, type PipePool, startProcess } from '../../node/index.ts';
import type { ShellEnd, ShellInput, ShellRequest } from './connection.ts';

/** A program of this machine that carries a command: `docker exec …`, `sh -c …`. */
export interface ProcessCommand {
  readonly file: string;
  readonly arguments: readonly string[];
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory; default this process's. */
  readonly directory?: string;
}

/** What {@link runCommand} needs of its surroundings. */
export interface CommandPorts {
  readonly clock: Clock;
  /** Real pipes for output; absent where sockets will do, as for a program that only passes output on. */
  readonly pipes?: PipePool;
}

/** Milliseconds between TERM and KILL of a program that is given up. */
const grace = 500;
/** Milliseconds that a silent child of an ended program may keep the output open. */
const patience = 100;

/** Runs a command of a `ShellConnection` through a program of this machine, in a session of its own. */
export async function runCommand(
  command: ProcessCommand,
  request: Omit<ShellRequest, 'command' | 'tty'>,
  ports: CommandPorts,
): Promise<ShellEnd> {
  const { signal } = request;
  signal.throwIfAborted();
  const pipes = ports.pipes === undefined ? [] : await Promise.all([ports.pipes.take(), ports.pipes.take()]);
  const child = startProcess({ ...command, hasInput: true }, pipes);
  const exited = exitCodeOf(child);
  const reading = new Reading(
    [
      ['stdout', pipes[0]?.readable ?? child.stdout],
      ['stderr', pipes[1]?.readable ?? child.stderr],
    ],
    request.output,
  );
  const onAbort = (): void => {
    reading.destroy();
    if (child.pid !== undefined) void endProcessTree(child.pid, { clock: ports.clock, grace });
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const letGo = child.pid === undefined ? undefined : holdGroup(child.pid);
  try {
    if (child.pid !== undefined) request.begun(inputOf(child));
    const exitCode = await exited;
    await reading.finish(ports.clock);
    signal.throwIfAborted();
    return { exitCode };
  } finally {
    letGo?.();
    reading.destroy();
    signal.removeEventListener('abort', onAbort);
  }
}

function inputOf({ stdin }: ChildProcess): ShellInput {
  return {
    write: (bytes) =>
      new Promise((resolve) => {
        if (stdin === null || !stdin.writable) resolve();
        else stdin.write(bytes, () => resolve());
      }),
    end: () => void stdin?.end(),
  };
}

/** Hands over what both streams bring, one piece at a time; nothing more is read while somebody is busy with one. */
class Reading {
  readonly #sources: readonly (Readable | null)[];
  readonly #done: Promise<unknown>;
  #turn: Promise<void> = Promise.resolve();
  #open: number;
  #pieces = 0;
  #failure: unknown;

  constructor(sources: readonly (readonly [OutputStream, Readable | null])[], output: ShellRequest['output']) {
    this.#sources = sources.map(([, source]) => source);
    this.#open = sources.length;
    this.#done = Promise.all(sources.map(([stream, source]) => this.#read(stream, source, output)));
  }

  async #read(stream: OutputStream, source: Readable | null, output: ShellRequest['output']): Promise<void> {
    try {
      for await (const bytes of source ?? []) {
        this.#pieces += 1;
        this.#turn = this.#turn.then(() => output(stream, bytes));
        await this.#turn;
      }
    } catch (error) {
      this.#failure ??= source?.destroyed === true && isClosed(error) ? undefined : error;
      this.destroy();
    }
    this.#open -= 1;
  }

  /** Waits for the rest, but not for a silent child that merely keeps the output open. */
  async finish(clock: Clock): Promise<void> {
    for (let seen = -1; this.#open > 0 && seen !== this.#pieces; ) {
      seen = this.#pieces;
      const quiet = Promise.withResolvers<void>();
      const timer = clock.after(patience, () => setImmediate(() => setImmediate(quiet.resolve)));
      await Promise.race([this.#done, quiet.promise]);
      timer.cancel();
      await this.#turn.catch(() => {});
    }
    this.destroy();
    await this.#done;
    if (this.#failure !== undefined) throw this.#failure;
  }

  destroy(): void {
    for (const source of this.#sources) source?.destroy();
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
