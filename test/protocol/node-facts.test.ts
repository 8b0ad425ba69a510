/** What an orchestrator knows of nodes, over real agents: facts that come by themselves, and what is left after a kill. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog, wholeAnswer } from '../../orchestrator-core/common/index.ts';
import { systemClock, systemIds } from '../../orchestrator-core/node/index.ts';
import type { Notice } from '../../orchestrator-core/orchestrator.ts';
import { listenPuppetDb } from '../../orchestrator-core/services/index.ts';
import { openNodeStore } from '../../orchestrator-core/store/index.ts';
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

test('what a run finds on a target without an agent is stored', limit, async (context) => {
  const inventory = 'targets: [{name: here, uri: local://here}]\n';
  const lab = await orchestratorLab(context, {
    'inventory.yaml': inventory,
    'bolt-project.yaml': 'name: lab\n',
    'plans/prepare.pp': 'plan lab::prepare(TargetSpec $targets) {\n  run_task(facts, $targets)\n}\n',
    // A project's own task stands before the one that every project has, and is quick.
    'modules/facts/tasks/init.sh': '#!/bin/sh\necho \'{"os": {"name": "Plan 9"}, "facterversion": "4"}\'\n',
  });
  const { remote } = await lab.start(0);
  const ended = new AbortController();
  const notices = remote.notices(ended.signal);
  const job = await remote.runPlan({
    plan: 'lab::prepare',
    parameters: { kind: 'literal', values: {} },
    targets: ['here'],
  });
  await heard(notices, async (notice) => {
    return notice.kind === 'nodes_changed' && (await remote.node('here')).factsAt !== undefined;
  });
  ended.abort();
  const { facts, lastJob, jobs, sources } = await remote.node('here');
  assert.deepEqual([facts?.values['os'], sources], [{ name: 'Plan 9' }, ['inventory', 'puppetdb']]);
  assert.deepEqual(
    jobs.map(({ title }) => title),
    ['task facts'],
  );
  assert.notEqual(lastJob?.id, job, 'the job of the step, not that of the plan');
});

test('nodes of a PuppetDB that is configured are among the others', limit, async (context) => {
  const root = await mkdtemp(join(tmpdir(), 'baton-puppetdb-'));
  const store = await openNodeStore({ path: join(root, 'nodes.sqlite') });
  const ports = { ids: systemIds, clock: systemClock, log: silentLog };
  // Whoever speaks its protocol is one.
  const puppetDb = await listenPuppetDb({ store, discarded: join(root, 'discarded'), plainPort: 0, ...ports });
  context.after(async () => {
    await puppetDb.close();
    await store.close();
    await rm(root, { recursive: true });
  });
  for (const [certname, family] of Object.entries({ far1: 'Debian', far2: 'RedHat', far10: 'Debian' })) {
    const producer_timestamp = new Date().toISOString();
    const payload = { certname, values: { os: { family } }, environment: 'far', producer: 'p', producer_timestamp };
    await store.submit({ command: 'replace facts', version: 5, certname, payload, received: Date.now() });
  }
  const lab = await orchestratorLab(context, {
    'bolt-project.yaml': `name: lab\npuppetdb: {server_urls: ["${puppetDb.plain?.url}"]}\n`,
    'inventory.yaml': 'targets: [far2]\n',
  });
  const { remote } = await lab.start(0);
  const ended = new AbortController();
  const notices = remote.notices(ended.signal);
  const page = { under: [], offset: 0, limit: 10 };
  const labels = async () => {
    const { branches } = await remote.nodeList({ ...page, by: [{ kind: 'fact', fact: 'os.family' }] });
    return branches.map(({ label, nodes }) => `${label} ${nodes}`).join(', ');
  };
  await labels();
  await heard(notices, async ({ kind }) => kind === 'nodes_changed' && (await labels()) === 'Debian 2, RedHat 1');
  ended.abort();
  const { nodes } = await remote.nodeList({ ...page, by: [] });
  assert.deepEqual(
    nodes.map(({ name, sources }) => `${name} ${sources.join('+')}`),
    ['far1 puppetdb', 'far2 inventory+puppetdb', 'far10 puppetdb'],
  );
  assert.deepEqual((await remote.node('far1')).facts?.values, { os: { family: 'Debian' } });
  const request = { query: 'nodes[certname] { order by certname desc }', limit: 2, includeTotal: true } as const;
  const { elapsed: _, ...answer } = await wholeAnswer(remote.query(request, new AbortController().signal));
  assert.deepEqual(answer, { rows: [{ certname: 'far2' }, { certname: 'far10' }], total: 3, source: 'puppetdb' });
});
