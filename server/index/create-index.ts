import { baseName, type Clock, parentPath } from '../../orchestrator-core/common/index.ts';
import { declarationsOf, type World } from '../../orchestrator-core/language/index.ts';
import type { Module } from '../../orchestrator-core/project/index.ts';
import type { Overlay } from '../documents/overlay.ts';
import type { PuppetDocument } from '../puppet/document.ts';
import { createBackground } from './background.ts';
import { discover } from './discover.ts';
import { type HomeLayout, homeDirectory, layOut } from './home.ts';
import { type InventoryName, inventoryNames } from './inventory-names.ts';
import { createJobs } from './jobs.ts';
import { isAmongTasks, type Unit, unitAt } from './module-files.ts';
import { createIntern, createModuleStore, type ModuleStore } from './module-store.ts';
import { createNotices } from './notices.ts';
import { type ReadTools, readAgain, readModule } from './read-module.ts';
import { type RubyReader, readUnit } from './read-unit.ts';
import { createReferences } from './references.ts';
import { search } from './search.ts';
import type { WorkspaceIndex } from './workspace-index.ts';
import { builtIns, createWorld } from './world.ts';

/** What the index takes from the rest of the server. */
export interface IndexParts {
  readonly files: Overlay;
  /** The open documents, parsed once for everybody. */
  puppet(path: string): Promise<PuppetDocument | undefined>;
  soon(callback: () => void): void;
  readonly clock: Clock;
  /** Without it Ruby's functions and types are known by name alone. */
  readonly readRuby?: RubyReader;
}

/** A home with what is known of its modules. */
export interface Home {
  readonly directory: string;
  layout: HomeLayout;
  stores: readonly ModuleStore[];
  readonly loose: ModuleStore;
  targets: readonly InventoryName[];
  readonly world: World;
}

/** Modules that are read at the same time: while one waits for the disk another is parsed. */
const atOnce = 3;
/** Milliseconds for which changes are gathered before anyone hears of them. */
const gathered = 250;
/** Files that say what a directory is. */
const layoutFiles: ReadonlySet<string> = new Set([
  'bolt-project.yaml',
  'environment.conf',
  'metadata.json',
  'Puppetfile',
]);

