import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build, root } from '../../scripts/build.ts';
import { run } from '../../scripts/command.ts';
import { startSession } from '../../scripts/editor-session.ts';
import { extensionId, packagedFiles, packageExtension } from '../../scripts/package.ts';
import { ensureEditor } from '../../scripts/vscode.ts';
import { scratch } from '../e2e/workbench.ts';

/** Everything that a package holds; the names of chunks differ from build to build. */
const contents = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/THIRD_PARTY.md',
  'dist/baton.cjs',
  'dist/chunks',
  'dist/client.cjs',
  'dist/modules',
  'dist/node-store.cjs',
  'dist/node.css',
  'dist/node.js',
  'dist/orchestrator.cjs',
  'dist/preview.css',
  'dist/preview.js',
  'dist/query.css',
  'dist/query.js',
  'dist/server.cjs',
  'dist/tree-sitter-bash.wasm.br',
  'dist/tree-sitter-powershell.wasm.br',
  'dist/tree-sitter-python.wasm.br',
  'dist/tree-sitter-ruby.wasm.br',
  'dist/web-tree-sitter.wasm.br',
  'docs/images/preview.webp',
  'media/baton-on-dark.svg',
  'media/baton.svg',
  'media/icon.png',
  'package.json',
  'syntaxes/epp.language-configuration.json',
  'syntaxes/epp.tmLanguage.json',
  'syntaxes/pql.language-configuration.json',
  'syntaxes/pql.tmLanguage.json',
  'syntaxes/puppet.language-configuration.json',
  'syntaxes/puppet.tmLanguage.json',
];

/** The most that may be shipped, in bytes; docs/decisions.md says what the code consists of. */
const budget = { package: 2_000_000, code: 3_500_000, client: 85_000, preview: 100_000 };

/** Something in the place of the editor's interface. */
const host = `
  const Module = require('node:module');
  const load = Module._load;
  const anything = new Proxy(function () {}, {
    get: (made, key) => (key === 'prototype' ? made.prototype : anything),
    apply: () => anything,
  });
  Module._load = (name, ...rest) => (name === 'vscode' ? anything : load(name, ...rest));`;

/** Loads a program as the extension host does. */
const hostLoads = `${host}
  require(process.argv[1]);`;

/** Loads each file that is named and prints those that cannot be loaded or hand out something undefined. */
const loadsEach = `${host}
  for (const path of process.argv.slice(1)) {
    try {
      const late = Object.entries(require(path)).filter(([, value]) => value === undefined);
      if (late.length > 0) console.log(path + ' hands out undefined as ' + late.map(([name]) => name).join(', '));
    } catch (error) {
      console.log(path + ': ' + error.stack);
    }
  }`;

/** The files that a program has read when it ends; its own output comes before that. */
async function filesRead(script: string, program: string, args: readonly string[]): Promise<readonly string[]> {
  const tell = `process.on('exit', () => console.log('\\n' + JSON.stringify(Object.keys(require.cache))));`;
  const { output } = await run(process.execPath, ['-e', tell + script, program, ...args]);
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as readonly string[];
}

