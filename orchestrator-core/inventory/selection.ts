import { isJsonObject, isWildcard, type JsonObject, OrchestratorError, wildcardMatcher } from '../common/index.ts';
import { collectGroups, collectTarget, type Group, targetsOf } from './group.ts';
import type { Inventory, InventoryGroup, SelectOptions, TargetSummary } from './inventory.ts';
import { deepMerge, type InventoryData, mergeData } from './merge.ts';
import { findReference, unsupportedPlugin } from './plugin-reference.ts';
import type { Target, TransportName } from './target.ts';
import { parseTargetUri, type TargetUri } from './target-uri.ts';
import { isTransportName, transportOptions } from './transport-options.ts';

/** What the selection needs to know of the group tree. */
export interface GroupIndex {
  readonly all: Group;
  readonly groups: ReadonlyMap<string, Group>;
  readonly targets: ReadonlySet<string>;
  readonly aliases: ReadonlyMap<string, string>;
}

/** What this machine adds to an inventory. */
export interface SelectionSettings {
  readonly transport: TransportName;
  readonly ruby?: string;
  /** Options of transports below those of the inventory. */
  readonly reaching: JsonObject;
  resolvePath(path: string): string;
}

type Selection = Pick<Inventory, 'targets' | 'groups' | 'select'>;

/** The part of an {@link Inventory} that answers which targets there are and what is known of them. */
export function createSelection(index: GroupIndex, settings: SelectionSettings): Selection {
  const strangers = (connected: readonly string[] = []) => connected.filter((name) => !index.targets.has(name));
  return {
    targets: (connected) => [
      ...[...index.targets].map((name) => summarize(rawTarget(index, name, 'file'), settings)),
      ...strangers(connected).map((name) => summarize(rawTarget(index, name, 'connected'), settings)),
    ],
    groups: (connected) =>
      [...index.groups.values()].map((group): InventoryGroup => {
        const targets = [...targetsOf(group)];
        return { name: group.name, targets: group === index.all ? [...targets, ...strangers(connected)] : targets };
      }),
    select: (words, options = {}) => {
      const agents = new Set(strangers(options.connected));
      const names = new Set(
        words.flatMap((word) => splitWords(word, options)).flatMap((word) => resolveWord(word, index, agents, options)),
      );
      return [...names].map((name) => {
        const origin = index.targets.has(name) ? 'file' : agents.has(name) ? 'connected' : 'adhoc';
        return createTarget(rawTarget(index, name, origin), settings);
      });
    },
  };
}

/** The words of a text with several, as Bolt splits them. */
export function splitWords(text: string, { extendedGlobs = true }: SelectOptions): readonly string[] {
  const separator = extendedGlobs ? /[\s,]+(?=[^\]}]*(?:[[{]|$))/m : /[\s,]+/;
  return text.split(separator).filter((word) => word !== '');
}

/**
 * The names of the targets that a word means.
 * @throws OrchestratorError `bolt.inventory/wildcard-error`
 */
export function resolveWord(
  word: string,
  index: GroupIndex,
  agents: ReadonlySet<string>,
  { extendedGlobs = true }: SelectOptions,
): readonly string[] {
  const group = index.groups.get(word);
  if (group) return [...targetsOf(group), ...(group === index.all ? agents : [])];
  if (index.targets.has(word) || agents.has(word)) return [word];
  const aliased = index.aliases.get(word);
  if (aliased !== undefined) return [aliased];
  if (!isWildcard(word) || hasScheme(word)) return [word];
  const matches = wildcardMatcher(word, extendedGlobs);
  const found = [
    ...[...index.groups.values()].filter((one) => matches(one.name)).flatMap((one) => [...targetsOf(one)]),
    ...[...index.targets].filter(matches),
    ...[...index.aliases].filter(([alias]) => matches(alias)).map(([, name]) => name),
    ...[...agents].filter((name) => matches(name) || matches('all')),
  ];
  if (found.length > 0) return found;
  throw new OrchestratorError('bolt.inventory/wildcard-error', `Found 0 targets matching wildcard pattern ${word}`);
}

function hasScheme(word: string): boolean {
  return /^[^:]+:\/\//.test(word);
}

/** What is known of a target before its transport is looked at. */
export interface RawTarget {
  readonly name: string;
  readonly own: InventoryData;
  /** The target's data over that of its groups. */
  readonly merged: InventoryData;
  readonly adhoc: boolean;
}

/** What is said of a target of which nothing is said. */
export const nothing: InventoryData = {
  config: {},
  vars: {},
  facts: {},
  features: [],
  pluginHooks: {},
  aliases: [],
  groups: [],
};

