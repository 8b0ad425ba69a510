import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** A name that an inventory gives to targets. */
export interface InventoryName {
  readonly name: string;
  readonly kind: 'target' | 'group' | 'alias';
}

/** Groups in groups deeper than this are left out. */
const deepest = 20;

/**
 * The names that an inventory spells out; what plugins would add is not known. `all` is always there. Never throws: a
 * broken inventory gives what can be read.
 */
export function inventoryNames(text: string): readonly InventoryName[] {
  const found = new Map<string, InventoryName>([['all', { name: 'all', kind: 'group' }]]);
  const add = (name: unknown, kind: InventoryName['kind']) => {
    const value = isScalar(name) ? name.value : name;
    if (typeof value === 'string' && value !== '' && !found.has(value)) found.set(value, { name: value, kind });
  };
  const visitGroup = (group: unknown, depth: number) => {
    if (!isMap(group) || depth > deepest) return;
    if (depth > 0) add(group.get('name', true), 'group');
    for (const target of itemsOf(group.get('targets', true))) {
      if (!isMap(target)) add(target, 'target');
      else {
        add(target.get('name', true) ?? target.get('uri', true), 'target');
        const alias = target.get('alias', true);
        for (const each of isSeq(alias) ? alias.items : [alias]) add(each, 'alias');
      }
    }
    for (const inner of itemsOf(group.get('groups', true))) visitGroup(inner, depth + 1);
  };
  visitGroup(parseDocument(text, { prettyErrors: false, uniqueKeys: false, version: '1.1' }).contents, 0);
  return [...found.values()];
}

function itemsOf(node: unknown): readonly unknown[] {
  return isSeq(node) ? node.items : [];
}
