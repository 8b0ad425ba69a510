import { type CancelSignal, isPlainSelection, OrchestratorError } from '../common/index.ts';
import type { GivenUris, LiveInventory } from '../inventory/index.ts';
import { nobodyMeant, type Selector } from '../node-service/index.ts';

/**
 * The words that a plan is given for its targets: those that were asked for, or the names that a selection with options
 * means. @throws OrchestratorError what is wrong with it; where it means no node, for a plan could take that for all.
 */
export async function planTargets(
  selector: Selector,
  words: readonly string[] | undefined,
): Promise<readonly string[] | undefined> {
  if (words === undefined || isPlainSelection(words)) return words;
  const uris: GivenUris = new Map();
  const { names, batch } = await selector.names(words, { uris });
  if (batch !== undefined) {
    const message = 'A plan begins its steps by itself: --batch is for tasks, commands, scripts and files.';
    throw new OrchestratorError('bolt/validation-error', message);
  }
  if (names.length > 0) return names.map((name) => uris.get(name) ?? name);
  throw await nobodyMeant(selector, words);
}

/**
 * The inventory of a run whose plan may choose targets by all options of a selection, among the groups as it changed them;
 * the run's signal ends their queries.
 */
export function withSelections(inventory: LiveInventory, selector: Selector, signal: CancelSignal): LiveInventory {
  return {
    ...inventory,
    select: (words) => {
      if (isPlainSelection(words)) return inventory.select(words);
      const found = selector.names(words, { names: (plain) => inventory.select(plain), signal });
      return found.then(({ names }) => inventory.select(names));
    },
  };
}
