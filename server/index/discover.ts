import { type Files, joinPath } from '../../orchestrator-core/common/index.ts';
import { isModuleDirectory, marks } from './home.ts';

/** Levels below an open folder in which projects and modules are looked for. */
const deepest = 3;
const notOurs: ReadonlySet<string> = new Set(['.git', '.modules', 'fixtures', 'node_modules', 'vendor']);

/** Directories that are looked into; a folder that holds more is nobody's project. */
const most = 1000;

/**
 * Files, there or not, in the projects, control repositories and modules below a folder: one in each. What lies nearer
 * to the folder comes first.
 */
export async function discover(files: Files, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  let level: readonly string[] = [folder];
  let seen = 0;
  for (let depth = 0; depth <= deepest && level.length > 0; depth += 1) {
    const below: string[] = [];
    for (const directory of level) {
      seen += 1;
      if (seen > most) return found;
      const entries = await files.list(directory).catch(() => []);
      const isMarked = entries.some(({ name, kind }) => kind === 'file' && marks.includes(name));
      if (isMarked || isModuleDirectory(entries)) found.push(joinPath(directory, 'manifests/init.pp'));
      else {
        const directories = entries.filter(({ name, kind }) => kind === 'directory' && !notOurs.has(name));
        below.push(...directories.map(({ name }) => joinPath(directory, name)));
      }
    }
    level = below;
  }
  return found;
}
