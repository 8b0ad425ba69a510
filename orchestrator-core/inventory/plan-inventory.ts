import {
  type CancelSignal,
  isJsonObject,
  type Json,
  type JsonObject,
  nameOfUri,
  OrchestratorError,
} from '../common/index.ts';
import type { KnownInventory, PlanInventory, PlanTarget } from '../plans/index.ts';
import {
  createTarget,
  hooksOf,
  nothing,
  type RawTarget,
  type TargetSettings,
  transportOf,
  usesRuby,
  withLocalhost,
} from './create-target.ts';
import { branchOf, collectGroups, collectTarget } from './group-index.ts';
import type { GivenUris, Inventory } from './inventory.ts';
import { createLevels, type LevelPlace, type Levels } from './levels.ts';
import { deepMerge, type InventoryData, mergeData, mergedData } from './merge.ts';
import { openPlanGroups, type PlanGroups } from './plan-groups.ts';
import { secretsOfConfig } from './secret-options.ts';
import { givenName, resolveWord, splitWords } from './selection.ts';
import type { Target } from './target.ts';
import { givenBy, levelsOf, resolveLevels } from './target-levels.ts';
import { parseTargetUri, type TargetUri } from './target-uri.ts';

/** An inventory that plans change, and what is needed to reach its targets. */
export interface RunInventory extends KnownInventory {
  /**
   * A target with what the plan has set until now.
   * @throws OrchestratorError when there is no such target, or its config will not do.
   */
  effective(name: string): Target;
}

/** The inventory of one run of a plan, whose targets are resolved when the plan first asks for them. */
export interface LiveInventory extends PlanInventory, Pick<RunInventory, 'effective'> {
  /** Resolves when plugins were asked for all that the targets need; undefined when they need nothing more. */
  ready(names: readonly string[]): Promise<void> | undefined;
}

/** Who takes part in a run. */
export interface PlanInventoryOptions {
  /** The agents that are connected when it begins. */
  readonly connected?: readonly string[];
}

/** A target that somebody asked for: what it itself says, without its groups. */
interface KnownTarget {
  own: InventoryData;
  readonly adhoc: boolean;
}

/** What a plan's inventory consists of. */
interface State {
  readonly groups: PlanGroups;
  readonly levels: Levels;
  /** Whether a target whose references are not resolved can be asked for nothing. Previews look at the rest of it. */
  readonly isLive: boolean;
  readonly agents: ReadonlySet<string>;
  readonly settings: TargetSettings;
  readonly known: Map<string, KnownTarget>;
  /** By which the plan has given targets. */
  readonly uris: GivenUris;
  /** Told what the plan has given, or asks for, that nobody may see, in clear. */
  readonly hide: (secrets: readonly Json[]) => void;
}

/**
 * The inventory as a plan sees and changes it, by the rules of Bolt's `inventory/inventory.rb`, without asking plugins:
 * their references are values like others.
 */
export function openPlanInventory(inventory: Inventory, options: PlanInventoryOptions = {}): RunInventory {
  return inventoryOf(stateOf(inventory, options));
}

/**
 * {@link openPlanInventory} for a run: plugins are asked. `hide` is told what nobody may see, in clear: what plugins give,
 * and the passwords of targets that the plan gives or reads.
 */
export function openLiveInventory(
  inventory: Inventory,
  options: PlanInventoryOptions & { readonly signal: CancelSignal; readonly hide: (secrets: readonly Json[]) => void },
): LiveInventory {
  const state = stateOf(inventory, options, options.hide);
  const known = inventoryOf(state);
  const { levels } = state;
  const { index } = state.groups;
  const placesOf = (names: readonly string[]): readonly LevelPlace[] =>
    index.hasReferences ? names.flatMap((name) => levelsOf(index.all, name, branchOf(index, name))) : [];
  const hidden = new Set<InventoryData>();
  const hide = (places: readonly LevelPlace[]): void => {
    for (const { said } of places) {
      const secrets = hidden.has(said) ? [] : levels.secrets(said);
      if (secrets.length === 0) continue;
      hidden.add(said);
      options.hide(secrets);
    }
  };
  const ready = (names: readonly string[]): Promise<void> | undefined => {
    const places = placesOf(names);
    hide(places);
    if (!places.some(({ said }) => levels.isOpen(said))) return undefined;
    return resolveLevels(levels, places, options.signal).then(() => hide(places));
  };
  return {
    ...known,
    ready,
    select: (words) => {
      const names = namesOf(state, words);
      const waiting = ready(names);
      const meetAll = (): readonly string[] => {
        for (const name of names) meet(state, name);
        return names;
      };
      return waiting === undefined ? meetAll() : waiting.then(meetAll);
    },
  };
}

function stateOf(inventory: Inventory, { connected = [] }: PlanInventoryOptions, hide?: State['hide']): State {
  const isLive = hide !== undefined;
  const { index, settings } = inventory.contents;
  // What plugins gave for a run is nothing that a preview may know.
  const levels = isLive ? inventory.contents.levels : createLevels(undefined);
  const agents = new Set(connected.filter((name) => !index.targets.has(name)));
  const groups = openPlanGroups(index.all);
  const given = { known: new Map(), uris: new Map(), hide: hide ?? (() => {}) };
  return { groups, agents, settings, levels, isLive, ...given };
}

