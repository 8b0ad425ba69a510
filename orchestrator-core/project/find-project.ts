import { type Files, joinPath, OrchestratorError, parentPath } from '../common/index.ts';
import { declaredModule, isControlRepository, moduleAt } from './standalone.ts';

/** Where to look for a project. All paths absolute. */
export interface ProjectSearch {
  /** The directory to start from. */
  readonly start: string;
  /** What the user named with `--project`. */
  readonly explicit?: string;
  /** The environment's `BOLT_PROJECT`, which beats everything. */
  readonly environment?: string;
  readonly home?: string;
}

/**
 * The project's directory, by Bolt's rules: `BOLT_PROJECT`, then the one named, then the nearest parent that holds a
 * `Boltdir` or a `bolt-project.yaml`, then `~/.puppetlabs/bolt`. Where that last one is not in use, the control
 * repository or the module that we are in comes before it.
 * @throws OrchestratorError when the named one does not exist or anyone on the machine may write to the found one.
 */
export async function findProject(files: Files, search: ProjectSearch): Promise<string> {
  const named = search.environment ?? search.explicit;
  if (named !== undefined) {
    const directory = joinPath(search.start, named);
    if ((await files.stat(directory))?.kind !== 'directory') {
      throw new OrchestratorError('bolt/cli-error', `Could not find project at ${directory}`);
    }
    return search.environment === undefined ? guarded(files, directory) : directory;
  }
  for (let directory = search.start; ; directory = parentPath(directory)) {
    const inside = joinPath(directory, 'Boltdir');
    if ((await files.stat(inside))?.kind === 'directory') return guarded(files, inside);
    if ((await files.stat(joinPath(directory, 'bolt-project.yaml')))?.kind === 'file') return guarded(files, directory);
    if (directory === '/' || directory === '.') break;
  }
  const personal = search.home === undefined ? undefined : joinPath(search.home, '.puppetlabs/bolt');
  if (personal !== undefined && (await isInUse(files, personal))) return personal;
  const found = await findUndeclared(files, search);
  return found === undefined ? (personal ?? search.start) : guarded(files, found);
}

async function isInUse(files: Files, directory: string): Promise<boolean> {
  const entries = await files.list(directory);
  return entries.some(({ name }) => ['bolt-project.yaml', 'inventory.yaml', 'modules'].includes(name));
}

/** The nearest control repository, else the nearest module. Further up, a directory `tasks` alone is no sign of one. */
async function findUndeclared(files: Files, { start, home }: ProjectSearch): Promise<string | undefined> {
  let module = start === home ? undefined : (await moduleAt(files, start))?.directory;
  for (let directory = start; ; directory = parentPath(directory)) {
    if (await isControlRepository(files, directory)) return directory;
    module ??= (await declaredModule(files, directory))?.directory;
    if (directory === '/' || directory === '.') return module;
  }
}

async function guarded(files: Files, directory: string): Promise<string> {
  if ((await files.stat(directory))?.worldWritable) {
    throw new OrchestratorError(
      'bolt/world-writable-error',
      `Project directory '${directory}' is world-writable which poses a security risk. ` +
        `Set BOLT_PROJECT='${directory}' to force the use of this project directory.`,
    );
  }
  return directory;
}
