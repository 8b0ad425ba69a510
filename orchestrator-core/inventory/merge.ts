import { isJsonObject, type Json, type JsonObject } from '../common/index.ts';
import type { PluginOrigin } from '../plugins/index.ts';

/** What the inventory says of a target at one level, or merged over several. */
export interface InventoryData {
  readonly config: JsonObject;
  readonly vars: JsonObject;
  readonly facts: JsonObject;
  readonly features: readonly string[];
  readonly pluginHooks: JsonObject;
  readonly aliases: readonly string[];
  /** Of one level: its alias where that is not written as a list. */
  readonly soleAlias?: string;
  readonly name?: string;
  readonly uri?: string;
  /** Innermost first. */
  readonly groups: readonly string[];
  /** Of one level: what it says with plugin references in it, as it is written. */
  readonly unresolved?: JsonObject;
  /** Of one level: which values plugins gave. */
  readonly origins?: readonly PluginOrigin[];
}

/** Lays `over` on `under`: hashes are merged key by key at every depth, anything else is replaced. */
export function deepMerge(under: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const both = isJsonObject(below) && isJsonObject(value) ? deepMerge(below, value) : value;
    Object.defineProperty(merged, key, { value: both, enumerable: true, configurable: true, writable: true });
  }
  return merged;
}

/**
 * Merges two levels as Bolt does: config and facts deep, vars and plugin hooks one level, features united, aliases
 * collected. `over` wins and its groups come first.
 */
export function mergeData(under: InventoryData, over: InventoryData): InventoryData {
  const name = under.name ?? over.name;
  const uri = under.uri ?? over.uri;
  return {
    config: deepMerge(under.config, over.config),
    vars: { ...under.vars, ...over.vars },
    facts: deepMerge(under.facts, over.facts),
    features: [...new Set([...under.features, ...over.features])],
    pluginHooks: { ...under.pluginHooks, ...over.pluginHooks },
    aliases: [...under.aliases, ...over.aliases],
    ...(name === undefined ? {} : { name }),
    ...(uri === undefined ? {} : { uri }),
    groups: [...over.groups, ...under.groups],
  };
}

/** How what several levels say of a target becomes one: {@link mergedData}, or the same with sources. */
export interface Merging<T> {
  /** What a level says: a group, or an entry for the target in it. */
  of(data: InventoryData, level: 'group' | 'target', group: string): T;
  /** `over` wins. */
  merge(under: T, over: T): T;
}

/** The values alone. */
export const mergedData: Merging<InventoryData> = { of: (data) => data, merge: mergeData };
