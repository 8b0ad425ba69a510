import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { SFTPWrapper } from 'ssh2';
import { OrchestratorError } from '../../common/index.ts';
import { quote } from '../shell/sh-text.ts';
import type { OpenClient } from './open-client.ts';
import { type Copy, download, uploadDirectory } from './sftp-copy.ts';
import { execute, lost, NotStarted } from './ssh2-run.ts';
import { untilAborted } from './until-aborted.ts';

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
    withSftp(open, signal, (sftp) => download(sftp, copy, signal)),
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
    await untilAborted(action(), signal);
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
  const file = quote(destination);
  const script = `(umask 077 && exec cat >${file}) && chmod ${modeWithUmask(mode)} ${file}`;
  let sending: Promise<unknown> = Promise.resolve();
  const errors: Buffer[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    execute(open, `exec sh -c ${quote(script)}`, {}, reject, (channel) => {
      const reading = createReadStream(source, { highWaterMark: 256 * 1024 });
      const stop = (): void => {
        reading.destroy();
        channel.close();
      };
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
      if (signal.aborted) stop();
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
