import {
  baseName,
  type DirectoryEntry,
  type Files,
  joinPath,
  parentPath,
} from '../../orchestrator-core/common/index.ts';
import { loadProject, type Module, moduleAt, type ProjectOverrides } from '../../orchestrator-core/project/index.ts';
import { moduleDirectory, moduleHomes, moduleNameOf, modulePattern } from '../documents/module-directory.ts';
import { missingModules } from './missing-modules.ts';

/** A directory whose modulepath counts for what lies in it: a Bolt project, a control repository, or a module alone. */
export interface HomeLayout {
  readonly directory: string;
  /** In the order in which names are looked up. */
  readonly modules: readonly Module[];
  /** Directories that modules lie in; a new directory in one of them is a new module. */
  readonly modulepath: readonly string[];
  /** Whether it is a project, a control repository or a module, and not just where a file lies. */
  readonly isHome: boolean;
  /** Whether it says which other modules it needs: one that stands alone without metadata may need any. */
  readonly saysNeeds: boolean;
  /** What the Puppetfile and the modules ask for besides these. */
  readonly missing: readonly string[];
  /** Where the inventory would be. */
  readonly inventoryPath: string;
}

/** What is known of a home before it was looked at. */
export function unknownLayout(directory: string): HomeLayout {
  const modules = { modules: [], modulepath: [], missing: [] };
  return { directory, ...modules, isHome: false, saysNeeds: false, inventoryPath: '' };
}

/** Files that say what a directory is, and where modules lie. */
export const layoutFiles: ReadonlySet<string> = new Set([
  'bolt-project.yaml',
  'environment.conf',
  'metadata.json',
  'Puppetfile',
]);

/** Where the modules lie that the tests of a module need; the module itself is put there, too, when they run. */
const fixtures = 'spec/fixtures/modules';

/** What makes a directory a project or a control repository. */
export const marks: readonly string[] = ['bolt-project.yaml', 'environment.conf', 'Puppetfile'];

/**
 * The directory whose modulepath counts for `path`: the nearest with a `bolt-project.yaml`, else the nearest control
 * repository, else the module that the file lies in, else undefined.
 */
export async function homeDirectory(files: Files, path: string): Promise<string | undefined> {
  let control: string | undefined;
  for (let directory = parentPath(path); ; directory = parentPath(directory)) {
    const has = async (name: string) => (await files.stat(joinPath(directory, name)))?.kind === 'file';
    const [project, ...deployed] = await Promise.all(marks.map(has));
    if (project === true || baseName(directory) === 'Boltdir') return directory;
    if (control === undefined && deployed.includes(true)) control = directory;
    if (directory === '/' || directory === '.' || directory === parentPath(directory)) break;
  }
  return control ?? moduleDirectory(path) ?? (await declaredModuleAbove(files, path));
}

async function declaredModuleAbove(files: Files, path: string): Promise<string | undefined> {
  for (let directory = parentPath(path); directory.length > 1; directory = parentPath(directory)) {
    if ((await moduleAt(files, directory)) !== undefined) return directory;
    if (directory === parentPath(directory)) break;
  }
  return undefined;
}

/**
 * Finds the modules of a home. `roots` are the folders that are open in the editor; `overrides` count over what the home
 * says.
 */
export async function layOut(
  files: Files,
  directory: string,
  roots: readonly string[],
  overrides: ProjectOverrides = {},
): Promise<HomeLayout> {
  const { ownModules, ...told } = overrides;
  const { project } = await loadProject(files, directory, told);
  const has = async (name: string) => (await files.stat(joinPath(directory, name)))?.kind === 'file';
  const isModule = !(await Promise.all(marks.map(has))).includes(true) && baseName(directory) !== 'Boltdir';
  const isHome = !isModule || isOfModule(await files.list(directory).catch(() => []));
  const parent = parentPath(directory);
  const others = isModule
    ? [parent].filter((each) => moduleHomes.has(baseName(each)) || roots.includes(each))
    : await environmentDirectories(files, directory);
  const modulepath = [...new Set([...project.modulepath, ...others])];
  const found = new Map(project.modules.map((module) => [module.name, module]));
  if (isModule && isHome && !project.modules.some((module) => module.directory === directory)) {
    const name = moduleNameOf(directory);
    found.set(name, { name, directory });
  }
  for (const home of modulepath) {
    const owner = home.endsWith(`/${fixtures}`)
      ? await moduleAt(files, home.slice(0, -fixtures.length - 1))
      : undefined;
    if (owner !== undefined && !found.has(owner.name)) found.set(owner.name, owner);
  }
  for (const home of modulepath.slice(project.modulepath.length)) {
    for (const module of await modulesIn(files, home)) {
      if (!found.has(module.name) && module.directory !== directory) found.set(module.name, module);
    }
  }
  // Those that come along stand behind all others.
  for (const module of await modulesIn(files, ownModules)) if (!found.has(module.name)) found.set(module.name, module);
  const modules = [...found.values()];
  const missing = await missingModules(files, directory, modules);
  const saysNeeds = !isModule || others.length > 0 || (await has('metadata.json'));
  return { directory, modules, modulepath, isHome, saysNeeds, missing, inventoryPath: project.inventoryPath };
}

/** The modules in a directory, of whatever is called as a module may be. */
async function modulesIn(files: Files, home: string | undefined): Promise<readonly Module[]> {
  const entries = home === undefined ? [] : await files.list(home).catch(() => []);
  return entries
    .filter(({ name, kind }) => kind === 'directory' && modulePattern.test(name))
    .map(({ name }) => ({ name, directory: joinPath(home ?? '/', name) }));
}

/** What a module consists of; one of these directories alone does not make one. */
const ofModules: ReadonlySet<string> = new Set(['functions', 'lib', 'manifests', 'plans', 'tasks', 'types']);

/** Whether anything in a directory with these entries belongs to a module. */
function isOfModule(entries: readonly DirectoryEntry[]): boolean {
  return entries.some(({ name, kind }) => (kind === 'directory' ? ofModules.has(name) : name === 'metadata.json'));
}

/** Whether a directory with these entries is a module. */
export function isModuleDirectory(entries: readonly DirectoryEntry[]): boolean {
  const parts = entries.filter(({ name, kind }) => kind === 'directory' && ofModules.has(name));
  const isDeclared = entries.some(({ name, kind }) => kind === 'file' && name === 'metadata.json');
  return parts.length > (isDeclared ? 0 : 1) || parts.some(({ name }) => name === 'manifests');
}

/** The directories that `environment.conf` names, as Puppet reads it, but for those of the machine (`$basemodulepath`). */
async function environmentDirectories(files: Files, directory: string): Promise<readonly string[]> {
  const text = await files.readText(joinPath(directory, 'environment.conf')).catch(() => undefined);
  if (text === undefined) return [];
  const setting = /^[ \t]*modulepath[ \t]*=[ \t]*(.*?)[ \t]*$/m.exec(text)?.[1] ?? 'modules';
  const entries = setting.split(':').filter((entry) => entry !== '' && !entry.includes('$'));
  return entries.map((entry) => joinPath(directory, entry));
}
