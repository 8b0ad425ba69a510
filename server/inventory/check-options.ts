import { isJsonObject, type JsonObject } from '../../orchestrator-core/common/index.ts';
import {
  deepMerge,
  isTransportName,
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
    for (const target of group.targets) {
      const one = checkTarget(target);
      if (one !== undefined) found.set(`${one.start} ${one.message}`, one);
    }
  }
  return [...found.values()];
}

function checkTarget(target: TargetEntry): Problem | undefined {
  const levels = [...groupsAround(target.group).map(({ node }) => node), target.node];
  const config = configOf(levels);
  const transport = transportOf(target, config);
  const options = config[transport];
  if (!isTransportName(transport) || !isJsonObject(options) || /"_plugin"/.test(JSON.stringify(options)))
    return undefined;
  try {
    transportOptions(transport, options, (path) => path);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = placeOf(levels, transport);
    return at === undefined ? undefined : yamlProblem('inventory-option', at, message);
  }
}

/** The configuration of a target, all levels laid over each other; the last one wins. */
export function configOf(levels: readonly YamlNode[]): JsonObject {
  let merged: JsonObject = {};
  for (const level of levels) {
    const config = valueUnder(level, 'config');
    if (isJsonObject(config)) merged = deepMerge(merged, config);
  }
  return merged;
}

/** How a target is reached: as its URI says, else as its configuration does, else by SSH. */
export function transportOf({ uri, name }: TargetEntry, config: JsonObject): string {
  const transport = config['transport'];
  const scheme = uri === undefined ? undefined : schemeOf(uri.value);
  if (scheme !== undefined) return scheme;
  if (typeof transport === 'string') return transport;
  return name?.value === 'localhost' ? 'local' : 'ssh';
}

function schemeOf(uri: string): string | undefined {
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
