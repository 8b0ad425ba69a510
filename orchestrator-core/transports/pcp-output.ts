import type { OutputChunk, OutputPosition, OutputStream, RunObserver } from '../jobs/index.ts';
import { type OutputMessage, outputWindow } from '../pxp/index.ts';

/** Byte offsets of both streams, as the extension's messages carry them. */
export type Offsets = Readonly<Record<OutputStream, number>>;

/** UTF-16 units of one chunk of what is passed on at the end. */
const pieceLength = 32 * 1024;

/**
 * Takes the live output of one run in order and hands it to the observer, one chunk after the other. What comes twice
 * is dropped, what is missing is asked for again, and only what the observer has taken is acknowledged.
 */
export class OutputIntake {
  readonly #observer: RunObserver;
  readonly #acknowledge: (taken: Offsets) => void;
  readonly #resubscribe: (from: Offsets) => void;
  readonly #expected: Record<OutputStream, OutputPosition>;
  readonly #taken: Record<OutputStream, number>;
  #waitingBytes = 0;
  #queue: Promise<void> = Promise.resolve();
  #askedAgain = false;

  constructor(
    from: Readonly<Record<OutputStream, OutputPosition>>,
    observer: RunObserver,
    acknowledge: (taken: Offsets) => void,
    resubscribe: (from: Offsets) => void,
  ) {
    this.#expected = { stdout: from.stdout, stderr: from.stderr };
    this.#taken = { stdout: from.stdout.bytes, stderr: from.stderr.bytes };
    this.#observer = observer;
    this.#acknowledge = acknowledge;
    this.#resubscribe = resubscribe;
  }

  /** Where the next chunks are expected to begin. */
  offsets(): Offsets {
    return { stdout: this.#expected.stdout.bytes, stderr: this.#expected.stderr.bytes };
  }

  /** A subscription was sent; chunks out of place are complained of anew. */
  subscribed(): void {
    this.#askedAgain = false;
  }

  take({ stream, offset, length, text }: OutputMessage): void {
    const expected = this.#expected[stream];
    const end = offset + length;
    if (end <= expected.bytes) return;
    const overlap = expected.bytes - offset;
    const exact = Buffer.byteLength(text) === length;
    // An agent that ignores the window gets no room here: what was dropped is missing, and asked for when there is.
    const noRoom = this.#waitingBytes > 4 * outputWindow;
    if (overlap < 0 || (overlap > 0 && !exact) || noRoom) {
      if (!this.#askedAgain) void this.#queue.then(() => this.#resubscribe(this.offsets()));
      this.#askedAgain = true;
      return;
    }
    this.#askedAgain = false;
    const rest = overlap === 0 ? text : Buffer.from(text).subarray(overlap).toString();
    this.#pass({ stream, offset: expected.bytes, length: end - expected.bytes, text: rest });
  }

  #pass(chunk: OutputChunk): void {
    const { stream, offset, length, text } = chunk;
    const characters = this.#expected[stream].characters + text.length;
    this.#expected[stream] = { bytes: offset + length, characters };
    this.#waitingBytes += length;
    this.#queue = this.#queue.then(async () => {
      await this.#observer.output(chunk);
      this.#waitingBytes -= length;
      this.#taken[stream] = offset + length;
      this.#acknowledge({ ...this.#taken });
    });
  }

  /** Everything that arrived has been taken. */
  settled(): Promise<void> {
    return this.#queue;
  }

  /** Passes on what of the whole output has not arrived live; resolves when it has been taken. */
  async complete(whole: Readonly<Record<OutputStream, string>>): Promise<void> {
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = whole[stream];
      for (let at = this.#expected[stream].characters; at < text.length; ) {
        const end = at + pieceLength;
        // Never between the two halves of a character.
        const isHalf = end < text.length && (text.charCodeAt(end) & 0xfc00) === 0xdc00;
        const piece = text.slice(at, isHalf ? end - 1 : end);
        this.#pass({ stream, offset: this.#expected[stream].bytes, length: Buffer.byteLength(piece), text: piece });
        at += piece.length;
        await this.#queue;
      }
    }
    await this.#queue;
  }
}
