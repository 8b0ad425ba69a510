export type {
  Inventory,
  InventoryGroup,
  InventoryWarning,
  SelectOptions,
  TargetSummary,
} from './inventory.ts';
export type { Target, TransportName } from './target.ts';
