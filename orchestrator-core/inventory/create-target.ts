import {
  isJsonObject,
  type Json,
  type JsonObject,
  nameOfUri,
  OrchestratorError,
  rubyClass,
  rubyInspect,
  rubyText,
  toErrorValue,
} from '../common/index.ts';
import { checkShape } from '../project/index.ts';
import { deepMerge, type InventoryData } from './merge.ts';
import type { Target, TransportName } from './target.ts';
import { isAscii } from './target-name.ts';
import { parseTargetUri, type TargetUri } from './target-uri.ts';
import { configShape, isTransportName, optionsIn, transportClass, transportOptions } from './transport-options.ts';

/** What this machine adds to an inventory. */
export interface TargetSettings {
  readonly transport: TransportName;
  readonly ruby?: string;
  /** Options of transports below those of the inventory. */
  readonly reaching: JsonObject;
  /** Of the project. */
  readonly pluginHooks: JsonObject;
  resolvePath(path: string): string;
}

/** What is known of a target before its transport is looked at. */
export interface RawTarget {
  readonly name: string;
  readonly own: InventoryData;
  /** The target's data over that of its groups. */
  readonly merged: InventoryData;
  readonly adhoc: boolean;
  /** Whether only the selection put it into a group, `all`. */
  readonly isUngrouped?: boolean;
  /** What plugins gave, where they gave something. */
  readonly given?: GivenByPlugins;
}

/** What plugins gave for a target and its groups, or why they did not. */
export interface GivenByPlugins {
  readonly fault?: OrchestratorError;
  /** What nobody may see, in clear. */
  readonly secrets: readonly Json[];
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
  return uri?.scheme ?? rubyText(configured);
}

/** Whether a target runs `.rb` files with the Ruby of this machine. */
export function usesRuby(raw: RawTarget, transport: TransportName, settings: TargetSettings): boolean {
  const { merged, own, isUngrouped } = raw;
  // Bolt decides it before the target becomes one of `all`.
  const { config } = isUngrouped ? own : merged;
  const refused = isJsonObject(config['local']) && config['local']['bundled-ruby'] === false;
  const uri = isUngrouped && own.uri !== undefined ? parseTargetUri(own.uri) : undefined;
  const first = isUngrouped ? transportOf({ ...raw, merged: own }, uri, settings) : transport;
  return transport === 'local' && first === 'local' && settings.ruby !== undefined && !refused;
}

/** The target's features, with those that its transport brings. */
export function featuresOf(raw: RawTarget, transport: TransportName, settings: TargetSettings): readonly string[] {
  const { features } = raw.merged;
  return usesRuby(raw, transport, settings) ? [...new Set([...features, 'puppet-agent'])] : features;
}

const defaultHooks: JsonObject = { puppet_library: { plugin: 'puppet_agent', stop_service: true } };

/**
 * The target as it is reached.
 * @throws OrchestratorError for a name, transport or option that will not do.
 */
export function createTarget(raw: RawTarget, settings: TargetSettings): Target {
  const { name, own, merged } = raw;
  const uri = raw.own.uri === undefined ? undefined : parseTargetUri(raw.own.uri);
  if (!isAscii(name)) {
    throw new OrchestratorError('bolt.inventory/validation-error', `Target name must be ASCII characters: ${name}`, {
      details: { path: [] },
    });
  }
  const illegal = /[\s,]/.exec(name);
  if (illegal !== null) {
    const message = `Illegal character '${illegal[0]}' in target name '${name}'`;
    throw new OrchestratorError('bolt.inventory/validation-error', message, { details: { path: [] } });
  }
  const transport = knownTransport(raw, uri, settings);
  const { vars, facts, pluginHooks } = merged;
  const { options, fault } =
    raw.given === undefined
      ? { options: checkedOptions(raw, transport, settings) }
      : givenOptions(raw, transport, settings);
  return {
    name,
    ...(raw.own.uri === undefined ? {} : { uri: raw.own.uri }),
    aliases: merged.aliases,
    ...(own.soleAlias === undefined ? {} : { soleAlias: own.soleAlias }),
    transport,
    options: overlay(transport, options, uri),
    config: { transport, [transport]: options },
    vars,
    facts,
    features: featuresOf(raw, transport, settings),
    pluginHooks: hooksOf(pluginHooks, settings),
    adhoc: raw.adhoc,
    groups: merged.groups,
    ...(fault === undefined ? {} : { fault: toErrorValue(fault) }),
    ...(raw.given === undefined || raw.given.secrets.length === 0 ? {} : { secrets: raw.given.secrets }),
  };
}

