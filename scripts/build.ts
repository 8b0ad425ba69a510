/**
 * Bundles the four programs of docs/architecture.md into `dist/`, with the WebAssembly that the language server loads, the
 * page of the preview, and the modules that every project has.
 *
 * esbuild splits only ES modules, and the programs have to be CommonJS, for the extension host: `toCommonJs` makes one
 * of the other. Split they must be: what they share is there once, and what a command imports when it needs it is not
 * read before.
 *
 * Only files whose contents changed are written, each at once, so a running editor never reads half a bundle.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { type BuildOptions, build as bundle, type Metafile } from 'esbuild';
import { bundleWebview } from './build-webview.ts';
import { bundlePlugins } from './bundle-plugins.ts';
import { toCommonJs } from './common-js.ts';
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

const requiredByLibraries = ['vscode-languageserver-textdocument', 'vscode-languageserver-types'];

/** Everything into ES modules, what is shared and what is imported late in chunks of its own. */
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
    // Libraries require these, and what an ES module hands out to those is filled in later.
    ...Object.fromEntries(requiredByLibraries.map((name) => [name, require.resolve(name)])),
  },
  // A module that looks for files beside the program finds them beside the bundle.
  define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  plugins: bundlePlugins(root),
  // Licences are in THIRD_PARTY.md, once.
  legalComments: 'none',
  logOverride: { 'import-is-undefined': 'error' },
  logLevel: 'warning',
};

/**
 * What is in a file, in a quarter less than the package's own compression makes of it: that one cannot look back far
 * enough for tables of this size. Undoing it takes 4 ms at most. A tenth less would take half a minute of each build.
 */
async function packed(path: string): Promise<Uint8Array> {
  const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY } = constants;
  return compress(await readFile(path), { params: { [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_QUALITY]: 9 } });
}

const compress = promisify(brotliCompress);

/** What a build made: the files in `dist/` and esbuild's account of where they come from. */
export interface BuildReport {
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly metafile: Metafile;
  readonly milliseconds: number;
}

/** What a file that esbuild made imports, by the names it writes. */
function importedBy({ outputs }: Metafile, path: string): ReadonlySet<string> {
  const imports = outputs[relative(root, path)]?.imports ?? [];
  return new Set(
    imports
      .filter(({ kind }) => kind === 'import-statement' || kind === 'dynamic-import')
      .map(({ path: name, external }) => (external === true ? name : `./${relative('dist', name)}`)),
  );
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
    const { code, map } = toCommonJs(file.text, importedBy(metafile, file.path));
    outputs.set(name, Buffer.from(`${code}\n//# sourceMappingURL=${name}.map\n`));
    outputs.set(`${name}.map`, Buffer.from(map));
  }
  for (const file of await readdir(modules, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile()) outputs.set(join('modules', relative(modules, path)), await readFile(path));
  }
  const grammars = webAssembly.map(async (file) => [`${basename(file)}.br`, await packed(join(root, file))] as const);
  for (const [name, contents] of await Promise.all(grammars)) outputs.set(name, contents);
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
