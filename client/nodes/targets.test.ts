import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Grouping } from '../../orchestrator-core/orchestrator.ts';
import type { NodeTreeItem } from './entries.ts';
import { aNode, FakeLister } from './fixtures/lister.ts';
import { NodeTree } from './node-tree.ts';
import { wordsOf } from './targets.ts';

const nodes = [
  aNode('db1', { groups: ['shard', 'db'], connection: { kind: 'disconnected' } }),
  aNode('web1', { groups: ['web'] }),
  aNode('web2', { groups: ['web'] }),
];

async function words(by: readonly Grouping[], labels: readonly string[], filter = ''): Promise<readonly string[]> {
  const lister = new FakeLister(nodes);
  lister.parents = { shard: 'db' };
  lister.facts = { db1: { os: 'Debian', size: '1' }, web1: { os: 'Debian', size: '2' }, web2: { os: 'Fedora' } };
  lister.saved = [{ name: 'mine', words: ['-F', 'os=Debian'] }];
  const tree = new NodeTree(() => lister, by);
  tree.setFilter(filter);
  const items: NodeTreeItem[] = [];
  const collect = async (rows: Awaited<ReturnType<NodeTree['children']>>): Promise<void> => {
    for (const row of rows) {
      if (labels.includes(row.entry.label) && row.value !== undefined) items.push(row.value as NodeTreeItem);
      if (row.value?.kind === 'branch') await collect(await tree.children(row));
    }
  };
  await collect(await tree.children());
  return wordsOf(items, tree, lister);
}

const byGroup: readonly Grouping[] = [{ kind: 'group' }];
const byOs: readonly Grouping[] = [{ kind: 'fact', fact: 'os' }];

test('what is chosen becomes the words that mean it', async () => {
  assert.deepEqual(await words(byGroup, ['web1']), ['web1']);
  assert.deepEqual(await words(byGroup, ['web']), ['web']);
  assert.deepEqual(await words(byGroup, ['shard']), ['shard'], 'a group in a group');
  assert.deepEqual(await words(byOs, ['Debian']), ['-F', 'os=Debian']);
  assert.deepEqual(await words(byGroup, ['mine']), ['--saved', 'mine']);
});

test('where no words mean the same, the nodes are named', async () => {
  assert.deepEqual(await words(byOs, ['unknown']), [], 'there is no such branch');
  assert.deepEqual(await words([{ kind: 'fact', fact: 'size' }], ['unknown']), ['web2']);
  assert.deepEqual(await words([{ kind: 'state' }], ['connected']), ['web1', 'web2']);
  assert.deepEqual(await words(byGroup, ['web'], 'web1'), ['web1'], 'a filter hides some of the group');
  assert.deepEqual(await words(byGroup, ['shard', 'web1']), ['db1', 'web1']);
  assert.deepEqual(await words(byGroup, ['web', 'db1']), ['db1', 'web1', 'web2']);
});
