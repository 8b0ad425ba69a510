import { isJsonObject, type Json, type JsonObject } from '../common/index.ts';
import { isReference } from '../plugins/index.ts';
import { type Group, readGroup, resolveWords } from './group.ts';
import { type GroupIndex, indexGroups } from './group-index.ts';
import type { InventoryContents } from './inventory.ts';
import { createLevels } from './levels.ts';
import { isAscii } from './target-name.ts';

/** What an inventory says by itself: enough for `effectiveValues`. */
export interface InventorySketch {
  readonly contents: InventoryContents;
}

/**
 * An inventory as far as its text says, for an editor: what plugins would add is left out, and so is what has no name or
 * the wrong shape. Nobody is asked and nothing is refused. `listed` are targets of the inventory's groups, by group, as if
 * they were listed there as well.
 */
export function sketchInventory(
  data: Json,
  listed: Readonly<Record<string, string>> = {},
): InventorySketch | undefined {
  let all: Group;
  try {
    const top = readable(isJsonObject(data) ? data : {}, listed);
    const step = readGroup({ ...top, name: 'all' }, { warn: () => {} }, '').next();
    // References for what groups and targets are were taken out before.
    if (step.done !== true) return undefined;
    all = step.value;
  } catch {
    return undefined;
  }
  resolveWords(all);
  const index: GroupIndex = indexGroups(all);
  const settings = { transport: 'ssh' as const, reaching: {}, pluginHooks: {}, resolvePath: (path: string) => path };
  return { contents: { index, settings, levels: createLevels(undefined) } };
}

/** A group without what a group cannot be read with. */
function readable(group: JsonObject, listed: Readonly<Record<string, string>>, name = 'all'): JsonObject {
  const { nodes: _, 'target-lookups': __, ...rest } = group;
  const extra = Object.hasOwn(listed, name) ? [listed[name] ?? ''] : [];
  const targets = itemsOf(group['targets']).flatMap((target): readonly Json[] => readableTarget(target));
  const groups = itemsOf(group['groups']).flatMap((inner): readonly Json[] => {
    if (!isJsonObject(inner) || typeof inner['name'] !== 'string' || !isName(inner['name'])) return [];
    return [readable(inner, listed, inner['name'])];
  });
  return { ...rest, targets: [...targets, ...extra], groups };
}

function readableTarget(target: Json): readonly Json[] {
  if (typeof target === 'string') return target === '' ? [] : [target];
  if (!isJsonObject(target) || isReference(target)) return [];
  const kept = Object.entries(target).filter(([key, value]) => {
    if (key === 'name' || key === 'uri') return typeof value === 'string' && value !== '';
    return key !== 'alias' || (Array.isArray(value) ? value : [value]).every(isName);
  });
  const known = Object.fromEntries(kept);
  const name = known['name'] ?? known['uri'];
  return typeof name === 'string' && isAscii(name) ? [known] : [];
}

function isName(value: Json): boolean {
  return typeof value === 'string' && value !== '' && !/[\s,]/.test(value);
}

function itemsOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
