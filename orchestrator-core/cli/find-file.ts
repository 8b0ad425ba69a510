import { isAbsolute, join, resolve } from 'node:path';
import { OrchestratorError } from '../common/index.ts';
import { diskFiles } from '../node/index.ts';
import type { Context } from './context.ts';

/**
 * The file that an argument means: a path of this machine, else `MODULE/FILE` below `files/` of the module or the module
 * itself, as Bolt looks for it. The answer is absolute.
 *
 * @param what `script` or `source file`, for messages
 * @throws OrchestratorError `bolt/file-error` in Bolt's words.
 */
export async function findFile(
  what: string,
  argument: string,
  { terminal, project }: Context,
  options: { readonly directories?: boolean } = {},
): Promise<string> {
  const here = resolve(terminal.directory, argument);
  const stat = await diskFiles.stat(here);
  if (stat !== undefined) {
    if (stat.kind === 'directory' && options.directories !== true) {
      throw fileError(`The ${what} '${argument}' is not a file`, here);
    }
    return here;
  }
  const [name, ...rest] = argument.split('/');
  const module = isAbsolute(argument) ? undefined : project.modules.find((each) => each.name === name);
  if (module === undefined || rest.length === 0) throw fileError(`The ${what} '${argument}' does not exist`, here);
  const candidates = [join(module.directory, 'files', ...rest), join(module.directory, ...rest)];
  for (const path of candidates) {
    const found = await diskFiles.stat(path);
    if (found === undefined) continue;
    if (found.kind === 'file' || options.directories === true) return path;
    throw fileError(`The ${what} '${path}' is not a file`, path);
  }
  throw fileError(`The ${what} '${candidates[0]}' does not exist`, here);
}

function fileError(message: string, path: string): OrchestratorError {
  return new OrchestratorError('bolt/file-error', message, { details: { path } });
}
