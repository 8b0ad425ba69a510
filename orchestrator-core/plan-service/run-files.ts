import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findModuleFile } from '../actions/index.ts';
import { diskFiles } from '../node/index.ts';
import type { PlanFiles } from '../plans/index.ts';
import type { Project } from '../project/index.ts';

/** The files of one run of a plan, and what of them goes with the run. */
export interface RunFiles {
  readonly files: PlanFiles;
  /** Removes what was only for the run. */
  close(): Promise<void>;
}

/** Makes a directory in which nothing is. */
export async function makeEmpty(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  await Promise.all((await readdir(path)).map((name) => rm(join(path, name), { recursive: true, force: true })));
}

/** @param scratch the directory in which temporary files may be kept, absolute; made where it is not there. */
export function openRunFiles(project: Project, scratch: string): RunFiles {
  let directory: Promise<string> | undefined;
  const temporary = async (content: string): Promise<string> => {
    directory ??= mkdir(scratch, { recursive: true, mode: 0o700 }).then(() => mkdtemp(join(scratch, 'baton-plan-')));
    const path = join(await directory, randomUUID());
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  const files: PlanFiles = {
    directory: project.directory,
    find: (reference) => findModuleFile(project.modules, reference),
    stat: async (path) => {
      const found = await diskFiles.stat(path);
      if (found === undefined) return undefined;
      return found.kind === 'directory' ? 'directory' : 'file';
    },
    isReadable: async (path) => {
      const readable = access(path, constants.R_OK);
      return readable.then(
        () => true,
        () => false,
      );
    },
    read: (path) => readFile(path),
    write: (path, content) => writeFile(path, content),
    // A directory is refused.
    remove: (path) => unlink(path),
    makeDirectory: async (path) => void (await mkdir(path, { recursive: true })),
    children: (path) => readdir(path),
    temporary,
  };
  return {
    files,
    close: async () => {
      if (directory !== undefined) await rm(await directory, { recursive: true, force: true });
    },
  };
}
