import { type CacheStore, loadEntries, saveEntries } from './cache.ts';
import type { Jobs } from './jobs.ts';
import type { Entry, ModuleStore } from './module-store.ts';

/** Keeps what is known of modules from one session to the next. */
export interface Keeper {
  /** Where to keep it; without that nothing is kept. */
  open(cache: CacheStore): void;
  load(store: ModuleStore): Promise<ReadonlyMap<string, Entry>>;
  /** Has a module written after a while. */
  save(store: ModuleStore): void;
  /** Has everything written that waits. */
  flush(): void;
}

export interface KeeperParts {
  readonly jobs: Jobs<ModuleStore>;
  readonly version: string;
  turn(): Promise<void>;
  after(delay: number, callback: () => void): unknown;
}

/** Milliseconds for which changes are gathered before they are written. */
const gathered = 3000;

export function createKeeper({ jobs, version, turn, after }: KeeperParts): Keeper {
  let cache: CacheStore | undefined;
  const waiting = new Set<ModuleStore>();
  const flush = () => {
    for (const store of waiting) {
      const job = async () => {
        if (cache !== undefined) await saveEntries(cache, store.module, version, store.entries, turn);
      };
      jobs.add(store, job, 'save');
    }
    waiting.clear();
  };
  return {
    open: (opened) => {
      cache = opened;
    },
    load: async (store) =>
      cache === undefined ? new Map() : loadEntries(cache, store.module, version, turn).catch(() => new Map()),
    save: (store) => {
      if (cache === undefined) return;
      if (waiting.size === 0) after(gathered, flush);
      waiting.add(store);
    },
    flush,
  };
}
