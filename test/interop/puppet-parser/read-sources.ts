import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Source } from './ask-puppet.ts';

/** Reads the manifests and templates at these paths, in the order of their names. Links are not followed. */
export async function readSources(paths: readonly string[]): Promise<readonly Source[]> {
  const files: string[] = [];
  for (const path of paths) {
    if ((await stat(path)).isFile()) files.push(path);
    else for await (const file of glob('**/*.{pp,epp}', { cwd: path })) files.push(join(path, file));
  }
  const sources: Source[] = [];
  for (const name of files.sort()) {
    if (!(await stat(name)).isFile()) continue;
    const bytes = await readFile(name);
    // Puppet refuses such a file before it parses: no question for a parser.
    const source = bytes.toString('utf8');
    if (!Buffer.from(source).equals(bytes)) continue;
    sources.push({ name, source, tasks: /(^|\/)plans\//.test(name), epp: name.endsWith('.epp') });
  }
  return sources;
}
