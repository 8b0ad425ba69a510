import { baseName, extension, parentPath } from '../../orchestrator-core/common/index.ts';
import type { World } from '../../orchestrator-core/language/index.ts';
import { createIndex } from '../index/create-index.ts';
import { createRubyReader } from '../index/ruby/read-ruby.ts';
import type { WorkspaceIndex } from '../index/workspace-index.ts';
import { type AskNodes, createKnownWords, type KnownWords } from '../pql/known-words.ts';
import { type PuppetDocument, readPuppet } from '../puppet/document.ts';
import type { Runtime } from '../runtime.ts';
import { type MetadataDocument, parseMetadata } from '../task-metadata/metadata.ts';
import type { Parsers } from '../task-script/parsers.ts';
import { createScriptReader } from '../task-script/reader.ts';
import { languageOf, type ScriptReads } from '../task-script/reads.ts';
import { readYamlDocument, type YamlDocument } from '../yaml/document.ts';
import { readPlanDocument, type YamlPlanDocument } from '../yaml-plan/document.ts';
import { type AliasFile, type DataTypes, listAliases, loadDataTypes } from './data-types.ts';
import { inventoryFeatures } from './inventory-features.ts';
import { createMemory, perVersion } from './memory.ts';
import type { Overlay } from './overlay.ts';
import type { SeverityChoices } from './severities.ts';
import { createSurroundings, projectFile, type Surroundings, type TaskFolder } from './surroundings.ts';

/** What the server makes of a file. */
export type DocumentKind =
  | 'task-metadata'
  | 'task-script'
  | 'bolt-project'
  | 'puppet'
  | 'yaml-plan'
  | 'inventory'
  | 'hiera'
  | 'pql';

/** A task as far as its types go. */
export interface TypedTask {
  readonly folder: TaskFolder;
  readonly metadata: MetadataDocument | undefined;
}

/** Everything the features ask about files. Parsed texts are kept until their file's version changes. */
export interface Workspace extends Pick<Surroundings, 'folderOf' | 'modules' | 'modulesAround'> {
  readonly files: Overlay;
  /** What the server makes of a file; undefined for files that are not its business. */
  kindOf(path: string): Promise<DocumentKind | undefined>;
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
  /** What the nodes know, for completion in queries. */
  readonly knownWords: KnownWords;
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
export interface WorkspaceMachine extends Pick<Runtime, 'soon' | 'clock' | 'ownModules'> {
  readonly parsers: Parsers;
  /** Absent where nobody can be asked about nodes. */
  readonly askNodes?: AskNodes;
  /** Absolute directories of modules that count instead of those that projects name. */
  readonly modulepath?: readonly string[];
}

/** By its name alone: what is in a `tasks` directory of a module is a task first. */
function isPuppet(path: string): boolean {
  return path.endsWith('.pp') || path.endsWith('.epp');
}

/** The directory whose modulepath counts for a folder. */
function homeOf(folder: TaskFolder): string {
  return folder.project ?? folder.module.directory;
}

/** A workspace over the files of the machine and what is open in the editor. */
export function createWorkspace(files: Overlay, machine: WorkspaceMachine): Workspace {
  const { soon, clock, parsers, modulepath, ownModules } = machine;
  const overrides = {
    ...(modulepath === undefined ? {} : { modulepath }),
    ...(ownModules === undefined ? {} : { ownModules }),
  };
  let settings: WorkspaceSettings = { severities: {} };
  const memory = createMemory();
  const { projectOf, folderOf, modules, modulesAround, planName, isInventory, inventoryOf } = createSurroundings(
    files,
    memory,
    overrides,
  );
  const readScript = createScriptReader(parsers);
  const metadata = perVersion(files, parseMetadata);
  const puppet = perVersion(files, readPuppet);
  const yaml = perVersion(files, readYamlDocument);
  const reads = perVersion(files, async ({ path, text }) => {
    const language = languageOf(extension(path), text);
    return language === undefined ? undefined : readScript(language, text);
  });
  const yamlPlans = perVersion(files, async (source) => {
    const name = await planName(source.path);
    return name === undefined ? undefined : readPlanDocument(source, name);
  });
  const puppetOf = async (path: string) => (isPuppet(path) ? puppet.of(path) : undefined);
  const index = createIndex({
    files,
    puppet: puppetOf,
    yaml: yaml.of,
    soon,
    clock,
    readRuby: createRubyReader(parsers),
    overrides,
  });
  return {
    files,
    index,
    world: index.worldOf,
    folderOf,
    modules,
    modulesAround,
    knownWords: createKnownWords(clock, machine.askNodes),
    settings: () => settings,
    configure: (chosen) => {
      settings = chosen;
    },
    kindOf: async (path) => {
      if (extension(path) === '.pql') return 'pql';
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
    reads: reads.of,
    projectOf: (path) => projectOf(parentPath(path)),
    dataTypes: async ({ folder, metadata: document }) => {
      const texts = document?.parameters?.flatMap(({ type }) => type?.map.value ?? []) ?? [];
      const named = new Set(texts.flatMap((text) => text.match(/[A-Z]\w*(?:::[A-Z]\w*)+/g) ?? []));
      const key = `types ${homeOf(folder)} ${[...named].sort().join(' ')}`;
      return memory(key, async () => loadDataTypes(files, await modules(folder), [...named]));
    },
    aliases: (of) => memory(`aliases ${homeOf(of)}`, async () => listAliases(files, await modules(of))),
    features: async ({ project }) => {
      const document = project === undefined ? undefined : await yaml.of(await inventoryOf(project));
      return inventoryFeatures(document?.root);
    },
    namesIn: async (directory) =>
      (await files.list(directory)).filter((entry) => entry.kind === 'file').map((entry) => entry.name),
    changed: (paths) => {
      // What other sources say is not remembered beyond their versions; a new one may be a new module.
      const isRemembered = (path: string) => !isPuppet(path) || path.includes('/types/') || !index.knows(path);
      if (paths.some(isRemembered)) {
        memory.clear();
        // The name of a plan is the module's, too.
        yamlPlans.clear();
      }
      for (const path of paths) for (const kept of [metadata, puppet, yaml, reads, files]) kept.forget(path);
      index.changed(paths);
    },
    forget: () => {
      index.compare();
      for (const kept of [memory, metadata, puppet, yaml, yamlPlans, reads]) kept.clear();
      files.forget();
    },
  };
}