async function totalSize(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

describe('the package', () => {
  let directory: Awaited<ReturnType<typeof scratch>>;
  let vsix = '';

  before(async () => {
    directory = await scratch();
    vsix = await packageExtension(join(directory.path, 'baton.vsix'));
  });
  after(() => directory.remove());

  it('holds what it should and nothing else', async () => {
    const files = (await packagedFiles()).map((name) =>
      name.replace(/dist\/.*-[A-Z0-9]{8}\.cjs/, 'dist/chunks').replace(/^dist\/modules\/.*/, 'dist/modules'),
    );
    assert.deepEqual([...new Set(files)].sort(), contents);
  });

  it('holds the modules that every project has', async () => {
    const modules = join(root, 'orchestrator-core/node/modules');
    const entries = await readdir(modules, { recursive: true, withFileTypes: true });
    const sources = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const packed = (await packagedFiles()).filter((name) => name.startsWith('dist/modules/'));
    assert.deepEqual(packed, sources.map((path) => join('dist/modules', relative(modules, path))).sort());
    assert.ok(packed.includes('dist/modules/facts/plans/init.pp'));
  });

  it(`is no larger than ${budget.package / 1e6} MB`, async () => {
    const { size } = await stat(vsix);
    assert.ok(size <= budget.package, `${size} bytes`);
  });

  it(`holds no more than ${budget.code / 1e6} MB of JavaScript, and little that runs in the extension host`, async () => {
    const { files } = await build();
    const code = files.filter((file) => file.name.endsWith('.cjs'));
    const total = code.reduce((sum, file) => sum + file.bytes, 0);
    assert.ok(total <= budget.code, `${total} bytes: ${code.map((file) => `${file.name} ${file.bytes}`).join(', ')}`);
    const client = code.find((file) => file.name === 'client.cjs')?.bytes ?? Number.POSITIVE_INFINITY;
    assert.ok(client <= budget.client, `client.cjs has ${client} bytes`);
    const preview = files.find((file) => file.name === 'preview.js')?.bytes ?? Number.POSITIVE_INFINITY;
    assert.ok(preview <= budget.preview, `preview.js has ${preview} bytes`);
  });

  // What a command does not need is not read: reading takes longer than most commands.
  for (const [what, most] of [
    ['--version', 20_000],
    ['help', 60_000],
  ] as const) {
    it(`reads no more than ${most / 1000} kB for ${what}`, async () => {
      const program = join(root, 'dist/baton.cjs');
      const read = await filesRead(`require(process.argv[1])`, program, [what]);
      const total = await totalSize(read);
      assert.ok(read.includes(program) && total <= most, `${total} bytes: ${read.join(', ')}`);
    });
  }

  it('reads little when the extension host loads it', async () => {
    const read = await filesRead(hostLoads, join(root, 'dist/client.cjs'), []);
    const total = await totalSize(read);
    assert.ok(read.length > 5 && total <= 150_000, `${total} bytes: ${read.join(', ')}`);
  });

  // What a file takes from another one it takes once, when it is loaded (scripts/common-js.ts).
  it('hands out nothing between its files that is filled in later', async () => {
    const { files } = await build();
    const chunks = files
      .filter(({ name }) => /-[A-Z0-9]{8}\.cjs$/.test(name))
      .map(({ name }) => join(root, 'dist', name));
    assert.ok(chunks.length > 100);
    const { output } = await run(process.execPath, ['-e', loadsEach, ...chunks]);
    assert.equal(output, '');
  });

  it('is the same when it is made again', async () => {
    const again = await packageExtension(join(directory.path, 'again.vsix'));
    assert.ok((await readFile(vsix)).equals(await readFile(again)));
  });

  it('names every package whose code it contains, with its licence', async () => {
    const { metafile } = await build();
    const notices = await readFile(join(root, 'dist/THIRD_PARTY.md'), 'utf8');
    const packages = new Set(
      Object.values(metafile.outputs)
        .flatMap((output) => Object.entries(output.inputs))
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .flatMap(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
    );
    assert.ok(packages.size > 5);
    for (const name of packages) assert.match(notices, new RegExp(`^## ${name} \\d`, 'm'));
    assert.ok(!notices.includes('Licence: unstated'), notices);
  });

  it('can be installed in VS Code', async () => {
    const editor = await ensureEditor();
    const home = join(directory.path, 'editor');
    const session = await startSession({ editor, vsix, folder: root, home, port: 0, trust: 'ask' });
    await session.close();
    const flags = ['--user-data-dir', join(home, 'user-data'), '--extensions-dir', join(home, 'extensions')];
    const list = await run(editor.node, [editor.program, ...flags, '--list-extensions', '--show-versions']);
    assert.match(list.output, new RegExp(`^${extensionId}@\\d`, 'm'));
  });
});
