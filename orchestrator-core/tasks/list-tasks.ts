import { decodeUtf8, extension, type Files, joinPath, OrchestratorError, stem } from '../common/index.ts';
import type { Module } from '../project/index.ts';
import { readJson } from './json-text.ts';
import { type CheckType, createTypeCheck, type ReadMetadata, readMetadata } from './read-metadata.ts';
import { sharedFilesFault } from './shared-files.ts';
import type { Task, TaskFile, TaskMetadata, TaskProblem } from './task.ts';
import { type TaskFault, withPlace } from './task-fault.ts';

/** The tasks of a set of modules by name, and what keeps others from being among them. */
export interface FoundTasks {
  readonly tasks: readonly Task[];
  /** Errors are about tasks that are left out, warnings about those that are listed. */
  readonly problems: readonly TaskProblem[];
}

/** What a task is called by its file: lower case, digits and underscores. */
const baseNamePattern = /^[a-z][a-z0-9_]*$/;

/** Reads every task of the modules. Never fails for what the files say. */
export async function listTasks(files: Files, modules: readonly Module[]): Promise<FoundTasks> {
  const checkType = createTypeCheck();
  const all = await Promise.all(
    modules.map(async (module) => {
      const directory = await readDirectory(files, module);
      return Promise.all(directory.bases.map((base) => loadTask({ files, modules, checkType }, directory, base)));
    }),
  );
  const loaded = all.flat();
  const tasks = loaded.flatMap(({ task }) => (task === undefined ? [] : [task]));
  return {
    tasks: tasks.sort((a, b) => (a.name < b.name ? -1 : 1)),
    problems: loaded.flatMap(({ problems }) => problems),
  };
}

/** A task that can be run, and what is odd about it. */
export interface FoundTask {
  readonly task: Task;
  readonly warnings: readonly TaskProblem[];
}

/**
 * Reads one task.
 * @throws OrchestratorError `bolt/unknown-task`; `bolt/pal-error` with what is wrong with its files, as Bolt does.
 */
export async function findTask(files: Files, modules: readonly Module[], name: string): Promise<FoundTask> {
  const [moduleName, base = 'init', ...rest] = name.split('::');
  const module = modules.find((each) => each.name === moduleName);
  // `module::init` is spelt `module`.
  const possible = rest.length === 0 && !name.endsWith('::init');
  const directory = module !== undefined && possible ? await readDirectory(files, module) : undefined;
  if (directory === undefined || !directory.bases.includes(base)) {
    throw new OrchestratorError(
      'bolt/unknown-task',
      `Could not find a task named '${name}'. For a list of available tasks, run 'baton task show'.`,
    );
  }
  const { task, problems } = await loadTask({ files, modules, checkType: createTypeCheck() }, directory, base);
  if (task !== undefined) return { task, warnings: problems };
  throw new OrchestratorError('bolt/pal-error', problems.at(-1)?.message ?? `Task '${name}' cannot be read`);
}

interface TaskDirectory {
  readonly module: Module;
  readonly path: string;
  /** The files that may belong to tasks, sorted. */
  readonly names: readonly string[];
  /** Task names without their module, sorted. */
  readonly bases: readonly string[];
}

async function readDirectory(files: Files, module: Module): Promise<TaskDirectory> {
  const path = joinPath(module.directory, 'tasks');
  const entries = await files.list(path);
  const names = entries.filter(({ name, kind }) => kind === 'file' && isTaskFile(name)).map(({ name }) => name);
  return { module, path, names, bases: [...new Set(names.map(stem))] };
}

function isTaskFile(name: string): boolean {
  return baseNamePattern.test(stem(name)) && !name.endsWith('.conf') && !name.endsWith('.md');
}

interface Loaded {
  readonly task?: Task;
  readonly problems: readonly TaskProblem[];
}

interface Surroundings {
  readonly files: Files;
  readonly modules: readonly Module[];
  readonly checkType: CheckType;
}

