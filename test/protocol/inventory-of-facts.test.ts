/** An inventory whose targets are those of a query: Baton's own store answers where no PuppetDB is configured. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dataDirectory } from '../../orchestrator-core/data-directory.ts';
import { loadInventory } from '../../orchestrator-core/load-inventory.ts';
import { diskFiles } from '../../orchestrator-core/node/index.ts';
import { loadProject } from '../../orchestrator-core/project/index.ts';
import { openNodeStore } from '../../orchestrator-core/store/index.ts';

test('targets of an inventory come from what is known of nodes', async (context) => {
  const data = await mkdtemp(join(tmpdir(), 'baton-data-'));
  context.after(() => rm(data, { recursive: true }));
  const store = await openNodeStore({ path: dataDirectory(data).nodeStore });
  for (const [certname, family] of Object.entries({ a: 'Debian', b: 'RedHat', c: 'Debian' })) {
    const producer_timestamp = new Date(1000).toISOString();
    const values = { os: { family }, networking: { ip: `192.0.2.${certname.charCodeAt(0)}` } };
    const payload = { certname, values, environment: 'production', producer: 'test', producer_timestamp };
    await store.submit({ command: 'replace facts', version: 5, certname, payload, received: 1000 });
  }
  await store.close();
  const { project } = await loadProject(diskFiles, join(data, 'project'), {});
  const reference =
    '{_plugin: puppetdb, query: \'inventory[certname] { facts.os.family = "Debian" }\', target_mapping: {name: certname, config: {ssh: {host: facts.networking.ip}}}}';
  const inventory = await loadInventory(diskFiles, project, { inventoryText: `targets: [${reference}]\n`, data });
  assert.deepEqual(
    inventory.targets().map(({ name }) => name),
    ['a', 'c'],
  );
  const [target] = await inventory.resolve(['c'], {});
  assert.equal(target?.options['host'], '192.0.2.99');
});
