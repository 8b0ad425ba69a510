import { constants } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import type { DirectoryEntry, FileStat, Files } from '../common/index.ts';
import { joinPath } from '../common/index.ts';

/** The machine's own disk. */
export const diskFiles: Files = {
  readText: (path) => orUndefined(readFile(path, 'utf8')),
  readBytes: (path) => orUndefined(readFile(path)),
  list: async (path) => {
    const entries = (await orUndefined(readdir(path, { withFileTypes: true }))) ?? [];
    const named = await Promise.all(
      entries.map(async (entry) => ({ name: entry.name, kind: await kindOf(path, entry) })),
    );
    return named.sort((a, b) => (a.name < b.name ? -1 : 1));
  },
  stat: async (path) => {
    const found = await orUndefined(stat(path));
    if (found === undefined) return undefined;
    const executable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    return {
      kind: kind(found),
      size: found.size,
      modified: found.mtimeMs,
      executable,
      worldWritable: (found.mode & 0o002) !== 0,
    };
  },
};

interface Kinded {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kind(entry: Kinded): FileStat['kind'] {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : 'other';
}

async function kindOf(directory: string, entry: Kinded & { name: string }): Promise<DirectoryEntry['kind']> {
  if (!entry.isSymbolicLink()) return kind(entry);
  const target = await orUndefined(stat(joinPath(directory, entry.name)));
  return target === undefined ? 'other' : kind(target);
}

/** What is not there, be it that links lead nowhere but to themselves. */
const absent: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

async function orUndefined<T>(pending: Promise<T>): Promise<T | undefined> {
  try {
    return await pending;
  } catch (error) {
    if (error instanceof Error && 'code' in error && absent.has(error.code)) return undefined;
    throw error;
  }
}