/** The names of the targets that words mean, as far as the inventory knows them now. */
function namesOf(state: State, words: readonly string[]): readonly string[] {
  const options = { extendedGlobs: false, uris: state.uris };
  const single = words.flatMap((word) => splitWords(word, options));
  return [...new Set(single.flatMap((word) => resolveWord(word, state.groups.index, state.agents, options)))];
}

function inventoryOf(state: State): RunInventory {
  const { ruby: _, ...plain } = state.settings;
  const change = (name: string, of: (own: InventoryData) => Partial<InventoryData>): void => {
    const known = knownTarget(state, name);
    known.own = { ...known.own, ...of(known.own) };
  };
  return {
    select: (words) => {
      const names = namesOf(state, words);
      for (const name of names) meet(state, name);
      return names;
    },
    target: (name) => planTarget(rawOf(state, name), plain, state.hide),
    effective: (name) => createTarget(rawOf(state, name), plain),
    create: (data) => create(state, data),
    addFacts: (name, facts) => change(name, (own) => ({ facts: deepMerge(own.facts, facts) })),
    setVar: (name, key, value) => change(name, (own) => ({ vars: { ...own.vars, [key]: value } })),
    setFeature: (name, feature, present) =>
      change(name, ({ features }) => {
        if (!present) return { features: features.filter((each) => each !== feature) };
        return features.includes(feature) ? {} : { features: [...features, feature] };
      }),
    setConfig: (name, path, value) =>
      change(name, (own) => {
        const config = withConfig(own.config, path, value, name);
        state.hide(secretsOfConfig(config));
        return { config };
      }),
    addToGroup: (names, group) => {
      checkGroup(state, group);
      for (const name of names) state.groups.add(name, group);
    },
    removeFromGroup: (name, group) => {
      if (group === 'all') throw invalid("Cannot remove Target from Group 'all'");
      checkGroup(state, group);
      state.groups.remove(name, group);
    },
  };
}

function invalid(message: string, path: readonly string[] = []): OrchestratorError {
  return new OrchestratorError('bolt.inventory/validation-error', message, { details: { path } });
}

/** A target that is named the first time becomes one of the group `all`, with what the file says of it. */
function meet(state: State, name: string): void {
  if (state.known.has(name)) return;
  const branch = branchOf(state.groups.index, name);
  const merging = { ...mergedData, of: state.levels.data };
  const found = branch === undefined ? undefined : collectTarget(branch, name, merging);
  const uri = state.uris.get(name) ?? name;
  if (uri !== name) state.hide([uri]);
  const connected = state.agents.has(name) ? { ...nothing, name, config: { transport: 'pcp' } } : undefined;
  admit(state, name, withLocalhost(name, found ?? connected ?? { ...nothing, uri }), found === undefined);
  state.groups.meet(name);
  state.groups.add(name, 'all');
}

/**
 * Keeps a target, if its name and its config will do. One with the Ruby of this machine says so in its own config and
 * features, where the plan can change it.
 */
function admit(state: State, name: string, data: InventoryData, adhoc: boolean): void {
  const { settings } = state;
  // A target that is in no group becomes one of `all` when it is found right.
  const isGrouped = branchOf(state.groups.index, name) !== undefined;
  const raw = isGrouped ? rawWith(state, name, data, adhoc) : { name, own: data, merged: data, adhoc };
  const target = createTarget(raw, settings);
  const local = { local: { interpreters: { '.rb': settings.ruby ?? '' } } };
  const own = usesRuby(raw, target.transport, settings)
    ? { ...data, config: deepMerge(local, data.config), features: [...new Set([...data.features, 'puppet-agent'])] }
    : data;
  state.known.set(name, { own, adhoc });
}

function knownTarget(state: State, name: string): KnownTarget {
  const known = state.known.get(name);
  if (known !== undefined) return known;
  throw new OrchestratorError('bolt.inventory/validation-error', `There is no target '${name}' in this run`);
}

function rawOf(state: State, name: string): RawTarget {
  const { own, adhoc } = knownTarget(state, name);
  return rawWith(state, name, own, adhoc);
}

function rawWith(
  { groups: { index }, levels, isLive }: State,
  name: string,
  own: InventoryData,
  adhoc: boolean,
): RawTarget {
  const { all } = index;
  const branch = branchOf(index, name);
  const groups =
    branch === undefined ? levels.data(all.data) : collectGroups(branch, { ...mergedData, of: levels.data });
  const given = index.hasReferences && isLive ? givenBy(levels, levelsOf(all, name, branch)) : undefined;
  return { name, own, merged: mergeData(groups, own), adhoc, ...(given === undefined ? {} : { given }) };
}

