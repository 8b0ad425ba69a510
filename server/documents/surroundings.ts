import { baseName, extension, joinPath, parentPath, stem } from '../../orchestrator-core/common/index.ts';
import { yamlPlanName } from '../../orchestrator-core/plans/index.ts';
import {
  loadProject,
  type Module,
  moduleAt,
  type Project,
  type ProjectOverrides,
} from '../../orchestrator-core/project/index.ts';
import type { Memory } from './memory.ts';
import { moduleDirectory, moduleHomes, moduleNameOf, modulePattern } from './module-directory.ts';
import type { Overlay } from './overlay.ts';

/** The `tasks` directory of a module or project. */
export interface TaskFolder {
  /** Absolute, ends in `/tasks`. */
  readonly directory: string;
  readonly module: Module;
  /** The directory with the `bolt-project.yaml` that it belongs to. */
  readonly project: string | undefined;
}

/** The project and the modules that a file lies among, by Bolt's rules; each is found out once. */
export interface Surroundings {
  /** The nearest directory with a `bolt-project.yaml`, from `directory` upwards. */
  projectOf(directory: string): Promise<string | undefined>;
  /** The `tasks` directory that a task's file lies in; undefined for files that are none. */
  folderOf(path: string): Promise<TaskFolder | undefined>;
  /** The modules that names in a folder are looked up in: those of its project, else itself and its neighbours. */
  modules(folder: TaskFolder): Promise<readonly Module[]>;
  /** The modules that a Puppet source can name: those of its project, else its own and the neighbours. */
  modulesAround(path: string): Promise<readonly Module[]>;
  /** The full name of the plan that a YAML file under the `plans` directory of a module is. */
  planName(path: string): Promise<string | undefined>;
  isInventory(path: string): Promise<boolean>;
  /** Where the inventory of a project would be. */
  inventoryOf(project: string): Promise<string>;
}

/** What says that a directory is a Bolt project. */
export const projectFile = 'bolt-project.yaml';

/** A task's file name without extension. Files of other names, or in `.md` and `.conf`, are no tasks (Bolt, Puppet). */
export function isTaskFile(path: string): boolean {
  return modulePattern.test(stem(path)) && !['.md', '.conf'].includes(extension(path));
}

/** `overrides` count over what projects say of where modules lie. */
export function createSurroundings(files: Overlay, memory: Memory, overrides: ProjectOverrides = {}): Surroundings {
  const { modulepath, ownModules } = overrides;
  const exists = async (path: string) => (await files.stat(path))?.kind === 'file';
  const projectOf = (directory: string) =>
    memory(`project ${directory}`, () => findProjectDirectory(exists, directory));
  const loaded = (directory: string): Promise<Project> =>
    memory(`modules ${directory}`, async () => {
      return (await loadProject(files, directory, overrides)).project;
    });
  const moduleIn = (home: string) =>
    memory(`module ${home}`, async (): Promise<Omit<TaskFolder, 'directory'> | undefined> => {
      const project = await projectOf(home);
      const name = await moduleName(files, home, project === home);
      const isModule =
        project === home ||
        isAmongModules(home) ||
        (await exists(joinPath(home, 'metadata.json'))) ||
        (project !== undefined && (await loaded(project)).modulepath.includes(parentPath(home)));
      return isModule ? { module: { name, directory: home }, project } : undefined;
    });
  const modules = async ({ project, module }: Omit<TaskFolder, 'directory'>): Promise<readonly Module[]> => {
    const withOthers = (others: readonly Module[]) => [module, ...others.filter(({ name }) => name !== module.name)];
    if (project !== undefined) return (await loaded(project)).modules;
    if (modulepath !== undefined) return withOthers((await loaded(module.directory)).modules);
    if (!isAmongModules(module.directory)) {
      const alone = await loaded(module.directory);
      if (alone.name !== undefined) return alone.modules;
    }
    const home = parentPath(module.directory);
    const neighbours = withOthers(await memory(`neighbours ${home}`, () => modulesIn(files, home)));
    const names = new Set(neighbours.map(({ name }) => name));
    const brought = ownModules === undefined ? [] : await memory('own modules', () => modulesIn(files, ownModules));
    return [...neighbours, ...brought.filter(({ name }) => !names.has(name))];
  };
  return {
    projectOf,
    folderOf: async (path) => {
      const directory = parentPath(path);
      const home =
        baseName(directory) === 'tasks' && isTaskFile(path) ? await moduleIn(parentPath(directory)) : undefined;
      return home === undefined ? undefined : { directory, ...home };
    },
    modules,
    modulesAround: async (path) => {
      const project = await projectOf(parentPath(path));
      const directory = project ?? moduleDirectory(path);
      if (directory === undefined) return [];
      return modules({
        module: { name: await moduleName(files, directory, project !== undefined), directory },
        project,
      });
    },
    planName: (path) => nameOfPlan(path, async (home) => (await moduleIn(home))?.module.name),
    isInventory: async (path) => {
      if (extension(path) !== '.yaml') return false;
      const project = await projectOf(parentPath(path));
      return project !== undefined && (await loaded(project)).inventoryPath === path;
    },
    inventoryOf: async (project) => (await loaded(project)).inventoryPath,
  };
}

function isAmongModules(directory: string): boolean {
  return moduleHomes.has(baseName(parentPath(directory)));
}

async function nameOfPlan(
  path: string,
  moduleOf: (home: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (extension(path) !== '.yaml') return undefined;
  const parts = path.split('/');
  for (const [index, part] of parts.entries()) {
    const below = parts.slice(index + 1);
    if (part !== 'plans' || below.length === 0) continue;
    const isNamed = below.every((each) => modulePattern.test(each.replace(/\.yaml$/, '')));
    const module = isNamed ? await moduleOf(parts.slice(0, index).join('/')) : undefined;
    if (module !== undefined) return yamlPlanName(module, below.join('/'));
  }
  return undefined;
}

async function findProjectDirectory(
  exists: (path: string) => Promise<boolean>,
  start: string,
): Promise<string | undefined> {
  for (let directory = start; ; directory = parentPath(directory)) {
    if (await exists(joinPath(directory, projectFile))) return directory;
    if (directory === parentPath(directory) || directory === '.') return undefined;
  }
}

/** The directory's name, as Puppet has it; a checkout called `author-module` is taken for `module`. */
async function moduleName(files: Overlay, directory: string, isProject: boolean): Promise<string> {
  if (isProject) {
    const { project } = await loadProject(files, directory);
    if (project.name !== undefined) return project.name;
  }
  if (!isAmongModules(directory)) {
    const module = await moduleAt(files, directory);
    if (module !== undefined) return module.name;
  }
  return moduleNameOf(directory);
}

/** The modules of a directory that modules lie in; none of any other. */
async function modulesIn(files: Overlay, home: string): Promise<readonly Module[]> {
  if (!moduleHomes.has(baseName(home))) return [];
  const entries = await files.list(home);
  return entries
    .filter((entry) => entry.kind === 'directory' && modulePattern.test(entry.name))
    .map((entry) => ({ name: entry.name, directory: joinPath(home, entry.name) }));
}
