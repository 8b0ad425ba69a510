import type { Json } from '../../orchestrator-core/common/index.ts';
import {
  effectiveValues,
  nameOfUri,
  type SourcedValue,
  sketchInventory,
} from '../../orchestrator-core/inventory/index.ts';
import {
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  yamlEntry,
  yamlValue,
} from '../../orchestrator-core/project/index.ts';
import type { Span } from '../documents/words.ts';

/** A name with its place. */
export interface NameAt extends Span {
  readonly value: string;
}

/** A target as a group lists it. */
export interface TargetEntry {
  /** Undefined where it has none, or comes from a plugin. */
  readonly name: NameAt | undefined;
  /** Whether it is a plain string, which may name a target that is described elsewhere. */
  readonly isWord: boolean;
  /** Whether the name is that of its `uri`. */
  readonly isUri: boolean;
  readonly uri: NameAt | undefined;
  readonly aliases: readonly NameAt[];
  readonly node: YamlNode;
  readonly group: GroupEntry;
}

/** A group of an inventory; the top of the file is the group `all`. */
export interface GroupEntry {
  readonly name: NameAt | undefined;
  readonly parent: GroupEntry | undefined;
  readonly targets: readonly TargetEntry[];
  readonly groups: readonly GroupEntry[];
  readonly node: YamlMap;
}

/** Groups in groups deeper than this are left out. */
const deepest = 40;

/** The groups and targets of an inventory as far as they can be read. Plugin references are left out. */
function readGroups(root: YamlNode | undefined): GroupEntry | undefined {
  return root?.kind === 'map' && !isReference(root) ? groupOf(root, undefined, 0) : undefined;
}

/** Whether a hash is a reference to a plugin. */
export function isReference(node: YamlNode | undefined): boolean {
  return yamlEntry(node, '_plugin') !== undefined;
}

function groupOf(node: YamlMap, parent: GroupEntry | undefined, depth: number): GroupEntry {
  const targets: TargetEntry[] = [];
  const groups: GroupEntry[] = [];
  const top: NameAt | undefined =
    parent === undefined ? { value: 'all', start: node.start, end: node.start } : undefined;
  const group: GroupEntry = { name: top ?? nameAt(yamlEntry(node, 'name')), parent, targets, groups, node };
  for (const item of itemsOf(yamlEntry(node, 'targets'))) targets.push(targetOf(item, group));
  if (depth < deepest) {
    for (const item of itemsOf(yamlEntry(node, 'groups'))) {
      if (item.kind === 'map' && !isReference(item)) groups.push(groupOf(item, group, depth + 1));
    }
  }
  return group;
}

function itemsOf(entry: YamlEntry | undefined): readonly YamlNode[] {
  return entry?.value?.kind === 'list' ? entry.value.items : [];
}

function targetOf(node: YamlNode, group: GroupEntry): TargetEntry {
  const base = { node, group };
  if (node.kind !== 'map') {
    return { ...base, name: openName(scalarName(node)), isWord: true, isUri: true, uri: scalarName(node), aliases: [] };
  }
  const uri = nameAt(yamlEntry(node, 'uri'));
  const name = nameAt(yamlEntry(node, 'name'));
  const alias = yamlEntry(node, 'alias')?.value;
  const aliases = (alias?.kind === 'list' ? alias.items : alias === undefined ? [] : [alias]).flatMap(
    (each) => scalarName(each) ?? [],
  );
  return { ...base, name: name ?? openName(uri), isWord: false, isUri: name === undefined, uri, aliases };
}

/** The name that a URI gives: it has no password, and the place is that of the whole URI. */
function openName(uri: NameAt | undefined): NameAt | undefined {
  return uri && { ...uri, value: nameOfUri(uri.value) };
}

function nameAt(entry: YamlEntry | undefined): NameAt | undefined {
  return entry?.value === undefined ? undefined : scalarName(entry.value);
}

function scalarName(node: YamlNode): NameAt | undefined {
  return node.kind === 'scalar' && typeof node.value === 'string' && node.value !== ''
    ? { value: node.value, start: node.inner.start, end: node.inner.end }
    : undefined;
}

