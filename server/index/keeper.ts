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
  /** Writes at once what waits. */
  flush(): Promise<void>;
}

/** What keeping modules between two starts needs. */
export interface KeeperParts {
  readonly jobs: Jobs<ModuleStore>;
  readonly version: string;
  turn(): Promise<void>;
  after(delay: number, callback: () => void): unknown;
}

/** Milliseconds for which changes are gathered before they are written. */
const gathered = 3000;

/** Keeps nothing until it is told where. */
export function createKeeper({ jobs, version, turn, after }: KeeperParts): Keeper {
  let cache: CacheStore | undefined;
  const waiting = new Set<ModuleStore>();
  const write = async (store: ModuleStore, next: () => Promise<void>): Promise<void> => {
    if (cache !== undefined) await saveEntries(cache, store.module, version, store.entries, next);
  };
  const take = (): readonly ModuleStore[] => {
    const stores = [...waiting];
    waiting.clear();
    return stores;
  };
  const later = () => {
    for (const store of take()) jobs.add(store, () => write(store, turn), 'save');
  };
  return {
    open: (opened) => {
      cache = opened;
    },
    load: async (store) =>
      cache === undefined ? new Map() : loadEntries(cache, store.module, version, turn).catch(() => new Map()),
    save: (store) => {
      if (cache === undefined) return;
      if (waiting.size === 0) after(gathered, later);
      waiting.add(store);
    },
    flush: async () => {
      await Promise.allSettled(take().map((store) => write(store, async () => {})));
    },
  };
}
