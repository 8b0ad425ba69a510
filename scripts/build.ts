/**
 * Bundles the four programs of docs/architecture.md into `dist/`, with the WebAssembly that the language server loads, the
 * page of the preview, and the modules that every project has.
 *
 * It takes two passes: esbuild splits only ES modules, and the programs have to be CommonJS. Split they must be: what
 * they share is there once, and what a command imports when it needs it is not read before.
 *
 * Only files whose contents changed are written, each at once, so a running editor never reads half a bundle.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import {
  type BuildOptions,
  build as bundle,
  type Metafile,
  type Plugin,
  type TransformOptions,
  transform,
} from 'esbuild';
import { bundleWebview } from './build-webview.ts';
import { thirdPartyNotices } from './third-party.ts';

/** The repository, absolute. */
export const root: string = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
/** The modules that every project has; they are files for the programs, too. */
const modules = join(root, 'orchestrator-core/node/modules');

/** Each program with the module it starts in, relative to the repository. */
export const programs: Readonly<Record<string, string>> = {
  client: 'client/extension.ts',
  server: 'server/main.ts',
  orchestrator: 'orchestrator-core/main.ts',
  baton: 'program/main.ts',
  // The threads that orchestrators keep their node store in.
  'node-store': 'orchestrator-core/store/nodes/thread/main.ts',
};

const require = createRequire(import.meta.url);

/** The grammars that read task scripts, and the engine that loads them. */
const webAssembly: readonly string[] = [
  'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  ...['bash', 'powershell', 'python', 'ruby'].map(
    (name) => `node_modules/tree-sitter-${name}/tree-sitter-${name}.wasm`,
  ),
];

/** Of the manifest the programs read the version; the rest, which is VS Code's, would be read at each start. */
const manifestVersion: Plugin = {
  name: 'manifest-version',
  setup: ({ onLoad }) => {
    onLoad({ filter: /package\.json$/ }, async ({ path }) => {
      if (path !== join(root, 'package.json')) return undefined;
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/**
 * The engine calls `eval` for grammars that bring JavaScript along, which ours do not. Called directly it would keep
 * the names of the whole module long.
 */
const indirectEval: Plugin = {
  name: 'indirect-eval',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]web-tree-sitter\.cjs$/ }, async ({ path }) => {
      const contents = (await readFile(path, 'utf8')).replaceAll(' eval(', ' (0, eval)(');
      return { contents, loader: 'js' };
    }),
};

/**
 * What the SSH library brings along and nobody uses: a server, a maker of keys, connections for HTTP through SSH, which
 * load Node's HTTP and TLS, and Node's `assert` for a dozen conditions. Loading that took longer than shaking hands.
 */
const lightSsh: Plugin = {
  name: 'light-ssh',
  setup: ({ onLoad, onResolve }) => {
    onLoad({ filter: /[\\/]ssh2[\\/]lib[\\/](http-agents|keygen|server)\.js$/ }, () => ({
      contents: 'module.exports = {};',
      loader: 'js',
    }));
    onResolve({ filter: /^assert$/ }, ({ importer }) =>
      /[\\/](asn1|ssh2)[\\/]lib[\\/]/.test(importer) ? { path: 'assert', namespace: 'light-ssh' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'light-ssh' }, () => ({ contents: lightAssert, loader: 'js' }));
  },
};

const lightAssert = `
  const ok = (value, message) => { if (!value) throw new Error(message ?? 'Assertion failed'); };
  module.exports = Object.assign(ok, { ok, equal: (value, other) => ok(value === other) });
`;

/** YAML is written by the other library alone, which keeps comments. */
const readingYaml: Plugin = {
  name: 'reading-yaml',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]js-yaml[\\/]lib[\\/]dumper\.js$/ }, () => ({
      contents: 'exports.dump = undefined;',
      loader: 'js',
    })),
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

/** Whose imports go past front doors: the editor's programs, and the command line's words, which the editor prints, too. */
const pastDoorsIn = ['server', 'client', 'orchestrator-core/cli/output'].map((area) => join(root, area) + sep);

/**
 * Where code is split, esbuild counts a whole room as used by whoever comes through its front door. The editor's
 * programs take what they name from where it is, so that they do not read at their start how plans are run.
 */
const pastDoors: Plugin = {
  name: 'past-doors',
  setup: ({ onLoad }) => {
    const doors = new Map<string, ReturnType<typeof namesOf>>();
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      if (!pastDoorsIn.some((area) => path.startsWith(area))) return undefined;
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
      return { contents, loader: 'ts' };
    });
  },
};

