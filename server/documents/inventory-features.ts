import { isScalar, isSeq, parseDocument, visit } from 'yaml';

/** The features that an inventory gives to any of its groups and targets. A broken inventory gives what can be read. */
export function inventoryFeatures(text: string): readonly string[] {
  const features = new Set<string>();
  visit(parseDocument(text, { prettyErrors: false, uniqueKeys: false }), {
    Pair: (_key, { key, value }) => {
      if (!isScalar(key) || key.value !== 'features' || !isSeq(value)) return;
      for (const item of value.items) if (isScalar(item) && typeof item.value === 'string') features.add(item.value);
    },
  });
  return [...features];
}
