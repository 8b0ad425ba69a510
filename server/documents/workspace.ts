import { baseName, extension, joinPath, parentPath, stem } from '../../orchestrator-core/common/index.ts';
import type { World } from '../../orchestrator-core/language/index.ts';
import { yamlPlanName } from '../../orchestrator-core/plans/index.ts';
import { loadProject, type Module, moduleAt } from '../../orchestrator-core/project/index.ts';
import { createIndex } from '../index/create-index.ts';
import { createRubyReader } from '../index/ruby/read-ruby.ts';
import type { WorkspaceIndex } from '../index/workspace-index.ts';
import { type PuppetDocument, readPuppet } from '../puppet/document.ts';
import { moduleDirectory, moduleHomes } from '../puppet/links.ts';
import type { Runtime } from '../runtime.ts';
import { type MetadataDocument, parseMetadata } from '../task-metadata/metadata.ts';
import type { Parsers } from '../task-script/parsers.ts';
import { createScriptReader } from '../task-script/reader.ts';
import { languageOf, type ScriptReads } from '../task-script/reads.ts';
import { readYamlDocument, type YamlDocument } from '../yaml/document.ts';
import { readPlanDocument, type YamlPlanDocument } from '../yaml-plan/document.ts';
import { type AliasFile, type DataTypes, listAliases, loadDataTypes } from './data-types.ts';
import { inventoryFeatures } from './inventory-features.ts';
import type { Overlay, Source } from './overlay.ts';
import type { SeverityChoices } from './severities.ts';

export type DocumentKind =
  | 'task-metadata'
  | 'task-script'
  | 'bolt-project'
  | 'puppet'
  | 'yaml-plan'
  | 'inventory'
  | 'hiera';

/** The `tasks` directory of a module or project. */
export interface TaskFolder {
  /** Absolute, ends in `/tasks`. */
  readonly directory: string;
  readonly module: Module;
  /** The directory with the `bolt-project.yaml` that it belongs to. */
  readonly project: string | undefined;
}

/** A task as far as its types go. */
export interface TypedTask {
  readonly folder: TaskFolder;
  readonly metadata: MetadataDocument | undefined;
}

/** Everything the features ask about files. Parsed texts are kept until their file's version changes. */
export interface Workspace {
  readonly files: Overlay;
  /** What the server makes of a file; undefined for files that are not its business. */
  kindOf(path: string): Promise<DocumentKind | undefined>;
  /** The tasks directory that a script or metadata file lies in. */
  folderOf(path: string): Promise<TaskFolder | undefined>;
  metadata(path: string): Promise<MetadataDocument | undefined>;
  /** A manifest, plan or template; undefined for files of other kinds. */
  puppet(path: string): Promise<PuppetDocument | undefined>;
  /** A YAML plan of a module or project. */
  yamlPlan(path: string): Promise<YamlPlanDocument | undefined>;
  /** The inventory of a project, or a configuration of Hiera. */
  yaml(path: string): Promise<YamlDocument | undefined>;
  /** The directory of the project that a file belongs to. */
  projectOf(path: string): Promise<string | undefined>;
  /** What a script reads; undefined when its language is not one of ours. */
  reads(path: string): Promise<ScriptReads | undefined>;
  /** The modules that names in `folder` are looked up in: those of its project, else itself and its neighbours. */
  modules(folder: TaskFolder): Promise<readonly Module[]>;
  /** The modules that a Puppet source can name: those of its project, else its own and the neighbours. */
  modulesAround(path: string): Promise<readonly Module[]>;
  /** The types that the parameters of a task can name. */
  dataTypes(task: TypedTask): Promise<DataTypes>;
  /** Every type alias of the modules. */
  aliases(folder: TaskFolder): Promise<readonly AliasFile[]>;
  /** The features that the project's inventory gives to targets, beside those of the transports. */
  features(folder: TaskFolder): Promise<readonly string[]>;
  /** The files beside `path`, sorted. */
  namesIn(directory: string): Promise<readonly string[]>;
  /** What the files of all modules declare and use. */
  readonly index: WorkspaceIndex;
  /** What a Puppet source or YAML plan can name in other files. */
  world(path: string): Promise<World>;
  settings(): WorkspaceSettings;
  configure(settings: WorkspaceSettings): void;
  /** These files or directories were made, changed or removed: what depends on them is found out again. */
  changed(paths: readonly string[]): void;
  /** Anything on the disk may have changed: projects, modules and types are read again. */
  forget(): void;
}

/** What the user chose. */
export interface WorkspaceSettings {
  readonly severities: SeverityChoices;
}

/** What the workspace takes from the machine beside files. */
export interface WorkspaceMachine extends Pick<Runtime, 'soon' | 'clock'> {
  readonly parsers: Parsers;
  /** Absolute directories of modules that count instead of those that projects name. */
  readonly modulepath?: readonly string[];
}

