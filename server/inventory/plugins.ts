import { isJsonObject, joinPath } from '../../orchestrator-core/common/index.ts';
import { pluginTexts } from '../../orchestrator-core/inventory/index.ts';
import type { Declaration, World } from '../../orchestrator-core/language/index.ts';
import { type YamlNode, yamlEntry } from '../../orchestrator-core/project/index.ts';
import { projectFile } from '../documents/surroundings.ts';
import type { Workspace } from '../documents/workspace.ts';
import type { Guide } from '../yaml/guide.ts';

/** A plugin that references can name: one of Bolt's, or a module with a task that resolves them. */
export type KnownPlugin =
  | { readonly kind: 'own'; readonly name: string; readonly about: string; readonly keys: Keys }
  /** Without a task references to it cannot be resolved. */
  | {
      readonly kind: 'module';
      readonly name: string;
      readonly taskName: string;
      readonly task: Declaration | undefined;
    };

type Keys = Readonly<Record<string, Guide>>;

/** The names of all plugins around an inventory. */
export async function pluginNames(workspace: Workspace, path: string): Promise<readonly string[]> {
  const modules = await workspace.modulesAround(path);
  const files = modules.map(({ directory }) => workspace.files.stat(pluginFile(directory)));
  const isPlugin = (await Promise.all(files)).map((stat) => stat?.kind === 'file');
  return [
    ...new Set([...Object.keys(pluginTexts), ...modules.flatMap(({ name }, at) => (isPlugin[at] ? [name] : []))]),
  ];
}

/** The plugin of that name; a module of the project stands before what Bolt brings along, as there. */
export async function findPlugin(
  workspace: Workspace,
  path: string,
  name: string,
  world: World,
): Promise<KnownPlugin | undefined> {
  const module = (await workspace.modulesAround(path)).find((each) => each.name === name);
  const text = module && (await workspace.files.source(pluginFile(module.directory)))?.text;
  if (text !== undefined) {
    const taskName = namedTask(text) ?? `${name}::resolve_reference`;
    return { kind: 'module', name, taskName, task: world.find('task', taskName) };
  }
  const own = Object.hasOwn(pluginTexts, name) ? pluginTexts[name] : undefined;
  if (own === undefined) return undefined;
  const keys = Object.fromEntries(Object.entries(own.keys).map(([key, about]) => [key, { about }]));
  return { kind: 'own', name, about: own.about, keys };
}

/** The plugin that a reference names. */
export async function pluginAround(
  workspace: Workspace,
  path: string,
  reference: YamlNode | undefined,
  world: World,
): Promise<KnownPlugin | undefined> {
  const named = yamlEntry(reference, '_plugin')?.value;
  return named?.kind === 'scalar' ? findPlugin(workspace, path, named.text, world) : undefined;
}

/** What can be told a plugin, by its name. */
export function keysOf(plugin: KnownPlugin): Keys {
  const common = { _cache: { about: 'Whether, or for how many seconds (`ttl`), the value is kept.' } };
  if (plugin.kind === 'own') return { ...plugin.keys, ...common };
  const parameters = plugin.task?.signatures[0]?.parameters ?? [];
  const keys = parameters.map(({ name, type, description }) => [
    name,
    { ...(type === undefined ? {} : { type }), ...(description === undefined ? {} : { about: description }) },
  ]);
  return { ...Object.fromEntries(keys), ...common };
}

/** The parameters that the project gives a plugin wherever it is used. */
export async function configuredKeys(workspace: Workspace, path: string, plugin: string): Promise<ReadonlySet<string>> {
  const project = await workspace.projectOf(path);
  const document = project === undefined ? undefined : await workspace.yaml(joinPath(project, projectFile));
  const given = yamlEntry(yamlEntry(document?.root, 'plugins')?.value, plugin)?.value;
  return new Set(given?.kind === 'map' ? given.entries.map(({ key }) => key.text) : []);
}

function pluginFile(directory: string): string {
  return joinPath(directory, 'bolt_plugin.json');
}

/** The task that `bolt_plugin.json` names; of one that cannot be read nothing is known. */
function namedTask(text: string): string | undefined {
  try {
    const data: unknown = JSON.parse(text);
    const hooks = isJsonObject(data) ? data['hooks'] : undefined;
    const hook = isJsonObject(hooks) ? hooks['resolve_reference'] : undefined;
    const task = isJsonObject(hook) ? hook['task'] : undefined;
    return typeof task === 'string' ? task : undefined;
  } catch {
    return undefined;
  }
}
