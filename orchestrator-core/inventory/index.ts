export { effectiveValues, type SourcedValue, type ValueSource } from './effective-values.ts';
export type {
  Inventory,
  InventoryGroup,
  InventoryWarning,
  SelectOptions,
  TargetSummary,
} from './inventory.ts';
export { memoryNodeStore } from './memory-node-store.ts';
export { deepMerge } from './merge.ts';
export type {
  NodeStore,
  StoreCommand,
  StoredFactChange,
  StoredFacts,
  StoredNode,
  StoreQuery,
} from './node-store.ts';
export { inventoryKeyTexts, optionTexts, pluginTexts } from './option-texts.ts';
export { openPlanInventory, type RunInventory } from './plan-inventory.ts';
export { type InventorySource, readInventory } from './read-inventory.ts';
export { inventoryShape } from './schema.ts';
export { bareTarget, type Target, type TransportName } from './target.ts';
export { parseTargetUri, type TargetUri } from './target-uri.ts';
export { isTransportName, transportDefaults, transportOptions } from './transport-options.ts';
