import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { ManualClock, OrchestratorError, silentLog } from '../common/index.ts';
import { type Inventory, memoryNodeStore, type NodeStore } from '../inventory/index.ts';
import { loadInventory } from '../load-inventory.ts';
import { diskFiles } from '../node/index.ts';
import type { Node } from '../orchestrator.ts';
import { loadProject } from '../project/index.ts';
import { AgentDirectory } from '../transports/index.ts';
import { createJobHistory } from './job-history.ts';
import { createNodeDirectory, type NodeDirectory } from './node-directory.ts';

const yaml = `
groups:
  - name: web
    targets: [{name: front, uri: ssh://front.example}, web10, web2]
config: {transport: pcp}
`;

async function inventoryOf(text: string): Promise<Inventory> {
  const { project } = await loadProject(diskFiles, join(import.meta.dirname, 'fixtures/no-such-project'), {});
  return loadInventory(diskFiles, project, { inventoryText: text });
}

interface House {
  readonly directory: NodeDirectory;
  readonly agents: AgentDirectory;
  readonly clock: ManualClock;
  readonly store: NodeStore;
  /** What was told to have changed. */
  readonly told: string[];
  inventory: Inventory;
  broken: boolean;
}

async function house(text = yaml): Promise<House> {
  const clock = new ManualClock();
  const agents = new AgentDirectory(clock, silentLog);
  const store = memoryNodeStore();
  const told: string[] = [];
  const made = { agents, clock, store, told, inventory: await inventoryOf(text), broken: false };
  const directory = createNodeDirectory({
    inventory: async () => {
      if (made.broken) throw new OrchestratorError('bolt.inventory/parse-error', 'A colon is missing');
      return made.inventory;
    },
    agents,
    store,
    jobs: createJobHistory(),
    log: silentLog,
    clock,
    changed: (names) => told.push(names?.join(' ') ?? 'any'),
  });
  return Object.assign(made, { directory });
}

function connect(agents: AgentDirectory, name: string, change: 1 | -1 = 1): void {
  agents.inventoryChanged({ client: `pcp://${name}/agent`, change });
}

async function giveFacts(store: NodeStore, certname: string, os: string, received = 1000): Promise<void> {
  const payload = { certname, values: { os }, environment: 'production' };
  await store.submit({ command: 'replace facts', version: 5, certname, payload, received });
}

async function drawn(directory: NodeDirectory): Promise<string[]> {
  return [...(await directory.records()).values()].map(
    ({ name, transport, connection, sources }) => `${name} ${transport} ${connection.kind} ${sources.join('+')}`,
  );
}

test('there is one record for each node, whoever knows it', async () => {
  const { directory, agents, store, clock } = await house();
  clock.advance(5000);
  for (const name of ['web2', 'stranger', 'gone']) connect(agents, name);
  connect(agents, 'gone', -1);
  await giveFacts(store, 'web10', 'Debian');
  await giveFacts(store, 'gone', 'Debian');
  await giveFacts(store, 'elsewhere', 'RedHat');
  assert.deepEqual(await drawn(directory), [
    'front ssh agentless inventory',
    'web10 pcp disconnected inventory+puppetdb',
    'web2 pcp connected inventory+agent',
    'elsewhere pcp disconnected puppetdb',
    'gone pcp disconnected agent+puppetdb',
    'stranger pcp connected agent',
  ]);
  const records = await directory.records();
  assert.equal(records.get('web10')?.factsAt, 1000);
  assert.deepEqual(records.get('gone')?.connection, { kind: 'disconnected', since: 5000 });
  assert.deepEqual(
    (await directory.shown()).nodes.map(({ name }) => name),
    ['elsewhere', 'front', 'gone', 'stranger', 'web2', 'web10'],
  );
});

test('a change makes the records of its nodes anew, and no others', async () => {
  const { directory, agents, store, told } = await house();
  const before = new Map(await directory.records());
  const changed = async (): Promise<string[]> => {
    const after = await directory.records();
    const names = new Set([...before.keys(), ...after.keys()]);
    const found = [...names].filter((name) => before.get(name) !== after.get(name));
    for (const name of found) {
      const node: Node | undefined = after.get(name);
      if (node === undefined) before.delete(name);
      else before.set(name, node);
    }
    return found;
  };
  assert.deepEqual(await changed(), []);
  connect(agents, 'web2');
  assert.deepEqual(await changed(), ['web2']);
  await giveFacts(store, 'web10', 'Debian');
  assert.deepEqual(await changed(), ['web10']);
  connect(agents, 'new');
  assert.deepEqual(await changed(), ['new']);
  assert.deepEqual(
    (await directory.shown()).nodes.map(({ name }) => name),
    ['front', 'new', 'web2', 'web10'],
  );
  assert.deepEqual(told, ['web2', 'web10', 'new']);
});

