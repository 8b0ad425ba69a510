import { baseName, parentPath } from '../../orchestrator-core/common/index.ts';
import type { World } from '../../orchestrator-core/language/index.ts';
import {
  type Module,
  type ProjectOverrides,
  readYamlTree,
  type YamlTree,
} from '../../orchestrator-core/project/index.ts';
import type { Overlay } from '../documents/overlay.ts';
import { discover } from './discover.ts';
import { type HomeLayout, homeDirectory, layOut, layoutFiles, unknownLayout } from './home.ts';
import { type InventoryName, inventoryNames } from './inventory-names.ts';
import { type Unit, unitAt } from './module-files.ts';
import { createIntern, createModuleStore, type ModuleStore } from './module-store.ts';
import { createWorld } from './world.ts';

/** A home with what is known of its modules. */
export interface Home {
  readonly directory: string;
  readonly layout: HomeLayout;
  readonly stores: readonly ModuleStore[];
  /** What lies in none of its modules. */
  readonly loose: ModuleStore;
  readonly targets: readonly InventoryName[];
  readonly world: World;
}

/** The homes of all files that were asked about, with the modules that they share. */
export interface Homes {
  of(path: string): Promise<Home>;
  all(): Promise<readonly Home[]>;
  /** Every module of theirs, once. */
  stores(): Iterable<ModuleStore>;
  /** What lies in none of their modules. */
  loose(): Iterable<ModuleStore>;
  /** Finds the homes below folders that are open in the editor. */
  open(folders: readonly string[]): Promise<void>;
  /** Lays out anew those homes that any of these paths may concern. */
  changed(paths: readonly string[]): Promise<void>;
  /** Takes in the names of an inventory that is edited. */
  renamed(inventory: string): Promise<void>;
  /** Lays out all homes anew. */
  compare(): Promise<void>;
}

