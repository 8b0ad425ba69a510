import { baseName } from '../../orchestrator-core/common/index.ts';
import type { Jobs } from './jobs.ts';
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

/** `tell` hears of every difference that others can see. */
export function createDisk(tools: ReadTools, jobs: Jobs<ModuleStore>, tell: () => void): Disk {
  const add = (store: ModuleStore, key: string, work: () => Promise<boolean>) => {
    const job = async () => {
      if (await work()) tell();
    };
    jobs.add(store, job, key);
  };
  const read = (store: ModuleStore) => add(store, 'all', () => readModule(tools, store, isKept(store)));
  const again = (store: ModuleStore, unit: Unit) => add(store, unit.path, () => readAgain(tools, store, unit));
  return {
    read,
    again,
    changed: (store, path) => {
      const { module } = store;
      const unit = unitAt(module, path);
      if (unit !== undefined) {
        if (isKept(store)(unit)) again(store, unit);
      } else if (module.name !== '' && isAmongTasks(module, path)) {
        add(store, 'tasks', () => readModule(tools, store, ({ kind }) => kind === 'task'));
        // What has no extension may be a directory that came or went with all that is in it.
      } else if (!baseName(path).includes('.')) read(store);
    },
  };
}

/** Outside of modules tasks and Ruby code have no names. */
function isKept({ module }: ModuleStore): (unit: Unit) => boolean {
  return module.name === '' ? ({ kind }) => kind === 'puppet' || kind === 'template' : () => true;
}