/** @throws OrchestratorError `bolt/unknown-transport`, unless a plugin that failed would have said which. */
function knownTransport(raw: RawTarget, uri: TargetUri | undefined, settings: TargetSettings): TransportName {
  const transport = transportOf(raw, uri, settings);
  if (isTransportName(transport)) return transport;
  if (raw.given?.fault !== undefined) return settings.transport;
  const where = raw.own.uri === undefined ? '' : ` found for ${nameOfUri(raw.own.uri)}`;
  throw new OrchestratorError('bolt/unknown-transport', `Unknown transport ${transport}${where}`);
}

/** The hooks of a target, of which groups and target say these. */
export function hooksOf(said: JsonObject, { pluginHooks }: TargetSettings): JsonObject {
  return { ...defaultHooks, ...pluginHooks, ...said };
}

/** What a plugin that failed was to give is the target's fault. Of a target with a fault nothing is known. */
function givenOptions(
  raw: RawTarget,
  transport: TransportName,
  settings: TargetSettings,
): { readonly options: JsonObject; readonly fault?: OrchestratorError } {
  const fault = raw.given?.fault;
  if (fault !== undefined) return { options: {}, fault };
  try {
    return { options: checkedOptions(raw, transport, settings) };
  } catch (error) {
    if (error instanceof OrchestratorError) return { options: {}, fault: error };
    throw error;
  }
}

/** Options may come from plugins and plans, too. @throws OrchestratorError `bolt/validation-error` for a wrong one. */
function checkedOptions(raw: RawTarget, transport: TransportName, settings: TargetSettings): JsonObject {
  const given = raw.merged.config[transport] ?? {};
  if (!isJsonObject(given)) {
    const name = `Bolt::Config::Transport::${transportClass(transport)}`;
    const message = `Transport config must be a Hash or ${name}, received ${rubyClass(given)} ${rubyInspect(given)}`;
    throw new OrchestratorError('bolt/validation-error', message);
  }
  const options = optionsIn(transport, given).flatMap((option): [string, Json][] => {
    const value = given[option] ?? null;
    return value === null ? [] : [[option, value]];
  });
  const { errors } = checkShape(Object.fromEntries(options), configShape.properties?.[transport] ?? {});
  if (errors.length === 0) return plainOptionsOf(raw, transport, settings);
  const lines = errors.map(({ message }) => `\n  ${message}`);
  throw new OrchestratorError('bolt/validation-error', `Invalid configuration:${lines.join('')}`);
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
  const below = transport === 'remote' ? {} : settings.reaching;
  const layers = [below, raw.merged.config[transport] ?? {}];
  // What groups say of Ruby does not count, as in Bolt.
  if (usesRuby(raw, transport, settings) && !namesRuby(raw.own.config[transport])) {
    layers.push({ interpreters: { '.rb': settings.ruby ?? '' } });
  }
  const configured = layers.filter(isJsonObject).reduce(deepMerge);
  return transportOptions(transport, configured, settings.resolvePath);
}

function namesRuby(options: Json | undefined): boolean {
  const interpreters = isJsonObject(options) ? options['interpreters'] : undefined;
  return isJsonObject(interpreters) && ('.rb' in interpreters || 'rb' in interpreters);
}

/** What the URI says beats what is configured; of a remote target it is not the address of a machine. */
function overlay(transport: TransportName, options: JsonObject, uri: TargetUri | undefined): JsonObject {
  if (transport === 'remote') return options;
  const { host, port, user, password } = uri ?? {};
  return {
    ...options,
    ...(host ? { host } : {}),
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
  };
}