/** What the homes take from the index. */
export interface HomesParts {
  readonly files: Overlay;
  /** An open YAML document, parsed once for everybody. */
  yaml(path: string): Promise<YamlTree | undefined>;
  /** What counts over what homes say of where modules lie. */
  readonly overrides: ProjectOverrides;
  /** A module, or what is loose in a home, is there for the first time. */
  added(store: ModuleStore): void;
  /** Other modules than before are in a home that was known. */
  changed(): void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Makes homes and brings them up to date; a module that several have is there once. */
function createHomeMaker(parts: HomesParts) {
  const { files, overrides, added } = parts;
  const intern = createIntern();
  const stores = new Map<string, ModuleStore>();
  const living = new Set<Home>();
  const storeOf = (module: Module): ModuleStore => {
    const key = `${module.name} ${module.directory}`;
    const known = stores.get(key);
    if (known !== undefined) return known;
    const made = createModuleStore(module, intern);
    stores.set(key, made);
    added(made);
    return made;
  };
  /** `roots` are the folders that are open in the editor. */
  const refresh = async (home: Mutable<Home>, roots: readonly string[]): Promise<void> => {
    home.layout = await layOut(files, home.directory, roots, overrides);
    home.targets = await targetsOf(parts, home.layout.inventoryPath);
    home.stores = home.layout.modules.map(storeOf);
    const used = new Set([...living].flatMap((each) => each.stores));
    for (const [key, store] of stores) if (!used.has(store)) stores.delete(key);
    // What lies beside the modules of a project or control repository, such as `manifests/site.pp`.
    for (const path of [...home.loose.entries.keys()]) if (isOfModule(home, path)) home.loose.remove(path);
    const hasOwnFiles = !home.layout.modules.some((module) => module.directory === home.directory);
    if (hasOwnFiles === home.loose.isLookedThrough && home.loose.isRead) return;
    home.loose.isLookedThrough = hasOwnFiles;
    home.loose.isRead = !hasOwnFiles;
    if (hasOwnFiles) added(home.loose);
  };
  const make = async (directory: string, roots: readonly string[]): Promise<Mutable<Home>> => {
    const home: Mutable<Home> = {
      directory,
      layout: unknownLayout(directory),
      stores: [],
      loose: createModuleStore({ name: '', directory }, intern, (path) => !isOfModule(home, path)),
      targets: [],
      world: createWorld(() => home),
    };
    living.add(home);
    // A directory that may not be read has no modules.
    await refresh(home, roots).catch(() => {});
    return home;
  };
  return {
    make,
    refresh,
    stores: () => stores.values(),
    loose: () => [...living].map((home) => home.loose),
  };
}

/** The homes of nothing yet: one is found with the first file of it that is asked about, or the first open folder. */
export function createHomes(parts: HomesParts): Homes {
  const { files, changed } = parts;
  const { make, refresh, stores, loose } = createHomeMaker(parts);
  const homes = new Map<string, Promise<Mutable<Home>>>();
  const directories = new Map<string, Promise<string | undefined>>();
  let roots: readonly string[] = [];
  const of = async (path: string): Promise<Home> => {
    const directory = parentPath(path);
    const found = directories.get(directory) ?? homeDirectory(files, path).catch(() => undefined);
    directories.set(directory, found);
    const at = (await found) ?? directory;
    const home = homes.get(at) ?? make(at, roots);
    homes.set(at, home);
    return home;
  };
  const layOutThose = async (concerns: (home: Home) => boolean): Promise<void> => {
    let isChanged = false;
    for (const home of await Promise.all(homes.values())) {
      if (!concerns(home)) continue;
      const before = JSON.stringify([home.layout, home.targets]);
      await refresh(home, roots).catch(() => {});
      isChanged ||= JSON.stringify([home.layout, home.targets]) !== before;
    }
    if (isChanged) changed();
  };
  const nameThose = async (inventory: string): Promise<void> => {
    let isChanged = false;
    for (const home of await Promise.all(homes.values())) {
      if (home.layout.inventoryPath !== inventory) continue;
      const before = home.targets;
      home.targets = await targetsOf(parts, inventory);
      isChanged ||= !areSame(before, home.targets);
    }
    if (isChanged) changed();
  };
  let laidOut = Promise.resolve();
  /** One after the other: what a change concerns depends on those before it. */
  const layOutAgain = (concerns: (home: Home) => boolean): Promise<void> => {
    laidOut = laidOut.then(() => layOutThose(concerns));
    return laidOut;
  };
  return {
    of,
    all: () => Promise.all(homes.values()),
    stores,
    loose,
    open: async (folders) => {
      roots = folders;
      for (const folder of folders) {
        for (const path of await discover(files, folder)) {
          // Modules that lie side by side are known with the first of them.
          if (![...stores()].some(({ module }) => isInside(path, module.directory))) await of(path);
        }
      }
    },
    changed: async (paths) => {
      const isAboutLayout = paths.some((path) => layoutFiles.has(baseName(path)));
      if (isAboutLayout) directories.clear();
      await layOutAgain((home) => isAboutLayout || paths.some((path) => isAbout(home, path)));
    },
    renamed: (inventory) => {
      laidOut = laidOut.then(() => nameThose(inventory));
      return laidOut;
    },
    compare: async () => {
      directories.clear();
      await layOutAgain(() => true);
    },
  };
}

function areSame(some: readonly InventoryName[], others: readonly InventoryName[]): boolean {
  const isSame = ({ name, kind }: InventoryName, at: number) => name === others[at]?.name && kind === others[at]?.kind;
  return some.length === others.length && some.every(isSame);
}

/** An inventory that is open was read already, for all that is said of it in the editor. */
async function targetsOf({ files, yaml }: HomesParts, path: string): Promise<readonly InventoryName[]> {
  if (files.isOpen(path)) return inventoryNames((await yaml(path))?.root);
  return inventoryNames(readYamlTree((await files.readText(path).catch(() => undefined)) ?? '').root);
}

/** Whether a change of a path may mean other modules or targets. */
function isAbout({ layout, stores }: Home, path: string): boolean {
  if (path === layout.inventoryPath || layout.modules.some(({ directory }) => directory === path)) return true;
  // The project itself may be a module, too, and holds the others.
  const isKnown = (home: string) =>
    stores.some(({ module }) => isInside(module.directory, home) && isInside(path, module.directory));
  return layout.modulepath.some((home) => path === home || (isInside(path, home) && !isKnown(home)));
}

function isOfModule(home: Home, path: string): boolean {
  return placeOf(home, path)?.store !== home.loose;
}

/** Where a file of a home is kept; undefined for files that the index does not read one by one. */
export function placeOf(home: Home, path: string): { readonly store: ModuleStore; readonly unit: Unit } | undefined {
  let owner: ModuleStore | undefined;
  for (const store of home.stores) {
    const { directory } = store.module;
    const isNearer = directory.length > (owner?.module.directory.length ?? 0);
    if (isNearer && isInside(path, directory)) owner = store;
  }
  const unit = owner && unitAt(owner.module, path);
  if (owner !== undefined && unit !== undefined) return { store: owner, unit };
  const kind = path.endsWith('.pp') ? 'puppet' : path.endsWith('.epp') ? 'template' : undefined;
  return kind && { store: home.loose, unit: { path, kind, files: [path] } };
}

/** Whether a path lies somewhere below a directory. */
export function isInside(path: string, directory: string): boolean {
  return path.length > directory.length && path.startsWith(directory) && path[directory.length] === '/';
}
