import { OrchestratorError, toErrorValue } from '../common/index.ts';
import {
  type Batch,
  evaluateSelection,
  type GivenUris,
  type Inventory,
  isPlainSelection,
  type SelectedNodes,
  type SelectionPorts,
  type Target,
} from '../inventory/index.ts';
import type { SelectionPreview } from '../orchestrator.ts';

/** What selections are asked of, besides what the inventory answers. */
export interface SelectorPorts extends Omit<SelectionPorts, 'names'> {
  /** The same object as long as nothing changed. */
  inventory(): Promise<Inventory>;
  /** Certnames of the agents that are connected now. */
  connected(): readonly string[];
  /** Certnames of agents that are away: who names one means it, and is told that it is away. */
  away(): readonly string[];
}

/** How words are read. */
export interface SelectorOptions {
  /** As `SelectOptions` of the inventory has it: plans do without. */
  readonly extendedGlobs?: boolean;
  /** What plain words mean, where that is not what the inventory's file says. */
  readonly names?: SelectionPorts['names'];
  /** Filled with how to reach targets that were given by a URI with a password. */
  readonly uris?: GivenUris;
}

/** Turns the words of selections into nodes: the one place that does. */
export interface Selector {
  /**
   * The names of the nodes that a selection means now, each once, in order.
   * @throws OrchestratorError `baton/selection-error`, `bolt.inventory/wildcard-error`, what is wrong with a query …, with
   * the place in its details (`word`, `start`, `end`, `range`).
   */
  names(words: readonly string[], options?: SelectorOptions): Promise<SelectedNodes>;
  /** The same as targets. @throws as {@link names}, and what is wrong with a target. */
  targets(words: readonly string[]): Promise<{ readonly targets: readonly Target[]; readonly batch?: Batch }>;
  /** What a selection means, for a person who is typing it: what is wrong with it is an answer. */
  preview(words: readonly string[], sample: number): Promise<SelectionPreview>;
}

/** A selector over these ports. */
export function createSelector(ports: SelectorPorts): Selector {
  const byWords = async (options: SelectorOptions): Promise<SelectionPorts['names']> => {
    const { extendedGlobs = true, names, uris = new Map() } = options;
    if (names !== undefined) return names;
    const [inventory, connected] = [await ports.inventory(), ports.connected()];
    return (words) => inventory.names(words, { extendedGlobs, connected, uris });
  };
  const names = async (words: readonly string[], options: SelectorOptions = {}): Promise<SelectedNodes> => {
    const found = await byWords(options);
    // Most selections are words of the inventory, and that is all that Bolt knows.
    return isPlainSelection(words)
      ? { names: await found(words) }
      : evaluateSelection(words, { ...ports, names: found });
  };
  return {
    names,
    targets: async (words) => {
      const uris: GivenUris = new Map();
      const { names: found, batch } = await names(words, { uris });
      const connected = [...ports.connected(), ...ports.away()];
      const targets = await (await ports.inventory()).resolve(found, { connected, uris });
      return batch === undefined ? { targets } : { targets, batch };
    },
    preview: async (words, sample) => {
      try {
        const { names: found } = await evaluateSelection(words, { ...ports, names: await byWords({}) });
        return { count: found.length, names: found.slice(0, Math.max(0, sample)) };
      } catch (error) {
        if (!(error instanceof OrchestratorError)) throw error;
        return { count: 0, names: [], problem: toErrorValue(error) };
      }
    },
  };
}
