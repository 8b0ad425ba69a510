import { type CancelSignal, type Json, type JsonObject, OrchestratorError } from '../common/index.ts';
import { builtIn, bundled, hasReference, isReference } from './built-in.ts';
import { loadModulePlugin, pluginFile } from './module-plugin.ts';
import type { Plugin, SecretHook } from './plugin.ts';
import { executionError, unknownPlugin } from './plugin-error.ts';
import type { PluginPorts } from './ports.ts';
import { openValueCache } from './value-cache.ts';

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
  const plugins = new Map<string, Promise<Plugin>>();
  const cache = openValueCache(ports);
  const pluginOf = (name: string, trail: Trail): Promise<Plugin> => {
    if (trail.loading.includes(name) || leadsToItself(name, ports.settings)) {
      const message = `Configuration for plugin '${name}' depends on the plugin itself`;
      return Promise.reject(new OrchestratorError('bolt/plugin-error', message));
    }
    const known = plugins.get(name) ?? load(name, trail);
    plugins.set(name, known);
    return known;
  };
  const load = async (name: string, trail: Trail): Promise<Plugin> => {
    const ready = Object.hasOwn(builtIn, name) ? builtIn[name] : undefined;
    if (ready !== undefined) return ready(ports);
    const config = await configOf(name, trail);
    const text = await pluginFile(name, ports);
    if (text !== undefined) return loadModulePlugin(name, text, { ports, config });
    const own = Object.hasOwn(bundled, name) ? bundled[name] : undefined;
    if (own === undefined) throw unknownPlugin(name);
    return own(ports, config);
  };
  const configOf = async (name: string, trail: Trail): Promise<JsonObject> => {
    if ('puppetdb' in ports.settings) {
      const message = "Configuration for the PuppetDB plugin must be in the 'puppetdb' config section, not 'plugins'";
      throw new OrchestratorError('bolt/plugin-error', message);
    }
    const given = ports.settings[name] ?? {};
    if (!hasReference(given)) return given as JsonObject;
    const resolved = await walk(given, { ...trail, path: undefined, loading: [...trail.loading, name] }, 0);
    return resolved as JsonObject;
  };
  const walk = async (value: Json, trail: Trail, depth: number): Promise<Json> => {
    if (depth > deepest) {
      const message = 'Stack depth exceeded while recursively resolving references.';
      throw new OrchestratorError('bolt/recursive-reference-loop', message);
    }
    if (typeof value !== 'object' || value === null) return value;
    if (isReference(value)) return referred(value, trail, depth);
    const entries: [string, Json][] = [];
    for (const [key, each] of Object.entries(value)) {
      entries.push([key, await walk(each, { ...trail, key, path: trail.path && [...trail.path, key] }, depth + 1)]);
    }
    return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
  };
  const parametersOf = async (reference: JsonObject, trail: Trail, depth: number): Promise<JsonObject> => {
    const entries: [string, Json][] = [];
    for (const [key, each] of Object.entries(reference)) {
      entries.push([key, await walk(each, { ...trail, key, path: undefined }, depth + 1)]);
    }
    return Object.fromEntries(entries);
  };
  const referred = async (reference: JsonObject, trail: Trail, depth: number): Promise<Json> => {
    const value = await single(await parametersOf(reference, trail, depth), trail);
    return walk(value, trail, depth + 1);
  };
  const single = async (reference: JsonObject, trail: Trail): Promise<Json> => {
    const name = nameOf(reference);
    const plugin = await pluginOf(name, trail);
    const kept = await cache.find(reference);
    if (kept !== undefined) return note(kept, name, plugin, trail);
    if (plugin.resolve === undefined) throw unsupported(name, 'resolve_reference');
    await plugin.check?.(reference, trail.signal);
    const value = await run(() => plugin.resolve?.(reference, trail.signal), name, 'resolve_reference');
    if (plugin.isCached !== false) await cache.keep(reference, value);
    return note(value, name, plugin, trail);
  };
  const walkTop = async (value: Json, trail: Trail, depth: number): Promise<Json> => {
    if (Array.isArray(value)) {
      const items: Json[] = [];
      for (const each of value as readonly Json[]) {
        const found = await walkTop(each, trail, depth + 1);
        if (Array.isArray(found)) items.push(...(found as readonly Json[]));
        else items.push(found);
      }
      return items;
    }
    if (!isReference(value)) return value;
    if (depth > deepest) {
      const message = 'Stack depth exceeded while recursively resolving references.';
      throw new OrchestratorError('bolt/recursive-reference-loop', message);
    }
    return walkTop(await single(await parametersOf(value, trail, depth), trail), trail, depth + 1);
  };
  return {
    resolve: async (value, signal) => {
      const trail: Trail = { path: [], loading: [], signal, origins: [], secrets: [] };
      const resolved = await walk(value, trail, 0);
      return { value: resolved, origins: trail.origins, secrets: trail.secrets };
    },
    resolveTop: (value, signal) =>
      walkTop(value, { path: undefined, loading: [], signal, origins: [], secrets: [] }, 0),
    secret: async (name, hook, given, signal) => {
      const plugin = await pluginOf(name, { path: undefined, loading: [], signal, origins: [], secrets: [] });
      const act = plugin.secrets?.[hook];
      if (act === undefined) throw unsupported(name, hook);
      return act(given, signal);
    },
  };
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
const secretName = /passw|passphrase|secret|token|credential|private.?key|key-data|api.?key/i;

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
  return typeof value === 'string' && secretName.test(key) ? [{ value, path }] : [];
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

async function run(act: () => Promise<Json> | undefined, name: string, hook: string): Promise<Json> {
  try {
    return (await act()) ?? null;
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    throw executionError(error.message, name, `${hook} in ${name}`);
  }
}

function nameOf(reference: JsonObject): string {
  const name = reference['_plugin'] ?? null;
  return typeof name === 'string' ? name : JSON.stringify(name);
}

function unsupported(plugin: string, hook: string): OrchestratorError {
  return new OrchestratorError('bolt/unsupported-hook', `Plugin ${plugin} does not support ${hook}`);
}
