import { constants } from 'node:os';
import type { ClientChannel, ExecOptions } from 'ssh2';
import type { OutputStream } from '../../jobs/index.ts';
import type { ShellEnd, ShellInput, ShellRequest } from '../shell/connection.ts';
import type { OpenClient } from './open-client.ts';
import { connectError } from './settings.ts';

/** Bytes that may wait for whoever takes the output before the channel is read no further. */
const highWater = 1024 * 1024;

/** The command was not started, for certain: another connection may. */
export class NotStarted extends Error {}

/**
 * Runs a command of the user's login shell on a channel of its own.
 * @throws OrchestratorError when the connection is lost; NotStarted; the signal's reason.
 */
export function runOnChannel(name: string, open: OpenClient, request: ShellRequest): Promise<ShellEnd> {
  const { command, tty, signal } = request;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop);
    const done = (): void => signal.removeEventListener('abort', stop);
    const failed = (error: Error): void => {
      done();
      if (error instanceof NotStarted) reject(error);
      else if (!open.isOpen()) reject(lost(name, open));
      else
        reject(connectError(`Failed to connect to ${name}: the server refused to run a command`, error, 'EXEC_ERROR'));
    };
    const options = tty ? { pty: { term: 'xterm', cols: 80, rows: 24 } } : {};
    execute(open, command, options, failed, (channel) => {
      done();
      // Everything is listened to at once: the end may be in the same packet as the beginning.
      follow(channel, request, () => lost(name, open)).then(resolve, reject);
    });
  });
}

/**
 * Opens a channel for a command.
 * @param failed called with {@link NotStarted} where the command did not even reach the server, else with what it said.
 */
export function execute(
  open: OpenClient,
  command: string,
  options: ExecOptions,
  failed: (error: Error) => void,
  begun: (channel: ClientChannel) => void,
): void {
  try {
    open.client.exec(command, options, (error, channel) => {
      if (!error) begun(channel);
      // A channel that was not opened (`reason`, or no answer at all) carried nothing.
      else if ('reason' in error || /^(No response from server|Channel is not open)$/.test(error.message)) {
        failed(new NotStarted(error.message));
      } else failed(error);
    });
  } catch (error) {
    // The library throws where the connection is closed already.
    failed(new NotStarted(error instanceof Error ? error.message : String(error)));
  }
}

function follow(channel: ClientChannel, request: ShellRequest, whenLost: () => Error): Promise<ShellEnd> {
  const { signal } = request;
  return new Promise((resolve, reject) => {
    let exit: ShellEnd | undefined;
    const fail = (error: unknown): void => {
      signal.removeEventListener('abort', stop);
      output.stop();
      channel.close();
      reject(error);
    };
    const stop = (): void => fail(signal.reason);
    const output = new Output(channel, request.output, fail);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);
    channel.on('exit', (code: number | null, signalName?: string) => {
      exit = { exitCode: code ?? 128 + signalNumber(signalName) };
    });
    channel.on('error', () => {});
    channel.on('close', () => {
      void output.ended().then(() => {
        signal.removeEventListener('abort', stop);
        if (exit !== undefined) resolve(exit);
        else reject(whenLost());
      });
    });
    request.begun(inputOf(channel));
  });
}

/** The error of a connection that went away under a command. */
export function lost(name: string, open: OpenClient): Error {
  const why = open.isOpen() ? 'the command ended without an exit code' : open.reason();
  return connectError(`Failed to connect to ${name}: the connection was lost: ${why}`);
}

function signalNumber(name: string | undefined): number {
  return Object.entries(constants.signals).find(([one]) => one === name)?.[1] ?? 0;
}

function inputOf(channel: ClientChannel): ShellInput {
  return {
    write: (bytes) =>
      new Promise((resolve) => {
        if (!channel.writable || channel.write(bytes)) return resolve();
        const done = (): void => {
          channel.off('drain', done);
          channel.off('close', done);
          resolve();
        };
        channel.on('drain', done);
        channel.on('close', done);
      }),
    end: () => {
      if (channel.writable) channel.end();
    },
  };
}

/** Hands the pieces of both streams on, one at a time in the order in which they came, and stops reading meanwhile. */
class Output {
  readonly #channel: ClientChannel;
  readonly #take: ShellRequest['output'];
  readonly #fail: (error: unknown) => void;
  /** The library tells the end of a channel with the end of its output, when errors may still wait. */
  readonly #errorsEnded: Promise<void>;
  readonly #pieces: { readonly stream: OutputStream; readonly bytes: Uint8Array }[] = [];
  #waiting = 0;
  #isStopped = false;
  #handing: Promise<void> | undefined;

  constructor(channel: ClientChannel, take: ShellRequest['output'], fail: (error: unknown) => void) {
    this.#channel = channel;
    this.#take = take;
    this.#fail = fail;
    channel.on('data', (bytes: Buffer) => this.#add('stdout', bytes));
    channel.stderr.on('data', (bytes: Buffer) => this.#add('stderr', bytes));
    this.#errorsEnded = new Promise((resolve) => {
      channel.stderr.on('end', resolve);
      channel.stderr.on('close', resolve);
    });
  }

  /** Drops what waits, and takes no more. */
  stop(): void {
    this.#isStopped = true;
    this.#pieces.length = 0;
    this.#channel.resume();
    this.#channel.stderr.resume();
  }

  /** Resolves when everything was handed on. */
  async ended(): Promise<void> {
    await this.#errorsEnded;
    await this.#handing;
  }

  #add(stream: OutputStream, bytes: Buffer): void {
    if (this.#isStopped) return;
    this.#pieces.push({ stream, bytes });
    this.#waiting += bytes.length;
    if (this.#waiting > highWater) {
      this.#channel.pause();
      this.#channel.stderr.pause();
    }
    this.#handing ??= this.#hand().catch(this.#fail);
  }

  async #hand(): Promise<void> {
    try {
      for (let piece = this.#pieces.shift(); piece !== undefined; piece = this.#pieces.shift()) {
        await this.#take(piece.stream, piece.bytes);
        this.#waiting -= piece.bytes.length;
        if (this.#waiting < highWater / 2 && this.#channel.isPaused()) {
          this.#channel.resume();
          this.#channel.stderr.resume();
        }
      }
    } finally {
      this.#handing = undefined;
    }
  }
}