/** What is found of an inventory when it is first asked, once for each version of its text. */
export interface InventoryModel {
  /** The group `all`; undefined where the text is no hash. */
  readonly all: GroupEntry | undefined;
  readonly names: ReadonlyMap<string, InventoryName>;
  /** The name of the target that an alias stands for; any other name is its own. */
  targetOf(name: string): string;
  /** The targets of a group and those in it, each once. */
  targetsOf(group: GroupEntry): readonly string[];
  /** The merged values of each of these targets; none where the inventory cannot be read at all. */
  valuesOf(targets: readonly string[]): readonly (readonly SourcedValue[])[];
  /** The values that a target gets by being in a group. */
  valuesIn(group: string): readonly SourcedValue[];
  /** How many targets stand in a group and those in it, each once, and whether plugins give more. */
  countOf(group: GroupEntry): { readonly targets: number; readonly hasPlugins: boolean };
}

/** A target that says nothing itself; no inventory has one of that name. */
const nobody = '?';

const models = new WeakMap<YamlNode, InventoryModel>();

/** The groups, targets and names of an inventory. */
export function inventoryModel({ root }: { readonly root: YamlNode | undefined }): InventoryModel {
  const known = root === undefined ? undefined : models.get(root);
  if (known !== undefined) return known;
  const made = makeModel(root);
  if (root !== undefined) models.set(root, made);
  return made;
}

function makeModel(root: YamlNode | undefined): InventoryModel {
  const all = readGroups(root);
  let names: ReadonlyMap<string, InventoryName> | undefined;
  const owners = new Map<string, string>();
  for (const { targets } of allGroups(all)) {
    for (const { name, aliases } of targets) {
      for (const alias of aliases) if (name !== undefined) owners.set(alias.value, name.value);
    }
  }
  const targetOf = (name: string) => owners.get(name) ?? name;
  const collect = (group: GroupEntry, into: Set<string>): boolean => {
    let hasPlugins = givesMore(group.node, 'targets') || givesMore(group.node, 'groups');
    for (const { name } of group.targets) {
      if (name !== undefined) into.add(targetOf(name.value));
    }
    for (const inner of group.groups) hasPlugins = collect(inner, into) || hasPlugins;
    return hasPlugins;
  };
  const counts = new Map<GroupEntry, { readonly targets: number; readonly hasPlugins: boolean }>();
  return {
    all,
    get names() {
      names ??= new Map(collected(mentionsIn(all)).map((each) => [each.name, each]));
      return names;
    },
    valuesOf: (asked) => {
      const targets = asked.map(targetOf);
      const wanted = new Set(targets);
      const found = sketchInventory(saidOf(all, (each) => wanted.has(targetOf(each))));
      return targets.map((target) => (found === undefined ? [] : effectiveValues(found, nameOfUri(target))));
    },
    valuesIn: (group) => {
      const found = sketchInventory(
        saidOf(all, () => false),
        { [group]: nobody },
      );
      const values = found === undefined ? [] : effectiveValues(found, nobody);
      return values.filter(({ source }) => source.kind === 'group');
    },
    targetOf,
    targetsOf: (group) => {
      const targets = new Set<string>();
      collect(group, targets);
      return [...targets];
    },
    countOf: (group) => {
      const known = counts.get(group);
      if (known !== undefined) return known;
      const targets = new Set<string>();
      const hasPlugins = collect(group, targets);
      const count = { targets: targets.size, hasPlugins };
      counts.set(group, count);
      return count;
    },
  };
}

/** What a group and those in it say, with those of their targets that are wanted: few of many thousands. */
function saidOf(group: GroupEntry | undefined, isWanted: (target: string) => boolean): Json {
  if (group === undefined) return {};
  const own = group.node.entries.filter(({ key }) => key.text !== 'targets' && key.text !== 'groups');
  return {
    ...Object.fromEntries(own.map(({ key, value }) => [key.text, yamlValue(value)])),
    targets: group.targets
      .filter(({ name }) => name !== undefined && isWanted(name.value))
      .map(({ node }) => yamlValue(node)),
    groups: group.groups.map((inner) => saidOf(inner, isWanted)),
  };
}

/** Whether the value of a key, or an item of it, comes from a plugin. */
function givesMore(node: YamlMap, key: string): boolean {
  const value = yamlEntry(node, key)?.value;
  return isReference(value) || (value?.kind === 'list' && value.items.some(isReference));
}

