import { type CancelSignal, OrchestratorError, toErrorValue, withoutPasswords } from '../common/index.ts';
import {
  type Batch,
  evaluateSelection,
  factAdvice,
  factsAsked,
  type GivenUris,
  type Inventory,
  isPlainSelection,
  printSelection,
  type SelectedNodes,
  type SelectionPorts,
  type Target,
} from '../inventory/index.ts';
import type { SelectionPreview } from '../orchestrator.ts';

/** What selections are asked of, besides what the inventory answers. */
export interface SelectorPorts extends Omit<SelectionPorts, 'names' | 'query'> {
  /** As the selection's; the signal ends it. */
  query(pql: string, signal?: CancelSignal): Promise<readonly string[]>;
  /** The same object as long as nothing changed. */
  inventory(): Promise<Inventory>;
  /** Certnames of the agents that are connected now. */
  connected(): readonly string[];
  /** Certnames of agents that are away: who names one means it, and is told that it is away. */
  away(): readonly string[];
  /** The paths of facts that some nodes have, with dots; for advice. */
  knownFacts(): Promise<readonly string[]>;
}

/** How words are read. */
export interface SelectorOptions {
  /** As `SelectOptions` of the inventory has it: plans do without. */
  readonly extendedGlobs?: boolean;
  /** What plain words mean, where that is not what the inventory's file says. */
  readonly names?: SelectionPorts['names'];
  /** Filled with how to reach targets that were given by a URI with a password. */
  readonly uris?: GivenUris;
  /** Ends the query of `-q`. */
  readonly signal?: CancelSignal;
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
      : evaluateSelection(words, { ...ports, names: found, query: (pql) => ports.query(pql, options.signal) });
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
        const hint = found.length === 0 ? await hintFor(words, ports) : undefined;
        const preview = { count: found.length, names: found.slice(0, Math.max(0, sample)) };
        return hint === undefined ? preview : { ...preview, hint };
      } catch (error) {
        if (!(error instanceof OrchestratorError)) throw error;
        return { count: 0, names: [], problem: toErrorValue(error) };
      }
    },
  };
}

/** What is said where a selection means no node that something could be done on. */
export async function nobodyMeant(
  selector: Pick<Selector, 'preview'>,
  words: readonly string[],
): Promise<OrchestratorError> {
  const { hint } = await selector.preview(words, 0);
  const message = [
    `No node is meant by: ${printSelection(words.map(withoutPasswords))}`,
    ...(hint === undefined ? [] : [hint]),
  ].join('\n');
  return new OrchestratorError('puppetlabs.orchestrator/empty-target', message);
}

/** What is said of the facts that a selection asks for and no node has. */
async function hintFor(words: readonly string[], ports: SelectorPorts): Promise<string | undefined> {
  const missing: string[] = [];
  for (const fact of factsAsked(words)) if ((await ports.fact(fact)).size === 0) missing.push(fact);
  if (missing.length === 0) return undefined;
  const known = await ports.knownFacts();
  return missing.map((fact) => factAdvice(fact, known)).join(' ');
}
