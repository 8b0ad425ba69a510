import { isJsonObject, type Json, type JsonObject } from '../../orchestrator-core/common/index.ts';
import {
  deepMerge,
  isTransportName,
  nameOfUri,
  parseTargetUri,
  transportOptions,
} from '../../orchestrator-core/inventory/index.ts';
import { type YamlNode, yamlEntry } from '../../orchestrator-core/project/index.ts';
import type { Problem, Span } from '../documents/words.ts';
import { yamlProblem } from '../yaml/codes.ts';
import { allGroups, type GroupEntry, groupsAround, type TargetEntry, valueUnder } from './model.ts';

/** Options that contradict each other, for each target as it is reached. What plugins give is not known. */
export function checkOptions(all: GroupEntry | undefined): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const group of allGroups(all)) {
    const around = groupsAround(group).map(({ node }) => node);
    const shared = configOf(around);
    // Most targets of a group say nothing of how they are reached: what is wrong with it is found once.
    const known = new Map<string, string | undefined>();
    for (const target of group.targets) {
      const says = yamlEntry(target.node, 'config') !== undefined;
      const config = says ? configOf([...around, target.node]) : shared;
      const transport = transportOf(target, config);
      if (target.uri !== undefined && !isTransportName(transport) && schemeOf(target.uri.value) === transport) {
        const unknown = `Unknown transport ${transport} found for ${nameOfUri(target.uri.value)}`;
        found.set(`${target.uri.start}`, yamlProblem('inventory-option', target.uri, unknown));
      }
      const message = says || !known.has(transport) ? faultOf(transport, config[transport]) : known.get(transport);
      if (!says) known.set(transport, message);
      const at = message === undefined ? undefined : placeOf([...around, target.node], transport);
      if (message === undefined || at === undefined) continue;
      found.set(`${at.start} ${message}`, yamlProblem('inventory-option', at, message));
    }
  }
  return [...found.values()];
}

function faultOf(transport: string, options: Json | undefined): string | undefined {
  if (!isTransportName(transport) || !isJsonObject(options) || /"_plugin"/.test(JSON.stringify(options)))
    return undefined;
  try {
    transportOptions(transport, options, (path) => path);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The configuration of a target, all levels laid over each other; the last one wins. */
function configOf(levels: readonly YamlNode[]): JsonObject {
  let merged: JsonObject = {};
  for (const level of levels) {
    const config = valueUnder(level, 'config');
    if (isJsonObject(config)) merged = deepMerge(merged, config);
  }
  return merged;
}

/** How a target is reached: as its URI says, else as its configuration does, else by SSH. */
function transportOf({ uri, name }: TargetEntry, config: JsonObject): string {
  const transport = config['transport'];
  const scheme = uri === undefined ? undefined : schemeOf(uri.value);
  if (transport === 'remote') return 'remote';
  if (scheme !== undefined) return scheme;
  if (typeof transport === 'string') return transport;
  return name?.value === 'localhost' ? 'local' : 'ssh';
}

function schemeOf(uri: string): string | undefined {
  if (!uri.includes('://')) return undefined;
  try {
    return parseTargetUri(uri).scheme;
  } catch {
    return undefined;
  }
}

/** The nearest place that says something of the transport. */
function placeOf(levels: readonly YamlNode[], transport: string): Span | undefined {
  for (const level of levels.toReversed()) {
    const entry = yamlEntry(yamlEntry(level, 'config')?.value, transport);
    if (entry !== undefined) return entry.key.inner;
  }
  return undefined;
}
