import type { CancelSignal } from '../common/index.ts';
import type { GivenByPlugins } from './create-target.ts';
import type { Group } from './group.ts';
import { type Branch, branchesOf } from './group-index.ts';
import type { LevelPlace, Levels } from './levels.ts';
import type { InventoryData } from './merge.ts';

/** Everything that says something of a target: its own entries, then its groups. `all` is the group of those in none. */
export function levelsOf(all: Group, name: string, branch: Branch | undefined): readonly LevelPlace[] {
  if (branch === undefined) return [{ said: all.data, group: all.name }];
  const groups = [...branchesOf(branch)].map(({ group }) => group);
  const own = groups.flatMap((group) => {
    const said = group.definitions.get(name);
    return said === undefined ? [] : [{ said, group: group.name }];
  });
  return [...own, ...groups.map((group) => ({ said: group.data, group: group.name }))];
}

/** What plugins gave for these levels of a target; undefined where nothing refers to any. */
export function givenBy(levels: Levels, places: readonly LevelPlace[]): GivenByPlugins | undefined {
  const referring = places.filter(({ said }) => said.unresolved !== undefined);
  if (referring.length === 0) return undefined;
  const fault = referring.map(({ said }) => levels.fault(said)).find((each) => each !== undefined);
  const secrets = [...new Set(referring.flatMap(({ said }) => levels.secrets(said)))];
  return { secrets, ...(fault === undefined ? {} : { fault }) };
}

/** Levels whose plugins are asked at the same time. */
const atOnce = 8;

/** Asks plugins for what the levels refer to and is not known yet. */
export async function resolveLevels(
  levels: Levels,
  places: readonly LevelPlace[],
  signal: CancelSignal,
): Promise<void> {
  const open = new Map<InventoryData, LevelPlace>();
  for (const place of places) if (levels.isOpen(place.said)) open.set(place.said, place);
  const waiting = [...open.values()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await levels.resolve(next, signal);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, waiting.length) }, work));
}

/** For whoever cannot be asked to stop. */
export const neverAborted: CancelSignal = {
  aborted: false,
  reason: undefined,
  throwIfAborted: () => {},
  addEventListener: () => {},
  removeEventListener: () => {},
};