const projectFile = 'bolt-project.yaml';
const modulePattern = /^[a-z][a-z0-9_]*$/;

function isAmongModules(directory: string): boolean {
  return moduleHomes.has(baseName(parentPath(directory)));
}

/** A task's file name without extension. Files of other names, or in `.md` and `.conf`, are no tasks (Bolt, Puppet). */
export function isTaskFile(path: string): boolean {
  return modulePattern.test(stem(path)) && !['.md', '.conf'].includes(extension(path));
}

/** By its name alone: what is in a `tasks` directory of a module is a task first. */
function isPuppet(path: string): boolean {
  return path.endsWith('.pp') || path.endsWith('.epp');
}

export function createWorkspace(files: Overlay, machine: WorkspaceMachine): Workspace {
  const { soon, clock, parsers, modulepath } = machine;
  const readScript = createScriptReader(parsers);
  let settings: WorkspaceSettings = { severities: {} };
  const memory = createMemory();
  const metadata = perVersion(files, parseMetadata);
  const puppet = perVersion(files, readPuppet);
  const reads = perVersion(files, async ({ path, text }) => {
    const language = languageOf(extension(path), text);
    return language === undefined ? undefined : readScript(language, text);
  });
  const exists = async (path: string) => (await files.stat(path))?.kind === 'file';
  const projectOf = (directory: string) =>
    memory(`project ${directory}`, () => findProjectDirectory(exists, directory));
  const modulesOf = (project: string) =>
    memory(`modules ${project}`, async () => {
      const overrides = modulepath === undefined ? {} : { modulepath };
      return (await loadProject(files, project, overrides)).project;
    });
  const moduleIn = (home: string) =>
    memory(`module ${home}`, async (): Promise<Omit<TaskFolder, 'directory'> | undefined> => {
      const project = await projectOf(home);
      const name = await moduleName(files, home, project === home);
      const isModule =
        project === home ||
        isAmongModules(home) ||
        (await exists(joinPath(home, 'metadata.json'))) ||
        (project !== undefined && (await modulesOf(project)).modulepath.includes(parentPath(home)));
      return isModule ? { module: { name, directory: home }, project } : undefined;
    });
  const tasksIn = async (directory: string): Promise<TaskFolder | undefined> => {
    const home = await moduleIn(parentPath(directory));
    return home === undefined ? undefined : { directory, ...home };
  };
  const planName = (path: string) => nameOfPlan(path, async (home) => (await moduleIn(home))?.module.name);
  const yamlPlans = perVersion(files, async (source) => {
    const name = await planName(source.path);
    return name === undefined ? undefined : readPlanDocument(source, name);
  });
  const yaml = perVersion(files, readYamlDocument);
  const isInventory = async (path: string): Promise<boolean> => {
    if (extension(path) !== '.yaml') return false;
    const project = await projectOf(parentPath(path));
    return project !== undefined && (await modulesOf(project)).inventoryPath === path;
  };
  const folderOf = async (path: string) =>
    baseName(parentPath(path)) === 'tasks' && isTaskFile(path) ? tasksIn(parentPath(path)) : undefined;
  const modules = async (of: TaskFolder) => {
    if (of.project !== undefined) return (await modulesOf(of.project)).modules;
    if (modulepath !== undefined) {
      const { modules: others } = await modulesOf(of.module.directory);
      return [of.module, ...others.filter((module) => module.name !== of.module.name)];
    }
    if (!isAmongModules(of.module.directory)) {
      const alone = await modulesOf(of.module.directory);
      if (alone.name !== undefined) return alone.modules;
    }
    const neighbours = await memory(`neighbours ${parentPath(of.module.directory)}`, () =>
      neighboursOf(files, of.module),
    );
    return [of.module, ...neighbours.filter((module) => module.name !== of.module.name)];
  };
  const puppetOf = async (path: string) => (isPuppet(path) ? puppet.of(path) : undefined);
  const index = createIndex({
    files,
    puppet: puppetOf,
    soon,
    clock,
    readRuby: createRubyReader(parsers),
    ...(modulepath === undefined ? {} : { modulepath }),
  });
  return {
    files,
    index,
    world: index.worldOf,
    folderOf,
    modules,
    settings: () => settings,
    configure: (chosen) => {
      settings = chosen;
    },
    kindOf: async (path) => {
      if (baseName(path) === projectFile) return 'bolt-project';
      if (await isInventory(path)) return 'inventory';
      if (baseName(path) === 'hiera.yaml') return 'hiera';
      if ((await planName(path)) !== undefined) return 'yaml-plan';
      if ((await folderOf(path)) === undefined) return isPuppet(path) ? 'puppet' : undefined;
      return extension(path) === '.json' ? 'task-metadata' : 'task-script';
    },
    metadata: metadata.of,
    puppet: puppetOf,
    yamlPlan: yamlPlans.of,
    yaml: yaml.of,
    projectOf: (path) => projectOf(parentPath(path)),
    modulesAround: async (path) => {
      const project = await projectOf(parentPath(path));
      const directory = project ?? moduleDirectory(path);
      if (directory === undefined) return [];
      const module = { name: await moduleName(files, directory, project !== undefined), directory };
      return modules({ directory, module, project });
    },
    reads: reads.of,
    dataTypes: async ({ folder, metadata: document }) => {
      const texts = document?.parameters?.flatMap(({ type }) => type?.map.value ?? []) ?? [];
      const named = new Set(texts.flatMap((text) => text.match(/[A-Z]\w*(?:::[A-Z]\w*)+/g) ?? []));
      const key = `types ${homeOf(folder)} ${[...named].sort().join(' ')}`;
      return memory(key, async () => loadDataTypes(files, await modules(folder), [...named]));
    },
    aliases: (of) => memory(`aliases ${homeOf(of)}`, async () => listAliases(files, await modules(of))),
    features: async ({ project }) => {
      if (project === undefined) return [];
      const source = await files.source((await modulesOf(project)).inventoryPath);
      return source === undefined ? [] : inventoryFeatures(source.text);
    },
    namesIn: async (directory) =>
      (await files.list(directory)).filter((entry) => entry.kind === 'file').map((entry) => entry.name),
    changed: (paths) => {
      // What other sources say is not remembered beyond their versions; a new one may be a new module.
      const isRemembered = (path: string) => !isPuppet(path) || path.includes('/types/') || !index.knows(path);
      if (paths.some(isRemembered)) memory.clear();
      for (const path of paths) for (const kept of [metadata, puppet, reads, files]) kept.forget(path);
      index.changed(paths);
    },
    forget: () => {
      index.compare();
      memory.clear();
      metadata.clear();
      puppet.clear();
      yamlPlans.clear();
      reads.clear();
      files.forget();
    },
  };
}

