import type { YamlNode } from '../../orchestrator-core/project/index.ts';

/** The features that an inventory gives to any of its groups and targets. A broken inventory gives what can be read. */
export function inventoryFeatures(root: YamlNode | undefined): readonly string[] {
  const features = new Set<string>();
  const visit = (node: YamlNode | undefined): void => {
    if (node?.kind === 'list') for (const item of node.items) visit(item);
    if (node?.kind !== 'map') return;
    for (const { key, value } of node.entries) {
      visit(value);
      if (key.text !== 'features' || value?.kind !== 'list') continue;
      for (const item of value.items)
        if (item.kind === 'scalar' && typeof item.value === 'string') features.add(item.value);
    }
  };
  visit(root);
  return [...features];
}
