import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node, NodeBranch } from '../../orchestrator-core/orchestrator.ts';
import { branchEntry, moreEntry, nodeEntry, selectionEntry } from './entries.ts';
import { aNode } from './fixtures/lister.ts';

const root = { under: [] };

test('a screen reader hears what the icon shows, and states differ in shape', () => {
  const failed = { status: 'failed', at: 1, noop: false, hash: 'h' } as const;
  const states: Partial<Node>[] = [
    { connection: { kind: 'connected', since: 1 } },
    { connection: { kind: 'disconnected' } },
    { connection: { kind: 'agentless' } },
    { lastReport: failed },
  ];
  const entries = states.map((state) => nodeEntry(root, aNode('n', state)));
  assert.deepEqual(
    entries.map((entry) => entry.accessibleLabel),
    [
      'n, connected, transport pcp',
      'n, not connected, transport pcp',
      'n, reached when needed, transport pcp',
      'n, last run failed, connected, transport pcp',
    ],
  );
  assert.equal(new Set(entries.map((entry) => entry.icon)).size, states.length);
});

test('a node is another item in each place where it stands', () => {
  const under = (...values: string[]) => nodeEntry({ under: values }, aNode('n')).id;
  const saved = { name: 'a/b', words: ['n'] };
  const ids = [
    under(),
    under('a'),
    under('a', 'b'),
    under('a/b'),
    nodeEntry({ under: [], selection: saved }, aNode('n')).id,
    nodeEntry({ under: [], filter: 'n' }, aNode('n')).id,
  ];
  assert.equal(new Set(ids).size, ids.length);
});

test('a branch says how its nodes are', () => {
  const branch = (extra: Partial<NodeBranch>): NodeBranch => {
    return { value: 'web', label: 'web', nodes: 3, connected: 0, failed: 0, ...extra };
  };
  const entry = (extra: Partial<NodeBranch>) => branchEntry(root, branch(extra), { kind: 'group' }, true);
  assert.equal(entry({}).accessibleLabel, 'group web, 3 nodes');
  assert.equal(entry({ value: '' }).accessibleLabel, 'in no group, 3 nodes');
  assert.equal(entry({ connected: 2, failed: 1 }).description, '3 nodes, 2 connected, 1 failed');
  assert.equal(branchEntry(root, branch({}), { kind: 'group' }, false).children, 'collapsed');
});

test('a selection says what it means now, or what is wrong with it', () => {
  const saved = { name: 'old', words: ['-F', 'os.family=Debian'] };
  const good = selectionEntry(saved, { count: 2, names: [] });
  assert.deepEqual(
    [good.description, good.tooltip, good.icon],
    ['2 nodes · -F os.family=Debian', 'old\n-F os.family=Debian', 'filter'],
  );
  assert.equal(good.accessibleLabel, 'selection old, 2 nodes, filter -F os.family=Debian');
  const list = selectionEntry({ name: 'two', words: ['web1', 'web2'] }, { count: 2, names: [] });
  assert.deepEqual([list.description, list.icon], ['2 nodes', 'bookmark']);
  const problem = { kind: 'bolt/x', msg: 'No such fact.', details: {} };
  const bad = selectionEntry(saved, { count: 0, names: [], problem });
  assert.deepEqual([bad.description, bad.icon], ['No such fact.', 'warning']);
  assert.equal(bad.accessibleLabel, 'selection old, No such fact.');
});

test('what is not shown is counted', () => {
  const entry = moreEntry('nodes', 250, 10_000);
  assert.deepEqual([entry.accessibleLabel, entry.command], ['Show more… 250 of 10000 shown', 'baton.showMoreNodes']);
});