/** As plans see a target. What depends on its config is looked at when it is asked for, since the config may be wrong. */
function planTarget(raw: RawTarget, settings: TargetSettings, hide: State['hide']): PlanTarget {
  const { name, own, merged, given } = raw;
  const sure = <T>(value: T): T => {
    if (given?.fault !== undefined) throw given.fault;
    return value;
  };
  const uri: TargetUri | undefined = own.uri === undefined ? undefined : parseTargetUri(own.uri);
  const transport = transportOf(raw, uri, settings);
  const options = (): JsonObject => {
    const target = sure(createTarget(raw, settings));
    const of = target.config[target.transport];
    return isJsonObject(of) ? of : {};
  };
  const told = (config: JsonObject): JsonObject => {
    hide(secretsOfConfig(config));
    return config;
  };
  const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
  return {
    name,
    get uri() {
      if (own.uri !== undefined && nameOfUri(own.uri) !== own.uri) hide([own.uri]);
      return own.uri;
    },
    safeName: own.name ?? uri?.safe ?? name,
    alias: own.soleAlias ?? own.aliases,
    transport,
    protocol: transport === 'remote' ? uri?.scheme : undefined,
    groups: merged.groups,
    get config() {
      return told(sure(merged.config));
    },
    get vars() {
      return sure(merged.vars);
    },
    get facts() {
      return sure(merged.facts);
    },
    get features() {
      return sure(merged.features);
    },
    get pluginHooks() {
      return sure(hooksOf(merged.pluginHooks, settings));
    },
    get host() {
      return uri?.host ?? text(options()['host']);
    },
    get port() {
      const port = uri?.port ?? options()['port'];
      return typeof port === 'number' ? port : undefined;
    },
    get user() {
      return uri?.user ?? text(options()['user']);
    },
    get password() {
      const password = uri?.password ?? text(options()['password']);
      if (password !== undefined) hide([password]);
      return password;
    },
    get transportConfig() {
      const set = options();
      told({ [transport]: set });
      return set;
    },
  };
}

function create(state: State, data: JsonObject): string {
  const { name: given, uri, target_alias: alias = [] } = data;
  const name = given ?? (typeof uri === 'string' ? newName(state, uri) : uri);
  if (typeof name !== 'string') throw invalid('Target must have either a name or uri');
  const hash = (key: string): JsonObject => {
    const value = data[key];
    return isJsonObject(value) ? value : {};
  };
  const strings = (value: Json | undefined): readonly string[] =>
    (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
  const aliases = strings(alias);
  const own: InventoryData = {
    config: hash('config'),
    vars: hash('vars'),
    facts: hash('facts'),
    features: strings(data['features']),
    pluginHooks: hash('plugin_hooks'),
    aliases,
    ...(typeof alias === 'string' ? { soleAlias: alias } : {}),
    ...(typeof given === 'string' && { name: given }),
    ...(typeof uri === 'string' && { uri }),
    groups: [],
  };
  state.hide([...secretsOfConfig(own.config), ...(typeof uri === 'string' && nameOfUri(uri) !== uri ? [uri] : [])]);
  const before = state.known.get(name);
  admit(state, name, withLocalhost(name, own), true);
  try {
    checkNames(state, name, aliases);
  } catch (error) {
    if (before === undefined) state.known.delete(name);
    else state.known.set(name, before);
    throw error;
  }
  if (before === undefined) state.groups.add(name, 'all');
  else state.groups.dropAliases(name);
  state.groups.addAliases(name, aliases);
  return name;
}

/** The name of a target that is made of its URI. @throws OrchestratorError where another one has it. */
function newName({ groups: { index }, uris }: State, uri: string): string {
  const name = givenName(uri, index, uris);
  if ((uris.get(name) ?? uri) === uri) return name;
  throw invalid(`The target ${name} is known already, with a password. Give the new one a name.`);
}

/** @throws OrchestratorError where the name or an alias of a new target means something else already. */
function checkNames(state: State, name: string, aliases: readonly string[]): void {
  const { groups, targets, aliases: used } = state.groups.index;
  if (groups.has(name)) throw invalid(`Target name ${name} conflicts with group of the same name`);
  for (const alias of aliases) {
    const other = used.get(alias);
    if (groups.has(alias)) throw invalid(`Alias ${alias} conflicts with group of the same name`);
    if (targets.has(alias)) throw invalid(`Alias ${alias} conflicts with target of the same name`);
    if (other !== undefined && other !== name) {
      throw invalid(`Alias ${alias} refers to multiple targets: ${other} and ${name}`);
    }
    const illegal = /[\s,]/.exec(alias);
    if (illegal !== null)
      throw invalid(`Illegal character '${illegal[0]}' in alias '${alias}' for group at ["all"]`, ['all']);
  }
}

function checkGroup(state: State, group: string): void {
  if (!state.groups.index.groups.has(group)) throw invalid(`Group ${group} does not exist in inventory`);
}

function withConfig(config: Json, path: readonly string[], value: Json, target: string): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (isJsonObject(value)) return value;
    throw new OrchestratorError('bolt/validation-error', `The config of target ${target} must be a Hash`);
  }
  if (!isJsonObject(config)) {
    const message = `Cannot set '${key}' in the config of target ${target}: what is there is not a Hash`;
    throw new OrchestratorError('bolt/validation-error', message);
  }
  return { ...config, [key]: rest.length === 0 ? value : withConfig(config[key] ?? {}, rest, value, target) };
}
