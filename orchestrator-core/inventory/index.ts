export { isPlainSelection, nameOfUri, withoutPasswords } from '../common/index.ts';
export { effectiveValues, type SourcedValue, type ValueSource } from './effective-values.ts';
export { withGivenUris } from './given-uris.ts';
export type {
  GivenUris,
  Inventory,
  InventoryGroup,
  InventoryWarning,
  ResolveOptions,
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
export {
  type LiveInventory,
  openLiveInventory,
  openPlanInventory,
  type PlanInventoryOptions,
  type RunInventory,
} from './plan-inventory.ts';
export { type InventorySource, readInventory, resolveInventory } from './read-inventory.ts';
export { inventoryShape } from './schema.ts';
export { secretsOfConfig, shownConfig } from './secret-options.ts';
export { factAt, factPaths } from './selection/compare-fact.ts';
export type { Condition, FactOperator, FactTest, NameTest } from './selection/condition.ts';
export {
  evaluateSelection,
  matchesName,
  type SelectedNodes,
  type SelectionPorts,
} from './selection/evaluate-selection.ts';
export { factAdvice, factsAsked } from './selection/fact-advice.ts';
export { type SelectionOption, type SelectionOptionName, selectionOptions } from './selection/option-table.ts';
export { type ParsedSelection, parseSelection } from './selection/parse-selection.ts';
export {
  type PlaceDetails,
  rangeInText,
  type SelectionProblem,
  selectionError,
  type WordPlace,
} from './selection/place.ts';
export type { Amount, Batch, Limit, NamedWords, Rerun, Selection } from './selection/selection.ts';
export {
  printSelection,
  type SelectionWord,
  type SplitSelection,
  splitSelection,
} from './selection/split-selection.ts';
export { batchOf } from './selection/take-nodes.ts';
export { type InventorySketch, sketchInventory } from './sketch-inventory.ts';
export { bareTarget, type Target, type TransportName } from './target.ts';
export { isAscii } from './target-name.ts';
export { parseTargetUri, type TargetUri } from './target-uri.ts';
export { isTransportName, transportDefaults, transportOptions } from './transport-options.ts';
