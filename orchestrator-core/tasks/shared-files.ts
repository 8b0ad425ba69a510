import { type Files, joinPath, OrchestratorError } from '../common/index.ts';
import type { Module } from '../project/index.ts';
import type { TaskFile, TaskMetadata } from './task.ts';

const mounts: ReadonlySet<string> = new Set(['files', 'lib', 'scripts', 'tasks']);

/** An entry of `files`: `module/mount/path`, a directory where it ends in a slash. */
interface Entry {
  readonly text: string;
  readonly path: string;
  readonly directory: boolean;
}

/** Every entry of `files`, the task's and its implementations', once. */
function entriesOf(metadata: TaskMetadata): readonly string[] {
  const ofImplementations = (metadata.implementations ?? []).flatMap((each) => each.files ?? []);
  return [...new Set([...(metadata.files ?? []), ...ofImplementations])];
}

/**
 * Finds what the metadata's `files` name, and that files are files and directories directories.
 *
 * @throws OrchestratorError `puppet.tasks/invalid-file`, in Bolt's words.
 */
export async function checkSharedFiles(
  files: Files,
  modules: readonly Module[],
  metadata: TaskMetadata,
): Promise<void> {
  for (const text of entriesOf(metadata)) await findEntry(files, modules, text);
}

/**
 * The files that the task shares, directories expanded, sorted by name.
 *
 * @throws OrchestratorError `puppet.tasks/invalid-file`, in Bolt's words.
 */
export async function sharedFiles(
  files: Files,
  modules: readonly Module[],
  metadata: TaskMetadata,
): Promise<readonly TaskFile[]> {
  const found = new Map<string, TaskFile>();
  for (const text of entriesOf(metadata)) {
    const entry = await findEntry(files, modules, text);
    const each = entry.directory
      ? await expand(files, entry.text, entry.path)
      : [{ name: entry.text, path: entry.path }];
    for (const file of each) found.set(file.name, file);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function invalid(message: string): OrchestratorError {
  return new OrchestratorError('puppet.tasks/invalid-file', message);
}

async function findEntry(files: Files, modules: readonly Module[], text: string): Promise<Entry> {
  const [moduleName = '', mount = '', ...rest] = text.split('/');
  if (rest.includes('..') || rest.includes('.'))
    throw invalid(`Files of a task can't be reached through '.' or '..': ${text}`);
  if (!mounts.has(mount)) {
    const list = [...mounts].join(', ');
    throw invalid(`Files must be saved in module directories that Puppet makes available via mount points: ${list}`);
  }
  const module = modules.find((each) => each.name === moduleName);
  if (module === undefined) throw invalid(`Could not find module ${moduleName} containing task file ${rest.join('/')}`);
  const written = `${module.directory}/${[mount, ...rest].join('/')}`;
  const path = joinPath(module.directory, mount, ...rest);
  const directory = text.endsWith('/');
  const found = await files.stat(path);
  if (found === undefined || (directory && found.kind === 'file')) throw invalid(`Could not find ${written} on disk`);
  if (!directory && found.kind === 'directory') {
    throw invalid(`Directories specified in task metadata must include a trailing slash: ${text}`);
  }
  return { text, path, directory };
}

async function expand(files: Files, name: string, path: string): Promise<readonly TaskFile[]> {
  const entries = await files.list(path);
  const nested = await Promise.all(
    entries.map((entry) => {
      const inner = { name: name + entry.name, path: joinPath(path, entry.name) };
      return entry.kind === 'directory' ? expand(files, `${inner.name}/`, inner.path) : [inner];
    }),
  );
  return nested.flat();
}
