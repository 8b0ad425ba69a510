import { type Files, joinPath, stem } from '../../orchestrator-core/common/index.ts';
import type { Module } from '../../orchestrator-core/project/index.ts';

/** What of a module's files the index reads, and how. */
export type UnitKind =
  | 'puppet'
  | 'template'
  | 'yaml-plan'
  | 'task'
  | 'ruby-function'
  | 'ruby-legacy-function'
  | 'ruby-resource-type'
  | 'ruby-data-type';

/** Files that are read together: all of a task's, for everything else one. */
export interface Unit {
  /** The file, or for a task `…/tasks/name` without an extension. */
  readonly path: string;
  readonly kind: UnitKind;
  /** Absolute, sorted. */
  readonly files: readonly string[];
}

interface Convention {
  readonly directory: string;
  readonly extensions: readonly string[];
  readonly kind: UnitKind;
}

/** Where Puppet and Bolt look for what modules bring; the first that fits counts. */
const conventions: readonly Convention[] = [
  { directory: 'manifests', extensions: ['.pp'], kind: 'puppet' },
  { directory: 'functions', extensions: ['.pp'], kind: 'puppet' },
  { directory: 'types', extensions: ['.pp'], kind: 'puppet' },
  { directory: 'plans', extensions: ['.pp'], kind: 'puppet' },
  { directory: 'plans', extensions: ['.yaml'], kind: 'yaml-plan' },
  { directory: 'templates', extensions: ['.epp'], kind: 'template' },
  { directory: 'lib/puppet/functions', extensions: ['.rb'], kind: 'ruby-function' },
  { directory: 'lib/puppet/parser/functions', extensions: ['.rb'], kind: 'ruby-legacy-function' },
  { directory: 'lib/puppet/type', extensions: ['.rb'], kind: 'ruby-resource-type' },
  { directory: 'lib/puppet/datatypes', extensions: ['.rb'], kind: 'ruby-data-type' },
];

const directories: readonly string[] = [...new Set(conventions.map(({ directory }) => directory))];
const taskName = /^[a-z][a-z0-9_]*$/;

/** Directories deeper than this are links that go round in a circle. */
const deepest = 20;

/** Everything of a module that can be named or names something, found by where it lies. */
export async function unitsOf(files: Files, module: Module): Promise<readonly Unit[]> {
  const [tasks, ...found] = await Promise.all([
    tasksOf(files, module),
    ...directories.map((directory) => below(files, joinPath(module.directory, directory), 0)),
  ]);
  const paths = found.flat();
  return [...tasks, ...paths.flatMap((path) => unitAt(module, path) ?? [])];
}

/** The tasks of a module; each with its executables and its metadata. */
async function tasksOf(files: Files, module: Module): Promise<readonly Unit[]> {
  const directory = joinPath(module.directory, 'tasks');
  const byName = new Map<string, string[]>();
  for (const { name, kind } of await list(files, directory)) {
    const base = stem(name);
    if (kind !== 'file' || !taskName.test(base) || name.endsWith('.md') || name.endsWith('.conf')) continue;
    byName.set(base, [...(byName.get(base) ?? []), joinPath(directory, name)]);
  }
  return [...byName].map(([base, paths]) => ({ path: joinPath(directory, base), kind: 'task', files: paths }));
}

/** What the index makes of a file of a module; undefined for what it does not read, and for tasks. */
export function unitAt(module: Module, path: string): Unit | undefined {
  if (!path.startsWith(`${module.directory}/`)) return undefined;
  const inside = path.slice(module.directory.length + 1);
  const found = conventions.find(
    ({ directory, extensions }) =>
      inside.startsWith(`${directory}/`) && extensions.some((extension) => inside.endsWith(extension)),
  );
  return found && { path, kind: found.kind, files: [path] };
}

/** Whether a path is a task's file, or the directory of tasks itself. */
export function isAmongTasks(module: Module, path: string): boolean {
  const directory = joinPath(module.directory, 'tasks');
  return path === directory || path.startsWith(`${directory}/`);
}

async function below(files: Files, directory: string, depth: number): Promise<readonly string[]> {
  if (depth > deepest) return [];
  const entries = await list(files, directory);
  const found = await Promise.all(
    entries.map(async ({ name, kind }): Promise<readonly string[]> => {
      const path = joinPath(directory, name);
      if (kind === 'directory') return below(files, path, depth + 1);
      return kind === 'file' ? [path] : [];
    }),
  );
  return found.flat();
}

/** A directory that may not be read holds nothing. */
async function list(files: Files, directory: string): ReturnType<Files['list']> {
  return files.list(directory).catch(() => []);
}
