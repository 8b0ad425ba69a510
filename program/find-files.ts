import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OrchestratorError } from '../orchestrator-core/common/index.ts';

/** A file that a command is about. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** As the user wrote it, or below the directory as the user wrote that. */
  readonly name: string;
  /** Whether the user named it, and not only a directory above it. */
  readonly isNamed: boolean;
}

/** Nothing below these is ever looked at. */
const never: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);

/** Directories with code that others wrote: installed modules, gems, what tests bring along. */
const others: ReadonlySet<string> = new Set(['vendor', 'pkg']);

/**
 * The files that paths mean, each once and in the order of their names. Directories are read with all that is in them,
 * but for links and, unless `all` is set, for hidden directories, `vendor`, `pkg` and `spec/fixtures`.
 *
 * @throws OrchestratorError `bolt/cli-error` for a path where nothing is.
 */
export async function findFiles(
  paths: readonly string[],
  { directory, all }: { readonly directory: string; readonly all: boolean },
): Promise<readonly FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const name of paths) {
    const path = resolve(directory, name);
    const what = await stat(path).catch(() => undefined);
    if (what === undefined) throw new OrchestratorError('bolt/cli-error', `There is no file or directory '${name}'`);
    if (what.isDirectory()) await walk(path, name === '.' ? '' : name, all, found);
    else found.set(path, { path, name, isNamed: true });
  }
  return [...found.values()];
}

async function walk(directory: string, name: string, all: boolean, found: Map<string, FoundFile>): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    const below = name === '' ? entry.name : join(name, entry.name);
    if (entry.isFile()) {
      if (!found.has(path)) found.set(path, { path, name: below, isNamed: false });
    } else if (entry.isDirectory() && isWanted(entry.name, directory, all)) await walk(path, below, all, found);
  }
}

function isWanted(name: string, parent: string, all: boolean): boolean {
  if (never.has(name)) return false;
  if (all) return true;
  return !(name.startsWith('.') || others.has(name) || (name === 'fixtures' && parent.endsWith('spec')));
}
