import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../common/index.ts';
import type { Grouping, Node, NodeList } from '../orchestrator.ts';
import { nameKey, orderNames } from './name-order.ts';
import { listNodes } from './node-list.ts';

function node(name: string, more: Partial<Node> = {}): Node {
  return {
    name,
    transport: 'pcp',
    groups: ['all'],
    features: [],
    aliases: [],
    sources: ['inventory'],
    connection: { kind: 'connected', since: 1 },
    ...more,
  };
}

const failed = { status: 'failed', at: 1, noop: false, hash: 'a' } as const;
const nodes = [
  node('db1', { groups: ['db', 'all'], connection: { kind: 'disconnected' }, lastReport: failed }),
  node('web2', { groups: ['web', 'all'], aliases: ['front'] }),
  node('web10', { groups: ['web', 'db', 'all'], transport: 'ssh', connection: { kind: 'agentless' } }),
  node('lonely'),
];
const column = (values: Record<string, Json>): ReadonlyMap<string, Json> => new Map(Object.entries(values));
const facts = new Map([
  ['os.family', column({ db1: 'Debian', web2: 'RedHat', web10: 'Debian' })],
  ['os.release.major', column({ db1: '9', web2: '8', web10: '10' })],
  ['is_virtual', column({ db1: true, web2: false })],
]);
const fact = (name: string): Grouping => ({ kind: 'fact', fact: name });

function drawn({ total, nodeCount, branches, nodes: page }: NodeList): string {
  const rows = branches.map(({ value, label, nodes: count, connected, failed: bad }) =>
    [value === label ? label : `${label}=${value}`, count, connected, bad].join(' '),
  );
  return [`${total}/${nodeCount}`, ...rows, ...page.map(({ name }) => name)].join(', ');
}

const cases: readonly (readonly [string, Parameters<typeof listNodes>[1] | object, string])[] = [
  ['flat', { by: [] }, '4/4, db1, web2, web10, lonely'],
  ['a page', { by: [], offset: 1, limit: 2 }, '4/4, web2, web10'],
  ['a page beyond the end', { by: [], offset: 9 }, '4/4'],
  ['by group', { by: [{ kind: 'group' }] }, '3/4, db 2 0 1, web 2 1 0, in no group= 1 1 0'],
  ['in a group', { by: [{ kind: 'group' }], under: ['db'] }, '2/2, db1, web10'],
  ['in no group', { by: [{ kind: 'group' }], under: [''] }, '1/1, lonely'],
  [
    'by state',
    { by: [{ kind: 'state' }] },
    '3/4, connected 2 2 0, not connected=disconnected 1 0 1, reached when needed=agentless 1 0 0',
  ],
  ['by transport', { by: [{ kind: 'transport' }] }, '2/4, pcp 3 2 1, ssh 1 0 0'],
  ['by report', { by: [{ kind: 'report' }] }, '2/4, failed 1 0 1, no report=none 3 2 0'],
  ['by fact', { by: [fact('os.family')] }, '3/4, Debian="Debian" 2 0 1, RedHat="RedHat" 1 1 0, unknown= 1 1 0'],
  [
    'by two facts, numbers in their order',
    { by: [fact('os.family'), fact('os.release.major')], under: ['"Debian"'] },
    '2/2, 9="9" 1 0 1, 10="10" 1 0 0',
  ],
  [
    'down to the nodes',
    { by: [fact('os.family'), fact('os.release.major')], under: ['"Debian"', '"10"'] },
    '1/1, web10',
  ],
  ['facts that are no texts', { by: [fact('is_virtual')] }, '3/4, false 1 1 0, true 1 0 1, unknown= 2 1 0'],
  ['a branch that is not there', { by: [fact('os.family')], under: ['"Suse"'] }, '0/0'],
  ['a page of branches', { by: [{ kind: 'group' }], offset: 1, limit: 1 }, '3/4, web 2 1 0'],
  ['filtered by name', { by: [], filter: ' WEB1' }, '1/1, web10'],
  ['filtered by words', { by: [], filter: 'web FRONT' }, '1/1, web2'],
  ['filtered by words that no node has all of', { by: [], filter: 'db1 front' }, '0/0'],
  ['filtered by alias', { by: [], filter: 'front' }, '1/1, web2'],
  [
    'filtered by group',
    { by: [{ kind: 'state' }], filter: 'db' },
    '2/2, not connected=disconnected 1 0 1, reached when needed=agentless 1 0 0',
  ],
  ['filtered by a shown fact', { by: [fact('os.family')], filter: 'redhat' }, '1/1, RedHat="RedHat" 1 1 0'],
];
for (const [name, request, expected] of cases) {
  test(`a list ${name}`, () => {
    assert.equal(
      drawn(listNodes({ nodes, facts }, { by: [], under: [], offset: 0, limit: 100, ...request })),
      expected,
    );
  });
}

test('names are ordered with their numbers, and new ones find their place', () => {
  const order = orderNames(['web10', 'Web2', 'web2', 'db', 'web010']);
  const sorted = ['db', 'Web2', 'web2', 'web010', 'web10'];
  assert.deepEqual(order.names, sorted);
  for (const name of ['web3', 'a', 'zz', 'web3']) order.add(name);
  assert.deepEqual(order.names, ['a', 'db', 'Web2', 'web2', 'web3', 'web010', 'web10', 'zz']);
  for (const name of ['web3', 'a', 'zz', 'nobody']) order.remove(name);
  assert.deepEqual(order.names, sorted);
  assert.ok(nameKey('n9') < nameKey('n10'));
});

test('groups stand in the groups that hold them, before the nodes that are in none of those', () => {
  const inner = [
    node('db1', { groups: ['paris-db', 'paris', 'all'] }),
    node('gate', { groups: ['paris', 'all'] }),
    node('web1', { groups: ['paris-web', 'paris', 'all'], transport: 'ssh' }),
    node('web2', { groups: ['tokyo', 'all'] }),
    node('lonely'),
  ];
  const parents = new Map([
    ['paris-db', 'paris'],
    ['paris-web', 'paris'],
  ]);
  const list = (under: readonly string[], more: Partial<Parameters<typeof listNodes>[1]> = {}): string =>
    drawn(
      listNodes(
        { nodes: inner, facts, parents },
        { by: [{ kind: 'group' }], nested: true, under, offset: 0, limit: 100, ...more },
      ),
    );
  assert.equal(list([]), '3/5, paris 3 3 0, tokyo 1 1 0, in no group= 1 1 0');
  assert.equal(list(['paris']), '3/3, paris-db 1 1 0, paris-web 1 1 0, gate');
  assert.equal(list(['paris', 'paris-db']), '1/1, db1');
  assert.equal(list(['']), '1/1, lonely');
  assert.equal(list(['paris'], { offset: 1, limit: 1 }), '3/3, paris-web 1 1 0');
  assert.equal(list(['paris'], { offset: 2, limit: 5 }), '3/3, gate');
  // Below other divisions, too.
  const by = [{ kind: 'transport' }, { kind: 'group' }] as const;
  assert.equal(list(['ssh'], { by }), '1/1, paris 1 1 0');
  assert.equal(list(['ssh', 'paris'], { by }), '1/1, paris-web 1 1 0');
  assert.equal(list(['ssh', 'paris', 'paris-web'], { by }), '1/1, web1');
  // Who does not ask for that gets all groups at once.
  assert.equal(list([], { nested: false, limit: 1 }), '5/5, paris 3 3 0');
});
