import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupSummary, Node } from '../../orchestrator-core/orchestrator.ts';
import { groupEntry, nodeEntry, nodeGroups } from './model.ts';

function node(name: string, extra: Partial<Node> = {}): Node {
  return {
    name,
    transport: 'pcp',
    groups: ['all'],
    features: [],
    aliases: [],
    sources: ['inventory'],
    connection: { kind: 'connected', since: 1 },
    ...extra,
  };
}

/** The tree as indented lines, as it is read on the screen. */
function drawn(groups: readonly GroupSummary[], nodes: readonly Node[]): string {
  return nodeGroups(groups, nodes)
    .flatMap((group) => {
      const entry = groupEntry(group);
      const children = group.nodes.map((item) => nodeEntry(group, item));
      return [entry, ...children].map((item, index) => `${index === 0 ? '' : '  '}${item.label}  ${item.description}`);
    })
    .join('\n');
}

test('nodes stand under their groups, the others under a name that says why', () => {
  const nodes = [
    node('node10', { features: ['shell'] }),
    node('node2', { connection: { kind: 'disconnected' } }),
    node('db.example', { transport: 'ssh', connection: { kind: 'agentless' } }),
    node('lonely'),
    node('stranger', { groups: [] }),
  ];
  const groups: GroupSummary[] = [
    { name: 'all', targets: ['node10', 'node2', 'db.example', 'lonely'] },
    { name: 'web', targets: ['node2', 'node10'] },
    { name: 'db', targets: ['db.example', 'node2'] },
    { name: 'empty', targets: [] },
  ];
  assert.equal(
    drawn(groups, nodes),
    `web  2 nodes, 1/2 connected
  node2  pcp · not connected
  node10  pcp · connected · shell
db  2 nodes, 0/1 connected
  db.example  ssh · reached when needed
  node2  pcp · not connected
in no group  1 node, 1/1 connected
  lonely  pcp · connected
not in the inventory  1 node, 1/1 connected
  stranger  pcp · connected`,
  );
});

test('without an inventory there is this machine', () => {
  const here = node('localhost', { transport: 'local', connection: { kind: 'agentless' } });
  assert.equal(
    drawn([{ name: 'all', targets: ['node1'] }], [node('node1'), here]),
    `all  1 node, 1/1 connected
  node1  pcp · connected
this machine  1 node
  localhost  local · reached when needed`,
  );
});

test('without other groups the nodes stand under all', () => {
  assert.equal(
    drawn([{ name: 'all', targets: ['a'] }], [node('a')]),
    'all  1 node, 1/1 connected\n  a  pcp · connected',
  );
  assert.equal(drawn([], []), '');
});

test('a screen reader hears what the icon shows, and states differ in shape', () => {
  const group = { kind: 'group', name: 'g', selection: ['g'], nodes: [] } as const;
  const states: Node['connection'][] = [
    { kind: 'connected', since: 1 },
    { kind: 'disconnected' },
    { kind: 'agentless' },
  ];
  const entries = states.map((connection) => nodeEntry(group, node('n', { connection })));
  assert.deepEqual(
    entries.map((entry) => entry.accessibleLabel),
    ['n, connected, transport pcp', 'n, not connected, transport pcp', 'n, reached when needed, transport pcp'],
  );
  assert.equal(new Set(entries.map((entry) => entry.icon)).size, states.length);
});

test('the tooltip tells everything that is known', () => {
  const group = { kind: 'group', name: 'g', selection: ['g'], nodes: [] } as const;
  const agent = { version: '0.1.0', extensions: ['output'], facts: {} };
  const known = node('n', { aliases: ['m'], features: ['shell'], connection: { kind: 'connected', since: 1, agent } });
  assert.equal(
    nodeEntry(group, known).tooltip,
    'n\nState: connected\nTransport: pcp\nFeatures: shell\nGroups: all\nAliases: m\nAgent: 0.1.0, output',
  );
});