function rawTarget(index: GroupIndex, name: string, origin: 'file' | 'connected' | 'adhoc'): RawTarget {
  const found =
    origin === 'file'
      ? (collectTarget(index.all, name) ?? nothing)
      : origin === 'connected'
        ? { ...nothing, name, config: { transport: 'pcp' } }
        : { ...nothing, uri: name };
  const own = withLocalhost(name, found);
  const groups = (origin === 'file' ? collectGroups(index.all, name) : undefined) ?? index.all.data;
  return { name, own, merged: mergeData(groups, own), adhoc: origin === 'adhoc' };
}

/** The machine itself is reached without a network, unless its config says otherwise. */
export function withLocalhost(name: string, data: InventoryData): InventoryData {
  return name === 'localhost' ? { ...data, config: deepMerge({ transport: 'local' }, data.config) } : data;
}

/** The transport that a target's URI, its config or the settings name, whether it exists or not. */
export function transportOf(raw: RawTarget, uri: TargetUri | undefined, settings: SelectionSettings): string {
  const configured = raw.merged.config['transport'] ?? settings.transport;
  if (uri?.scheme === 'remote' || configured === 'remote') return 'remote';
  return uri?.scheme ?? String(configured);
}

function summarize(raw: RawTarget, settings: SelectionSettings): TargetSummary {
  let transport = '';
  try {
    transport = transportOf(raw, raw.own.uri === undefined ? undefined : parseTargetUri(raw.own.uri), settings);
  } catch {
    // A URI that cannot be read is told when the target is selected; a list shows the target all the same.
  }
  const known: TransportName = isTransportName(transport) ? transport : settings.transport;
  const { aliases, groups } = raw.merged;
  return { name: raw.name, transport: known, aliases, features: featuresOf(raw, known, settings), groups };
}

/** Whether a target runs `.rb` files with the Ruby of this machine. */
export function usesRuby(raw: RawTarget, transport: TransportName, settings: SelectionSettings): boolean {
  const local = raw.merged.config['local'];
  const refused = isJsonObject(local) && local['bundled-ruby'] === false;
  return transport === 'local' && settings.ruby !== undefined && !refused;
}

function featuresOf(raw: RawTarget, transport: TransportName, settings: SelectionSettings): readonly string[] {
  const { features } = raw.merged;
  return usesRuby(raw, transport, settings) ? [...new Set([...features, 'puppet-agent'])] : features;
}

const defaultHooks: JsonObject = { puppet_library: { plugin: 'puppet_agent', stop_service: true } };

/**
 * The target as it is reached.
 * @throws OrchestratorError for a name, transport or option that will not do, `baton/unsupported-plugin`.
 */
export function createTarget(raw: RawTarget, settings: SelectionSettings): Target {
  const { name, merged } = raw;
  const uri = raw.own.uri === undefined ? undefined : parseTargetUri(raw.own.uri);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule is about ASCII
  if (!/^[\x00-\x7f]*$/.test(name)) {
    throw new OrchestratorError('bolt.inventory/validation-error', `Target name must be ASCII characters: ${name}`, {
      details: { path: [] },
    });
  }
  const transport = transportOf(raw, uri, settings);
  if (!isTransportName(transport)) {
    throw new OrchestratorError(
      'bolt/unknown-transport',
      `Unknown transport ${transport}${raw.own.uri === undefined ? '' : ` found for ${raw.own.uri}`}`,
    );
  }
  const { vars, facts, features, pluginHooks } = merged;
  const found = findReference({ config: merged.config, vars, facts, features, plugin_hooks: pluginHooks }, '');
  if (found) throw unsupportedPlugin(found.reference, `'${found.path.slice(1)}' of target ${name}`);
  const ruby: JsonObject = usesRuby(raw, transport, settings) ? { interpreters: { '.rb': settings.ruby ?? '' } } : {};
  const given = merged.config[transport];
  const below = transport === 'remote' ? {} : settings.reaching;
  const configured = deepMerge(deepMerge(below, ruby), isJsonObject(given) ? given : {});
  const options = transportOptions(transport, configured, settings.resolvePath);
  return {
    name,
    ...(raw.own.uri === undefined ? {} : { uri: raw.own.uri }),
    safeName: raw.own.name ?? uri?.safe ?? name,
    aliases: merged.aliases,
    transport,
    options: transport === 'remote' ? options : overlay(options, uri),
    config: { transport, [transport]: options },
    vars,
    facts,
    features: featuresOf(raw, transport, settings),
    pluginHooks: { ...defaultHooks, ...pluginHooks },
    adhoc: raw.adhoc,
    groups: merged.groups,
  };
}

/** What the URI says beats what is configured. */
function overlay(options: JsonObject, uri: TargetUri | undefined): JsonObject {
  const { host, port, user, password } = uri ?? {};
  return {
    ...options,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  };
}
