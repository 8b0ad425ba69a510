/** What changes of a target in the inventory: the groups it is in, its configuration, its features, that it is there. */
export type ChangeKind = 'group' | 'config' | 'feature' | 'target';

/** A change of the inventory that a plan makes, on some way or on all. */
export interface InventoryChange {
  readonly kind: ChangeKind;
  /** Undefined where it is not known which. */
  readonly target: string | undefined;
  /** What tells it from other changes: the same one that is made on all ways is made for certain. */
  readonly detail: string;
}

/** The changes that were made for certain where the plan is gone through. */
export type MadeChanges = ReadonlySet<string>;

/**
 * The changes of an inventory that keeps every one of them, also those of ways that may not be gone: what is not made for
 * certain may be or not.
 */
export interface InventoryChanges {
  /** Notes a change; what is made with it for certain, or only perhaps. */
  note(change: InventoryChange, made: MadeChanges, isSure: boolean): MadeChanges;
  /** The targets with changes of a kind that may have been made or not; `any` where it can be every one. */
  open(kind: ChangeKind, made: MadeChanges): ReadonlySet<string> | 'any';
}

export function createInventoryChanges(): InventoryChanges {
  const all = new Map<string, InventoryChange>();
  const never: ReadonlySet<string> = new Set();
  return {
    note: (change, made, isSure) => {
      const key = isSure ? `${change.kind} ${change.target ?? ''} ${change.detail}` : `perhaps ${all.size}`;
      all.set(key, change);
      return isSure && !made.has(key) ? new Set(made).add(key) : made;
    },
    open: (kind, made) => {
      if (all.size === made.size) return never;
      const open = [...all].flatMap(([key, change]) => (change.kind === kind && !made.has(key) ? [change.target] : []));
      return open.includes(undefined) ? 'any' : new Set(open.filter((target) => target !== undefined));
    },
  };
}

/** What is made on all ways. */
export function madeOnAll(ways: readonly MadeChanges[]): MadeChanges {
  const [first = new Set<string>(), ...others] = ways;
  if (others.every((other) => other === first)) return first;
  return new Set([...first].filter((key) => others.every((other) => other.has(key))));
}
