import type { SessionName } from '../../plans/index.ts';

/** What the inputs so far have defined, as far as they said so. */
export interface SessionNames {
  note(defined: readonly SessionName[]): void;
  /** Of one kind, by name. */
  of(kind: SessionName['kind']): readonly SessionName[];
  find(kind: SessionName['kind'], name: string): SessionName | undefined;
}

export function sessionNames(): SessionNames {
  const known = new Map<string, SessionName>();
  return {
    note: (defined) => {
      for (const each of defined) known.set(`${each.kind} ${each.name}`, each);
    },
    of: (kind) => [...known.values()].filter((each) => each.kind === kind).sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (kind, name) => known.get(`${kind} ${name}`),
  };
}
