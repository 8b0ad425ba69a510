import type { Readable } from 'node:stream';
import { type Clock, wholeCharacters } from '../common/index.ts';
import type { PipePool } from './pipe-pool.ts';
import { endProcessTree } from './process-tree.ts';
import { exitCodeOf, startProcess } from './start-process.ts';

type StreamName = 'stdout' | 'stderr';

/** A piece of what a process wrote. */
export interface ProcessChunk {
  readonly stream: StreamName;
  /** Where it begins in the stream, and how many bytes of the stream it stands for. */
  readonly offset: number;
  readonly length: number;
  /** No character is split; bytes that are not UTF-8 become U+FFFD. */
  readonly text: string;
}

/** What to run. */
export interface ProcessRequest {
  readonly file: string;
  readonly arguments: readonly string[];
  /** The whole environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working directory; default this process's. */
  readonly directory?: string;
  /** Standard input; absent means none. */
  readonly input?: string;
  /** Bytes of both streams together that are kept; more than that ends the process. */
  readonly mostOutput: number;
}

/** How a process ended. */
export interface ProcessEnd {
  /** 128 + the signal's number when a signal ended it, as shells count. */
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** Both streams in the order in which they arrived. */
  readonly merged: Buffer;
  /** Whether it was ended because it wrote too much. */
  readonly tooMuch: boolean;
}

/** What {@link runProcess} needs of its surroundings. */
export interface ProcessPorts {
  readonly clock: Clock;
  readonly pipes: PipePool;
  /** Takes each chunk; the process is held up while chunks wait. */
  output(chunk: ProcessChunk): Promise<void>;
}

/** Milliseconds between TERM and KILL when a run is cut off. */
const grace = 2000;
/** Bytes that may wait for their reader before the process is held up. */
const mostWaiting = 256 * 1024;
/** Milliseconds that a silent child of an ended process may keep the output open. */
const patience = 100;

/** Milliseconds between the last two attempts to start a program that somebody still seems to write. */
const longestBusy = 256;

/** Process groups that run now. Whoever leaves in a hurry, at a second interrupt say, leaves none of them behind. */
const groups = new Set<number>();

/** Has a process group ended with this process, until it is let go: by the function that comes back. */
export function holdGroup(pid: number): () => void {
  groups.add(pid);
  return () => void groups.delete(pid);
}

process.on('exit', () => {
  for (const group of groups) {
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }
});

/**
 * Runs a program in a session of its own and passes its output on while it runs. On `signal` the program is ended with
 * everything it started. Children left behind with the output open are not waited for (Bolt does not either).
 * Rejects with the system's error when the program cannot be started.
 */
export async function runProcess(
  request: ProcessRequest,
  ports: ProcessPorts,
  signal: AbortSignal,
): Promise<ProcessEnd> {
  for (let delay = 1; ; delay *= 2) {
    try {
      return await runOnce(request, ports, signal);
    } catch (error) {
      if (!isBeingWritten(error) || delay > longestBusy || signal.aborted) throw error;
      await new Promise<void>((resolve) => ports.clock.after(delay, resolve));
    }
  }
}

/**
 * A file that was just written can be open in a child that was started meanwhile and has not come to lay its inherited
 * files down, which takes moments: the system refuses to run it until then.
 */
function isBeingWritten(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ETXTBSY';
}

async function runOnce(request: ProcessRequest, ports: ProcessPorts, signal: AbortSignal): Promise<ProcessEnd> {
  const pipes = await Promise.all([ports.pipes.take(), ports.pipes.take()]);
  const child = startProcess({ ...request, hasInput: request.input !== undefined }, pipes);
  child.stdin?.end(request.input);
  const sources: readonly [StreamName, Readable | null][] = [
    ['stdout', pipes[0]?.readable ?? child.stdout],
    ['stderr', pipes[1]?.readable ?? child.stderr],
  ];
  const exited = exitCodeOf(child);
  const collector = new OutputCollector(sources, request.mostOutput, ports, () => void end());
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ending ??= child.pid === undefined ? Promise.resolve() : endProcessTree(child.pid, { clock: ports.clock, grace });
    return ending;
  };
  const onAbort = () => void end();
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const letGo = child.pid === undefined ? undefined : holdGroup(child.pid);
  try {
    const exitCode = await exited;
    await ending;
    await collector.finish();
    return { exitCode, ...collector.result() };
  } catch (error) {
    collector.destroy();
    throw error;
  } finally {
    letGo?.();
    signal.removeEventListener('abort', onAbort);
  }
}

