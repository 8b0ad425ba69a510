import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openContentStore } from './index.ts';

const directory = mkdtempSync(join(tmpdir(), 'baton-content-'));
after(() => rmSync(directory, { recursive: true }));

test('a file is kept by its digest, once, whatever becomes of the original', async () => {
  const store = await openContentStore(join(directory, 'content'));
  const [one, same] = [join(directory, 'one.sh'), join(directory, 'same.sh')];
  for (const path of [one, same]) writeFileSync(path, 'echo hi\n');
  chmodSync(one, 0o755);
  const sha256 = createHash('sha256').update('echo hi\n').digest('hex');
  const kept = await store.put(one);
  assert.deepEqual(kept, { sha256, size: 8, path: join(directory, 'content', sha256) });
  assert.deepEqual(await store.put(same), kept);
  assert.deepEqual(readdirSync(join(directory, 'content')), [sha256]);
  writeFileSync(one, 'changed');
  assert.equal(readFileSync(kept.path, 'utf8'), 'echo hi\n');
  assert.deepEqual(await store.find(sha256), kept);
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.read(kept)) chunks.push(chunk);
  assert.equal(Buffer.concat(chunks).toString(), 'echo hi\n');
});

test('what is not there is not found, and a file that cannot be read leaves nothing', async () => {
  const store = await openContentStore(join(directory, 'empty'));
  for (const name of ['0'.repeat(64), '../one.sh', 'X', '']) assert.equal(await store.find(name), undefined);
  await assert.rejects(store.put(join(directory, 'missing')), { kind: 'baton/file-unreadable', message: /missing/ });
  assert.deepEqual(readdirSync(join(directory, 'empty')), []);
});

test('what nobody put for long is removed', async () => {
  const store = await openContentStore(join(directory, 'old'));
  const path = join(directory, 'task.sh');
  writeFileSync(path, 'old');
  const old = await store.put(path);
  writeFileSync(path, 'new');
  const recent = await store.put(path);
  utimesSync(old.path, 100, 100);
  await store.prune(200_000);
  assert.deepEqual([await store.find(old.sha256), await store.find(recent.sha256)], [undefined, recent]);
});
