/** What an orchestrator knows of nodes, over real agents: facts that come by themselves, and what is left after a kill. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Notice } from '../../orchestrator-core/orchestrator.ts';
import { orchestratorLab } from '../support/orchestrator-lab.ts';

const limit = { timeout: 60_000 };

/** Resolves with the first notice that is wanted. */
async function heard(notices: AsyncIterable<Notice>, wanted: (notice: Notice) => Promise<boolean>): Promise<void> {
  for await (const notice of notices) if (await wanted(notice)) return;
  throw new Error('the notices ended');
}

test('agents’ facts come by themselves, and who shows nodes is told', limit, async (context) => {
  const lab = await orchestratorLab(context, {
    'inventory.yaml': 'config: {transport: pcp}\ntargets: [node1, away]\n',
  });
  const ended = new AbortController();
  const { remote } = await lab.start(1);
  const notices = remote.notices(ended.signal);
  const hasFacts = async (): Promise<boolean> => {
    const node = (await remote.nodes()).find(({ name }) => name === 'node1');
    return node?.factsAt !== undefined;
  };
  await heard(notices, async (notice) => notice.kind === 'nodes_changed' && (await hasFacts()));
  ended.abort();
  const { facts, connection, sources, effective } = await remote.node('node1');
  assert.deepEqual(
    [connection.kind, sources, facts?.environment],
    ['connected', ['inventory', 'agent', 'puppetdb'], 'production'],
  );
  assert.equal(facts?.values['clientcert'], 'node1');
  assert.ok(effective.some(({ path, value }) => path.join('.') === 'config.transport' && value === 'pcp'));
  const page = { under: [], offset: 0, limit: 10 };
  const { branches } = await remote.nodeList({ ...page, by: [{ kind: 'fact', fact: 'kernel' }] });
  assert.deepEqual(
    branches.map(({ label, nodes, connected }) => [label, nodes, connected]),
    [
      [facts?.values['kernel'], 1, 1],
      ['unknown', 1, 0],
    ],
  );
  await assert.rejects(remote.node('nobody'), { kind: 'bolt/unknown-target' });
});

test(
  'what is stored survives the orchestrator’s being killed, and so does when agents were last seen',
  limit,
  async (context) => {
    const lab = await orchestratorLab(context, { 'inventory.yaml': 'config: {transport: pcp}\ntargets: [node1]\n' });
    const ended = new AbortController();
    const first = await lab.start(2);
    const notices = first.remote.notices(ended.signal);
    const found = new Map<string, number>();
    await heard(notices, async ({ kind }) => {
      if (kind !== 'nodes_changed') return false;
      for (const { name, factsAt } of await first.remote.nodes()) if (factsAt !== undefined) found.set(name, factsAt);
      return found.size > 0;
    });
    ended.abort();
    first.child.kill('SIGKILL');
    const second = await lab.start(0);
    const nodes = new Map((await second.remote.nodes()).map((node) => [node.name, node]));
    assert.deepEqual([...nodes.keys()].sort(), ['node1', 'node2']);
    for (const [name, factsAt] of found) assert.equal(nodes.get(name)?.factsAt, factsAt, name);
    for (const { connection, features } of nodes.values()) {
      assert.equal(connection.kind, 'disconnected');
      assert.ok(connection.kind === 'disconnected' && (connection.since ?? 0) > Date.now() - 60_000);
      assert.ok(features.includes('shell'));
    }
  },
);