interface Piece {
  readonly stream: StreamName;
  readonly bytes: Buffer;
}

/** Keeps what arrives and passes it on in order, one chunk at a time. */
class OutputCollector {
  readonly #sources: readonly [StreamName, Readable | null][];
  readonly #ports: ProcessPorts;
  readonly #most: number;
  readonly #stop: () => void;
  readonly #pieces: Piece[] = [];
  readonly #offsets = { stdout: 0, stderr: 0 };
  readonly #halves: Record<StreamName, Buffer> = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  #waiting: Piece[] = [];
  #waitingBytes = 0;
  #total = 0;
  #open: number;
  #pump: Promise<void> | undefined;
  #closed = Promise.withResolvers<void>();

  constructor(sources: readonly [StreamName, Readable | null][], most: number, ports: ProcessPorts, stop: () => void) {
    this.#sources = sources;
    this.#most = most;
    this.#ports = ports;
    this.#stop = stop;
    this.#open = sources.length;
    for (const [stream, source] of sources) {
      source?.on('data', (bytes: Buffer) => this.#take({ stream, bytes }));
      source?.on('error', () => source.destroy());
      source?.once('close', () => {
        if (--this.#open === 0) this.#closed.resolve();
      });
    }
  }

  #take(piece: Piece): void {
    if (this.#total > this.#most) return;
    this.#total += piece.bytes.length;
    if (this.#total > this.#most) {
      this.#stop();
      return;
    }
    this.#pieces.push(piece);
    this.#waiting.push(piece);
    this.#waitingBytes += piece.bytes.length;
    if (this.#waitingBytes > mostWaiting) for (const [, source] of this.#sources) source?.pause();
    this.#pump ??= this.#passOn().finally(() => {
      this.#pump = undefined;
    });
    // The failure itself surfaces in finish().
    this.#pump.catch(() => this.#stop());
  }

  async #passOn(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const piece of joinNeighbours(batch)) {
        await this.#emit(piece, false);
        this.#waitingBytes -= piece.bytes.length;
      }
      for (const [, source] of this.#sources) source?.resume();
    }
  }

  async #emit({ stream, bytes }: Piece, last: boolean): Promise<void> {
    const all = this.#halves[stream].length === 0 ? bytes : Buffer.concat([this.#halves[stream], bytes]);
    const length = last ? all.length : wholeCharacters(all);
    this.#halves[stream] = all.subarray(length);
    if (length === 0) return;
    const offset = this.#offsets[stream];
    this.#offsets[stream] += length;
    await this.#ports.output({ stream, offset, length, text: all.toString('utf8', 0, length) });
  }

  /** Waits for the rest of the output, but not for a silent child that merely keeps it open. */
  async finish(): Promise<void> {
    for (let seen = -1; this.#open > 0 && seen !== this.#total; ) {
      seen = this.#total;
      await this.#closedOrQuiet();
      while (this.#pump) await this.#pump;
    }
    this.destroy();
    while (this.#pump) await this.#pump;
    for (const stream of ['stdout', 'stderr'] as const) await this.#emit({ stream, bytes: Buffer.alloc(0) }, true);
  }

  /** The streams have ended; or some time has passed, and then everything that had arrived by then was read. */
  async #closedOrQuiet(): Promise<void> {
    const quiet = Promise.withResolvers<void>();
    const timer = this.#ports.clock.after(patience, () => setImmediate(() => setImmediate(quiet.resolve)));
    await Promise.race([this.#closed.promise, quiet.promise]);
    timer.cancel();
  }

  destroy(): void {
    for (const [, source] of this.#sources) source?.destroy();
  }

  result(): Omit<ProcessEnd, 'exitCode'> {
    const of = (stream?: StreamName) =>
      Buffer.concat(
        this.#pieces.filter((one) => stream === undefined || one.stream === stream).map((one) => one.bytes),
      );
    return { stdout: of('stdout'), stderr: of('stderr'), merged: of(), tooMuch: this.#total > this.#most };
  }
}

function joinNeighbours(pieces: readonly Piece[]): readonly Piece[] {
  const joined: { stream: StreamName; parts: Buffer[] }[] = [];
  for (const { stream, bytes } of pieces) {
    const last = joined.at(-1);
    if (last?.stream === stream) last.parts.push(bytes);
    else joined.push({ stream, parts: [bytes] });
  }
  return joined.map(({ stream, parts }) => ({
    stream,
    bytes: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts),
  }));
}
