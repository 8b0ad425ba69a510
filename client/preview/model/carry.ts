import type { PlanPreview } from '../../../orchestrator-core/plans/index.ts';
import { type Item, walkItems } from './outline.ts';

/**
 * The new ids of items that stay while the plan is typed: ids count steps, so that a step that is put in changes those of
 * all that follow. An item is the same if it says the same in the same place of the tree, else if nothing else took its id.
 */
export function carriedIds(before: readonly Item[], after: readonly Item[]): ReadonlyMap<string, string> {
  const known = new Map(keysOf(after).map(([id, key]) => [key, id]));
  const ids = new Map<string, string>();
  const rest: string[] = [];
  for (const [id, key] of keysOf(before)) {
    const same = known.get(key);
    if (same === undefined) rest.push(id);
    else ids.set(id, same);
  }
  const free = new Set([...walkItems(after)].map(({ id }) => id));
  for (const id of ids.values()) free.delete(id);
  for (const id of rest) if (free.has(id)) ids.set(id, id);
  return ids;
}

/** Of every item what it says, behind what the items around it say; equal siblings are counted. */
function keysOf(items: readonly Item[], around = ''): readonly (readonly [id: string, key: string])[] {
  const counts = new Map<string, number>();
  return items.flatMap((item) => {
    const words = `${item.kind} ${item.title}`;
    const count = (counts.get(words) ?? 0) + 1;
    counts.set(words, count);
    const key = `${around}\n${count} ${words}`;
    return [[item.id, key] as const, ...keysOf(item.children, key)];
  });
}

/**
 * Whether the steps of an earlier preview stay while a newer one has less to show because of an error: half a word would
 * otherwise make most of the plan come and go as it is typed. What was saved is shown as it is.
 */
export function keepsSteps(
  shown: readonly Item[],
  preview: PlanPreview,
  after: readonly Item[],
  draft: boolean,
): boolean {
  const hasError = preview.problems.some(({ severity }) => severity === 'error');
  return draft && hasError && [...walkItems(after)].length < [...walkItems(shown)].length;
}
