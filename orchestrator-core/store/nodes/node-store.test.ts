import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openNodeStore } from './node-store.ts';

test('who submits the next command as soon as one is stored is heard', { timeout: 20_000 }, async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-nodes-'));
  context.after(() => rm(directory, { recursive: true }));
  const store = await openNodeStore({ path: join(directory, 'nodes.sqlite') });
  for (const certname of ['a', 'b', 'c']) {
    const producer_timestamp = new Date(1000).toISOString();
    const payload = { certname, values: { n: certname }, environment: 'production', producer: 'p', producer_timestamp };
    await store.submit({ command: 'replace facts', version: 5, certname, payload, received: 1000 });
  }
  assert.deepEqual([...(await store.factValues('n'))].sort(), [
    ['a', 'a'],
    ['b', 'b'],
    ['c', 'c'],
  ]);
  await store.close();
});
