import { pluginTexts } from '../../orchestrator-core/inventory/index.ts';
import type { World } from '../../orchestrator-core/language/index.ts';
import type { YamlNode } from '../../orchestrator-core/project/index.ts';
import { yamlEntry } from '../../orchestrator-core/project/index.ts';
import type { Completion } from '../documents/answers.ts';

import { completeByGuide, completeKeys } from '../yaml/complete.ts';
import { type YamlCursor, yamlCursor } from '../yaml/cursor.ts';
import type { YamlDocument } from '../yaml/document.ts';
import { inventoryGuide, pluginGuide } from './guide.ts';
import { inventoryModel } from './model.ts';

/** Keys, transports and their options with their values, names of targets, plugins and what they are told. */
export function completeInventory(document: YamlDocument, world: World, offset: number): readonly Completion[] {
  const cursor = yamlCursor(document.source.text, offset);
  if (cursor === undefined) return [];
  const { path, slot, span } = cursor;
  if (slot === 'value' && path.at(-1) === '_plugin') return completePlugins(world, cursor);
  const reference = slot === 'key' ? pluginAround(cursor.around.at(-1)) : undefined;
  if (reference !== undefined) return completeKeys(pluginGuide(reference)?.keys ?? {}, cursor);
  const inTargets = path.at(-2) === 'targets' && typeof path.at(-1) === 'number';
  const known = inTargets && slot !== 'key' ? [...inventoryModel(document).names.values()] : [];
  const names = known.filter(({ kind }) => kind !== 'group');
  const words = names.map(
    ({ name, kind }): Completion => ({ label: name, kind: 'value', span, insert: name, detail: kind }),
  );
  // Facts and variables are of anybody's making; everywhere else a plugin may give the value.
  const plugin =
    cursor.written.startsWith('_') && slot !== 'value'
      ? { _plugin: { about: 'The plugin that gives this value.' } }
      : {};
  return [...words, ...completeByGuide(inventoryGuide, cursor), ...completeKeys(plugin, cursor)];
}

function pluginAround(map: YamlNode | undefined): string | undefined {
  const value = yamlEntry(map, '_plugin')?.value;
  return value?.kind === 'scalar' ? value.text : undefined;
}

/** The plugins that Bolt has, and the modules that have a task to resolve references. */
function completePlugins(world: World, { span }: YamlCursor): readonly Completion[] {
  const own = Object.entries(pluginTexts).map(([name, { about }]) => ({ name, about }));
  const others = [...world.all('task')].flatMap(({ name }) => {
    const [module, task] = name.split('::');
    return task === 'resolve_reference' && module !== undefined
      ? [{ name: module, about: 'A plugin of a module.' }]
      : [];
  });
  return [...own, ...others].map(({ name, about }) => ({
    label: name,
    kind: 'value',
    span,
    insert: name,
    documentation: about,
  }));
}