async function loadTask(surroundings: Surroundings, directory: TaskDirectory, base: string): Promise<Loaded> {
  const { files, modules, checkType } = surroundings;
  const { module } = directory;
  const name = base === 'init' ? module.name : `${module.name}::${base}`;
  const metadataName = `${base}.json`;
  const metadataPath = directory.names.includes(metadataName) ? joinPath(directory.path, metadataName) : undefined;
  const source = metadataPath === undefined ? '' : await readSource(files, metadataPath);
  const read = typeof source === 'string' ? readMetadata(name, source, checkType) : source;
  const path = metadataPath ?? joinPath(directory.path, directory.names.find((each) => stem(each) === base) ?? '');
  const warnings = read.warnings.map((fault) => problem('warning', fault, path));
  const failed = (fault: TaskFault): Loaded => ({ problems: [...warnings, problem('error', fault, path)] });
  const { metadata } = read;
  if (metadata === undefined) return failed(read.fault ?? { kind: 'puppet.tasks/invalid-metadata', message: name });
  const chosen = executablesOf(directory, base, name, metadata);
  if ('fault' in chosen) return failed(chosen.fault);
  const missing = await sharedFilesFault(files, modules, metadata);
  if (missing !== undefined) {
    return failed({
      ...missing,
      place: typeof source === 'string' ? placeOf(source, metadata, missing.entry) : undefined,
    });
  }
  const task: Task = {
    name,
    module: module.name,
    moduleDirectory: module.directory,
    metadata,
    ...(metadataPath === undefined ? {} : { metadataPath }),
    executables: chosen.executables,
  };
  return { task, problems: warnings };
}

async function readSource(files: Files, path: string): Promise<string | ReadMetadata> {
  const unreadable = (kind: string, message: string) => ({
    metadata: undefined,
    fault: { kind, message },
    warnings: [],
  });
  try {
    const bytes = await files.readBytes(path);
    const text = bytes === undefined ? '' : decodeUtf8(bytes);
    return text ?? unreadable('puppet.tasks/unparseable-metadata', 'The metadata is not UTF-8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return unreadable('puppet.tasks/unreadable-metadata', `Error reading metadata: ${reason}`);
  }
}

function problem(severity: TaskProblem['severity'], fault: TaskFault, path: string): TaskProblem {
  const { kind, place } = fault;
  const message = fault.message.includes(path) ? fault.message : withPlace(fault.message, path, place);
  return { severity, kind, message, path, ...place };
}

/** Where an entry of `files` stands in the metadata. */
function placeOf(source: string, metadata: TaskMetadata, entry: string): TaskFault['place'] {
  const { files = [], implementations = [] } = metadata;
  const text = readJson(source);
  const at = files.indexOf(entry);
  if (at >= 0) return text.locate(['files', at]);
  const owner = implementations.findIndex((each) => each.files?.includes(entry));
  return text.locate(['implementations', owner, 'files', implementations[owner]?.files?.indexOf(entry) ?? 0]);
}

/** The executables of a task: what the implementations name, else the one file of the task's own name. */
function executablesOf(
  directory: TaskDirectory,
  base: string,
  task: string,
  metadata: TaskMetadata,
): { readonly executables: readonly TaskFile[] } | { readonly fault: TaskFault } {
  const { path, names } = directory;
  const executables = names.filter((name) => extension(name) !== '.json');
  const file = (name: string): TaskFile => ({ name, path: joinPath(path, name) });
  if (metadata.implementations !== undefined) {
    const wanted = [...new Set(metadata.implementations.map(({ name }) => name))];
    const missing = wanted.find((name) => !executables.includes(name));
    if (missing === undefined) return { executables: wanted.map(file) };
    const message = `Task metadata for task ${task} specifies missing implementation ${missing}`;
    return { fault: { kind: 'puppet.tasks/missing-implementation', message } };
  }
  const own = executables.filter((name) => stem(name) === base);
  const [only] = own;
  if (only === undefined) {
    const message = `No source besides task metadata was found in directory ${path} for task ${task}`;
    return { fault: { kind: 'puppet.tasks/no-implementation', message } };
  }
  if (own.length === 1) return { executables: [file(only)] };
  const message = `Multiple executables were found in directory ${joinPath(path, only)} for task ${task}; define 'implementations' in metadata to differentiate between them`;
  return { fault: { kind: 'puppet.tasks/multiple-implementations', message } };
}
