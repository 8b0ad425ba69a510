import { type Files, isJsonObject, type Json, type JsonObject, joinPath, rubyClass } from '../common/index.ts';
import type { LogSettings, Module, Project, ProjectProblem } from './project.ts';
import { projectShape } from './settings.ts';
import { checkShape, placeSuffix } from './shape.ts';
import { environmentModulepath, moduleAt } from './standalone.ts';
import { readYaml, type ValuePath, type YamlText } from './yaml.ts';

/** A project as its file describes it, and what is wrong with that file. */
export interface LoadedProject {
  readonly project: Project;
  readonly problems: readonly ProjectProblem[];
}

/** What a caller lays over the file. */
export interface ProjectOverrides {
  /** Absolute directories in place of the configured modulepath (`--modulepath`). */
  readonly modulepath?: readonly string[];
  /** An absolute directory of modules that are there in every project: any other of the same name is found before them. */
  readonly ownModules?: string;
}

const defaultModulepath: readonly string[] = ['modules', 'site-modules'];
/** Where the modules that a module is tested with are put, itself among them. */
const fixtures = 'spec/fixtures/modules';
const modulePattern = /^[a-z][a-z0-9_]*$/;
/** Names that Bolt's own modules have; a project of that name is never loaded. */
const builtInModules = new Set(['boltlib', 'ctrl', 'dir', 'file', 'log', 'out', 'prompt', 'system']);

/**
 * Reads `bolt-project.yaml` of `directory` and finds the modules. Never fails for what the file says: whatever is
 * wrong is a problem with its place, and the project holds what could be understood. Without that file a module's own
 * directory is a project too, with the module first, and a control repository's `environment.conf` counts.
 */
export async function loadProject(
  files: Files,
  directory: string,
  overrides: ProjectOverrides = {},
): Promise<LoadedProject> {
  const path = joinPath(directory, 'bolt-project.yaml');
  const text = await files.readText(path);
  const { settings, problems } = text === undefined ? { settings: {}, problems: [] } : readSettings(text, path);
  const name = typeof settings['name'] === 'string' && !nameFault(settings['name']) ? settings['name'] : undefined;
  if (text !== undefined && settings['name'] === undefined && (await holdsContent(files, directory))) {
    problems.push({
      severity: 'warning',
      kind: 'missing_project_name',
      message: 'No project name is specified in bolt-project.yaml. Project-level content will not be available.',
      path,
    });
  }
  const alone = text === undefined ? await standalone(files, directory) : undefined;
  const modulepath = overrides.modulepath
    ? [...overrides.modulepath, joinPath(directory, '.modules')]
    : modulepathOf(alone?.modulepath ?? settings['modulepath'], directory);
  const own = name === undefined ? alone?.module : { name, directory };
  const found = await findModules(files, modulepath, own);
  const brought =
    overrides.ownModules === undefined ? [] : (await findModules(files, [overrides.ownModules], undefined)).modules;
  const names = new Set(found.modules.map((module) => module.name));
  found.modules.push(...brought.filter((module) => !names.has(module.name)));
  return { project: toProject(directory, own?.name, settings, modulepath, found), problems };
}

/** What a directory without `bolt-project.yaml` says of itself: the module it is, and where others lie. */
async function standalone(
  files: Files,
  directory: string,
): Promise<{ readonly module?: Module; readonly modulepath: string[] }> {
  const module = await moduleAt(files, directory);
  if (module !== undefined) return { module, modulepath: [...defaultModulepath, fixtures] };
  return { modulepath: [...(await environmentModulepath(files, directory)), ...defaultModulepath] };
}

interface Settings {
  readonly settings: JsonObject;
  readonly problems: ProjectProblem[];
}

