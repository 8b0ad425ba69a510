import { mkdir, open as openFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { SFTPWrapper, Stats } from 'ssh2';

/** What is copied to where, absolute. */
export interface Copy {
  readonly source: string;
  readonly destination: string;
}

/** Files of a directory that are copied at the same time. */
const filesAtATime = 16;
/** Pieces of a file that are on their way at the same time, of 32 KiB each: what the protocol takes at once. */
const piecesAtATime = 32;
const pieceSize = 32 * 1024;

/** Lets only so many things happen at a time, and stops with the first that fails. */
class Work {
  readonly #most: number;
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves as soon as it has begun. */
  async add(action: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#most) await Promise.race(this.#running);
    if (this.#failure !== undefined) throw this.#failure.error;
    const running = action()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async done(): Promise<void> {
    await Promise.all(this.#running);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** Copies a directory to the target; one that is there already gets what it lacks. */
export async function uploadDirectory(sftp: SFTPWrapper, copy: Copy, mode: number, signal: AbortSignal): Promise<void> {
  const work = new Work(filesAtATime);
  const walk = async ({ source, destination }: Copy, directoryMode: number): Promise<void> => {
    await makeDirectory(sftp, destination, directoryMode & 0o777);
    for (const name of await readdir(source)) {
      signal.throwIfAborted();
      const [from, to] = [join(source, name), `${destination}/${name}`];
      const found = await stat(from);
      if (found.isDirectory()) await walk({ source: from, destination: to }, found.mode);
      else if (found.isFile()) await work.add(() => sendFile(sftp, from, to, found.mode & 0o777));
      else throw new Error(`${from} is neither a file nor a directory`);
    }
  };
  await walk(copy, mode);
  await work.done();
}

/** Makes a directory, unless it is there already. */
async function makeDirectory(sftp: SFTPWrapper, path: string, mode: number): Promise<void> {
  try {
    await done((end) => sftp.mkdir(path, { mode }, end));
  } catch (error) {
    const found = await answer<Stats>((end) => sftp.stat(path, end)).catch(() => undefined);
    if (found?.isDirectory() !== true) throw about(path, error);
  }
}

async function sendFile(sftp: SFTPWrapper, from: string, to: string, mode: number): Promise<void> {
  const local = await openFile(from);
  try {
    const handle = await answer<Buffer>((end) => sftp.open(to, 'w', { mode }, end)).catch((error: unknown) => {
      throw about(to, error);
    });
    const pieces = new Work(piecesAtATime);
    for (let position = 0; ; ) {
      const { bytesRead, buffer } = await local.read(Buffer.allocUnsafe(pieceSize), 0, pieceSize, position);
      if (bytesRead === 0) break;
      const at = position;
      await pieces.add(() => done((end) => sftp.write(handle, buffer, 0, bytesRead, at, end)));
      position += bytesRead;
    }
    await pieces.done();
    await done((end) => sftp.close(handle, end));
  } finally {
    await local.close();
  }
}

/** Copies a file or a directory from the target to where nothing is. */
export async function download(sftp: SFTPWrapper, copy: Copy, signal: AbortSignal): Promise<void> {
  const work = new Work(filesAtATime);
  await fetchInto(sftp, copy, work, signal, 0);
  await work.done();
}

async function fetchInto(sftp: SFTPWrapper, copy: Copy, work: Work, signal: AbortSignal, depth: number): Promise<void> {
  const { source, destination } = copy;
  signal.throwIfAborted();
  if (depth > 64) throw new Error(`${source} is too deep: does a link lead back to where it is?`);
  const found = await answer<Stats>((end) => sftp.stat(source, end)).catch((error: unknown) => {
    throw about(source, error);
  });
  if (found.isFile()) return work.add(() => receiveFile(sftp, source, destination, found));
  if (!found.isDirectory()) throw new Error(`${source} is neither a file nor a directory`);
  await mkdir(destination, { mode: (found.mode & 0o777) | 0o700 });
  const entries = await answer<readonly { readonly filename: string }[]>((end) => sftp.readdir(source, end));
  for (const { filename } of entries) {
    // A server that is not to be trusted could name a file outside.
    if (filename === '.' || filename === '..') continue;
    if (/[/\\\0]/.test(filename)) throw new Error(`the server names a file ${JSON.stringify(filename)}`);
    const below = { source: `${source}/${filename}`, destination: join(destination, filename) };
    await fetchInto(sftp, below, work, signal, depth + 1);
  }
}

async function receiveFile(sftp: SFTPWrapper, from: string, to: string, { mode, size }: Stats): Promise<void> {
  const handle = await answer<Buffer>((end) => sftp.open(from, 'r', end)).catch((error: unknown) => {
    throw about(from, error);
  });
  const local = await openFile(to, 'wx', mode & 0o777);
  try {
    const pieces = new Work(piecesAtATime);
    for (let position = 0; position < size; position += pieceSize) {
      const at = position;
      await pieces.add(() => receivePiece(sftp, handle, local, at, Math.min(pieceSize, size - at)));
    }
    await pieces.done();
    await done((end) => sftp.close(handle, end));
  } finally {
    await local.close();
  }
}

type LocalFile = Awaited<ReturnType<typeof openFile>>;

/** A server may answer with less than it was asked for; a file that became shorter meanwhile ends there. */
async function receivePiece(
  sftp: SFTPWrapper,
  handle: Buffer,
  local: LocalFile,
  from: number,
  length: number,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(length);
  for (let got = 0; got < length; ) {
    const at = got;
    const more = await new Promise<number>((resolve, reject) => {
      sftp.read(handle, buffer, at, length - at, from + at, (error, bytes) => {
        if (error !== undefined && error !== null && !isEndOfFile(error)) reject(error);
        else resolve(error === undefined || error === null ? bytes : 0);
      });
    });
    if (more === 0) break;
    await local.write(buffer, at, more, from + at);
    got += more;
  }
}

/** SSH_FX_EOF of draft-ietf-secsh-filexfer-02, section 7. */
function isEndOfFile(error: Error): boolean {
  return 'code' in error && error.code === 1;
}

function about(path: string, error: unknown): Error {
  return new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

type End = (error?: Error | null) => void;

function done(action: (end: End) => void): Promise<void> {
  return new Promise((resolve, reject) => action((error) => (error ? reject(error) : resolve())));
}

function answer<Value>(action: (end: (error: Error | undefined, value: Value) => void) => void): Promise<Value> {
  return new Promise((resolve, reject) => action((error, value) => (error ? reject(error) : resolve(value))));
}
