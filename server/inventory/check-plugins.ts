import { rubyInspect } from '../../orchestrator-core/common/index.ts';
import { pluginTexts } from '../../orchestrator-core/inventory/index.ts';
import type { World } from '../../orchestrator-core/language/index.ts';
import { type YamlMap, type YamlNode, yamlEntry, yamlValue } from '../../orchestrator-core/project/index.ts';
import type { Problem, Span } from '../documents/words.ts';
import type { Workspace } from '../documents/workspace.ts';
import { yamlProblem } from '../yaml/codes.ts';
import type { YamlDocument } from '../yaml/document.ts';
import { configuredKeys, findPlugin, type KnownPlugin } from './plugins.ts';

/** References to plugins wherever they stand: whether there is such a plugin, and what it must be told. */
export async function checkPlugins(
  workspace: Workspace,
  { root, source, faults }: YamlDocument,
  world: World,
): Promise<readonly Problem[]> {
  if (faults.some((fault) => fault.kind !== 'duplicate')) return [];
  const references: YamlMap[] = [];
  const visit = (node: YamlNode | undefined): void => {
    if (node?.kind === 'list') for (const item of node.items) visit(item);
    if (node?.kind !== 'map') return;
    // Facts and variables are anybody's, but references in them are resolved, too.
    if (yamlEntry(node, '_plugin') !== undefined) references.push(node);
    for (const { value } of node.entries) visit(value);
  };
  visit(root);
  const found: Problem[] = [];
  const known = new Map<string, Promise<KnownPlugin | undefined>>();
  const pluginOf = (name: string): Promise<KnownPlugin | undefined> => {
    const plugin = known.get(name) ?? findPlugin(workspace, source.path, name, world);
    known.set(name, plugin);
    return plugin;
  };
  for (const reference of references) {
    found.push(...(await checkReference({ workspace, path: source.path, world, pluginOf }, reference)));
  }
  return found;
}

interface Checking {
  readonly workspace: Workspace;
  /** Of the inventory. */
  readonly path: string;
  readonly world: World;
  /** Looked for once, however often it is referred to. */
  readonly pluginOf: (name: string) => Promise<KnownPlugin | undefined>;
}

async function checkReference(
  { workspace, path, world, pluginOf }: Checking,
  reference: YamlMap,
): Promise<readonly Problem[]> {
  const entry = yamlEntry(reference, '_plugin');
  const at = entry?.value ?? entry?.key;
  const name = yamlValue(entry?.value);
  if (at === undefined) return [];
  const span = inner(at);
  if (typeof name !== 'string') {
    return [yamlProblem('inventory-plugin', at, `'_plugin' must be the name of a plugin, not ${rubyInspect(name)}`)];
  }
  const plugin = await pluginOf(name);
  if (plugin === undefined) {
    // A module that is still to be installed may bring it.
    const mayCome = !world.isComplete() || world.missingModules().includes(name);
    return mayCome ? [] : [yamlProblem('inventory-plugin', span, `Unknown plugin: '${name}'`)];
  }
  if (plugin.kind === 'own') {
    const { required, refusal = '' } = pluginTexts[name] ?? {};
    const isGiven = required === undefined || yamlEntry(reference, required) !== undefined;
    return isGiven ? [] : [yamlProblem('inventory-plugin', span, refusal)];
  }
  const { task, taskName } = plugin;
  if (task === undefined) {
    const isSure = world.module(taskName.split('::')[0] ?? '') === 'read';
    const message = `Plugin ${name} does not support resolve_reference: there is no task '${taskName}'`;
    return isSure ? [yamlProblem('inventory-plugin', span, message)] : [];
  }
  const [signature] = task.signatures;
  // A task that declares no parameters takes any.
  if (signature === undefined) return [];
  const configured = await configuredKeys(workspace, path, name);
  const missing = signature.parameters.filter(
    ({ name: key, isOptional }) => !isOptional && !configured.has(key) && yamlEntry(reference, key) === undefined,
  );
  const unknown = reference.entries.filter(
    ({ key }) => !key.text.startsWith('_') && !signature.parameters.some((each) => each.name === key.text),
  );
  return [
    ...missing.map((each) =>
      yamlProblem('inventory-plugin', span, `Task ${taskName} expects a value for parameter '${each.name}'`),
    ),
    ...unknown.map(({ key }) =>
      yamlProblem('inventory-plugin', key.inner, `Task ${taskName} has no parameter named '${key.text}'`),
    ),
  ];
}

function inner(node: YamlNode): Span {
  return node.kind === 'scalar' ? node.inner : node;
}
