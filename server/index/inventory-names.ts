import { nameOfUri } from '../../orchestrator-core/common/index.ts';
import type { YamlNode } from '../../orchestrator-core/project/index.ts';
import { inventoryModel, mentionsIn } from '../inventory/model.ts';

/** A name that an inventory gives to targets. */
export interface InventoryName {
  readonly name: string;
  readonly kind: 'target' | 'group' | 'alias';
}

/**
 * The names that an inventory spells out; what plugins would add is not known. `all` is always there. Of a broken
 * inventory those that can be read.
 */
export function inventoryNames(root: YamlNode | undefined): readonly InventoryName[] {
  const all: InventoryName = { name: 'all', kind: 'group' };
  const named = new Map<string, InventoryName>([['all', all]]);
  for (const { at, kind } of mentionsIn(inventoryModel({ root }).all)) {
    const name = nameOfUri(at.value);
    if (!named.has(name)) named.set(name, { name, kind });
  }
  return [...named.values()];
}