export function createIndex(parts: IndexParts): WorkspaceIndex {
  const { files, clock } = parts;
  const background = createBackground({ soon: parts.soon, now: () => clock.now() });
  const tools: ReadTools = { files, background, now: () => clock.now(), readRuby: parts.readRuby };
  const intern = createIntern();
  const stores = new Map<string, ModuleStore>();
  const homes = new Map<string, Promise<Home>>();
  const homeOfDirectory = new Map<string, Promise<string>>();
  const edited = new Set<string>();
  let roots: readonly string[] = [];
  const notices = createNotices(clock, gathered);
  const jobs = createJobs<ModuleStore>(atOnce);

  const storeOf = (module: Module): ModuleStore => {
    const known = stores.get(module.directory);
    if (known !== undefined) return known;
    const made = createModuleStore(module, intern);
    stores.set(module.directory, made);
    return made;
  };
  const read = (store: ModuleStore, wanted: (unit: Unit) => boolean = () => true): void => {
    jobs.add(store, async () => {
      if (await readModule(tools, store, store.entries, wanted)) notices.tell();
    });
  };
  const refreshLayout = async (home: Home): Promise<void> => {
    const layout = await layOut(files, home.directory, roots);
    const before = new Set(home.stores);
    home.layout = layout;
    home.stores = layout.modules.map(storeOf);
    home.targets = inventoryNames((await files.readText(layout.inventoryPath).catch(() => undefined)) ?? '');
    for (const store of home.stores) if (!store.isRead && !before.has(store)) read(store);
    if (before.size > 0) notices.tell();
  };
  const makeHome = async (directory: string): Promise<Home> => {
    const layout: HomeLayout = { directory, modules: [], modulepath: [], missing: [], inventoryPath: '' };
    const loose = createModuleStore({ name: '', directory }, intern);
    const home: Home = {
      directory,
      layout,
      stores: [],
      loose,
      targets: [],
      world: createWorld(() => home),
    };
    await refreshLayout(home);
    // What lies beside the modules of a project or control repository, such as `manifests/site.pp`.
    loose.isRead = home.layout.modules.some((module) => module.directory === directory);
    if (!loose.isRead) {
      jobs.add(loose, async () => {
        if (await readModule(tools, loose, loose.entries, isPuppet)) notices.tell();
      });
    }
    return home;
  };
  const homeAt = (directory: string): Promise<Home> => {
    const known = homes.get(directory);
    if (known !== undefined) return known;
    const made = makeHome(directory);
    homes.set(directory, made);
    jobs.follow(made);
    // What could not be read may be readable the next time.
    made.catch(() => homes.delete(directory));
    return made;
  };
  const homeOf = async (path: string): Promise<Home> => {
    const directory = parentPath(path);
    const known = homeOfDirectory.get(directory) ?? homeDirectory(files, path).then((found) => found ?? directory);
    homeOfDirectory.set(directory, known);
    known.catch(() => homeOfDirectory.delete(directory));
    return homeAt(await known);
  };
  /** Where a file of a home is kept. */
  const placeOf = (home: Home, path: string): { readonly store: ModuleStore; readonly unit: Unit } | undefined => {
    const owners = home.stores.filter(({ module }) => path.startsWith(`${module.directory}/`));
    const owner = owners.sort((a, b) => b.module.directory.length - a.module.directory.length)[0];
    const unit = owner && unitAt(owner.module, path);
    if (owner !== undefined && unit !== undefined) return { store: owner, unit };
    const kind = path.endsWith('.pp') ? 'puppet' : path.endsWith('.epp') ? 'template' : undefined;
    return kind && { store: home.loose, unit: { path, kind, files: [path] } };
  };
  /** Takes in what the editor shows of a document, or what the disk has when it was closed. */
  const takeIn = async (path: string): Promise<void> => {
    const home = await homeOf(path);
    const place = placeOf(home, path);
    if (place === undefined) {
      changed([path]);
      return;
    }
    const { store, unit } = place;
    if (!files.isOpen(path)) {
      if (await readAgain(tools, store, unit)) notices.tell();
      return;
    }
    const mentions = store.entries.get(path)?.mentions ?? [];
    const document = unit.kind === 'puppet' || unit.kind === 'template' ? await parts.puppet(path) : undefined;
    const text = document === undefined ? ((await files.readText(path)) ?? '') : '';
    const summary =
      document === undefined
        ? await readUnit(store.module, unit, [text], parts.readRuby)
        : { declarations: declarationsOf(document.parsed, path), mentions };
    if (store.put({ ...summary, unit, stamp: 'open', isUncertain: true })) notices.tell();
  };
  const takeEdits = async (): Promise<void> => {
    while (edited.size > 0) {
      const paths = [...edited];
      edited.clear();
      for (const path of paths) await takeIn(path);
    }
  };
  const changed = (paths: readonly string[]): void => {
    const isAboutLayout = paths.some((path) => layoutFiles.has(baseName(path)));
    if (isAboutLayout) homeOfDirectory.clear();
    for (const path of paths) {
      files.forget(path);
      for (const store of stores.values()) if (isInside(path, store.module.directory)) changedIn(store, path);
    }
    for (const pending of homes.values()) {
      jobs.follow(
        pending.then(async (home) => {
          const isAboutHome = (path: string) =>
            path === home.layout.inventoryPath ||
            home.layout.modules.some((module) => module.directory === path) ||
            (home.layout.modulepath.some((directory) => isInside(path, directory)) &&
              !home.stores.some(({ module }) => isInside(path, module.directory)));
          if (isAboutLayout || paths.some(isAboutHome)) await refreshLayout(home);
          for (const path of paths) {
            const isLoose = isInside(path, home.directory) && placeOf(home, path)?.store === home.loose;
            if (isLoose) changedIn(home.loose, path);
          }
        }),
      );
    }
  };
  const changedIn = (store: ModuleStore, path: string): void => {
    const { module } = store;
    const unit = unitAt(module, path);
    if (isAmongTasks(module, path)) read(store, ({ kind }) => kind === 'task');
    else if (unit !== undefined) {
      jobs.add(store, async () => {
        if (await readAgain(tools, store, unit)) notices.tell();
      });
    } else if (!baseName(path).includes('.')) read(store);
  };
  files.onEdit((path) => {
    edited.add(path);
  });
  const settled = async (): Promise<void> => {
    do {
      await takeEdits();
      await jobs.idle();
    } while (edited.size > 0);
  };
  const references = createReferences({
    files,
    puppet: parts.puppet,
    turn: () => background.turn(),
    homes: async () => {
      await takeEdits();
      return Promise.all(homes.values());
    },
    homeOf,
  });
  return {
    worldOf: async (path) => {
      if (
        files.isOpen(path) &&
        !edited.has(path) &&
        placeOf(await homeOf(path), path)?.store.entries.get(path)?.stamp !== 'open'
      ) {
        edited.add(path);
      }
      await takeEdits();
      const home = await homeOf(path);
      const place = placeOf(home, path);
      if (place !== undefined) jobs.prefer(place.store);
      return home.world;
    },
    usesOf: references.usesOf,
    usesIn: references.usesIn,
    search: async (query, limit) => {
      await takeEdits();
      const known = new Set([...stores.values(), ...(await Promise.all(homes.values())).map(({ loose }) => loose)]);
      return search(known, query, limit);
    },
    declarationsOf: (kind, name) => {
      const own = builtIns(kind).get(name.toLowerCase());
      const found = [...stores.values()].flatMap((store) => store.named(kind, name));
      return own === undefined ? found : [own, ...found];
    },
    settled,
    open: (folders) => {
      roots = folders;
      for (const folder of folders) {
        jobs.follow(
          discover(files, folder).then(async (paths) => {
            for (const path of paths) await homeOf(path);
          }),
        );
      }
    },
    changed,
    compare: () => {
      homeOfDirectory.clear();
      for (const pending of homes.values()) jobs.follow(pending.then(refreshLayout));
      for (const store of stores.values()) if (store.isRead) read(store);
    },
    pause: background.pause,
    onChange: notices.listen,
  };
}

function isPuppet(unit: Unit): boolean {
  return unit.kind === 'puppet' || unit.kind === 'template';
}

function isInside(path: string, directory: string): boolean {
  return path.startsWith(`${directory}/`);
}
