import { wholeCharacters } from '../../common/index.ts';
import type { OutputStream, RunObserver } from '../../jobs/index.ts';
import { mostOutput, type ShellOutcome } from '../outcome.ts';

/** Keeps what a process writes for its result, and passes it on while it runs. */
export class OutputRecord {
  readonly #observer: Pick<RunObserver, 'output'> | undefined;
  readonly #pieces: { readonly stream: OutputStream; readonly bytes: Uint8Array }[] = [];
  readonly #halves: Record<OutputStream, Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  readonly #offsets = { stdout: 0, stderr: 0 };
  #total = 0;

  constructor(observer: Pick<RunObserver, 'output'> | undefined) {
    this.#observer = observer;
  }

  /** Whether there is more of it than one run may keep. */
  get tooMuch(): boolean {
    return this.#total > mostOutput;
  }

  /** Resolves when it was passed on: whoever waits for that is slowed by a slow reader. */
  async take(stream: OutputStream, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || this.tooMuch) return;
    this.#total += bytes.length;
    if (this.tooMuch) return;
    this.#pieces.push({ stream, bytes });
    await this.#emit(stream, bytes, false);
  }

  async #emit(stream: OutputStream, bytes: Uint8Array, last: boolean): Promise<void> {
    if (this.#observer === undefined) return;
    const all = Buffer.concat([this.#halves[stream], bytes]);
    const length = last ? all.length : wholeCharacters(all);
    this.#halves[stream] = all.subarray(length);
    if (length === 0) return;
    const offset = this.#offsets[stream];
    this.#offsets[stream] += length;
    await this.#observer.output({ stream, offset, length, text: all.toString('utf8', 0, length) });
  }

  /** Passes on half characters that nothing follows. */
  async finish(): Promise<void> {
    for (const stream of ['stdout', 'stderr'] as const) await this.#emit(stream, Buffer.alloc(0), true);
  }

  outcome(exitCode: number): ShellOutcome {
    const of = (stream?: OutputStream): Buffer =>
      Buffer.concat(
        this.#pieces.filter((one) => stream === undefined || one.stream === stream).map(({ bytes }) => bytes),
      );
    return { exitCode, stdout: of('stdout'), stderr: of('stderr'), merged: of() };
  }
}
