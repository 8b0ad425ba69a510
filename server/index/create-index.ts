import type { Clock } from '../../orchestrator-core/common/index.ts';
import { version } from '../../orchestrator-core/version.ts';
import type { Overlay } from '../documents/overlay.ts';
import type { PuppetDocument } from '../puppet/document.ts';
import { createBackground } from './background.ts';
import { createDisk } from './disk.ts';
import { createEdits } from './edits.ts';
import { createHomes, isInside, placeOf } from './homes.ts';
import { createJobs } from './jobs.ts';
import { createKeeper } from './keeper.ts';
import type { ModuleStore } from './module-store.ts';
import { createNotices } from './notices.ts';
import type { RubyReader } from './read-unit.ts';
import { createReferences } from './references.ts';
import { search } from './search.ts';
import type { WorkspaceIndex } from './workspace-index.ts';
import { builtIns } from './world.ts';

/** What the index takes from the rest of the server. */
export interface IndexParts {
  readonly files: Overlay;
  /** The open documents, parsed once for everybody. */
  puppet(path: string): Promise<PuppetDocument | undefined>;
  soon(callback: () => void): void;
  readonly clock: Clock;
  /** Without it Ruby's functions and types are known by name alone. */
  readonly readRuby?: RubyReader;
  /** Absolute directories of modules that count instead of those that homes name. */
  readonly modulepath?: readonly string[];
}

/** Modules that are read at the same time: while one waits for the disk another is parsed. */
const atOnce = 3;
/** Milliseconds for which changes are gathered before anyone hears of them. */
const gathered = 250;
/** Milliseconds after which the disk is compared, once for all that asked for it meanwhile. */
const comparedAfter = 1000;

export function createIndex({ files, puppet, soon, clock, readRuby, modulepath }: IndexParts): WorkspaceIndex {
  const now = () => clock.now();
  const background = createBackground({ soon, now });
  const { tell, listen } = createNotices(clock, gathered);
  const jobs = createJobs<ModuleStore>(atOnce);
  const { turn } = background;
  const keeper = createKeeper({ jobs, version, turn, after: (delay, callback) => clock.after(delay, callback) });
  const disk = createDisk({ files, turn, now, readRuby, jobs, keeper, tell });
  const homes = createHomes({
    files,
    ...(modulepath === undefined ? {} : { modulepath }),
    added: disk.read,
    changed: () => {
      // A document may belong to another module than before.
      for (const path of files.opened()) edits.add(path);
      tell();
    },
  });
  const edits = createEdits({ files, homes, disk, puppet, readRuby, tell });
  files.onEdit(edits.add);
  const everything = async (): Promise<Iterable<ModuleStore>> => {
    await edits.take();
    return [...homes.stores(), ...(await homes.all()).map(({ loose }) => loose)];
  };
  const compare = async (): Promise<void> => {
    await homes.compare();
    for (const store of await everything()) if (store.isRead) disk.read(store);
  };
  let isComparing = false;
  let opened: readonly string[] = [];
  return {
    ...createReferences({ files, puppet, turn: createBackground({ soon, now }).turn, homes, edits }),
    worldOf: async (path) => {
      await edits.take();
      const home = await homes.of(path);
      const place = placeOf(home, path);
      // A file that lies where nobody looks for it is known as soon as somebody asks about it.
      if (place !== undefined && place.store === home.loose && !place.store.entries.has(path)) {
        edits.add(path);
        await edits.take();
      }
      if (place !== undefined) jobs.prefer(place.store);
      return home.world;
    },
    search: async (query, limit) => search(await everything(), query, limit),
    declarationsOf: (kind, name) => {
      const own = builtIns(kind).get(name.toLowerCase());
      const found = [...homes.stores()].flatMap((store) => store.named(kind, name));
      return own === undefined ? found : [own, ...found];
    },
    settled: async () => {
      await edits.take();
      await jobs.idle();
      await edits.take();
    },
    keepIn: keeper.open,
    open: (folders) => {
      opened = folders;
      jobs.follow(homes.open(folders));
    },
    changed: (paths) => {
      const stores = [...homes.stores()];
      for (const path of paths) {
        for (const store of stores) if (isInside(path, store.module.directory)) disk.changed(store, path);
      }
      const others = async () => {
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
      };
      jobs.follow(others());
    },
    folders: () => opened,
    compare: () => {
      if (isComparing) return;
      isComparing = true;
      clock.after(comparedAfter, () => {
        isComparing = false;
        jobs.follow(compare());
      });
    },
    flush: keeper.flush,
    pause: background.pause,
    onChange: listen,
  };
}
