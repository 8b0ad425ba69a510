import { nameOfUri, type SourcedValue } from '../../orchestrator-core/inventory/index.ts';
import type { World } from '../../orchestrator-core/language/index.ts';
import type { YamlNode } from '../../orchestrator-core/project/index.ts';
import type { Hover } from '../documents/answers.ts';
import type { Workspace } from '../documents/workspace.ts';
import { describeDeclaration } from '../puppet/describe.ts';
import type { YamlDocument } from '../yaml/document.ts';
import { describeGuide, guideAt, type YamlPath } from '../yaml/guide.ts';
import { scalarAt } from '../yaml/nodes.ts';
import { describeOption } from './describe-option.ts';
import { countWords, sourceWords, valueWords } from './describe-value.ts';
import { inventoryGuide } from './guide.ts';
import { allGroups, type GroupEntry, type InventoryModel, type InventoryName, inventoryModel } from './model.ts';
import { nameTouching } from './names.ts';
import { type KnownPlugin, keysOf, pluginAround } from './plugins.ts';

/** What a key means, what a plugin does, and what a group or target has in the end, wherever its name stands. */
export async function hoverInventory(
  workspace: Workspace,
  document: YamlDocument,
  offset: number,
): Promise<Hover | undefined> {
  const found = scalarAt(document.root, offset);
  if (found === undefined) return undefined;
  const { scalar, path, isKey, around } = found;
  const file = document.source.path;
  const world = await workspace.world(file);
  const plugin = await pluginAround(workspace, file, around.at(-1), world);
  const name = isKey ? undefined : nameTouching(document, offset);
  const markdown = isKey
    ? describeKey(document, path, around, plugin)
    : path.at(-1) === '_plugin'
      ? plugin && describePlugin(plugin, world)
      : name && describeName(name, inventoryModel(document));
  return markdown === undefined ? undefined : { markdown, span: scalar.inner };
}

function describeKey(
  document: YamlDocument,
  path: YamlPath,
  around: readonly YamlNode[],
  plugin: KnownPlugin | undefined,
): string | undefined {
  const key = String(path.at(-1));
  const keys = plugin === undefined ? {} : keysOf(plugin);
  const ofPlugin = Object.hasOwn(keys, key) ? keys[key] : undefined;
  const guide = ofPlugin ?? guideAt(inventoryGuide, path);
  const about = guide === undefined ? undefined : describeGuide(key, guide);
  if (about === undefined) return undefined;
  const below = ofPlugin === undefined ? describeOption(inventoryModel(document), path, around) : undefined;
  return [about, ...(below === undefined ? [] : [below])].join('\n\n');
}

function describePlugin(plugin: KnownPlugin, world: World): string {
  const head = `**\`${plugin.name}\`** · plugin`;
  if (plugin.kind === 'own') return `${head}\n\n${plugin.about}`;
  return plugin.task === undefined ? head : `${head}\n\n${describeDeclaration(plugin.task, world)}`;
}

/** What a name of the inventory comes to. */
export function describeName(name: InventoryName, model: InventoryModel): string | undefined {
  return name.kind === 'group' ? describeGroup(name.name, model) : describeTarget(name, model);
}

/** What a target is in the end, as the plans and tasks on it see it. */
function describeTarget(name: InventoryName, model: InventoryModel): string {
  const target = model.targetOf(name.name);
  const groups = [...allGroups(model.all)].filter(({ targets }) =>
    targets.some((each) => each.name !== undefined && model.targetOf(each.name.value) === target),
  );
  const names = groups.flatMap((group) => namesAround(group)).filter((each) => each !== 'all');
  const around = [...new Set(names), 'all'];
  const [values = []] = model.valuesOf([target]);
  const transport = values.find(({ path }) => path[0] === 'config' && path[1] === 'transport');
  const facts = [
    `**\`${nameOfUri(target)}\`**`,
    ...(target === name.name ? [] : [`alias \`${name.name}\``]),
    ...(transport === undefined
      ? []
      : [`transport \`${String(transport.value)}\` (${sourceWords(transport.source, 'target')})`]),
    `in ${around.map((each) => `\`${each}\``).join(', ')}`,
  ];
  const others = values.filter((value) => value !== transport);
  return [facts.join(' · '), ...tableOf(others, 'target')].join('\n\n');
}

/** What a target gets by being in the group. */
function describeGroup(name: string, model: InventoryModel): string | undefined {
  const group = [...allGroups(model.all)].find((each) => each.name?.value === name);
  if (group === undefined) return undefined;
  const [, ...outer] = namesAround(group);
  const inner = group.groups.flatMap((each) => each.name?.value ?? []);
  const facts = [
    `**\`${name}\`** · group`,
    countWords(model.countOf(group)),
    ...(outer.length === 0 ? [] : [`in ${outer.map((each) => `\`${each}\``).join(', ')}`]),
    ...(inner.length === 0 ? [] : [`with ${list(inner)}`]),
  ];
  const values = model.valuesIn(name);
  const about = values.length === 0 ? [] : ['What a target gets by being in it:', ...tableOf(values, 'group')];
  return [facts.join(' · '), ...about].join('\n\n');
}

/** From the group itself to the outermost. */
function namesAround(group: GroupEntry): readonly string[] {
  return [group.name?.value ?? '?', ...(group.parent === undefined ? [] : namesAround(group.parent))];
}

const mostNames = 8;
const mostRows = 60;

function list(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => `\`${name}\``);
  return names.length > mostNames ? `${shown.join(', ')} and ${names.length - mostNames} more` : shown.join(', ');
}

/** What somebody said before the defaults; of that the options of the transport first, by their name alone. */
function tableOf(values: readonly SourcedValue[], about: 'target' | 'group'): readonly string[] {
  const rank = ({ path, source }: SourcedValue) => (source.kind === 'default' ? 2 : path[0] === 'config' ? 0 : 1);
  const rows = values
    .map((value) => ({ value, name: nameOf(value), rank: rank(value) }))
    .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
    .map(({ value, name }) => `| \`${name}\` | ${valueWords(value.value)} | ${sourceWords(value.source, about)} |`);
  if (rows.length === 0) return [];
  const more = rows.length > mostRows ? [`and ${rows.length - mostRows} more`] : [];
  return [['| value | is | from |', '| --- | --- | --- |', ...rows.slice(0, mostRows)].join('\n'), ...more];
}

function nameOf({ path }: SourcedValue): string {
  const [part = '', ...rest] = path;
  if (part === 'config') return rest.length > 1 ? rest.slice(1).join('.') : rest.join('.');
  return part === 'features' ? 'feature' : path.join('.');
}
