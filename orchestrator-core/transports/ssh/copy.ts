import { createReadStream } from 'node:fs';
import { mkdir, open as openFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SFTPWrapper, Stats } from 'ssh2';
import { OrchestratorError } from '../../common/index.ts';
import type { OpenClient } from './open-client.ts';
import { execute, lost, NotStarted } from './ssh2-run.ts';

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

/**
 * Copies a file or a directory to the target. As with scp, symbolic links are followed, and modes are those of the
 * source as far as the other side's umask allows them.
 * @throws OrchestratorError `puppetlabs.tasks/task_file_error`, or when the connection is lost.
 */
export async function uploadFiles(name: string, open: OpenClient, copy: Copy, signal: AbortSignal): Promise<void> {
  await copying(name, open, `${copy.source} to ${copy.destination} on ${name}`, signal, async () => {
    const source = await stat(copy.source);
    // One file takes one command, less than sftp needs to begin.
    if (!source.isDirectory()) return uploadFile(open, copy, source.mode, signal);
    await withSftp(open, signal, (sftp) => uploadDirectory(sftp, copy, source.mode, signal));
  });
}

/**
 * Copies a file or a directory from the target to where nothing is; links and modes as in {@link uploadFiles}.
 * @throws OrchestratorError `puppetlabs.tasks/task_file_error`, or when the connection is lost.
 */
export async function downloadFiles(name: string, open: OpenClient, copy: Copy, signal: AbortSignal): Promise<void> {
  // Where it goes is for whoever asked to say: a place beside it is what is told here.
  await copying(name, open, `${copy.source} of ${name}`, signal, () =>
    withSftp(open, signal, async (sftp) => {
      const work = new Work(filesAtATime);
      await download(sftp, copy, work, signal, 0);
      await work.done();
    }),
  );
}

async function copying(
  name: string,
  open: OpenClient,
  what: string,
  signal: AbortSignal,
  action: () => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  try {
    await action();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NotStarted) throw error;
    if (!open.isOpen()) throw lost(name, open);
    const reason = error instanceof Error ? error.message : String(error);
    throw new OrchestratorError('puppetlabs.tasks/task_file_error', `Could not copy ${what}: ${reason}`, {
      issueCode: 'WRITE_ERROR',
      cause: error,
    });
  }
}

/** The words of a shell for a text that it is to take as it is. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * What `chmod` is told so that a file has a mode as far as the umask allows it: `=rwx` without a who asks the umask,
 * then what the mode lacks is taken away. Exported for its test.
 */
export function modeWithUmask(mode: number): string {
  const less = ['u', 'g', 'o'].flatMap((who, index) => {
    const bits = (mode >> (6 - 3 * index)) & 7;
    const missing = `${bits & 4 ? '' : 'r'}${bits & 2 ? '' : 'w'}${bits & 1 ? '' : 'x'}`;
    return missing === '' ? [] : [`${who}-${missing}`];
  });
  return ['=rwx', ...less].join(',');
}

/** Nobody else sees what is in the file before it has its mode. */
async function uploadFile(
  open: OpenClient,
  { source, destination }: Copy,
  mode: number,
  signal: AbortSignal,
): Promise<void> {
  const file = quoted(destination);
  const script = `(umask 077 && exec cat >${file}) && chmod ${modeWithUmask(mode)} ${file}`;
  const reading = createReadStream(source, { highWaterMark: 256 * 1024, signal });
  let sending: Promise<unknown> = Promise.resolve();
  const errors: Buffer[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const failed = (error: Error): void => {
      reading.destroy();
      reject(error);
    };
    execute(open, `exec sh -c ${quoted(script)}`, {}, failed, (channel) => {
      const stop = (): void => channel.close();
      signal.addEventListener('abort', stop);
      let exit: number | null = null;
      channel.on('exit', (ended: number | null) => {
        exit = ended;
      });
      channel.on('close', () => {
        signal.removeEventListener('abort', stop);
        reading.destroy();
        resolve(exit);
      });
      channel.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
      channel.resume();
      // A command that ended takes no more: what it says is the reason then, not the broken pipe.
      sending = pipeline(reading, channel).catch((failure: unknown) => failure);
    });
  });
  signal.throwIfAborted();
  if (code !== 0) throw new Error(Buffer.concat(errors).toString().trim() || `the command ended with ${code}`);
  const failure = await sending;
  if (failure instanceof Error) throw failure;
}

async function withSftp(
  open: OpenClient,
  signal: AbortSignal,
  action: (sftp: SFTPWrapper) => Promise<void>,
): Promise<void> {
  const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
    open.client.sftp((error, opened) => {
      if (error) reject(new Error(`the server has no sftp (${error.message})`, { cause: error }));
      else resolve(opened);
    });
  });
  const stop = (): void => sftp.end();
  sftp.on('error', () => {});
  signal.addEventListener('abort', stop);
  try {
    await Promise.race([action(sftp), open.closed.then(() => Promise.reject(new Error('the connection was lost')))]);
  } finally {
    signal.removeEventListener('abort', stop);
    sftp.end();
  }
}

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

async function uploadDirectory(sftp: SFTPWrapper, copy: Copy, mode: number, signal: AbortSignal): Promise<void> {
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

async function download(sftp: SFTPWrapper, copy: Copy, work: Work, signal: AbortSignal, depth: number): Promise<void> {
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
    await download(sftp, below, work, signal, depth + 1);
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
