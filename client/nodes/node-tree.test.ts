import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OrchestratorError } from '../../orchestrator-core/common/index.ts';
import type { Grouping } from '../../orchestrator-core/orchestrator.ts';
import { aNode, FakeLister } from './fixtures/lister.ts';
import { type NodeRow, NodeTree } from './node-tree.ts';

const byGroup: readonly Grouping[] = [{ kind: 'group' }];

function bench(nodes: FakeLister['nodes'], by: readonly Grouping[] = byGroup) {
  const lister = new FakeLister(nodes);
  const tree = new NodeTree(() => lister, by);
  const told: (readonly string[] | 'all')[] = [];
  tree.changed.on((rows) => told.push(rows === undefined ? 'all' : rows.map(({ id }) => id)));
  return { lister, tree, told };
}

/** The whole tree as indented lines, as it is read on the screen. */
async function drawn(tree: NodeTree, row?: NodeRow, indent = ''): Promise<string> {
  const lines = await Promise.all(
    (await tree.children(row)).map(async (child) => {
      const below = child.entry.children === 'none' ? '' : await drawn(tree, child, `${indent}  `);
      return `${indent}${child.entry.label}  ${child.entry.description}\n${below}`;
    }),
  );
  return lines.join('');
}

const some = [
  aNode('db1', { groups: ['db'], transport: 'ssh', connection: { kind: 'agentless' } }),
  aNode('web1', { groups: ['web'] }),
  aNode('web2', {
    groups: ['web'],
    connection: { kind: 'disconnected' },
    lastReport: { status: 'failed', at: 1, noop: false, hash: 'h' },
  }),
];

test('nodes stand under what they are divided by, counted', async () => {
  const { tree, lister } = bench(some);
  assert.equal(
    await drawn(tree),
    `db  1 node
  db1  ssh · reached when needed
web  2 nodes, 1 connected, 1 failed
  web1  pcp · connected
  web2  last run failed · pcp · not connected
`,
  );
  lister.facts = { db1: { os: 'Debian', major: '12' }, web1: { os: 'Debian', major: '13' } };
  tree.divide([
    { kind: 'fact', fact: 'os' },
    { kind: 'fact', fact: 'major' },
  ]);
  assert.equal(
    await drawn(tree),
    `unknown  1 node, 1 failed
  unknown  1 node, 1 failed
    web2  last run failed · pcp · not connected
Debian  2 nodes, 1 connected
  12  1 node
    db1  ssh · reached when needed
  13  1 node, 1 connected
    web1  pcp · connected
`,
  );
  tree.divide([]);
  assert.deepEqual(
    (await tree.children()).map(({ entry }) => entry.label),
    ['db1', 'web1', 'web2'],
  );
});

test('a change of one node draws that row, and the branches whose counts it changes', async () => {
  const { tree, lister, told } = bench(some);
  await drawn(tree);
  await tree.refresh();
  assert.deepEqual(told, [], 'nothing changed');
  const [first, second, third] = some;
  assert.ok(first && second && third);
  lister.nodes = [{ ...first, transport: 'winrm' }, second, third];
  await tree.refresh();
  assert.deepEqual(told, [['nodes/db#db1']]);
  lister.nodes = [first, { ...second, connection: { kind: 'disconnected' } }, third];
  told.length = 0;
  await tree.refresh();
  assert.deepEqual(told, [['nodes/web', 'nodes/db#db1', 'nodes/web#web1']]);
});

test('a branch is drawn as a whole where nodes come or go, and the tree where branches do', async () => {
  const { tree, lister, told } = bench(some);
  await drawn(tree);
  lister.nodes = [...some, aNode('web3', { groups: ['web'] })];
  await tree.refresh();
  assert.deepEqual(told, [['nodes/web']]);
  lister.nodes = [...some, aNode('app1', { groups: ['app'] })];
  told.length = 0;
  await tree.refresh();
  assert.deepEqual(told, ['all']);
});

test('what is closed is not asked for', async () => {
  const { tree, lister } = bench(some);
  const [db] = await tree.children();
  assert.ok(db);
  await tree.children(db);
  tree.forget(db);
  lister.asked.length = 0;
  await tree.refresh();
  assert.deepEqual(
    lister.asked.map(({ under }) => under),
    [[]],
  );
});

test('of many nodes a page is shown, and twice as many for more', async () => {
  const { tree, told } = bench(
    Array.from({ length: 1200 }, (_, at) => aNode(`n${at}`)),
    [],
  );
  const page = async () => {
    const rows = await tree.children();
    const last = rows.at(-1)?.entry;
    return [rows.length, last?.label, last?.description];
  };
  assert.deepEqual(await page(), [251, 'Show more…', '250 of 1200 shown']);
  await tree.more('nodes');
  assert.deepEqual(await page(), [501, 'Show more…', '500 of 1200 shown']);
  assert.deepEqual(told, ['all']);
  await tree.more('nodes');
  await tree.more('nodes');
  assert.deepEqual(await page(), [1200, 'n1199', 'pcp · connected']);
  assert.equal(tree.count, 1200);
});