test('another inventory is read whole', async () => {
  const made = await house();
  await made.directory.records();
  made.inventory = await inventoryOf('targets: [one]\n');
  assert.deepEqual(await drawn(made.directory), ['one ssh agentless inventory']);
});

test('without an inventory there is this machine', async () => {
  const made = await house();
  const { project } = await loadProject(diskFiles, join(import.meta.dirname, 'fixtures/no-such-project'), {});
  made.inventory = await loadInventory(diskFiles, project, {});
  connect(made.agents, 'node1');
  assert.deepEqual(await drawn(made.directory), ['localhost local agentless ', 'node1 pcp connected agent']);
});

test('a store that cannot be read costs nobody the list', async () => {
  const made = await house();
  await giveFacts(made.store, 'web2', 'Debian');
  await made.directory.records();
  const nodes = made.store.nodes;
  Object.assign(made.store, { nodes: async () => Promise.reject(new Error('disk')) });
  await giveFacts(made.store, 'web2', 'RedHat', 2000);
  assert.equal((await made.directory.records()).get('web2')?.factsAt, 1000);
  Object.assign(made.store, { nodes });
  assert.equal((await made.directory.records()).get('web2')?.factsAt, 2000);
});

test('what is said of the host of a target is said of the target', async () => {
  const { directory, agents, store, told } = await house(`
config: {transport: ssh}
targets:
  - {name: web1, uri: web1.example}
  - {name: web2, config: {transport: pcp, pcp: {host: web2.example}}}
  - {name: two, uri: "ssh://shared.example:2201"}
  - {name: three, uri: "ssh://shared.example:2202"}
  - {name: four, uri: "ssh://192.0.2.4"}
  - {name: here, uri: "ssh://localhost:2222"}
  - {name: fifth, uri: sixth}
  - sixth
`);
  await directory.records();
  connect(agents, 'web2.example');
  for (const name of ['web1.example', 'web2.example', 'shared.example', '192.0.2.4', 'localhost', 'sixth']) {
    await giveFacts(store, name, 'Debian');
  }
  assert.deepEqual(told, ['web2', 'web1', 'web2', 'shared.example', '192.0.2.4', 'localhost', 'sixth']);
  const known = (await drawn(directory)).filter((line) => line.includes('puppetdb'));
  assert.deepEqual(known.sort(), [
    '192.0.2.4 ssh agentless puppetdb',
    'localhost local agentless puppetdb',
    'shared.example ssh agentless puppetdb',
    'sixth ssh agentless inventory+puppetdb',
    'web1 ssh agentless inventory+puppetdb',
    'web2 pcp connected inventory+agent+puppetdb',
  ]);
  const names = await directory.names();
  assert.deepEqual(
    ['web1', 'fifth', 'two', 'new'].map((name) => names.certnameOf(name)),
    ['web1.example', 'fifth', 'two', 'new'],
  );
  assert.deepEqual(
    [
      ...names.byNode(
        new Map([
          ['web1.example', 1],
          ['x', 2],
        ]),
      ),
    ],
    [
      ['web1', 1],
      ['x', 2],
    ],
  );
});

test('while the inventory is broken, what was read last is shown with the nodes as they are', async () => {
  const made = await house();
  const { directory, agents, clock } = made;
  await directory.records();
  const since = clock.now();
  made.broken = true;
  clock.advance(5000);
  connect(agents, 'web2');
  const { nodes, problem, inventory } = await directory.shown();
  assert.deepEqual([problem?.error.msg, problem?.since], ['A colon is missing', since]);
  assert.equal(inventory, made.inventory);
  assert.deepEqual(
    nodes.map(({ name, groups, connection }) => `${name} ${groups[0]} ${connection.kind}`),
    ['front web agentless', 'web2 web connected', 'web10 web disconnected'],
  );
  // Nobody runs anything on what is not sure.
  await assert.rejects(directory.records(), /A colon is missing/);
  made.broken = false;
  assert.equal((await directory.shown()).problem, undefined);
});

test('where the inventory was never read, agents are shown alone', async () => {
  const made = await house();
  made.broken = true;
  connect(made.agents, 'web2');
  const { nodes, problem } = await made.directory.shown();
  assert.deepEqual(problem?.since, undefined);
  assert.deepEqual(
    nodes.map(({ name, transport, connection }) => `${name} ${transport} ${connection.kind}`),
    ['web2 pcp connected'],
  );
  made.broken = false;
  assert.deepEqual([...(await made.directory.records()).keys()], ['front', 'web10', 'web2']);
});
