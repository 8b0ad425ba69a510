import {
  boltModules,
  builtInFunctions,
  builtInResourceTypes,
  type Declaration,
  type DeclarationKind,
  knownTypes,
  type ModuleState,
  modulesBesideBolt,
  type World,
} from '../../orchestrator-core/language/index.ts';
import { moduleDirectory, moduleNameOf } from '../documents/module-directory.ts';
import type { HomeLayout } from './home.ts';
import type { InventoryName } from './inventory-names.ts';
import type { ModuleStore } from './module-store.ts';

/** What a world answers from; its parts change while the index reads on. */
export interface WorldState {
  readonly layout: HomeLayout;
  /** Those of the layout's modules, in its order. */
  readonly stores: readonly ModuleStore[];
  /** What lies in no module: `manifests/site.pp`, and files that are open in the editor. */
  readonly loose: ModuleStore;
  readonly targets: readonly InventoryName[];
}

/** A view on what is known at any moment; it need not be made again when more is known. */
export function createWorld(state: () => WorldState): World {
  const byName = memo((stores: readonly ModuleStore[]) => new Map(stores.map((store) => [store.module.name, store])));
  const find = (kind: DeclarationKind, written: string): Declaration | undefined => {
    const name = written.startsWith('::') ? written.slice(2) : written;
    const builtIn = builtIns(kind).get(name.toLowerCase());
    if (builtIn !== undefined) return builtIn;
    const { stores, loose } = state();
    const owner = byName(stores).get(name.split('::', 1)[0]?.toLowerCase() ?? '');
    const found = owner?.find(kind, name) ?? loose.find(kind, name);
    if (found !== undefined) return found;
    // Puppet's loaders look for names without a name space everywhere, and a file may declare more than its own name.
    for (const store of stores) {
      const elsewhere = store === owner ? undefined : store.find(kind, name);
      if (elsewhere !== undefined) return elsewhere;
    }
    return undefined;
  };
  return {
    find,
    *all(kind) {
      const seen = new Set<string>();
      const { stores, loose } = state();
      for (const source of [builtIns(kind).values(), ...[...stores, loose].map((store) => store.all(kind))]) {
        for (const declaration of source) {
          const key = declaration.name.toLowerCase();
          if (!seen.has(key)) yield declaration;
          seen.add(key);
        }
      }
    },
    module: (name): ModuleState => {
      const store = byName(state().stores).get(name);
      if (store !== undefined) return store.isRead ? 'read' : 'reading';
      if (boltModules.has(name)) return 'read';
      return modulesBesideBolt.has(name) ? 'reading' : 'absent';
    },
    isComplete: () => {
      const { layout, stores, loose } = state();
      return layout.isHome && layout.saysNeeds && loose.isRead && stores.every((store) => store.isRead);
    },
    missingModules: () => state().layout.missing,
    moduleOf: (path) => {
      const { layout } = state();
      const directory = moduleDirectory(path);
      const owners = layout.modules.filter((module) => path.startsWith(`${module.directory}/`));
      const nearest = owners.sort((a, b) => b.directory.length - a.directory.length)[0];
      if (nearest !== undefined && (directory === undefined || nearest.directory.length >= directory.length)) {
        return nearest.name;
      }
      return directory === undefined || directory === layout.directory ? undefined : moduleNameOf(directory);
    },
    targets: () => state().targets,
  };
}

/** Keeps the last answer as long as it is asked about the same thing. */
function memo<A extends object, R>(make: (about: A) => R): (about: A) => R {
  let last: { readonly about: A; readonly made: R } | undefined;
  return (about) => {
    if (last?.about !== about) last = { about, made: make(about) };
    return last.made;
  };
}

const nothing: ReadonlyMap<string, Declaration> = new Map();
let types: ReadonlyMap<string, Declaration> | undefined;

/** What Puppet and Bolt bring along, by the name in lower case. */
export function builtIns(kind: DeclarationKind): ReadonlyMap<string, Declaration> {
  if (kind === 'function') return builtInFunctions();
  if (kind === 'resource-type') return builtInResourceTypes();
  if (kind !== 'type') return nothing;
  types ??= new Map(
    knownTypes.map(({ name, documentation }) => [
      name.toLowerCase(),
      {
        kind: 'type',
        name,
        signatures: [],
        documentation: { text: documentation },
        origin: { kind: 'built-in', by: 'Puppet' },
      },
    ]),
  );
  return types;
}
