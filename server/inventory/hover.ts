import { isJsonObject, type Json } from '../../orchestrator-core/common/index.ts';
import { deepMerge, isTransportName, pluginTexts, transportDefaults } from '../../orchestrator-core/inventory/index.ts';
import { yamlEntry } from '../../orchestrator-core/project/index.ts';
import type { Hover } from '../documents/answers.ts';
import { touches } from '../documents/words.ts';

import type { YamlDocument } from '../yaml/document.ts';
import { describeGuide, guideAt } from '../yaml/guide.ts';
import { scalarAt } from '../yaml/nodes.ts';
import { configOf, transportOf } from './check-options.ts';
import { inventoryGuide } from './guide.ts';
import { allGroups, groupsAround, inventoryModel, type TargetEntry, valueUnder } from './model.ts';

/** What a key means, what a plugin does, and how a target is reached in the end. */
export function hoverInventory(document: YamlDocument, offset: number): Hover | undefined {
  const found = scalarAt(document.root, offset);
  if (found === undefined) return undefined;
  const { scalar, path, isKey } = found;
  if (isKey) {
    const guide = guideAt(inventoryGuide, path);
    const markdown = guide === undefined ? undefined : describeGuide(scalar.text, guide);
    return markdown === undefined ? undefined : { markdown, span: scalar.inner };
  }
  if (path.at(-1) === '_plugin') {
    const plugin = Object.hasOwn(pluginTexts, scalar.text) ? pluginTexts[scalar.text] : undefined;
    return plugin === undefined
      ? undefined
      : { markdown: `**\`${scalar.text}\`**\n\n${plugin.about}`, span: scalar.inner };
  }
  for (const group of allGroups(inventoryModel(document).all)) {
    const target = group.targets.find(({ name }) => name !== undefined && touches(name, offset));
    if (target !== undefined) return { markdown: describeTarget(target), span: scalar.inner };
  }
  return undefined;
}

/** Options that are nobody's business to see on a screen. */
const secret = /password|key-data|token/;

/** The merged configuration of a target as this entry has it, and which group or target each value comes from. */
function describeTarget(target: TargetEntry): string {
  const groups = groupsAround(target.group);
  const levels = [
    ...groups.map((group) => ({ from: `group \`${group.name?.value ?? '?'}\``, node: group.node })),
    { from: 'target', node: target.node },
  ];
  const config = configOf(levels.map(({ node }) => node));
  const transport = transportOf(target, config);
  const defaults = isTransportName(transport) ? transportDefaults(transport) : {};
  const own = config[transport];
  const merged = deepMerge(defaults, isJsonObject(own) ? own : {});
  const rows = Object.entries(merged)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([option, value]) => {
      const said = levels.findLast(
        ({ node }) => yamlEntry(yamlEntry(yamlEntry(node, 'config')?.value, transport)?.value, option) !== undefined,
      );
      return `| \`${option}\` | ${secret.test(option) ? '…' : shown(value)} | ${said?.from ?? 'default'} |`;
    });
  const by = levels.findLast(({ node }) => {
    const given = valueUnder(node, 'config');
    return isJsonObject(given) && given['transport'] !== undefined;
  });
  const why = target.uri?.value.includes('://') ? 'URI' : (by?.from ?? 'default');
  const head = `**\`${target.name?.value ?? ''}\`** · transport \`${transport}\` (${why}) · in ${groups
    .toReversed()
    .map(({ name }) => `\`${name?.value ?? '?'}\``)
    .join(', ')}`;
  const table = rows.length === 0 ? [] : [['| option | value | from |', '| --- | --- | --- |', ...rows].join('\n')];
  return [head, ...table].join('\n\n');
}

function shown(value: Json): string {
  if (isJsonObject(value) && '_plugin' in value) return `from the plugin \`${String(value['_plugin'])}\``;
  return `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``;
}
