import { type FSWatcher, watch } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, type Timer, wholeCharacters } from '../common/index.ts';
import { type OutputMessage, outputWindow } from '../pxp/index.ts';

/** Milliseconds and bytes of live output. */
export const outputLimits = {
  /** Between looks at the files where the system does not tell of changes. */
  poll: 25,
  /** Between looks where it does: only in case a change was not told. */
  safety: 500,
  /** At least so long between two sends that do not fill a chunk: a chatty program is sent by the handful. */
  pause: 10,
  /** Without an acknowledgement for so long while output waits, the subscription is given up. */
  patience: 60_000,
  /** Bytes of one message's text. */
  chunk: 65_536,
} as const;

type Stream = OutputMessage['stream'];
const streams: readonly Stream[] = ['stdout', 'stderr'];

interface Progress {
  sent: number;
  acknowledged: number;
  /** The size when the program ended; what children in the background still write is not waited for. */
  end: number | undefined;
  handle: FileHandle | undefined;
}

/** Tells when a file in a directory changes; undefined where the system cannot, or has no more watches to give. */
export type Watch = (directory: string, changed: () => void) => { close(): void } | undefined;

/** inotify tells at once; what other systems have is later than a look every few milliseconds. */
export const watchDirectory: Watch = (directory, changed) => {
  if (process.platform !== 'linux') return undefined;
  try {
    const watcher: FSWatcher = watch(directory, { persistent: false }, () => changed());
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
};

export interface OutputStreamOptions {
  readonly transaction: string;
  /** Where `stdout` and `stderr` are. */
  readonly directory: string;
  /** Byte offsets to begin at. */
  readonly from: Readonly<Record<Stream, number>>;
  /** False when there is no connection any more. */
  send(message: OutputMessage): Promise<boolean>;
  readonly clock: Clock;
  readonly watch: Watch;
}

/**
 * Sends what a program writes while it writes it. At most {@link outputWindow} bytes of each stream are on the way
 * without acknowledgement, and no more than one chunk of each is in memory: the rest stays in the spool's files.
 */
export class OutputStream {
  readonly #options: OutputStreamOptions;
  readonly #progress: Record<Stream, Progress>;
  readonly #watcher: { close(): void } | undefined;
  #timer: Timer | undefined;
  #patience: Timer | undefined;
  #ended = false;
  #stopped = false;
  #busy = false;
  #pausing = false;
  #again = false;
  #whenDrained: (() => void)[] = [];

  constructor(options: OutputStreamOptions) {
    this.#options = options;
    const begin = (offset: number): Progress => ({
      sent: offset,
      acknowledged: offset,
      end: undefined,
      handle: undefined,
    });
    this.#progress = { stdout: begin(options.from.stdout), stderr: begin(options.from.stderr) };
    this.#watcher = options.watch(options.directory, () => this.#look());
    this.#look();
  }

  /** The receiver has taken both streams up to these offsets. */
  acknowledge(offsets: Readonly<Record<Stream, number>>): void {
    for (const stream of streams) {
      const progress = this.#progress[stream];
      progress.acknowledged = Math.max(progress.acknowledged, Math.min(offsets[stream], progress.sent));
    }
    this.#patience?.cancel();
    this.#patience = undefined;
    this.#look();
  }

  /** The program has ended: resolves when all it wrote was sent, or the subscription was given up or stopped. */
  drained(): Promise<void> {
    this.#ended = true;
    return new Promise((resolve) => {
      if (this.#stopped) return resolve();
      this.#whenDrained.push(resolve);
      this.#pausing = false;
      this.#look();
    });
  }

  /** Sends nothing more. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#watcher?.close();
    this.#timer?.cancel();
    this.#patience?.cancel();
    for (const resolve of this.#whenDrained.splice(0)) resolve();
    if (!this.#busy) void this.#closeFiles();
  }

  async #closeFiles(): Promise<void> {
    for (const stream of streams) {
      const { handle } = this.#progress[stream];
      this.#progress[stream].handle = undefined;
      await handle?.close().catch(() => {});
    }
  }

  #look(): void {
    if (this.#stopped || this.#pausing) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    this.#timer?.cancel();
    void this.#round().catch(() => this.stop());
  }

  async #round(): Promise<void> {
    this.#again = false;
    const ended = this.#ended;
    const states: ('waiting' | 'sent' | 'full' | 'blocked')[] = [];
    try {
      for (const stream of streams) states.push(await this.#sendNext(stream, ended));
    } finally {
      this.#busy = false;
      if (this.#stopped) await this.#closeFiles();
    }
    if (this.#stopped) return;
    if (ended && states.every((state) => state === 'waiting')) return this.stop();
    const endedMeanwhile = this.#ended && !ended;
    if (endedMeanwhile || states.includes('full') || (ended && states.includes('sent'))) return this.#look();
    if (states.includes('blocked')) {
      this.#patience ??= this.#options.clock.after(outputLimits.patience, () => this.stop());
    }
    this.#sleep(states.includes('sent'));
  }

  #sleep(sentSome: boolean): void {
    const idle = this.#watcher === undefined ? outputLimits.poll : outputLimits.safety;
    // What is told during a pause is sent with what follows it.
    this.#pausing = sentSome;
    this.#timer = this.#options.clock.after(sentSome || this.#again ? outputLimits.pause : idle, () => {
      this.#pausing = false;
      this.#look();
    });
  }

  /** Sends the next chunk of a stream: `full` when more is there, `blocked` when the window does not allow it. */
  async #sendNext(stream: Stream, ended: boolean): Promise<'waiting' | 'sent' | 'full' | 'blocked'> {
    const progress = this.#progress[stream];
    const room = outputWindow - (progress.sent - progress.acknowledged);
    progress.handle ??= await open(join(this.#options.directory, stream), 'r');
    const size = progress.end ?? (await progress.handle.stat()).size;
    if (ended) progress.end = size;
    if (size <= progress.sent) return 'waiting';
    if (room <= 0) return 'blocked';
    const wanted = Math.min(outputLimits.chunk, room, size - progress.sent);
    const { buffer, bytesRead } = await progress.handle.read(Buffer.allocUnsafe(wanted), 0, wanted, progress.sent);
    const bytes = buffer.subarray(0, bytesRead);
    const atEnd = ended && progress.sent + bytesRead >= size;
    const length = atEnd ? bytesRead : wholeCharacters(bytes);
    if (length === 0) return room < 4 ? 'blocked' : 'waiting';
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, length));
    const offset = progress.sent;
    progress.sent += length;
    const taken = await this.#options.send({ transaction_id: this.#options.transaction, stream, offset, length, text });
    if (!taken) this.stop();
    return progress.sent < size ? 'full' : 'sent';
  }
}
