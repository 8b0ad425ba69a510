import { type Files, joinPath, OrchestratorError } from '../common/index.ts';
import type { Module } from '../project/index.ts';
import type { TaskFile, TaskMetadata } from './task.ts';
import type { TaskFault } from './task-fault.ts';

/** The directories of a module whose files a task may carry along, as Puppet mounts them. */
const mounts: readonly string[] = ['files', 'lib', 'scripts', 'tasks'];
/** A link to a parent directory would never end. */
const deepest = 20;
const mostFiles = 10_000;

/** Every entry of `files`, the task's and its implementations', each once. */
function fileEntries(metadata: TaskMetadata): readonly string[] {
  const own = (metadata.implementations ?? []).flatMap(({ files = [] }) => files);
  return [...new Set([...(metadata.files ?? []), ...own])];
}

/**
 * The files that a task needs besides its executables, directories expanded, names as `module/mount/path`. Hidden files
 * are left out, as Puppet's glob does.
 *
 * @throws OrchestratorError when an entry names nothing that exists, or a directory holds more files than 10,000.
 */
export async function sharedFiles(
  files: Files,
  modules: readonly Module[],
  metadata: TaskMetadata,
): Promise<readonly TaskFile[]> {
  const found = await Promise.all(
    fileEntries(metadata).map(async (entry) => {
      const located = await locateEntry(files, modules, entry);
      if ('fault' in located) throw new OrchestratorError('bolt/pal-error', located.fault.message);
      return located.directory ? expand(files, located, deepest) : [{ name: located.name, path: located.path }];
    }),
  );
  const all = new Map(found.flat().map((file) => [file.name, file]));
  return [...all.values()];
}

/** What keeps the entries of `files` from being carried along; undefined when nothing does. */
export async function sharedFilesFault(
  files: Files,
  modules: readonly Module[],
  metadata: TaskMetadata,
): Promise<(TaskFault & { readonly entry: string }) | undefined> {
  const entries = fileEntries(metadata);
  const located = await Promise.all(entries.map((entry) => locateEntry(files, modules, entry)));
  for (const [index, each] of located.entries()) {
    if ('fault' in each) return { ...each.fault, entry: entries[index] ?? '' };
  }
  return undefined;
}

interface Located extends TaskFile {
  readonly directory: boolean;
}

/** Finds an entry on the disk by Puppet's rules and in its words. */
async function locateEntry(
  files: Files,
  modules: readonly Module[],
  entry: string,
): Promise<Located | { readonly fault: TaskFault }> {
  const wrong = (message: string, kind = 'puppet.tasks/invalid-metadata') => ({ fault: { kind, message } });
  const [name = '', mount = '', ...rest] = entry.split('/');
  const module = modules.find((each) => each.name === name);
  if (module === undefined) {
    return wrong(`Could not find module ${name} containing task file ${rest.join('/')}`);
  }
  if (!mounts.includes(mount)) {
    return wrong(
      `Files must be saved in module directories that Puppet makes available via mount points: ${mounts.join(', ')}`,
    );
  }
  const slash = entry.endsWith('/');
  const inner = rest.filter((part, index) => part !== '' || index < rest.length - 1);
  if (inner.some((part) => part === '' || part === '.' || part === '..')) {
    return wrong('File pathnames cannot include relative paths');
  }
  const path = joinPath(module.directory, mount, ...inner);
  const stat = await files.stat(path);
  if (stat === undefined || (slash && stat.kind === 'file')) {
    return wrong(`Could not find ${path}${slash ? '/' : ''} on disk`, 'puppet.tasks/invalid-file');
  }
  const directory = stat.kind === 'directory';
  if (directory && !slash) {
    return wrong(`Directories specified in task metadata must include a trailing slash: ${entry}`);
  }
  return { name: [name, mount, ...inner].join('/'), path, directory };
}

async function expand(files: Files, directory: TaskFile, depth: number): Promise<readonly TaskFile[]> {
  if (depth === 0) return [];
  const entries = (await files.list(directory.path)).filter(({ name }) => !name.startsWith('.'));
  const found: TaskFile[] = [];
  for (const { name, kind } of entries) {
    const file = { name: `${directory.name}/${name}`, path: joinPath(directory.path, name) };
    if (kind === 'file') found.push(file);
    else if (kind === 'directory') found.push(...(await expand(files, file, depth - 1)));
    if (found.length > mostFiles) {
      throw new OrchestratorError(
        'puppet.tasks/invalid-file',
        `The directory ${directory.path} holds more than ${mostFiles} files, too many for a task to carry along`,
      );
    }
  }
  return found;
}
