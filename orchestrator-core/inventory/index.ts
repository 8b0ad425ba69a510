export type {
  Inventory,
  InventoryGroup,
  InventoryWarning,
  SelectOptions,
  TargetSummary,
} from './inventory.ts';
export { type InventorySource, readInventory } from './read-inventory.ts';
export type { Target, TransportName } from './target.ts';
export { parseTargetUri, type TargetUri } from './target-uri.ts';
export { isTransportName, transportNames } from './transport-options.ts';
export { isWildcard, wildcardMatcher } from './wildcard.ts';
