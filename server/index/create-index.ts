import type { Clock } from '../../orchestrator-core/common/index.ts';
import type { ProjectOverrides, YamlTree } from '../../orchestrator-core/project/index.ts';
import { version } from '../../orchestrator-core/version.ts';
import type { Overlay } from '../documents/overlay.ts';
import type { PuppetDocument } from '../puppet/document.ts';
import { createBackground } from './background.ts';
import { createDisk } from './disk.ts';
import { createDiskEvents } from './disk-events.ts';
import { createEdits } from './edits.ts';
import { createHomes, placeOf } from './homes.ts';
import { createJobs } from './jobs.ts';
import { createKeeper } from './keeper.ts';
import type { Unit } from './module-files.ts';
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
  yaml(path: string): Promise<YamlTree | undefined>;
  soon(callback: () => void): void;
  readonly clock: Clock;
  /** Without it Ruby's functions and types are known by name alone. */
  readonly readRuby?: RubyReader;
  /** What counts over what homes say of where modules lie. */
  readonly overrides?: ProjectOverrides;
}

/** Modules that are read at the same time: while one waits for the disk another is parsed. */
const atOnce = 3;
/** Milliseconds for which changes are gathered before anyone hears of them. */
const gathered = 250;

/** An index of nothing yet: it begins to read with the first file that is asked about, or the first open folder. */
export function createIndex({
  files,
  puppet,
  yaml,
  soon,
  clock,
  readRuby,
  overrides = {},
}: IndexParts): WorkspaceIndex {
  const now = () => clock.now();
  const background = createBackground({ soon, now });
  const { tell, listen } = createNotices(clock, gathered);
  const jobs = createJobs<ModuleStore>(atOnce);
  const { turn } = background;
  const keeper = createKeeper({ jobs, version, turn, after: (delay, callback) => clock.after(delay, callback) });
  const disk = createDisk({ files, turn, now, readRuby, jobs, keeper, tell });
  const homes = createHomes({
    files,
    yaml,
    overrides,
    added: disk.read,
    changed: () => {
      // A document may belong to another module than before.
      for (const path of files.opened()) edits.add(path);
      tell();
    },
  });
  const edits = createEdits({ files, homes, disk, puppet, readRuby, tell });
  files.onEdit(edits.add);
  const everything = () => [...homes.stores(), ...homes.loose()];
  let opened: readonly string[] = [];
  return {
    ...createDiskEvents({ homes, disk, jobs, clock }),
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
    inventoryOf: async (path) => (await homes.of(path)).layout.inventoryPath,
    plansWith: async (inventory) => {
      await edits.take();
      const those = (await homes.all()).filter(({ layout }) => layout.inventoryPath === inventory);
      const plans = those.flatMap(({ stores }) => stores.flatMap(plansOf));
      return [...new Set(plans)];
    },
    search: async (query, limit) => {
      await edits.take();
      return search(everything(), query, limit);
    },
    declarationsOf: (kind, name) => {
      const own = builtIns(kind).get(name.toLowerCase());
      const found = everything().flatMap((store) => store.named(kind, name));
      return own === undefined ? found : [own, ...found];
    },
    knows: (path) => everything().some((store) => store.entries.has(path)),
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
    folders: () => opened,
    flush: keeper.flush,
    pause: background.pause,
    onChange: listen,
  };
}

function plansOf({ entries }: ModuleStore): readonly string[] {
  const units = [...entries.values()].map(({ unit }) => unit);
  const isPlan = ({ kind, path }: Unit) => kind === 'yaml-plan' || (kind === 'puppet' && path.includes('/plans/'));
  return units.filter(isPlan).map(({ path }) => path);
}
