import { type DirectoryEntry, type Files, joinPath, OrchestratorError, stem, toErrorValue } from '../common/index.ts';
import type { Module } from '../project/index.ts';
import { readMetadata } from './read-metadata.ts';
import { checkSharedFiles } from './shared-files.ts';
import type { Task, TaskFile, TaskMetadata, TaskProblem } from './task.ts';

/** The tasks that can be used, by name, and what is wrong with the others. */
export interface FoundTasks {
  readonly tasks: readonly Task[];
  readonly problems: readonly TaskProblem[];
}

/** The files of a `tasks/` directory that belong to one task. */
interface Candidate {
  readonly name: string;
  readonly module: Module;
  readonly metadataPath: string | undefined;
  /** Those with the task's own base name. */
  readonly executables: readonly TaskFile[];
  /** Every executable of the directory: an implementation may have a name of its own. */
  readonly neighbours: readonly TaskFile[];
}

type Loaded = { readonly task: Task; readonly warnings: readonly TaskProblem[] };

/** Every task of the modules. A task that can't be used is a problem, and never keeps the others from being listed. */
export async function listTasks(files: Files, modules: readonly Module[]): Promise<FoundTasks> {
  const candidates = (await Promise.all(modules.map((module) => candidatesOf(files, module)))).flat();
  const problems: TaskProblem[] = [];
  const loaded = await Promise.all(
    candidates.map((candidate) =>
      load(files, modules, candidate).catch((error: unknown) => {
        const { kind, msg } = toErrorValue(error);
        return { kind, message: msg, path: pathOf(candidate) };
      }),
    ),
  );
  const tasks: Task[] = [];
  for (const each of loaded) {
    if ('task' in each) {
      tasks.push(each.task);
      problems.push(...each.warnings);
    } else problems.push(each);
  }
  tasks.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { tasks, problems };
}

/**
 * The task of that name, with what is odd about its metadata.
 *
 * @throws OrchestratorError `bolt/unknown-task`, or `bolt/pal-error` with what makes it unusable.
 */
export async function findTask(files: Files, modules: readonly Module[], name: string): Promise<Loaded> {
  const [moduleName = '', ...rest] = name.split('::');
  const module = modules.find((each) => each.name === moduleName);
  const candidates = module === undefined || rest.length > 1 ? [] : await candidatesOf(files, module);
  const candidate = candidates.find((each) => each.name === name);
  if (candidate === undefined) {
    const message = `Could not find a task named '${name}'. For a list of available tasks, run 'baton task show'.`;
    throw new OrchestratorError('bolt/unknown-task', message);
  }
  try {
    return await load(files, modules, candidate);
  } catch (cause) {
    throw new OrchestratorError('bolt/pal-error', toErrorValue(cause).msg, { cause });
  }
}

function pathOf({ metadataPath, executables, module }: Candidate): string {
  return metadataPath ?? executables[0]?.path ?? module.directory;
}

/** Only files directly in `tasks/` count, by a base name that can be a task's. */
async function candidatesOf(files: Files, module: Module): Promise<readonly Candidate[]> {
  const directory = joinPath(module.directory, 'tasks');
  const entries = (await files.list(directory)).filter(countsAsTask);
  const toFile = ({ name }: DirectoryEntry): TaskFile => ({ name, path: joinPath(directory, name) });
  const neighbours = entries.filter((entry) => !entry.name.endsWith('.json')).map(toFile);
  return [...Map.groupBy(entries, (entry) => stem(entry.name))].map(([base, own]): Candidate => {
    const metadata = own.find((entry) => entry.name === `${base}.json`);
    return {
      name: base === 'init' ? module.name : `${module.name}::${base}`,
      module,
      metadataPath: metadata === undefined ? undefined : joinPath(directory, metadata.name),
      executables: own.filter((entry) => entry !== metadata).map(toFile),
      neighbours,
    };
  });
}

function countsAsTask({ name, kind }: DirectoryEntry): boolean {
  return kind === 'file' && /^[a-z][a-z0-9_]*$/.test(stem(name)) && !/\.(?:conf|md)$/.test(name);
}

async function load(files: Files, modules: readonly Module[], candidate: Candidate): Promise<Loaded> {
  const { name, module, metadataPath } = candidate;
  const text = metadataPath === undefined ? undefined : await files.readText(metadataPath);
  const read =
    metadataPath === undefined ? { metadata: {}, warnings: [] } : readMetadata(name, metadataPath, text ?? '');
  const executables = executablesOf(candidate, read.metadata);
  await checkSharedFiles(files, modules, read.metadata);
  const task: Task = {
    name,
    module: module.name,
    moduleDirectory: module.directory,
    metadata: read.metadata,
    executables,
    ...(metadataPath === undefined ? {} : { metadataPath }),
  };
  return { task, warnings: read.warnings };
}

function executablesOf(candidate: Candidate, metadata: TaskMetadata): readonly TaskFile[] {
  const { name, module, executables } = candidate;
  const directory = joinPath(module.directory, 'tasks');
  const [first, second] = executables;
  if (metadata.implementations !== undefined) {
    return metadata.implementations.map((implementation) => implementationFile(candidate, implementation.name));
  }
  if (first === undefined) {
    const message = `No source besides task metadata was found in directory ${directory} for task ${name}`;
    throw new OrchestratorError('puppet.tasks/no-implementation', message);
  }
  if (second !== undefined) {
    const message = `Multiple executables were found in directory ${first.path} for task ${name}; define 'implementations' in metadata to differentiate between them`;
    throw new OrchestratorError('puppet.tasks/multiple-implementations', message);
  }
  return [first];
}

function implementationFile({ name, module, neighbours }: Candidate, file: string): TaskFile {
  const found = neighbours.find((each) => each.name === file);
  if (found !== undefined) return found;
  const message = `Task metadata for task ${name} specifies missing implementation ${file} (directory: ${joinPath(module.directory, 'tasks')})`;
  throw new OrchestratorError('puppet.tasks/missing-implementation', message);
}
