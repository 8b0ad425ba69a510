import { nothing } from './create-target.ts';
import type { Group } from './group.ts';
import { type GroupIndex, indexGroups } from './group-index.ts';

/** The groups of an inventory as a plan changes them; the index is always that of the groups as they are. */
export interface PlanGroups {
  readonly index: GroupIndex;
  /** That the target was asked for the first time: groups that hold it have it behind those that were not, as in Bolt. */
  meet(target: string): void;
  /** Into every group of that name that does not hold it yet. */
  add(target: string, group: string): void;
  /** From a group a target goes together with the groups in it. */
  remove(target: string, group: string): void;
  /** Gives a target other names. */
  addAliases(target: string, aliases: readonly string[]): void;
  dropAliases(target: string): void;
}

/** A copy of the groups for one plan. A change costs what it changes, however large the inventory is. */
export function openPlanGroups(original: Group): PlanGroups {
  const all = copyOf(original);
  const { targets, aliases, holders, members, ...rest } = indexGroups(all);
  const known = {
    targets: new Set(targets),
    aliases: new Map(aliases),
    holders: new Map([...holders].map(([name, groups]) => [name, [...groups]])),
  };
  const index: GroupIndex = { ...rest, ...known, members };
  const positions = new Map([...index.groups.values()].map((group, position) => [group, position]));
  const positionOf = (group: Group): number => positions.get(group) ?? 0;
  /** What the group and those around it hold is put together anew when somebody wants to know. */
  const forget = (group: Group | undefined): void => {
    for (let at = group; at !== undefined; at = index.parents.get(at)) members.delete(at);
  };
  const hold = (group: Group, target: string): void => {
    if (group.definitions.has(target)) return;
    group.definitions.set(target, { ...nothing, name: target });
    const others = known.holders.get(target) ?? [];
    const place = others.findIndex((other) => positionOf(other) > positionOf(group));
    others.splice(place < 0 ? others.length : place, 0, group);
    known.holders.set(target, others);
    known.targets.add(target);
    forget(group);
  };
  const release = (group: Group, target: string): void => {
    if (group.definitions.delete(target)) {
      const others = (known.holders.get(target) ?? []).filter((other) => other !== group);
      known.holders.set(target, others);
      if (others.length === 0) {
        known.holders.delete(target);
        known.targets.delete(target);
      }
      forget(group);
    }
    for (const inner of group.groups) release(inner, target);
  };
  return {
    index,
    meet: (target) => {
      for (const group of known.holders.get(target) ?? []) {
        const said = group.definitions.get(target);
        if (said === undefined) continue;
        group.definitions.delete(target);
        group.definitions.set(target, said);
        forget(group);
      }
    },
    add: (target, name) => {
      const group = index.groups.get(name);
      if (group !== undefined) hold(group, target);
    },
    remove: (target, name) => {
      const group = index.groups.get(name);
      if (group !== undefined) release(group, target);
    },
    addAliases: (target, names) => {
      for (const alias of names) known.aliases.set(alias, target);
    },
    dropAliases: (target) => {
      for (const [alias, other] of [...known.aliases]) if (other === target) known.aliases.delete(alias);
    },
  };
}

function copyOf(group: Group): Group {
  return { ...group, definitions: new Map(group.definitions), groups: group.groups.map(copyOf) };
}
