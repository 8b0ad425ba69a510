import { constants } from 'node:fs';
import { copyFile, cp, lstat, mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type DownloadPlace, fileError } from './outcome.ts';

/** What a copy on this machine needs to know. */
export interface CopyOptions {
  /** Where relative paths of the target begin, absolute. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/**
 * Copies a file or a directory to a path of this machine: into it where it is a directory, as `mv` would. It appears
 * there whole or not at all.
 * @param options.name a name for what is not whole yet.
 * @throws OrchestratorError `puppetlabs.tasks/task_file_error`.
 */
export async function copyIn(
  source: string,
  destination: string,
  options: CopyOptions & { readonly name: string },
): Promise<void> {
  const { directory, name, signal } = options;
  const given = resolve(directory, destination);
  const isDirectory = (await stat(given).catch(() => undefined))?.isDirectory() === true;
  const place = isDirectory ? join(given, basename(source)) : given;
  const partial = join(dirname(place), `.${name}`);
  try {
    try {
      await copyTree(await realpath(source), partial, signal);
      signal.throwIfAborted();
      await rename(partial, place);
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  } catch (error) {
    const reason = reasonOf(error).replaceAll(partial, place);
    throw fileError(`Could not copy file to ${destination}: ${reason}`, 'COPY_ERROR', error);
  }
}

/** Copies a file or a directory of this machine to where downloads go; what is there is replaced, file by file. */
export async function copyOut(source: string, place: DownloadPlace, options: CopyOptions): Promise<void> {
  try {
    const real = await realpath(resolve(options.directory, source));
    await mkdir(place.directory, { recursive: true });
    await copyTree(real, place.path, options.signal);
  } catch (error) {
    throw fileError(`Could not download file to ${place.directory}: ${reasonOf(error)}`, 'DOWNLOAD_ERROR', error);
  }
}

/** Puts what was downloaded to its place: where nothing is it is moved, else it replaces what it stands for, file by file. */
export async function putDownload(partial: string, place: DownloadPlace): Promise<void> {
  await mkdir(place.directory, { recursive: true });
  const there = await lstat(place.path).catch(() => undefined);
  try {
    if (there !== undefined) throw new Error('there is something');
    await rename(partial, place.path);
  } catch {
    // Something is there, or it is on another disk.
    await cp(partial, place.path, { recursive: true, force: true, verbatimSymlinks: true });
    await rm(partial, { recursive: true, force: true });
  }
}

/** Copies with modes; links within stay links. A file that is in the way is removed first: it may be a link, or in use. */
async function copyTree(from: string, to: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if ((await stat(from)).isDirectory()) {
    const filter = (): boolean => !signal.aborted;
    await cp(from, to, {
      recursive: true,
      force: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
      filter,
    });
    signal.throwIfAborted();
    return;
  }
  const there = await lstat(to).catch(() => undefined);
  if (there?.isDirectory() === false) await rm(to);
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