function readSettings(text: string, path: string): Settings {
  const yaml = readYaml(text);
  const problems = yamlProblems(yaml, path, 'project');
  if (problems.some((problem) => problem.severity === 'error')) return { settings: {}, problems };
  if (yaml.value === null) return { settings: {}, problems };
  if (!isJsonObject(yaml.value)) {
    const message = `Invalid content for project file at ${path}\nContent should be a Hash or empty, not ${rubyClass(yaml.value)}`;
    problems.push({ severity: 'error', kind: 'bolt/file-error', message, path, line: 1, column: 1 });
    return { settings: {}, problems };
  }
  const verdict = checkShape(yaml.value, projectShape);
  const wrong = new Set<string>();
  for (const finding of verdict.errors) {
    wrong.add(String(finding.path[0]));
    problems.push(problemAt(yaml, path, finding.path, 'bolt/validation-error', finding.message));
  }
  for (const finding of verdict.unknown) {
    const problem = problemAt(yaml, path, finding.path, 'unknown_option', `${finding.message} at ${path}.`);
    problems.push({ ...problem, severity: 'warning' });
  }
  const name = yaml.value['name'];
  const fault = typeof name === 'string' ? nameFault(name) : undefined;
  if (fault) problems.push(problemAt(yaml, path, ['name'], 'bolt/validation-error', fault));
  return { settings: Object.fromEntries(Object.entries(yaml.value).filter(([key]) => !wrong.has(key))), problems };
}

function problemAt(yaml: YamlText, file: string, path: ValuePath, kind: string, message: string): ProjectProblem {
  return { severity: 'error', kind, message, path: file, ...yaml.locate(path) };
}

/** What is wrong with a YAML file as such, in Bolt's words; `what` is `project` or `inventory`. */
export function yamlProblems(yaml: YamlText, path: string, what: string): ProjectProblem[] {
  return yaml.faults.map(({ kind, message, place }): ProjectProblem => {
    if (kind === 'alias') {
      const sentence = `Baton does not support the use of aliases in YAML files. Alias detected in ${what} file at ${path}\n${message}`;
      return { severity: 'error', kind: 'bolt/file-error', message: sentence, path, ...place };
    }
    if (kind === 'duplicate') {
      const sentence = `${message} in ${what} file at ${path}${placeSuffix(place)}; the last one counts.`;
      return { severity: 'warning', kind: 'duplicate_key', message: sentence, path, ...place };
    }
    const sentence = `Could not parse ${what} file at ${path}, line ${place.line}, column ${place.column}\n${message}`;
    return { severity: 'error', kind: 'bolt/file-error', message: sentence, path, ...place };
  });
}

function nameFault(name: string): string | undefined {
  if (!modulePattern.test(name)) {
    return `Invalid project name '${name}' in bolt-project.yaml; project name must begin with a lowercase letter and can include lowercase letters, numbers, and underscores.`;
  }
  if (builtInModules.has(name)) {
    return `The project '${name}' will not be loaded. The project name conflicts with a built-in Bolt module of the same name.`;
  }
  return undefined;
}

async function holdsContent(files: Files, directory: string): Promise<boolean> {
  for (const name of ['tasks', 'plans', 'files']) {
    if ((await files.stat(joinPath(directory, name)))?.kind === 'directory') return true;
  }
  return false;
}

function modulepathOf(configured: Json | undefined, directory: string): readonly string[] {
  const listed = typeof configured === 'string' ? configured.split(':') : configured;
  const names = Array.isArray(listed) ? listed.filter((entry) => typeof entry === 'string') : defaultModulepath;
  return [...new Set([...names, '.modules'].map((name) => joinPath(directory, name)))];
}

async function findModules(
  files: Files,
  modulepath: readonly string[],
  project: Module | undefined,
): Promise<{ modules: Module[]; shadowed: Module[] }> {
  const modules = new Map<string, Module>(project ? [[project.name, project]] : []);
  const shadowed: Module[] = [];
  const listings = await Promise.all(modulepath.map((directory) => files.list(directory)));
  listings.forEach((entries, index) => {
    for (const entry of entries) {
      if (entry.kind !== 'directory' || !modulePattern.test(entry.name)) continue;
      const module: Module = { name: entry.name, directory: joinPath(modulepath[index] ?? '/', entry.name) };
      // The fixtures of a module hold a link to the module itself.
      if (project !== undefined && module.directory === joinPath(project.directory, fixtures, project.name)) continue;
      if (modules.has(module.name)) shadowed.push(module);
      else modules.set(module.name, module);
    }
  });
  return { modules: [...modules.values()], shadowed };
}

