import {
  type CancelSignal,
  isJsonObject,
  type Json,
  type JsonObject,
  OrchestratorError,
  rubyClass,
  rubyText,
} from '../common/index.ts';
import { builtIn, bundled, hasReference, isReference } from './built-in.ts';
import { loadModulePlugin, pluginFile } from './module-plugin.ts';
import type { Plugin, SecretHook } from './plugin.ts';
import { checkConfig, type PluginConfig } from './plugin-config.ts';
import { executionError, unknownPlugin, validationError } from './plugin-error.ts';
import type { PluginPorts } from './ports.ts';
import { openValueCache, type ValueCache } from './value-cache.ts';

/** References in references, at most. */
const deepest = 100;

/** A value that a plugin gave. */
export interface PluginOrigin {
  /** Keys from the top of what was resolved. */
  readonly path: readonly string[];
  readonly plugin: string;
  readonly isSecret: boolean;
}

/** A value without references. */
export interface ResolvedValue {
  readonly value: Json;
  readonly origins: readonly PluginOrigin[];
  /** What nobody may see, in clear; also of references that were parameters of others. */
  readonly secrets: readonly Json[];
}

/** Puts values in the place of plugin references. Each method rejects with an OrchestratorError in Bolt's words. */
export interface PluginResolver {
  /** All references, the innermost first; what a plugin gives may hold references again. */
  resolve(value: Json, signal: CancelSignal): Promise<ResolvedValue>;
  /**
   * References that stand in no hash, which are parts of lists: what plugins give for targets or groups. A list that one
   * gives becomes part of the list it stands in, and references in what they give stay.
   */
  resolveTop(value: Json, signal: CancelSignal): Promise<Json>;
  /** Asks a plugin for something about secrets. */
  secret(plugin: string, hook: SecretHook, given: JsonObject, signal: CancelSignal): Promise<Json>;
}

/** A resolver; plugins are loaded when they are first asked. */
export function createPluginResolver(ports: PluginPorts): PluginResolver {
  const resolving: Resolving = { ports, plugins: new Map(), cache: openValueCache(ports) };
  const trail = (signal: CancelSignal, path?: readonly string[]): Trail => ({
    path,
    loading: [],
    signal,
    origins: [],
    secrets: [],
  });
  return {
    resolve: async (value, signal) => {
      const whole = trail(signal, []);
      const resolved = await walk(resolving, value, whole, 0);
      return { value: resolved, origins: whole.origins, secrets: whole.secrets };
    },
    resolveTop: (value, signal) => walkTop(resolving, value, trail(signal), 0),
    secret: async (name, hook, given, signal) => {
      const act = (await pluginOf(resolving, name, trail(signal))).secrets?.[hook];
      if (act === undefined) throw unsupported(name, hook);
      return act(given, signal);
    },
  };
}

interface Resolving {
  readonly ports: PluginPorts;
  readonly plugins: Map<string, Promise<Plugin>>;
  readonly cache: ValueCache;
}

function pluginOf(resolving: Resolving, name: string, trail: Trail): Promise<Plugin> {
  const { plugins, ports } = resolving;
  if (trail.loading.includes(name) || leadsToItself(name, ports.settings)) {
    const message = `Configuration for plugin '${name}' depends on the plugin itself`;
    return Promise.reject(new OrchestratorError('bolt/plugin-error', message));
  }
  const plugin = plugins.get(name) ?? load(resolving, name, trail);
  plugins.set(name, plugin);
  return plugin;
}

async function load(resolving: Resolving, name: string, trail: Trail): Promise<Plugin> {
  const { ports } = resolving;
  const ready = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined;
  if (ready !== undefined) return ready(ports);
  const { config, hidden } = await configOf(resolving, name, trail);
  const text = await pluginFile(name, ports);
  if (text !== undefined) return loadModulePlugin(name, text, { ports, config, hidden });
  const own = Object.hasOwn(bundled, name) ? bundled[name] : undefined;
  if (own === undefined) throw unknownPlugin(name);
  await checkConfig(name, [own.parameters], { config, hidden, ports });
  return own.open(ports, config);
}

async function configOf(resolving: Resolving, name: string, trail: Trail): Promise<PluginConfig> {
  const { settings } = resolving.ports;
  if ('puppetdb' in settings) {
    const message = "Configuration for the PuppetDB plugin must be in the 'puppetdb' config section, not 'plugins'";
    throw new OrchestratorError('bolt/plugin-error', message);
  }
  const given = Object.hasOwn(settings, name) ? (settings[name] ?? {}) : {};
  const inner = { ...trail, path: undefined, loading: [...trail.loading, name] };
  const config = hasReference(given) ? await walk(resolving, given, inner, 0) : given;
  if (isJsonObject(config)) {
    const isHidden = (key: string) => isSecretName(key) || !isJsonObject(given) || hasReference(given[key]);
    return { config, hidden: new Set(Object.keys(config).filter(isHidden)) };
  }
  throw validationError(`The configuration of the plugin ${name} must be a Hash, not ${rubyClass(config)}`);
}

