import { baseName } from '../../orchestrator-core/common/index.ts';
import type { Jobs } from './jobs.ts';
import type { Keeper } from './keeper.ts';
import { isAmongTasks, type Unit, unitAt } from './module-files.ts';
import type { ModuleStore } from './module-store.ts';
import { type ReadTools, readAgain, readModule } from './read-module.ts';

/** Has what lies on the disk read into the stores, in the background. */
export interface Disk {
  /** Compares a module with the disk. */
  read(store: ModuleStore): void;
  /** Reads one unit, whatever its time says. */
  again(store: ModuleStore, unit: Unit): void;
  /** A file or directory below a module was made, changed or removed. */
  changed(store: ModuleStore, path: string): void;
}

/** What reading in the background needs. */
export interface DiskParts extends ReadTools {
  readonly jobs: Jobs<ModuleStore>;
  readonly keeper: Keeper;
  /** Others can see a difference. */
  tell(): void;
}

/** Reads modules from the disk, in the background. */
export function createDisk(parts: DiskParts): Disk {
  const { jobs, keeper, tell } = parts;
  const compare = (store: ModuleStore, key: string, wanted: (unit: Unit) => boolean) => {
    const job = async () => {
      const known = store.isRead ? store.entries : await keeper.load(store);
      const { isDifferent, isNews } = await readModule(parts, store, wanted, known);
      if (isNews) keeper.save(store);
      if (isDifferent) tell();
    };
    jobs.add(store, job, key);
  };
  const read = (store: ModuleStore) => {
    if (store.isLookedThrough) compare(store, 'all', isKept(store));
  };
  const again = (store: ModuleStore, unit: Unit) => {
    const job = async () => {
      const isDifferent = await readAgain(parts, store, unit);
      keeper.save(store);
      if (isDifferent) tell();
    };
    jobs.add(store, job, unit.path);
  };
  return {
    read,
    again,
    changed: (store, path) => {
      const { module } = store;
      const unit = unitAt(module, path);
      if (unit !== undefined) {
        if (isKept(store)(unit)) again(store, unit);
      } else if (module.name !== '' && isAmongTasks(module, path)) {
        compare(store, 'tasks', ({ kind }) => kind === 'task');
        // What has no extension may be a directory that came or went with all that is in it.
      } else if (!baseName(path).includes('.')) read(store);
    },
  };
}

/** Outside of modules tasks and Ruby code have no names. */
function isKept({ module }: ModuleStore): (unit: Unit) => boolean {
  return module.name === '' ? ({ kind }) => kind === 'puppet' || kind === 'template' : () => true;
}
