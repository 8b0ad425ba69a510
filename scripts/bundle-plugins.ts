/** What esbuild is told of single modules: libraries of which Baton needs a part, and front doors. */
import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Plugin } from 'esbuild';
import { changedModules, standIns, typeScriptModules, virtualModules, withSharedHelpers } from './library-parts.ts';

/** The plugins that the programs are bundled with; `root` is the repository, absolute. */
export function bundlePlugins(root: string): Plugin[] {
  return [manifestVersion(root), libraryParts, pastDoors(root)];
}

/** Of the manifest the programs read the version; the rest, which is VS Code's, would be read at each start. */
function manifestVersion(root: string): Plugin {
  return {
    name: 'manifest-version',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
        if (path !== join(root, 'package.json')) return undefined;
        const { version } = JSON.parse(await readFile(path, 'utf8'));
        return { contents: JSON.stringify({ version }), loader: 'json' };
      });
    },
  };
}

/** Leaves out of libraries what `library-parts.ts` says. */
const libraryParts: Plugin = {
  name: 'library-parts',
  setup: ({ onLoad, onResolve }) => {
    for (const [filter, contents] of standIns) onLoad({ filter }, () => ({ contents, loader: 'js' }));
    for (const { filter, change } of changedModules) {
      onLoad({ filter }, async ({ path }) => {
        const before = await readFile(path, 'utf8');
        const contents = change(before);
        if (contents === before) throw new Error(`${path} is not what scripts/library-parts.ts expects`);
        return { contents, loader: 'js' };
      });
    }
    onLoad({ filter: typeScriptModules }, async ({ path }) => ({
      contents: withSharedHelpers(await readFile(path, 'utf8')),
      loader: 'js',
    }));
    for (const { name, importer, contents } of virtualModules) {
      onResolve({ filter: new RegExp(`^${name}$`) }, (asked) =>
        importer.test(asked.importer) ? { path: name, namespace: 'virtual' } : undefined,
      );
      onLoad({ filter: new RegExp(`^${name}$`), namespace: 'virtual' }, () => ({ contents, loader: 'js' }));
    }
  },
};

/** What a front door hands out by name, with the module that each comes from. */
async function namesOf(door: string): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const [, list = '', module = ''] of (await readFile(door, 'utf8')).matchAll(doorExports)) {
    for (const name of namesIn(list)) names.set(name, join(dirname(door), module));
  }
  return names;
}

const doorExports = /^export \{([^}]*)\} from '([^']+)';/gm;
const doorImports = /^import \{([^}]*)\} from '(\.[^']*\/index\.ts)';/gm;

/** Without types, of which nothing is left in a bundle. */
function namesIn(list: string): readonly string[] {
  const names = list.split(',').map((name) => name.trim());
  return names.filter((name) => name !== '' && !name.startsWith('type '));
}

/**
 * Where code is split, esbuild counts a whole room as used by whoever comes through its front door. What our modules
 * name they take from where it is, so that nobody reads at its start how plans are run.
 */
function pastDoors(root: string): Plugin {
  const doors = new Map<string, ReturnType<typeof namesOf>>();
  return {
    name: 'past-doors',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(root + sep) || path.includes(`${sep}node_modules${sep}`)) return undefined;
        return { contents: await pastDoorsOf(path, doors), loader: 'ts' };
      });
    },
  };
}

/** The text of a module that imports from where the front doors, whose names are kept in `doors`, have it from. */
async function pastDoorsOf(path: string, doors: Map<string, ReturnType<typeof namesOf>>): Promise<string> {
  let contents = await readFile(path, 'utf8');
  for (const [statement, list = '', module = ''] of contents.matchAll(doorImports)) {
    const door = join(dirname(path), module);
    const names = doors.get(door) ?? namesOf(door);
    doors.set(door, names);
    const known = await names;
    const imports = namesIn(list).map(
      (name) => `import { ${name} } from '${known.get(name.split(' as ')[0] ?? '') ?? door}';`,
    );
    // Lines stay where they were, for the source map.
    contents = contents.replace(statement, () => imports.join(' ') + statement.replace(/[^\n]/g, ''));
  }
  return contents;
}
