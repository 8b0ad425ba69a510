import { isJsonObject, type JsonObject, OrchestratorError } from '../common/index.ts';
import { deepMerge, type InventoryData } from './merge.ts';
import { findReference, unsupportedPlugin } from './plugin-reference.ts';
import type { Target, TransportName } from './target.ts';
import { parseTargetUri, type TargetUri } from './target-uri.ts';
import { isTransportName, transportOptions } from './transport-options.ts';

/** What this machine adds to an inventory. */
export interface TargetSettings {
  readonly transport: TransportName;
  readonly ruby?: string;
  /** Options of transports below those of the inventory. */
  readonly reaching: JsonObject;
  resolvePath(path: string): string;
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

/** The machine itself is reached without a network, unless its config says otherwise. */
export function withLocalhost(name: string, data: InventoryData): InventoryData {
  return name === 'localhost' ? { ...data, config: deepMerge({ transport: 'local' }, data.config) } : data;
}

/** The transport that a target's URI, its config or the settings name, whether it exists or not. */
export function transportOf(raw: RawTarget, uri: TargetUri | undefined, settings: TargetSettings): string {
  const configured = raw.merged.config['transport'] ?? settings.transport;
  if (uri?.scheme === 'remote' || configured === 'remote') return 'remote';
  return uri?.scheme ?? String(configured);
}

/** Whether a target runs `.rb` files with the Ruby of this machine. */
export function usesRuby(raw: RawTarget, transport: TransportName, settings: TargetSettings): boolean {
  const local = raw.merged.config['local'];
  const refused = isJsonObject(local) && local['bundled-ruby'] === false;
  return transport === 'local' && settings.ruby !== undefined && !refused;
}

/** The target's features, with those that its transport brings. */
export function featuresOf(raw: RawTarget, transport: TransportName, settings: TargetSettings): readonly string[] {
  const { features } = raw.merged;
  return usesRuby(raw, transport, settings) ? [...new Set([...features, 'puppet-agent'])] : features;
}

const defaultHooks: JsonObject = { puppet_library: { plugin: 'puppet_agent', stop_service: true } };

/**
 * The target as it is reached.
 * @throws OrchestratorError for a name, transport or option that will not do, `baton/unsupported-plugin`.
 */
export function createTarget(raw: RawTarget, settings: TargetSettings): Target {
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
  const options = plainOptionsOf(raw, transport, settings);
  return {
    name,
    ...(raw.own.uri === undefined ? {} : { uri: raw.own.uri }),
    safeName: raw.own.name ?? uri?.safe ?? name,
    aliases: merged.aliases,
    transport,
    options: overlay(transport, options, uri),
    config: { transport, [transport]: options },
    vars,
    facts,
    features: featuresOf(raw, transport, settings),
    pluginHooks: { ...defaultHooks, ...pluginHooks },
    adhoc: raw.adhoc,
    groups: merged.groups,
  };
}

/**
 * The options of a target's transport: those of its config over the defaults, and over them what its URI says.
 * @throws OrchestratorError `bolt/validation-error` when they contradict each other, `bolt/parse-error` for the URI.
 */
export function optionsOf(raw: RawTarget, transport: TransportName, settings: TargetSettings): JsonObject {
  const uri = raw.own.uri === undefined ? undefined : parseTargetUri(raw.own.uri);
  return overlay(transport, plainOptionsOf(raw, transport, settings), uri);
}

function plainOptionsOf(raw: RawTarget, transport: TransportName, settings: TargetSettings): JsonObject {
  const ruby: JsonObject = usesRuby(raw, transport, settings) ? { interpreters: { '.rb': settings.ruby ?? '' } } : {};
  const given = raw.merged.config[transport];
  const below = transport === 'remote' ? {} : settings.reaching;
  const configured = deepMerge(deepMerge(below, ruby), isJsonObject(given) ? given : {});
  return transportOptions(transport, configured, settings.resolvePath);
}

/** What the URI says beats what is configured; of a remote target it is not the address of a machine. */
function overlay(transport: TransportName, options: JsonObject, uri: TargetUri | undefined): JsonObject {
  if (transport === 'remote') return options;
  const { host, port, user, password } = uri ?? {};
  return {
    ...options,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  };
}
