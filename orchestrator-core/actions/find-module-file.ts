import { joinPath } from '../common/index.ts';
import { diskFiles } from '../node/index.ts';
import type { Module } from '../project/index.ts';

/**
 * The file that `MODULE/PATH` names, by Bolt's rule: in the module's `files`, else in the module itself. An absolute path
 * is itself; undefined where nothing is.
 */
export async function findModuleFile(modules: readonly Module[], reference: string): Promise<string | undefined> {
  const exists = async (path: string): Promise<boolean> => (await diskFiles.stat(path)) !== undefined;
  if (reference.startsWith('/')) return (await exists(reference)) ? reference : undefined;
  const [name, ...rest] = reference.split('/');
  const module = modules.find((each) => each.name === name);
  if (module === undefined || rest.length === 0) return undefined;
  for (const path of [joinPath(module.directory, 'files', ...rest), joinPath(module.directory, ...rest)]) {
    if (await exists(path)) return path;
  }
  return undefined;
}
