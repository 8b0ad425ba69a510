import type { Clock } from '../../orchestrator-core/common/index.ts';
import type { Disk } from './disk.ts';
import { type Homes, isInside, placeOf } from './homes.ts';
import type { Jobs } from './jobs.ts';
import type { ModuleStore } from './module-store.ts';
import type { WorkspaceIndex } from './workspace-index.ts';

interface DiskEventsParts {
  readonly homes: Homes;
  readonly disk: Disk;
  readonly jobs: Jobs<ModuleStore>;
  readonly clock: Clock;
}

/** After more changes than this at a time, such as those of another branch, whole modules are compared. */
const many = 200;
/** Milliseconds after which the disk is compared, once for all that asked for it meanwhile. */
const comparedAfter = 1000;

/** Has what changed on the disk read again. */
export function createDiskEvents(parts: DiskEventsParts): Pick<WorkspaceIndex, 'changed' | 'compare'> {
  const { homes, disk, jobs, clock } = parts;
  let isComparing = false;
  return {
    changed: (paths) => {
      for (const store of [...homes.stores()]) {
        const inside = paths.filter((path) => isInside(path, store.module.directory));
        // The directory itself may have gone and come back with other files.
        if (inside.length > many || paths.includes(store.module.directory)) disk.read(store);
        else for (const path of inside) disk.changed(store, path);
      }
      jobs.follow(changedElsewhere(homes, disk, paths));
    },
    compare: () => {
      if (isComparing) return;
      isComparing = true;
      clock.after(comparedAfter, () => {
        isComparing = false;
        jobs.follow(compareAll(homes, disk));
      });
    },
  };
}

async function compareAll(homes: Homes, disk: Disk): Promise<void> {
  await homes.compare();
  for (const store of [...homes.stores(), ...homes.loose()]) if (store.isRead) disk.read(store);
  // What somebody asked about lies where nobody looks for it.
  for (const store of homes.loose()) for (const { unit } of store.entries.values()) disk.again(store, unit);
}

/** Changes of what modules there are, and of files outside of all of them. */
async function changedElsewhere(homes: Homes, disk: Disk, paths: readonly string[]): Promise<void> {
  await homes.changed(paths);
  for (const home of await homes.all()) {
    const { loose, directory } = home;
    for (const path of paths) {
      const place = placeOf(home, path);
      const isKept = loose.entries.has(path) || isInside(path, directory);
      if (place?.store === loose && isKept) disk.again(loose, place.unit);
      // A directory that came or went.
      else if (place === undefined && isInside(path, directory)) disk.changed(loose, path);
    }
  }
}
