import type { Overlay, Source } from './overlay.ts';

/** What is made of files' texts, kept until their versions change. */
export interface PerVersion<T> {
  /** Undefined for files that are not there, and for those of which nothing is made. */
  of(path: string): Promise<T | undefined>;
  forget(path: string): void;
  clear(): void;
}

/** Of closed files what is made of only so many is kept; trees are large. */
const most = 50;

/**
 * Keeps what `make` answers for a file: as long as it is open, and for the files that were asked about last. It is given
 * what it made of the version before, where that is there still.
 */
export function perVersion<T>(
  files: Overlay,
  make: (source: Source, before: T | undefined) => T | Promise<T>,
): PerVersion<T> {
  const kept = new Map<string, { readonly version: string; readonly made: T | Promise<T> }>();
  return {
    of: async (path) => {
      const source = await files.source(path);
      if (source === undefined) return undefined;
      const known = kept.get(path);
      if (known?.version === source.version) return known.made;
      const before = known?.made instanceof Promise ? undefined : known?.made;
      const made = make(source, before);
      kept.delete(path);
      kept.set(path, { version: source.version, made });
      if (kept.size > most) {
        const oldest = [...kept.keys()].find((each) => each !== path && !files.isOpen(each));
        if (oldest !== undefined) kept.delete(oldest);
      }
      return made;
    },
    forget: (path) => {
      kept.delete(path);
    },
    clear: () => kept.clear(),
  };
}

/** Answers that are found out once, by a key that is used with one type of answer only. */
export interface Memory {
  <T>(key: string, make: () => Promise<T>): Promise<T>;
  clear(): void;
}

/** A memory of nothing yet. What could not be found out is tried again the next time. */
export function createMemory(): Memory {
  const values = new Map<string, { readonly value: Promise<unknown> }>();
  const recall = <T>(key: string, make: () => Promise<T>): Promise<T> => {
    const known = values.get(key);
    // Each key is used with one type only, so what was kept under it is what `make` would answer.
    if (known !== undefined) return known.value as Promise<T>;
    const value = make();
    values.set(key, { value });
    value.catch(() => values.delete(key));
    return value;
  };
  return Object.assign(recall, { clear: () => values.clear() });
}