function toProject(
  directory: string,
  name: string | undefined,
  settings: JsonObject,
  modulepath: readonly string[],
  found: { modules: readonly Module[]; shadowed: readonly Module[] },
): Project {
  const { concurrency, format, color } = settings;
  const rerunfile = settings['rerunfile'];
  const hiera = settings['hiera-config'];
  return {
    directory,
    ...(name === undefined ? {} : { name }),
    modulepath,
    ...found,
    ...(Array.isArray(settings['tasks']) ? { visibleTasks: strings(settings['tasks']) } : {}),
    ...(Array.isArray(settings['plans']) ? { visiblePlans: strings(settings['plans']) } : {}),
    ...(typeof concurrency === 'number' ? { concurrency } : {}),
    ...(format === 'human' || format === 'json' || format === 'rainbow' ? { format } : {}),
    ...(typeof color === 'boolean' ? { color } : {}),
    ...puppetDbSettings(settings),
    disabledWarnings: strings(settings['disable-warnings']),
    hieraPath: joinPath(directory, typeof hiera === 'string' ? hiera : 'hiera.yaml'),
    inventoryPath: joinPath(directory, 'inventory.yaml'),
    saveRerun: settings['save-rerun'] !== false,
    rerunPath: joinPath(directory, typeof rerunfile === 'string' ? rerunfile : '.rerun.json'),
    logs: logsOf(settings['log'], directory),
    ...pluginSettings(settings),
  };
}

function logsOf(log: Json | undefined, directory: string): LogSettings {
  if (log === undefined || !isJsonObject(log)) return { files: [] };
  const levelOf = (given: Json): string | undefined => {
    if (given === 'disable') return 'disable';
    const level = isJsonObject(given) ? given['level'] : undefined;
    return typeof level === 'string' ? level : undefined;
  };
  const console = levelOf(log['console'] ?? null);
  const files = Object.entries(log).flatMap(([name, given]) => {
    if (name === 'console' || given === 'disable') return [];
    const append = !isJsonObject(given) || given['append'] !== false;
    return [{ path: joinPath(directory, name.replace(/^file:/, '')), level: levelOf(given) ?? 'warn', append }];
  });
  return { ...(console === undefined ? {} : { console }), files };
}

function puppetDbSettings(settings: JsonObject): Pick<Project, 'puppetdb' | 'puppetdbInstances'> {
  const { puppetdb } = settings;
  const instances = settings['puppetdb-instances'];
  const named = isJsonObject(instances)
    ? Object.entries(instances).flatMap(([name, of]): [string, JsonObject][] => (isJsonObject(of) ? [[name, of]] : []))
    : [];
  return {
    ...(isJsonObject(puppetdb) ? { puppetdb } : {}),
    ...(named.length > 0 ? { puppetdbInstances: Object.fromEntries(named) } : {}),
  };
}

function pluginSettings(settings: JsonObject): Pick<Project, 'plugins' | 'pluginCacheTtl' | 'pluginHooks'> {
  const { plugins, 'plugin-hooks': hooks } = settings;
  const cache = settings['plugin-cache'];
  const ttl = isJsonObject(cache) ? cache['ttl'] : undefined;
  return {
    ...(isJsonObject(plugins) ? { plugins } : {}),
    ...(isJsonObject(hooks) ? { pluginHooks: hooks } : {}),
    ...(typeof ttl === 'number' ? { pluginCacheTtl: ttl } : {}),
  };
}

function strings(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
