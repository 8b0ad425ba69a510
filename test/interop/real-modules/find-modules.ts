import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A module on the disk. */
export interface FoundModule {
  /** As Puppet has it: `author-name` of its metadata without the author. */
  readonly name: string;
  readonly directory: string;
}

/** Directories whose sub-directories are modules, whether or not they have metadata. */
const homes = new Set(['modules', 'bolt-modules', 'site-modules', 'vendor_modules', 'modules.available']);
const skipped = new Set(['.git', 'node_modules', 'spec', 'fixtures', 'vendor', 'acceptance', 'lib', 'files']);

/** The modules at these paths and below them, each once; of two with one name the first. */
export async function findModules(paths: readonly string[]): Promise<readonly FoundModule[]> {
  const found = new Map<string, FoundModule>();
  for (const path of paths) await search(path, 0, found);
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function search(directory: string, depth: number, found: Map<string, FoundModule>): Promise<void> {
  const name = await moduleName(directory);
  if (name !== undefined && !found.has(name)) found.set(name, { name, directory: await realpath(directory) });
  if (depth >= 4) return;
  for (const entry of await readdir(directory)) {
    const path = join(directory, entry);
    if (skipped.has(entry) || !(await isDirectory(path))) continue;
    // What a module holds besides modules is its own.
    if (name === undefined || homes.has(entry)) await search(path, depth + 1, found);
  }
}

async function moduleName(directory: string): Promise<string | undefined> {
  const metadata = await readFile(join(directory, 'metadata.json'), 'utf8').catch(() => undefined);
  if (metadata !== undefined) {
    const { name } = JSON.parse(metadata) as { readonly name?: string };
    if (name !== undefined) return name.replace(/^.*[-/]/, '');
  }
  const name = basename(directory);
  return homes.has(basename(join(directory, '..'))) && /^[a-z][a-z0-9_]*$/.test(name) ? name : undefined;
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
