import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Clock, silentLog } from '../common/index.ts';
import { systemClock } from '../node/index.ts';
import { ContentCache } from './content-cache.ts';
import type { Download } from './download.ts';

const content = '#!/bin/sh\n';
const sha256 = createHash('sha256').update(content).digest('hex');
const file = { filename: 'x.sh', uri: { path: '/x', params: {} }, sha256 };
const never = new AbortController().signal;
/** The waits between attempts are over at once. */
const hasty: Clock = { now: () => systemClock.now(), after: (_delay, callback) => systemClock.after(0, callback) };

async function setUp(context: TestContext, primaries: readonly string[], download: Download) {
  const root = await mkdtemp(join(tmpdir(), 'baton-cache-'));
  context.after(() => rm(root, { recursive: true, force: true }));
  return { root, cache: new ContentCache({ root, primaries, download, clock: hasty, log: silentLog }) };
}

test('the next primary is tried when one fails', async (context) => {
  const asked: string[] = [];
  const { cache } = await setUp(
    context,
    ['https://a', 'https://b', 'https://c'],
    async ({ primary, path }, destination) => {
      asked.push(primary + path);
      if (primary === 'https://a') throw new Error('connect ECONNREFUSED');
      if (primary === 'https://b') return { status: 500, body: 'broken' };
      await writeFile(destination, content, { flag: 'wx' });
      return { status: 200, body: '' };
    },
  );
  assert.equal(await readFile(await cache.fetch(file, never), 'utf8'), content);
  assert.deepEqual(asked, ['https://a/x', 'https://b/x', 'https://c/x']);
});

test('many who want one file fetch it once, and see it whole', async (context) => {
  let downloads = 0;
  const { root, cache } = await setUp(context, ['https://a'], async (_source, destination) => {
    downloads += 1;
    await writeFile(destination, content.slice(0, 3), { flag: 'wx' });
    assert.ok(!(await readdir(join(root, sha256))).includes('x.sh'));
    await writeFile(destination, content);
    return { status: 200, body: '' };
  });
  const paths = await Promise.all(Array.from({ length: 20 }, () => cache.fetch(file, never)));
  assert.equal(new Set(paths).size, 1);
  assert.equal(downloads, 1);
  assert.deepEqual(await readdir(join(root, sha256)), ['x.sh']);
});

test('an upper-case digest names the same file', async (context) => {
  const { root, cache } = await setUp(context, ['https://a'], async (_source, destination) => {
    await writeFile(destination, content);
    return { status: 200, body: '' };
  });
  assert.equal(await cache.fetch({ ...file, sha256: sha256.toUpperCase() }, never), join(root, sha256, 'x.sh'));
});

test('says what it cannot do', async (context) => {
  const failing: Download = async () => {
    throw new Error('connect ECONNREFUSED 127.0.0.1:1');
  };
  const without = await setUp(context, [], failing);
  await assert.rejects(without.cache.fetch(file, never), {
    message: 'Cannot download file. No master-uris were provided',
  });
  const { cache } = await setUp(context, ['https://a'], failing);
  await assert.rejects(cache.fetch(file, never), {
    message:
      'Failed to download file with: Downloading file "x.sh" failed after trying all the available master-uris. Most recent error message: https://a/x: connect ECONNREFUSED 127.0.0.1:1',
  });
  await assert.rejects(cache.fetch({ ...file, uri: { path: '@evil/x', params: {} } }, never), /must begin with '\/'/);
  await assert.rejects(cache.fetch({ ...file, filename: 'a/..' }, never), /is not the name of a file/);
});

test('what was not used for the given time is purged', async (context) => {
  const { root, cache } = await setUp(context, ['https://a'], async (_source, destination) => {
    await writeFile(destination, content);
    return { status: 200, body: '' };
  });
  await cache.fetch(file, never);
  await cache.purge(60_000);
  assert.deepEqual(await readdir(root), [sha256]);
  const old = Date.now() / 1000 - 3600;
  await utimes(join(root, sha256), old, old);
  await cache.fetch(file, never);
  await cache.purge(60_000);
  assert.deepEqual(await readdir(root), [sha256], 'use counts');
  await utimes(join(root, sha256), old, old);
  await cache.purge(60_000);
  assert.deepEqual(await readdir(root), []);
});
