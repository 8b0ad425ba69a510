import {
  isJsonObject,
  type Json,
  type JsonObject,
  nameOfUri,
  OrchestratorError,
  rubyClass,
  rubyInspect,
} from '../common/index.ts';
import { hasReference, isReference } from '../plugins/index.ts';
import type { InventoryWarning } from './inventory.ts';
import type { InventoryData } from './merge.ts';
import { shownConfig } from './secret-options.ts';
import { isAscii } from './target-name.ts';
import { isTransportName } from './transport-options.ts';

const dataKeys = ['config', 'facts', 'vars', 'features', 'plugin_hooks'];
const targetKeys = new Set([...dataKeys, 'name', 'alias', 'uri']);
const groupKeys = new Set([...dataKeys, 'name', 'groups', 'targets']);
const separators = /[\s,]/;

/** One group of the inventory: its own data, the targets it defines, the groups in it. */
export interface Group {
  readonly name: string;
  readonly data: InventoryData;
  /** Name to what this group says of the target; those written as hashes first, as Bolt has it. */
  readonly definitions: Map<string, InventoryData>;
  /** Targets written as plain strings: what they mean is known only when all groups are read. */
  readonly words: readonly string[];
  /** Alias to target name, this group's own. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly groups: readonly Group[];
}

/** @throws OrchestratorError `bolt.inventory/validation-error` in a group; `path` leads from it to the top. */
export function fail(message: string, path: readonly string[]): never {
  const suffix = path.length === 0 ? '' : ` for group at ${rubyInspect(path)}`;
  throw new OrchestratorError('bolt.inventory/validation-error', message + suffix, { details: { path } });
}

/** A plugin reference, or a value with such in it, whose value is needed while groups are built. */
export interface NeededReference {
  readonly value: Json;
  /** Keys from the top of the file down, with dots; empty for the top itself. */
  readonly where: string;
  /** Whether the value is a list of targets or groups, or one of these: references in its hashes stay. */
  readonly isList: boolean;
}

/** What is handed down while groups are read. */
export interface GroupReading {
  warn(warning: InventoryWarning): void;
}

/** Asks whoever drives it for the values of plugin references. */
export type Reading<T> = Generator<NeededReference, T, Json>;

/**
 * Builds a group and those in it from an inventory that has the right shape.
 * @throws OrchestratorError `bolt.inventory/validation-error`
 */
export function* readGroup(input: JsonObject, reading: GroupReading, where: string): Reading<Group> {
  const name = yield* known(input['name'], `${where}name`);
  if (name === undefined) fail('Group does not have a name', []);
  if (typeof name !== 'string') fail(`Group name must be a String, not ${rubyInspect(name)}`, []);
  const illegal = separators.exec(name);
  if (illegal) fail(`Illegal character '${illegal[0]}' in group name '${name}'`, [name]);
  checkKeys(input, name, reading);
  const builder = { name, definitions: new Map<string, InventoryData>(), aliases: new Map<string, string>() };
  const data = readData(input, { groups: [name] }, name);
  const words: string[] = [];
  for (const { value, place } of yield* listed(input['targets'], `${where}targets`)) {
    if (typeof value === 'string') words.push(value);
    else if (isJsonObject(value)) yield* addTarget(builder, value, reading, place);
    else fail(`Target entry must be a String or Hash, not ${rubyClass(value)}`, [name]);
  }
  const groups: Group[] = [];
  for (const { value, place } of yield* listed(input['groups'], `${where}groups`)) {
    if (!isJsonObject(value)) fail(`Expected group to be a Hash, not ${rubyClass(value)}`, []);
    groups.push(yield* readGroup(value, reading, `${place}.`));
  }
  return { ...builder, data, words, groups };
}

/** A value without references. */
function* known(value: Json | undefined, where: string): Reading<Json | undefined> {
  return hasReference(value) ? yield { value: value ?? null, where, isList: false } : value;
}

interface Listed {
  readonly value: Json;
  readonly place: string;
}

/** The items of a list; what plugins give stands in the place of their references. */
function* listed(value: Json | undefined, where: string): Reading<readonly Listed[]> {
  if (isReference(value))
    return listOf(yield { value, where, isList: true }).map((each) => ({ value: each, place: where }));
  const items: Listed[] = [];
  for (const [index, each] of listOf(value).entries()) {
    const place = `${where}.${index}`;
    if (!isReference(each)) items.push({ value: each, place });
    else
      for (const given of listOf(yield { value: each, where: place, isList: true }))
        items.push({ value: given, place });
  }
  return items;
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function checkKeys(input: JsonObject, name: string, reading: GroupReading): void {
  if ('target-lookups' in input) {
    fail(
      "'target-lookups' are no longer a separate key. Merge 'target-lookups' and 'targets' lists and replace 'plugin' with '_plugin'",
      [name],
    );
  }
  if ('nodes' in input) {
    fail(
      `Found 'nodes' key in group ${name}. This looks like a v1 inventory file, which is\n` +
        "no longer supported by Bolt. Migrate to a v2 inventory file automatically using\n'bolt project migrate'.",
      [],
    );
  }
  const unexpected = Object.keys(input).filter((key) => !groupKeys.has(key));
  if (unexpected.length > 0) {
    reading.warn({
      id: 'unknown_group_keys',
      message: `Found unexpected key(s) ${unexpected.join(', ')} in group ${name}`,
    });
  }
  warnOfConfig(input['config'], `group ${name}`, reading);
  warnOfFacts(input['facts'], `Group '${name}'`, reading);
}

function warnOfConfig(config: Json | undefined, where: string, reading: GroupReading): void {
  if (!isJsonObject(config) || isReference(config)) return;
  const unexpected = Object.keys(config).filter((key) => key !== 'transport' && !isTransportName(key));
  if (unexpected.length === 0) return;
  const message = `Found unexpected key(s) ${unexpected.join(', ')} in config for ${where}`;
  reading.warn({ id: 'unknown_config_keys', message });
}

/** Bolt says it of each target that is used; here it is said where the facts stand, which may be a group of thousands. */
function warnOfFacts(facts: Json | undefined, who: string, reading: GroupReading): void {
  if (!isJsonObject(facts) || isReference(facts)) return;
  const dotted = Object.keys(facts).filter((name) => name.includes('.'));
  if (dotted.length === 0) return;
  const message =
    `${who} includes dotted fact names: '${dotted.join("', '")}'. Dotted fact names are deprecated and Bolt does not ` +
    'automatically convert facts with dotted names to structured facts. For more information, see https://pup.pt/bolt-dotted-facts';
  reading.warn({ id: 'dotted_fact_name', message });
}

const nothing: JsonObject = Object.freeze({});
const none: readonly string[] = Object.freeze([]);

interface Names {
  readonly groups: readonly string[];
  readonly name?: string;
  readonly uri?: string;
  readonly aliases?: readonly string[];
  readonly soleAlias?: string;
}

const dataTypes = { config: 'Hash', vars: 'Hash', facts: 'Hash', features: 'Array', plugin_hooks: 'Hash' } as const;

/**
 * What a group or a target says. Inventories have thousands of targets, of which most say nothing: what they do not say
 * is shared. References stay where they are.
 * @throws OrchestratorError `bolt.inventory/validation-error` for a value of the wrong type, as plugins may give it.
 */
export function readData(input: JsonObject, names: Names, group: string): InventoryData {
  let unresolved: Record<string, Json> | undefined;
  for (const [key, type] of Object.entries(dataTypes)) {
    const value = input[key];
    if (value === undefined) continue;
    if (hasReference(value)) unresolved = { ...unresolved, [key]: value };
    if (isReference(value) || rubyClass(value) === type) continue;
    const target = names.groups.length > 0 ? '' : ` for target ${names.name ?? nameOfUri(names.uri ?? '')}`;
    fail(`Expected ${key} to be of type ${type}, not ${rubyClass(value)}${target}`, [group]);
  }
  const hash = (key: string): JsonObject => {
    const value = input[key];
    return isJsonObject(value) ? value : nothing;
  };
  const features = input['features'];
  const data: Writable<InventoryData> = {
    config: hasReference(input['config']) ? hash('config') : statedConfig(hash('config')),
    vars: hash('vars'),
    facts: hash('facts'),
    features: Array.isArray(features) ? features.filter((feature) => typeof feature === 'string') : none,
    pluginHooks: hash('plugin_hooks'),
    aliases: names.aliases ?? none,
    groups: names.groups,
  };
  if (unresolved !== undefined) data.unresolved = { ...input };
  if (names.soleAlias !== undefined) data.soleAlias = names.soleAlias;
  if (names.name !== undefined) data.name = names.name;
  if (names.uri !== undefined) data.uri = names.uri;
  return data;
}

/** What a config says once nothing in it is left to plugins: of options of transports, no nulls and no empty hashes. */
function statedConfig(config: JsonObject): JsonObject {
  if (!Object.entries(config).some(([key, options]) => isTransportName(key) && says(options) !== options))
    return config;
  const stated = Object.entries(config).map(([key, options]): [string, Json] => [
    key,
    isTransportName(key) && isJsonObject(options) ? (says(options) ?? nothing) : options,
  ]);
  return Object.fromEntries(stated);
}

/** The value itself where it says something; null for a hash that, in the end, says nothing. */
function says(value: Json): Json {
  if (Array.isArray(value)) {
    const items = value.map(says);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, each]): [string, Json] => [key, says(each)]);
  const kept = entries.filter(([, each]) => each !== null);
  if (kept.length === 0) return null;
  return kept.length === entries.length && kept.every(([key, each]) => each === value[key])
    ? value
    : Object.fromEntries(kept);
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type GroupBuilder = Pick<Group, 'name' | 'definitions'> & { readonly aliases: Map<string, string> };

function* addTarget(group: GroupBuilder, written: JsonObject, reading: GroupReading, where: string): Reading<void> {
  const target: Record<string, Json> = { ...written };
  for (const key of ['name', 'uri', 'alias']) {
    const value = target[key];
    if (hasReference(value)) target[key] = (yield* known(value, `${where}.${key}`)) ?? null;
  }
  const { name, uri, alias } = target;
  const called = name ?? (typeof uri === 'string' ? nameOfUri(uri) : uri);
  if (isEmpty(called)) {
    fail(`No name or uri for target: ${shownEntry(target)}`, [group.name]);
  }
  if (typeof called !== 'string') fail(`Target name must be a String, not ${rubyClass(called)}`, [group.name]);
  if (!isAscii(called)) fail(`Target name must be ASCII characters: ${shownEntry(target)}`, [group.name]);
  const other = group.definitions.get(called);
  if (other !== undefined) {
    const isOther = other.name === undefined && typeof name !== 'string' && other.uri !== uri;
    if (isOther) fail(differsByPassword(called), [group.name]);
    return;
  }
  const unexpected = Object.keys(target).filter((key) => !targetKeys.has(key));
  if (unexpected.length > 0) {
    const message = `Found unexpected key(s) ${unexpected.join(', ')} in target ${called}`;
    reading.warn({ id: 'unknown_target_keys', message });
  }
  const aliases = listOf(alias);
  const names = aliases.filter((one) => typeof one === 'string');
  if (names.length < aliases.length) {
    fail(`Alias entry on ${called} must be a String or Array, not ${rubyClass(alias ?? null)}`, [group.name]);
  }
  const data = readData(
    target,
    {
      groups: none,
      aliases: names,
      ...(typeof alias === 'string' ? { soleAlias: alias } : {}),
      ...(typeof name === 'string' ? { name } : {}),
      ...(typeof uri === 'string' ? { uri } : {}),
    },
    group.name,
  );
  warnOfConfig(target['config'], `target ${called} in group ${group.name}`, reading);
  warnOfFacts(target['facts'], `Target '${called}'`, reading);
  addAliases(group, called, names);
  group.definitions.set(called, data);
}

/** What is written of a target, without passwords. */
function shownEntry(target: JsonObject): string {
  const { uri, config } = target;
  const shown: JsonObject = {
    ...target,
    ...(typeof uri === 'string' ? { uri: nameOfUri(uri) } : {}),
    ...(isJsonObject(config) ? { config: shownConfig(config) } : {}),
  };
  return rubyInspect(shown);
}

/** Whether Ruby would say that the value is nil or `empty?`. */
function isEmpty(value: Json | undefined): value is undefined | null {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function addAliases(group: GroupBuilder, target: string, names: readonly string[]): void {
  for (const name of names) {
    const illegal = separators.exec(name);
    if (illegal) fail(`Illegal character '${illegal[0]}' in alias '${name}'`, [group.name]);
    const taken = group.aliases.get(name);
    if (taken !== undefined) fail(aliasConflict(name, taken, target), [group.name]);
    group.aliases.set(name, target);
  }
}

/** One alias of two targets. */
export function aliasConflict(alias: string, first: string, second: string): string {
  return `Alias ${alias} refers to multiple targets: ${first} and ${second}`;
}

/** Of the URI without its password two targets would have the same name. */
export function differsByPassword(name: string): string {
  return `Several targets are ${name} but for their passwords: give each of them a 'name'`;
}

/** The targets of a group and of those in it, in Bolt's order. */
export function targetsOf(group: Group): ReadonlySet<string> {
  const names = new Set(group.definitions.keys());
  for (const inner of group.groups) for (const name of targetsOf(inner)) names.add(name);
  return names;
}

/** Alias to target name over the group and those in it; an inner group's entry wins. */
export function aliasesOf(group: Group): Map<string, string> {
  const aliases = new Map(group.aliases);
  for (const inner of group.groups) for (const [alias, name] of aliasesOf(inner)) aliases.set(alias, name);
  return aliases;
}

/** The group and those in it, outermost first. */
export function* groupsOf(group: Group): Generator<Group> {
  yield group;
  for (const inner of group.groups) yield* groupsOf(inner);
}

/**
 * Turns the plain strings of all groups into targets, once every name and alias is known.
 * @throws OrchestratorError `bolt.inventory/validation-error` for what differs from another target by its password alone.
 */
export function resolveWords(all: Group): void {
  const known = new Map<string, string>();
  for (const group of groupsOf(all)) {
    for (const [name, { name: given, uri = name }] of group.definitions) {
      known.set(name, given === undefined ? uri : (known.get(name) ?? name));
    }
  }
  resolveIn(all, aliasesOf(all), known);
}

/** `known` has the URI of each target whose name is made of it, and the names of the others. */
function resolveIn(group: Group, aliases: ReadonlyMap<string, string>, known: ReadonlyMap<string, string>): void {
  for (const word of group.words) {
    const called = nameOfUri(word);
    const name = known.has(called) ? called : aliases.get(word);
    const said = known.get(called) ?? group.definitions.get(called)?.uri;
    if (said !== undefined && said !== word) fail(differsByPassword(called), [group.name]);
    if (name !== undefined) {
      // Named again: Bolt puts a bare entry in place of what this group itself said of the target.
      if (known.has(called) || !group.definitions.has(name)) {
        const names = { groups: none, name, ...(word === called ? {} : { uri: word }) };
        group.definitions.set(name, readData(nothing, names, group.name));
      }
    } else if (!group.definitions.has(called)) {
      group.definitions.set(called, readData(nothing, { groups: none, uri: word }, group.name));
    }
  }
  for (const inner of group.groups) resolveIn(inner, aliases, known);
}
