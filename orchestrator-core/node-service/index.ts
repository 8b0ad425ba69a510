export { collectFacts } from './collect-facts.ts';
export type { FactIntake } from './fact-intake.ts';
export { lazyNodeStore, unusableNodeStore, visitedNodeStore } from './lazy-store.ts';
export { type NodeMethods, type NodeServices, nodeMethods } from './node-methods.ts';
export { type NodeQueries, openNodeQueries } from './node-queries.ts';
export { nodeSelector } from './node-selector.ts';
export { type Nodes, type NodesPorts, openNodes } from './open-nodes.ts';
export { openSavedSelections, type SavedSelections } from './saved-selections.ts';
export { nobodyMeant, type Selector } from './selector.ts';
