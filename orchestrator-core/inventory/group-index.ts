import { isReference } from '../plugins/index.ts';
import { aliasesOf, type Group, groupsOf, targetsOf } from './group.ts';
import type { InventoryData, Merging } from './merge.ts';

/** What is looked up in a tree of groups again and again. */
export interface GroupIndex {
  readonly all: Group;
  readonly groups: ReadonlyMap<string, Group>;
  readonly targets: ReadonlySet<string>;
  readonly aliases: ReadonlyMap<string, string>;
  /** The targets of groups that were asked for. */
  readonly members: Map<Group, ReadonlySet<string>>;
  /** The groups that name the target themselves, outermost and first ones first. */
  readonly holders: ReadonlyMap<string, readonly Group[]>;
  readonly parents: ReadonlyMap<Group, Group>;
  /** Whether any group or target has plugin references in what it says. */
  readonly hasReferences: boolean;
  /** Whether how some target is reached comes from a plugin. */
  readonly hasOpenTransports: boolean;
}

/** Goes once through a tree of groups. */
export function indexGroups(all: Group): GroupIndex {
  const groups = new Map<string, Group>();
  const holders = new Map<string, Group[]>();
  const parents = new Map<Group, Group>();
  let hasReferences = false;
  let hasOpenTransports = false;
  const look = (said: InventoryData): void => {
    hasReferences ||= said.unresolved !== undefined;
    hasOpenTransports ||= isReference(said.config) || isReference(said.config['transport']);
  };
  for (const group of groupsOf(all)) {
    look(group.data);
    groups.set(group.name, group);
    for (const inner of group.groups) parents.set(inner, group);
    for (const [name, said] of group.definitions) {
      look(said);
      const known = holders.get(name);
      if (known === undefined) holders.set(name, [group]);
      else known.push(group);
    }
  }
  const targets = targetsOf(all);
  return {
    all,
    groups,
    targets,
    aliases: aliasesOf(all),
    members: new Map([[all, targets]]),
    holders,
    parents,
    hasReferences,
    hasOpenTransports,
  };
}

/** The targets of a group and of those in it, in Bolt's order. */
export function membersOf({ members }: GroupIndex, group: Group): ReadonlySet<string> {
  const known = members.get(group);
  if (known !== undefined) return known;
  const found = targetsOf(group);
  members.set(group, found);
  return found;
}

/** The part of a tree of groups that holds a target: a group, and those in it that hold the target, too. */
export interface Branch {
  readonly group: Group;
  readonly inner: readonly Branch[];
}

/** Where a target is in the tree; undefined when it is nowhere. */
export function branchOf({ all, holders, parents }: GroupIndex, name: string): Branch | undefined {
  const found = holders.get(name);
  if (found === undefined) return undefined;
  const branches = new Map<Group, { readonly group: Group; readonly inner: Branch[] }>();
  const grow = (group: Group): { readonly group: Group; readonly inner: Branch[] } => {
    const known = branches.get(group);
    if (known !== undefined) return known;
    const branch = { group, inner: [] };
    branches.set(group, branch);
    const parent = parents.get(group);
    if (parent !== undefined) grow(parent).inner.push(branch);
    return branch;
  };
  for (const group of found) grow(group);
  return branches.get(all);
}

/** A branch and those in it, outermost first. */
export function* branchesOf(branch: Branch): Generator<Branch> {
  yield branch;
  for (const inner of branch.inner) yield* branchesOf(inner);
}

/** What the entries for a target say: inner groups win over outer ones, earlier siblings over later ones. */
export function collectTarget<T>({ group, inner }: Branch, name: string, merging: Merging<T>): T | undefined {
  const own = group.definitions.get(name);
  let found: T | undefined;
  for (const child of inner) found = merged(merging, collectTarget(child, name, merging), found);
  return merged(merging, own === undefined ? undefined : merging.of(own, 'target', group.name), found);
}

/** What the groups around a target say, merged by the same rule. */
export function collectGroups<T>({ group, inner }: Branch, merging: Merging<T>): T {
  let found: T | undefined;
  for (const child of inner) found = merged<T>(merging, collectGroups(child, merging), found);
  const own = merging.of(group.data, 'group', group.name);
  return found === undefined ? own : merging.merge(own, found);
}

function merged<T>({ merge }: Merging<T>, under: T | undefined, over: T | undefined): T | undefined {
  return under !== undefined && over !== undefined ? merge(under, over) : (over ?? under);
}