/** The full name of the plan that a YAML file under the `plans` directory of a module is; undefined for all others. */
async function nameOfPlan(
  path: string,
  moduleAt: (home: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (extension(path) !== '.yaml') return undefined;
  const parts = path.split('/');
  for (const [index, part] of parts.entries()) {
    const below = parts.slice(index + 1);
    if (part !== 'plans' || below.length === 0) continue;
    const isNamed = below.every((each) => modulePattern.test(each.replace(/\.yaml$/, '')));
    const module = isNamed ? await moduleAt(parts.slice(0, index).join('/')) : undefined;
    if (module !== undefined) return yamlPlanName(module, below.join('/'));
  }
  return undefined;
}

/** The directory whose modulepath counts for a folder. */
function homeOf(folder: TaskFolder): string {
  return folder.project ?? folder.module.directory;
}

/** What is made of files' texts, kept until their versions change. */
interface PerVersion<T> {
  of(path: string): Promise<T | undefined>;
  forget(path: string): void;
  clear(): void;
}

/** Of closed files what is made of only so many is kept; trees are large. */
const most = 50;

function perVersion<T>(files: Overlay, make: (source: Source) => T | Promise<T>): PerVersion<T> {
  const kept = new Map<string, { readonly version: string; readonly made: T | Promise<T> }>();
  return {
    of: async (path) => {
      const source = await files.source(path);
      if (source === undefined) return undefined;
      const known = kept.get(path);
      if (known?.version === source.version) return known.made;
      const made = make(source);
      kept.delete(path);
      kept.set(path, { version: source.version, made });
      if (kept.size > most) {
        const oldest = [...kept.keys()].find((each) => each !== path && !files.isOpen(each));
        if (oldest !== undefined) kept.delete(oldest);
      }
      return made;
    },
    forget: (path) => {
      kept.delete(path);
    },
    clear: () => kept.clear(),
  };
}

interface Memory {
  <T>(key: string, make: () => Promise<T>): Promise<T>;
  clear(): void;
}

function createMemory(): Memory {
  const values = new Map<string, { readonly value: Promise<unknown> }>();
  const recall = <T>(key: string, make: () => Promise<T>): Promise<T> => {
    const known = values.get(key);
    // Each key is used with one type only, so what was kept under it is what `make` would answer.
    if (known !== undefined) return known.value as Promise<T>;
    const value = make();
    values.set(key, { value });
    // What failed may succeed the next time.
    value.catch(() => values.delete(key));
    return value;
  };
  return Object.assign(recall, { clear: () => values.clear() });
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
  const name = baseName(directory);
  return modulePattern.test(name) ? name : (/[a-z][a-z0-9_]*$/.exec(name)?.[0] ?? name);
}

async function neighboursOf(files: Overlay, module: Module): Promise<readonly Module[]> {
  const home = parentPath(module.directory);
  if (!moduleHomes.has(baseName(home))) return [];
  const entries = await files.list(home);
  return entries
    .filter((entry) => entry.kind === 'directory' && modulePattern.test(entry.name))
    .map((entry) => ({ name: entry.name, directory: joinPath(home, entry.name) }));
}
