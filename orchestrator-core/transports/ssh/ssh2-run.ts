import { constants } from 'node:os';
import type { ClientChannel } from 'ssh2';
import type { OutputStream } from '../../jobs/index.ts';
import type { ShellEnd, ShellInput, ShellRequest } from '../shell/connection.ts';
import type { OpenClient } from './open-client.ts';
import { connectError } from './settings.ts';

/** Bytes that may wait for whoever takes the output before the channel is read no further. */
const highWater = 1024 * 1024;

/** The connection could not start the command at all, so that another connection may. */
export class NotStarted extends Error {}

/**
 * Runs a command of the user's login shell on a channel of its own.
 * @throws OrchestratorError when the connection is lost; NotStarted; the signal's reason.
 */
export async function runOnChannel(name: string, open: OpenClient, request: ShellRequest): Promise<ShellEnd> {
  const { signal } = request;
  signal.throwIfAborted();
  const channel = await openChannel(open, request);
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
    signal.addEventListener('abort', stop);
    channel.on('exit', (code: number | null, signalName?: string) => {
      exit = { exitCode: code ?? 128 + signalNumber(signalName) };
    });
    channel.on('error', () => {});
    channel.on('close', () => {
      void output.ended().then(() => {
        signal.removeEventListener('abort', stop);
        if (exit !== undefined) resolve(exit);
        else reject(lost(name, open));
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

function openChannel(open: OpenClient, { command, tty }: ShellRequest): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    const failed = (error: unknown): void => {
      reject(new NotStarted(error instanceof Error ? error.message : String(error)));
    };
    const options = tty ? { pty: { term: 'xterm', cols: 80, rows: 24 } } : {};
    try {
      open.client.exec(command, options, (error, channel) => (error ? failed(error) : resolve(channel)));
    } catch (error) {
      failed(error);
    }
  });
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
