import { baseName, extension, joinPath, parentPath, stem } from '../../orchestrator-core/common/index.ts';
import type { MetadataDocument } from '../task-metadata/metadata.ts';
import type { ScriptReads } from '../task-script/reads.ts';
import { isTaskFile, type TaskFolder } from './surroundings.ts';
import type { Workspace } from './workspace.ts';

/** A script of a task and what it reads. */
export interface ScriptView {
  readonly path: string;
  /** Undefined when the script's language is not one of ours. */
  readonly reads: ScriptReads | undefined;
}

/** A task seen whole: its metadata file, which may be missing, and its scripts. */
export interface TaskView {
  readonly folder: TaskFolder;
  readonly metadataPath: string;
  readonly metadata: MetadataDocument | undefined;
  /** The executables of the task's own name. */
  readonly ownScripts: readonly string[];
  /** The names in the task's directory that may be executables. */
  readonly executables: readonly string[];
  /** The scripts that run: the implementations that exist, else those of the task's own name. */
  readonly scripts: readonly ScriptView[];
}

/** The task that the metadata file at `path` describes or, if it does not exist, would describe. */
export async function taskAt(workspace: Workspace, path: string): Promise<TaskView | undefined> {
  const folder = await workspace.folderOf(path);
  if (folder === undefined) return undefined;
  const metadata = await workspace.metadata(path);
  const names = await workspace.namesIn(folder.directory);
  const executables = names.filter((name) => isTaskFile(name) && extension(name) !== '.json');
  const ownScripts = executables.filter((name) => stem(name) === stem(path));
  const named = metadata?.implementations.flatMap((one) => (one.name === undefined ? [] : [one.name.value])) ?? [];
  const running = metadata?.hasImplementations ? executables.filter((name) => named.includes(name)) : ownScripts;
  const scripts = running.map(async (name): Promise<ScriptView> => {
    const script = joinPath(folder.directory, name);
    return { path: script, reads: await workspace.reads(script) };
  });
  return { folder, metadataPath: path, metadata, ownScripts, executables, scripts: await Promise.all(scripts) };
}

/** Every task that runs the script at `path`: the one of its name and those that list it in `implementations`. */
export async function tasksOf(workspace: Workspace, path: string): Promise<readonly TaskView[]> {
  const directory = parentPath(path);
  const names = (await workspace.namesIn(directory)).filter((name) => name.endsWith('.json') && isTaskFile(name));
  const views = names.map(async (name): Promise<TaskView | undefined> => {
    const file = joinPath(directory, name);
    const isNamesake = stem(name) === stem(path);
    // Generated modules have hundreds of tasks; most are ruled out without being parsed.
    if (!isNamesake && !(await workspace.files.source(file))?.text.includes(baseName(path))) return undefined;
    const metadata = await workspace.metadata(file);
    const isListed = metadata?.implementations.some((one) => one.name?.value === baseName(path)) ?? false;
    const isOwn = isNamesake && !(metadata?.hasImplementations ?? false);
    return isListed || isOwn ? taskAt(workspace, file) : undefined;
  });
  return (await Promise.all(views)).filter((view) => view !== undefined);
}
