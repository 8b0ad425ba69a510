import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const tells = `
  const { enableCodeCache } = await import(process.argv[1]);
  enableCodeCache(process.argv[2]);
  console.log((await import('node:module')).getCompileCacheDir() ?? 'none');`;

/** The directory that a process keeps compiled code in. */
async function cacheIn(parent: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const program = join(import.meta.dirname, 'code-cache.ts');
  const { NODE_COMPILE_CACHE: _, ...others } = process.env;
  const options = { env: { ...others, ...env } };
  return (await run(process.execPath, ['--input-type=module', '-e', tells, program, parent], options)).stdout.trim();
}

const user = process.getuid?.() ?? 0;
const name = `baton-code-${user}`;

/** What somebody may have put there before. */
const foreign: readonly (readonly [what: string, put: (directory: string, parent: string) => Promise<unknown>])[] = [
  ['others may write to', async (directory) => chmod(await mkdir(directory).then(() => directory), 0o777)],
  ['stands where others may write', async (_directory, parent) => chmod(parent, 0o777)],
  ['leads elsewhere', async (directory, parent) => symlink(await mkdtemp(join(parent, 'x')), directory)],
  // Only root can give one away.
  ...(user === 0
    ? [
        [
          'is of another user',
          async (directory: string) => mkdir(directory).then(() => chown(directory, 12345, 0)),
        ] as const,
        ['stands in one of another user', async (_: string, parent: string) => chown(parent, 12345, 0)] as const,
      ]
    : []),
];

async function scratch(use: (parent: string) => Promise<void>): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), 'baton-cache-'));
  try {
    await use(parent);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

test('keeps compiled code where nobody else can write', () =>
  scratch(async (parent) => {
    for (const _ of [1, 2]) assert.ok((await cacheIn(parent)).startsWith(join(parent, name)));
    const { mode, uid } = await stat(join(parent, name));
    assert.deepEqual([mode & 0o777, uid], [0o700, user]);
  }));

for (const [what, put] of foreign) {
  test(`keeps nothing in a directory that ${what}`, () =>
    scratch(async (parent) => {
      await put(join(parent, name), parent);
      assert.equal(await cacheIn(parent), 'none');
    }));
}

test('keeps it where others may write and touch their own alone', () =>
  scratch(async (parent) => {
    await chmod(parent, 0o1777);
    assert.ok((await cacheIn(parent)).startsWith(join(parent, name)));
  }));

test('keeps it where the user says, and nowhere if the user says so', () =>
  scratch(async (parent) => {
    const own = join(parent, 'own');
    assert.ok((await cacheIn(parent, { NODE_COMPILE_CACHE: own })).startsWith(own));
    assert.equal(await cacheIn(parent, { NODE_DISABLE_COMPILE_CACHE: '1' }), 'none');
  }));
