/** A job that this window prints, and the project whose job it is. */
export interface Followed {
  readonly project: string;
  readonly job: string;
}

/** More would be a store that grows for ever. */
const most = 50;

/** With a job that begins to be printed. */
export function follow(known: readonly Followed[], entry: Followed): readonly Followed[] {
  return [...unfollow(known, entry), entry].slice(-most);
}

/** Without a job that was printed to its end. */
export function unfollow(known: readonly Followed[], { project, job }: Followed): readonly Followed[] {
  return known.filter((other) => other.project !== project || other.job !== job);
}

/** The jobs of a project that go on and were printed by this window before it was reloaded. */
export function interrupted(
  known: readonly Followed[],
  project: string,
  running: ReadonlySet<string>,
): readonly string[] {
  return known.filter((entry) => entry.project === project && running.has(entry.job)).map(({ job }) => job);
}

/** What an earlier version or a stranger left in the store, or nothing. */
export function readFollowed(stored: unknown): readonly Followed[] {
  if (!Array.isArray(stored)) return [];
  return stored.filter(
    (entry): entry is Followed =>
      typeof entry === 'object' && entry !== null && typeof entry.project === 'string' && typeof entry.job === 'string',
  );
}
