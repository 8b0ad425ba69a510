import { readYamlTree } from '../../orchestrator-core/project/index.ts';
import { namesOf, readGroups } from '../inventory/model.ts';

/** A name that an inventory gives to targets. */
export interface InventoryName {
  readonly name: string;
  readonly kind: 'target' | 'group' | 'alias';
}

/**
 * The names that an inventory spells out; what plugins would add is not known. `all` is always there. Never throws: a
 * broken inventory gives what can be read.
 */
export function inventoryNames(text: string): readonly InventoryName[] {
  const all: InventoryName = { name: 'all', kind: 'group' };
  const named = namesOf(readGroups(readYamlTree(text).root)).map(({ name, kind }) => ({ name, kind }));
  return [all, ...named.filter(({ name }) => name !== 'all')];
}
