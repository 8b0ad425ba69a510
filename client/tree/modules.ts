/** A task or plan, as far as it is sorted by. */
interface Member {
  readonly name: string;
  readonly module: string;
  readonly private: boolean;
}

/** The public members of each module, modules and members by name. */
export function byModule<T extends Member>(members: readonly T[]): readonly (readonly [string, readonly T[]])[] {
  const shown = members.filter((member) => !member.private).sort((a, b) => a.name.localeCompare(b.name));
  return [...Map.groupBy(shown, ({ module }) => module)].sort(([a], [b]) => a.localeCompare(b));
}