/** A group and all in it, outermost first, as Bolt goes through them. */
export function* allGroups(group: GroupEntry | undefined): Generator<GroupEntry> {
  if (group === undefined) return;
  yield group;
  for (const inner of group.groups) yield* allGroups(inner);
}

/** The groups around a target or group, from the outermost to the nearest. */
export function groupsAround(group: GroupEntry): readonly GroupEntry[] {
  return group.parent === undefined ? [group] : [...groupsAround(group.parent), group];
}

/** What stands under a key of a target or group, as a value. */
export function valueUnder(node: YamlNode, key: string): Json {
  return yamlValue(yamlEntry(node, key)?.value);
}

/** What a name of an inventory means, and every place that says it. */
export interface InventoryName {
  readonly kind: 'group' | 'target' | 'alias';
  readonly name: string;
  readonly places: readonly (Span & { readonly declares: boolean })[];
  /** Whether it is also an address, which a new name would change. */
  readonly isUri: boolean;
}

/** A place that says a name. */
export interface Mention {
  readonly at: NameAt;
  readonly kind: InventoryName['kind'];
  readonly isUri: boolean;
  readonly declares: boolean;
}

/** All that says a name. A word among targets is a use where the target is described elsewhere. */
export function* mentionsIn(all: GroupEntry | undefined): Generator<Mention> {
  const described = describedNames(all);
  for (const group of allGroups(all)) {
    if (group.name !== undefined) yield { at: group.name, kind: 'group', isUri: false, declares: true };
    for (const node of [group.node, ...group.targets.map((target) => target.node)]) {
      const runOn = runOnOf(node);
      const kind = runOn === undefined ? undefined : described.get(runOn.value);
      if (runOn !== undefined && kind !== undefined) yield { at: runOn, kind, isUri: false, declares: false };
    }
    for (const { name, isWord, isUri, aliases } of group.targets) {
      const elsewhere = isWord && name !== undefined ? described.get(name.value) : undefined;
      const declares = elsewhere === undefined;
      if (name !== undefined) yield { at: name, kind: elsewhere ?? 'target', isUri: isUri && declares, declares };
      for (const at of aliases) yield { at, kind: 'alias', isUri: false, declares: true };
    }
  }
}

function collected(mentions: Iterable<Mention>): readonly InventoryName[] {
  const found = new Map<
    string,
    { kind: InventoryName['kind']; isUri: boolean; places: (Span & { declares: boolean })[] }
  >();
  for (const { at, kind, isUri, declares } of mentions) {
    const { value, start, end } = at;
    const known = found.get(value) ?? { kind, isUri: false, places: [] };
    found.set(value, known);
    known.isUri ||= isUri;
    if (end > start) known.places.push({ start, end, declares });
  }
  return [...found].map(([name, rest]) => ({
    name,
    ...rest,
    places: [...rest.places].sort((a, b) => a.start - b.start),
  }));
}

/** The name that is said at a place, without looking for the places of all others. */
export function nameAtPlace(
  all: GroupEntry | undefined,
  isThere: (span: Span) => boolean,
): (InventoryName & { readonly here: Span }) | undefined {
  const mentions = [...mentionsIn(all)];
  const here = mentions.find(({ at }) => at.end > at.start && isThere(at))?.at;
  if (here === undefined) return undefined;
  const [name] = collected(mentions.filter(({ at }) => at.value === here.value));
  return name && { ...name, here: { start: here.start, end: here.end } };
}

/** The target that a group's or target's `config` has remote ones reached through. */
function runOnOf(node: YamlNode): NameAt | undefined {
  const remote = yamlEntry(yamlEntry(node, 'config')?.value, 'remote')?.value;
  return nameAt(yamlEntry(remote, 'run-on'));
}

/** What is more than a word among targets: groups, targets with keys, aliases. */
function describedNames(all: GroupEntry | undefined): ReadonlyMap<string, InventoryName['kind']> {
  const found = new Map<string, InventoryName['kind']>();
  for (const { name, targets } of allGroups(all)) {
    if (name !== undefined) found.set(name.value, 'group');
    for (const target of targets) {
      for (const alias of target.aliases) found.set(alias.value, 'alias');
      if (target.name !== undefined && !target.isWord) found.set(target.name.value, 'target');
    }
  }
  return found;
}
