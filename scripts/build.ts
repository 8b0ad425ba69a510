/**
 * Bundles the four programs of docs/architecture.md into `dist/`, with the WebAssembly that the language server loads.
 * Only files whose contents changed are written, each at once, so a running editor never reads half a bundle.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, build as bundle, type Metafile } from 'esbuild';
import { thirdPartyNotices } from './third-party.ts';

/** The repository, absolute. */
export const root: string = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

/** Each program with the module it starts in, relative to the repository. */
export const programs: Readonly<Record<string, string>> = {
  client: 'client/extension.ts',
  server: 'server/main.ts',
  orchestrator: 'orchestrator-core/main.ts',
  baton: 'orchestrator-core/cli/main.ts',
};

const require = createRequire(import.meta.url);

/** The grammars that read task scripts, and the engine that loads them. */
const webAssembly: readonly string[] = [
  'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  ...['bash', 'powershell', 'python', 'ruby'].map(
    (name) => `node_modules/tree-sitter-${name}/tree-sitter-${name}.wasm`,
  ),
];

const options: BuildOptions = {
  absWorkingDir: root,
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  write: false,
  bundle: true,
  minify: true,
  sourcemap: 'linked',
  metafile: true,
  platform: 'node',
  target: 'node22',
  // The extension host and the language server's own libraries speak CommonJS.
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['vscode', 'bufferutil', 'utf-8-validate'],
  // The package's ES module needs `import.meta.url`, which a CommonJS bundle has not.
  alias: { 'web-tree-sitter': join(dirname(require.resolve('web-tree-sitter')), 'web-tree-sitter.cjs') },
  // A module that looks for files beside the program finds them beside the bundle.
  define: { 'import.meta.dirname': '__dirname' },
  logOverride: { 'import-is-undefined': 'error' },
  logLevel: 'warning',
};

/** What a build made: the names of the files in `dist/` and esbuild's account of what is in the bundles. */
export interface BuildReport {
  readonly files: readonly string[];
  readonly metafile: Metafile;
  readonly milliseconds: number;
}

/** Writes a file in one step, and not at all when it holds the same bytes already. */
async function put(path: string, contents: Uint8Array, mode: number): Promise<void> {
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(contents)) return;
  const partial = `${path}.${process.pid}`;
  await writeFile(partial, contents, { mode });
  await rename(partial, path);
}

/** Removes what an earlier build left and this one no longer makes. */
async function removeOthers(wanted: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(dist)) {
    if (!wanted.has(name)) await rm(join(dist, name), { recursive: true, force: true });
  }
}

/** @throws when esbuild finds an error; it has printed it by then. */
export async function build(): Promise<BuildReport> {
  const start = performance.now();
  const entryPoints: { in: string; out: string }[] = [];
  for (const [out, entry] of Object.entries(programs)) {
    if (existsSync(join(root, entry))) entryPoints.push({ in: entry, out });
    else console.error(`!! NOT BUILT: dist/${out}.cjs, because ${entry} does not exist`);
  }
  const result = await bundle({ ...options, entryPoints });
  const outputs = new Map<string, Uint8Array>();
  for (const file of result.outputFiles ?? []) outputs.set(relative(dist, file.path), file.contents);
  for (const file of webAssembly) outputs.set(basename(file), await readFile(join(root, file)));
  const metafile = result.metafile ?? { inputs: {}, outputs: {} };
  outputs.set('meta.json', Buffer.from(JSON.stringify(metafile)));
  const notices = thirdPartyNotices(root, [...Object.keys(metafile.inputs), ...webAssembly]);
  outputs.set('THIRD_PARTY.md', Buffer.from(notices));
  await mkdir(dist, { recursive: true });
  for (const [name, contents] of outputs) await put(join(dist, name), contents, name === 'baton.cjs' ? 0o755 : 0o644);
  await removeOthers(new Set(outputs.keys()));
  return { files: [...outputs.keys()].sort(), metafile, milliseconds: performance.now() - start };
}

if (import.meta.main) {
  const report = await build();
  for (const [path, output] of Object.entries(report.metafile.outputs)) {
    if (path.endsWith('.cjs')) console.log(`${path}  ${Math.round(output.bytes / 1000)} kB`);
  }
  console.log(`built in ${Math.round(report.milliseconds)} ms`);
}
