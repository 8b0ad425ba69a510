import type { Completion } from '../documents/answers.ts';
import { inventoryFeatures } from '../documents/inventory-features.ts';
import type { Workspace } from '../documents/workspace.ts';
import { factAt, factText } from '../puppet/facts.ts';
import { knownFeatures } from '../task-metadata/check-files.ts';
import { completeByGuide, completeKeys } from '../yaml/complete.ts';
import { type YamlCursor, yamlCursor } from '../yaml/cursor.ts';
import type { YamlDocument } from '../yaml/document.ts';
import type { Guide } from '../yaml/guide.ts';
import { inventoryGuide } from './guide.ts';
import { inventoryModel } from './model.ts';
import { findPlugin, keysOf, pluginAround, pluginNames } from './plugins.ts';

/**
 * Keys, transports and their options with their values, names of targets, plugins and what they are told, features, facts
 * that Facter has.
 */
export async function completeInventory(
  workspace: Workspace,
  document: YamlDocument,
  offset: number,
): Promise<readonly Completion[]> {
  const cursor = yamlCursor(document.source.text, offset, document);
  if (cursor === undefined) return [];
  const { path, slot } = cursor;
  const file = document.source.path;
  if (slot === 'value' && path.at(-1) === '_plugin') return completePlugins(workspace, file, cursor);
  const world = await workspace.world(file);
  const plugin = slot === 'key' ? await pluginAround(workspace, file, cursor.around.at(-1), world) : undefined;
  if (plugin !== undefined) return completeKeys(keysOf(plugin), cursor);
  // A plugin may give the value of nearly everything.
  const reference =
    cursor.written.startsWith('_') && slot !== 'value'
      ? { _plugin: { about: 'The plugin that gives this value.' } }
      : {};
  return [
    ...(slot === 'key' ? [] : [...completeNames(document, cursor), ...completeFeatures(document, cursor)]),
    ...(slot === 'value' ? [] : completeFacts(cursor)),
    ...completeByGuide(inventoryGuide, cursor),
    ...completeKeys(reference, cursor),
  ];
}

/** Names where targets are listed, and where one is named that others are reached through. */
function completeNames(document: YamlDocument, { path, span }: YamlCursor): readonly Completion[] {
  const inTargets = path.at(-2) === 'targets' && typeof path.at(-1) === 'number';
  const isRunOn = path.at(-1) === 'run-on' && path.at(-3) === 'config';
  if (!inTargets && !isRunOn) return [];
  const known = [...inventoryModel(document).names.values()].filter(
    // What is being written is no name yet where nothing else says it.
    ({ kind, places }) => kind !== 'group' && places.some(({ start }) => start !== span.start),
  );
  return known.map(({ name, kind }) => ({ label: name, kind: 'value', span, insert: name, detail: kind }));
}

function completeFeatures({ root }: YamlDocument, { path, span, written }: YamlCursor): readonly Completion[] {
  if (path.at(-2) !== 'features' || typeof path.at(-1) !== 'number') return [];
  const declared = inventoryFeatures(root).filter((name) => name !== written);
  return [...new Set([...knownFeatures.keys(), ...declared])].map((label) => {
    const documentation = knownFeatures.get(label) ?? 'A feature that this inventory gives to others, too.';
    return { label, kind: 'value', span, insert: label, documentation };
  });
}

/** The facts of groups and targets: a variable may be called `facts`, too. */
function completeFacts(cursor: YamlCursor): readonly Completion[] {
  const at = cursor.path.indexOf('facts');
  const above = cursor.path.slice(0, Math.max(0, at));
  const below = cursor.path.slice(at);
  const isOwn = at >= 0 && above.every((step) => typeof step === 'number' || /^(?:groups|targets)$/.test(step));
  if (!isOwn || below.some((step) => typeof step === 'number')) return [];
  const row = factAt(below.map(String));
  const keys = typeof row === 'object' ? (row.keys ?? {}) : {};
  const guides = Object.entries(keys).map(([key, each]): [string, Guide] => [
    key,
    { about: factText(each), isBlock: typeof each === 'object' && each.keys !== undefined },
  ]);
  return completeKeys(Object.fromEntries(guides), cursor);
}

/** The plugins that Bolt has, and the modules that are some. */
async function completePlugins(
  workspace: Workspace,
  path: string,
  { span }: YamlCursor,
): Promise<readonly Completion[]> {
  const [names, world] = await Promise.all([pluginNames(workspace, path), workspace.world(path)]);
  const found = await Promise.all(names.map((name) => findPlugin(workspace, path, name, world)));
  return found.flatMap((plugin): readonly Completion[] => {
    if (plugin === undefined || (plugin.kind === 'module' && plugin.task === undefined)) return [];
    const documentation =
      plugin.kind === 'own' ? plugin.about : (plugin.task?.documentation?.text ?? 'A plugin of a module.');
    return [{ label: plugin.name, kind: 'value', span, insert: plugin.name, documentation }];
  });
}