async function walk(resolving: Resolving, value: Json, trail: Trail, depth: number): Promise<Json> {
  checkDepth(depth);
  if (!isJsonObject(value) && !Array.isArray(value)) return value;
  if (isReference(value)) {
    const reference = await parametersOf(resolving, value, trail, depth);
    return walk(resolving, await ask(resolving, reference, trail), trail, depth + 1);
  }
  const entries: [string, Json][] = [];
  for (const [key, each] of Object.entries(value)) {
    const inner = { ...trail, key, path: trail.path && [...trail.path, key] };
    entries.push([key, await walk(resolving, each, inner, depth + 1)]);
  }
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

async function walkTop(resolving: Resolving, value: Json, trail: Trail, depth: number): Promise<Json> {
  checkDepth(depth);
  if (isReference(value)) {
    const reference = await parametersOf(resolving, value, trail, depth);
    return walkTop(resolving, await ask(resolving, reference, trail), trail, depth + 1);
  }
  if (!Array.isArray(value)) return value;
  const items: Json[] = [];
  for (const each of value as readonly Json[]) {
    const found = await walkTop(resolving, each, trail, depth + 1);
    // One by one: there may be more than a call takes arguments.
    if (Array.isArray(found)) for (const one of found as readonly Json[]) items.push(one);
    else items.push(found);
  }
  return items;
}

function checkDepth(depth: number): void {
  if (depth <= deepest) return;
  const message = 'Stack depth exceeded while recursively resolving references.';
  throw new OrchestratorError('bolt/recursive-reference-loop', message);
}

/** A reference whose parameters are known. */
async function parametersOf(
  resolving: Resolving,
  reference: JsonObject,
  trail: Trail,
  depth: number,
): Promise<JsonObject> {
  const entries: [string, Json][] = [];
  for (const [key, each] of Object.entries(reference)) {
    entries.push([key, await walk(resolving, each, { ...trail, key, path: undefined }, depth + 1)]);
  }
  return Object.fromEntries(entries);
}

async function ask(resolving: Resolving, reference: JsonObject, trail: Trail): Promise<Json> {
  const { cache } = resolving;
  const name = nameOf(reference);
  const plugin = await pluginOf(resolving, name, trail);
  const kept = await cache.find(reference);
  if (kept !== undefined) return note(kept, name, plugin, trail);
  const { check, resolve, isCached = true } = plugin;
  if (resolve === undefined) throw unsupported(name, 'resolve_reference');
  await check?.(reference, trail.signal);
  const value = await run(() => resolve(reference, trail.signal), name, 'resolve_reference');
  if (isCached) await cache.keep(reference, value);
  return note(value, name, plugin, trail);
}

/** What is handed down while a value is gone through. */
interface Trail {
  /** Keys that lead here; undefined within the parameters of a reference. */
  readonly path: readonly string[] | undefined;
  /** The last key, wherever it is. */
  readonly key?: string;
  /** Plugins whose configuration is being resolved. */
  readonly loading: readonly string[];
  readonly signal: CancelSignal;
  readonly origins: PluginOrigin[];
  readonly secrets: Json[];
}

/** Names of values that nobody may see, wherever a plugin got them. */
const secretNames = /passw|passphrase|secret|token|credential|private.?key|key-data|api.?key/i;

/** Whether a value of that name is to be seen by nobody. */
export function isSecretName(name: string): boolean {
  return secretNames.test(name);
}

function note(value: Json, plugin: string, { isSecret }: Plugin, { path, key, origins, secrets }: Trail): Json {
  const isHidden = isSecret(value);
  if (path !== undefined) origins.push({ path, plugin, isSecret: isHidden });
  const hidden = isHidden ? [{ value, path: [] }] : secretLeaves(value, key ?? '', []);
  for (const each of hidden) {
    if (each.value !== null && !isReference(each.value)) secrets.push(each.value);
    if (path !== undefined && !isHidden) origins.push({ path: [...path, ...each.path], plugin, isSecret: true });
  }
  return value;
}

interface Leaf {
  readonly value: Json;
  readonly path: readonly string[];
}

function secretLeaves(value: Json, key: string, path: readonly string[]): readonly Leaf[] {
  if (isReference(value)) return [];
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, each]) => secretLeaves(each, name, [...path, name]));
  }
  return typeof value === 'string' && isSecretName(key) ? [{ value, path }] : [];
}

/** Whether the configuration of a plugin, by the names in it, asks for the plugin itself. */
function leadsToItself(name: string, settings: JsonObject): boolean {
  const seen = new Set<string>();
  const reach = (from: string): void => {
    for (const plugin of pluginsIn(settings[from])) {
      if (seen.has(plugin)) continue;
      seen.add(plugin);
      reach(plugin);
    }
  };
  reach(name);
  return seen.has(name);
}

function pluginsIn(value: Json | undefined): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(isReference(value) ? [nameOf(value)] : []), ...Object.values(value).flatMap(pluginsIn)];
}

async function run(act: () => Promise<Json>, name: string, hook: string): Promise<Json> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    throw executionError(error.message, name, `${hook} in ${name}`);
  }
}

function nameOf(reference: JsonObject): string {
  const name = reference['_plugin'] ?? null;
  return rubyText(name);
}

function unsupported(plugin: string, hook: string): OrchestratorError {
  return new OrchestratorError('bolt/unsupported-hook', `Plugin ${plugin} does not support ${hook}`);
}