test('a filter leaves what holds it, and no selections', async () => {
  const { tree, lister, told } = bench(some);
  lister.saved = [{ name: 'mine', words: ['web1'] }];
  const labels = async () => (await tree.children()).map(({ entry }) => `${entry.label} ${entry.description}`);
  assert.deepEqual(await labels(), ['mine 1 node', 'db 1 node', 'web 2 nodes, 1 connected, 1 failed']);
  tree.setFilter('web1');
  assert.deepEqual(await labels(), ['web 1 node, 1 connected']);
  assert.equal(tree.count, 1);
  const [web] = await tree.children();
  assert.equal(web?.entry.children, 'expanded');
  assert.equal(web?.id, 'nodes?web1/web', 'VS Code does not know it as the one that was closed');
  tree.setFilter('web1');
  assert.deepEqual(told, ['all']);
});

test('a filter that begins with an option is a selection', async () => {
  const { tree, lister } = bench(some);
  tree.setFilter("-F 'a b=c' web");
  await tree.children();
  const { selection, filter } = lister.asked.at(-1) ?? {};
  assert.deepEqual([selection, filter], [['-F', 'a b=c', 'web'], undefined]);
});

test('few nodes are seen at once, of many what they are divided into', async () => {
  const opened = async (count: number): Promise<unknown> => {
    const { tree } = bench(Array.from({ length: count }, (_, at) => aNode(`n${at}`, { groups: ['web'] })));
    return (await tree.children())[0]?.entry.children;
  };
  assert.deepEqual([await opened(20), await opened(21)], ['expanded', 'collapsed']);
});

test('what is the same is not sent again, and what is below it is asked all the same', async () => {
  const { tree, lister, told } = bench(some);
  const [, web] = await tree.children();
  await tree.children(web);
  lister.sent = 0;
  await tree.refresh();
  assert.deepEqual([lister.sent, told], [0, []]);
  lister.nodes = some.map((node) => (node.name === 'web1' ? { ...node, transport: 'ssh' as const } : node));
  await tree.refresh();
  assert.deepEqual([lister.sent, told], [2, [['nodes/web#web1']]]);
});

test('groups stand in the groups that hold them', async () => {
  const { tree, lister } = bench([
    aNode('db1', { groups: ['paris-db', 'paris'] }),
    aNode('gate', { groups: ['paris'] }),
    aNode('web1', { groups: ['tokyo'] }),
  ]);
  lister.parents = { 'paris-db': 'paris' };
  assert.equal(
    await drawn(tree),
    `paris  2 nodes, 2 connected
  paris-db  1 node, 1 connected
    db1  pcp · connected
  gate  pcp · connected
tokyo  1 node, 1 connected
  web1  pcp · connected
`,
  );
});

test('while the inventory is broken its mistake stands above the nodes', async () => {
  const { tree, lister } = bench(some);
  lister.saved = [{ name: 'mine', words: ['web1'] }];
  const labels = async () => (await tree.children()).map(({ entry }) => entry.label);
  await labels();
  const details = { path: '/p/inventory.yaml', line: 2, column: 1 };
  lister.problem = { error: { kind: 'bolt.inventory/parse-error', msg: 'No colon', details }, since: 7 };
  await tree.refresh();
  assert.deepEqual(await labels(), ['inventory.yaml', 'mine', 'db', 'web']);
  assert.equal((await tree.children())[1]?.entry.description, 'not known now');
  assert.equal(tree.problem?.since, 7);
  const [row] = await tree.children();
  assert.deepEqual([row?.entry.command, row?.value], ['baton.openTask', { kind: 'problem', problem: details }]);
  lister.problem = undefined;
  await tree.refresh();
  assert.deepEqual([await labels(), tree.problem], [['mine', 'db', 'web'], undefined]);
});

test('a saved selection holds its nodes, undivided', async () => {
  const { tree, lister } = bench(some);
  lister.saved = [{ name: 'mine', words: ['web1', 'db1'] }];
  const [mine] = await tree.children();
  const rows = await tree.children(mine);
  assert.deepEqual(
    rows.map(({ entry }) => entry.label),
    ['db1', 'web1'],
  );
  assert.deepEqual(lister.asked.at(-1), {
    by: [],
    under: [],
    selection: ['web1', 'db1'],
    nested: true,
    unless: '',
    offset: 0,
    limit: 250,
  });
});

test('what cannot be listed is told where it would stand, and the rest is shown', async () => {
  const { tree, lister } = bench(some);
  const labels = async () => (await tree.children()).map(({ entry }) => `${entry.label}: ${entry.description}`);
  lister.savedSelections = () => Promise.reject(new OrchestratorError('x', 'Not readable'));
  assert.deepEqual((await labels())[0], 'problem: Not readable');
  assert.equal((await labels()).length, 3);
  lister.nodeList = () =>
    Promise.reject(
      new OrchestratorError('bolt/x', 'No YAML', { details: { path: '/p/inventory.yaml', line: 2, column: 1 } }),
    );
  await tree.refresh();
  assert.deepEqual((await labels()).at(-1), 'inventory.yaml: No YAML');
  const [row] = (await tree.children()).slice(-1);
  assert.equal(row?.entry.command, 'baton.openTask');
});

test('what a question of before brings is not shown after another division', async () => {
  const { tree, lister } = bench(some);
  const gate = Promise.withResolvers<void>();
  const plain = lister.nodeList.bind(lister);
  lister.nodeList = async (request) => {
    await gate.promise;
    return plain(request);
  };
  const early = tree.children();
  tree.divide([{ kind: 'transport' }]);
  lister.nodeList = plain;
  const late = await tree.children();
  gate.resolve();
  await early;
  await tree.refresh();
  assert.deepEqual(
    (await tree.children()).map(({ entry }) => entry.label),
    late.map(({ entry }) => entry.label),
  );
});