/** The first pass: everything into ES modules, what is shared and what is imported late in chunks of its own. */
const splitting: BuildOptions = {
  absWorkingDir: root,
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  write: false,
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  sourcemap: 'inline',
  metafile: true,
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  // The last two are native addons of ssh2, which does without.
  external: ['vscode', 'bufferutil', 'utf-8-validate', 'cpu-features', './crypto/build/Release/sshcrypto.node'],
  // The package's ES module needs `import.meta.url`, which a CommonJS bundle has not.
  alias: {
    'web-tree-sitter': join(dirname(require.resolve('web-tree-sitter')), 'web-tree-sitter.cjs'),
    // In one file it cannot be left out what is not used of it.
    'js-yaml': require.resolve('js-yaml'),
  },
  // A module that looks for files beside the program finds them beside the bundle.
  define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  plugins: [manifestVersion, indirectEval, lightSsh, readingYaml, pastDoors],
  logOverride: { 'import-is-undefined': 'error', 'empty-import-meta': 'error' },
  logLevel: 'warning',
};

/** The second pass: each of those into CommonJS, which the extension host wants, and small. */
const commonJs: TransformOptions = {
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  minify: true,
  sourcemap: 'external',
  supported: { 'dynamic-import': false },
  // A library of ssh2 has such an operator; what is ours was checked by the linter.
  logOverride: { 'empty-import-meta': 'error', 'suspicious-boolean-not': 'silent' },
  logLevel: 'warning',
};

/**
 * A chunk imports also those that it takes nothing from, wherever a module of it might have: that keeps the order in
 * which modules are run. Here that says nothing, for no module does anything when it is loaded but what its own imports
 * need, and each such import reads and compiles code that may never be called. What is imported for its effects alone
 * (`reflect-metadata`) is imported late, by `import()`, which is not touched.
 */
function withoutIdleImports(module: string): string {
  // Blanks, not nothing: the source map, which stands at the end, counts columns.
  return module.replace(/(?<=^|;|\n)import"\.\/chunk-[A-Z0-9]{8}\.cjs";/g, (found) => ' '.repeat(found.length));
}

/** What a build made: the files in `dist/` and esbuild's account of where they come from. */
export interface BuildReport {
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly metafile: Metafile;
  readonly milliseconds: number;
}

/** Writes a file in one step, and not at all when it holds the same bytes already. */
async function put(path: string, contents: Uint8Array, mode: number): Promise<void> {
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}`;
  await writeFile(partial, contents, { mode });
  await rename(partial, path);
}

/** Removes what an earlier build left and this one no longer makes. */
async function removeOthers(wanted: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !wanted.has(relative(dist, path))) await rm(path, { force: true });
  }
}

/** @throws when esbuild finds an error; it has printed it by then. */
export async function build(): Promise<BuildReport> {
  const start = performance.now();
  const entryPoints = Object.entries(programs).map(([out, entry]) => ({ in: entry, out }));
  const [programFiles, webview] = await Promise.all([
    bundle({ ...splitting, metafile: true, entryPoints }),
    bundleWebview(root),
  ]);
  const { outputFiles = [] } = programFiles;
  const metafile: Metafile = {
    inputs: { ...programFiles.metafile.inputs, ...webview.metafile.inputs },
    outputs: { ...programFiles.metafile.outputs, ...webview.metafile.outputs },
  };
  const outputs = new Map<string, Uint8Array>(webview.files);
  for (const file of outputFiles) {
    const name = relative(dist, file.path);
    const { code, map } = await transform(withoutIdleImports(file.text), { ...commonJs, sourcefile: name });
    outputs.set(name, Buffer.from(`${code}//# sourceMappingURL=${name}.map\n`));
    outputs.set(`${name}.map`, Buffer.from(map));
  }
  for (const file of await readdir(modules, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile()) outputs.set(join('modules', relative(modules, path)), await readFile(path));
  }
  for (const file of webAssembly) outputs.set(basename(file), await readFile(join(root, file)));
  outputs.set('meta.json', Buffer.from(JSON.stringify(metafile)));
  const notices = thirdPartyNotices(root, [...Object.keys(metafile.inputs), ...webAssembly]);
  outputs.set('THIRD_PARTY.md', Buffer.from(notices));
  for (const [name, contents] of outputs) await put(join(dist, name), contents, name === 'baton.cjs' ? 0o755 : 0o644);
  await removeOthers(new Set(outputs.keys()));
  const files = [...outputs].map(([name, contents]) => ({ name, bytes: contents.length }));
  return { files, metafile, milliseconds: performance.now() - start };
}

if (import.meta.main) {
  const { files, milliseconds } = await build();
  const code = files.filter((file) => file.name.endsWith('.cjs'));
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  for (const { name, bytes } of code) console.log(`dist/${name}  ${kilobytes(bytes)}`);
  const total = code.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`${kilobytes(total)} of JavaScript, built in ${Math.round(milliseconds)} ms`);
}
