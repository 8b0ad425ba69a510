import { type Files, joinPath } from '../../orchestrator-core/common/index.ts';
import { isModuleDirectory } from './home.ts';

/** Levels below an open folder in which projects and modules are looked for. */
const deepest = 3;
const notOurs: ReadonlySet<string> = new Set(['.git', '.modules', 'fixtures', 'node_modules', 'vendor']);
const marks: ReadonlySet<string> = new Set(['bolt-project.yaml', 'environment.conf', 'Puppetfile']);

/**
 * Files, there or not, in the projects, control repositories and modules below a folder: one in each, and of modules
 * that lie side by side in one of them.
 */
export async function discover(files: Files, folder: string, depth = 0): Promise<readonly string[]> {
  const entries = await files.list(folder).catch(() => []);
  if (entries.some(({ name, kind }) => kind === 'file' && marks.has(name)) || isModuleDirectory(entries)) {
    return [joinPath(folder, 'manifests/init.pp')];
  }
  if (depth === deepest) return [];
  const below = entries.filter(({ name, kind }) => kind === 'directory' && !notOurs.has(name));
  const found = await Promise.all(below.map(({ name }) => discover(files, joinPath(folder, name), depth + 1)));
  return found.flat();
}
