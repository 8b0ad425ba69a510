import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { isJsonObject, type Json, ManualClock, OrchestratorError, silentLog } from '../common/index.ts';
import { startFakePuppetDb } from '../fake-puppetdb.ts';
import { memoryNodeStore } from '../inventory/index.ts';
import { createJobKeeper, type JobDetails, memoryJournal } from '../jobs/index.ts';
import { loadInventory } from '../load-inventory.ts';
import { diskFiles, systemIds } from '../node/index.ts';
import { loadProject } from '../project/index.ts';
import { openAgentRecords } from '../store/index.ts';
import { AgentDirectory } from '../transports/index.ts';
import { nodeSelector } from './node-selector.ts';
import { openNodes } from './open-nodes.ts';
import { openSavedSelections } from './saved-selections.ts';
import type { Selector } from './selector.ts';

const yaml = `
groups:
  - name: web
    targets: [{name: web1, alias: front}, web2, web3]
  - name: db
    targets: [{name: db1, facts: {role: db, os: {family: Solaris}}}]
config: {transport: ssh}
`;
/** The classes of the nodes that have a catalog. */
const classes: Readonly<Record<string, readonly string[]>> = { web1: ['Apache', 'Apache::Ssl'], web2: ['Apache'] };

const directory = await mkdtemp(join(tmpdir(), 'baton-selector-'));
const puppetDb = await startFakePuppetDb();
after(async () => {
  await rm(directory, { recursive: true });
  await puppetDb.close();
});

/** Answers what the selector asks about classes, and one query of a person. */
function rows(query: string | readonly Json[]): readonly string[] {
  if (query === 'nodes[certname] {}') return ['{"certname":"front"}', '{"certname":"db1"}', '{"certname":"db1"}'];
  if (query === 'facts {}') return ['{"name":"os","value":"Debian"}'];
  if (typeof query === 'string') {
    throw new OrchestratorError('puppetlabs.puppetdb/query-error', `PQL parse error: ${query}`);
  }
  const [, , [, [column], filter]] = query as unknown as [string, string, [string, [string], Json[]]];
  if (column === 'title') return [...new Set(Object.values(classes).flat())].map((title) => JSON.stringify({ title }));
  const titles = JSON.stringify(filter);
  return Object.keys(classes)
    .filter((name) => classes[name]?.some((title) => titles.includes(`"${title}"`)))
    .map((certname) => JSON.stringify({ certname }));
}

/** A selector over an inventory, three connected or known agents and a job. */
async function selector({ withPuppetDb = false } = {}): Promise<Selector> {
  const { project: found } = await loadProject(diskFiles, directory, {});
  const puppetdb = { server_urls: [puppetDb.url], cacert: join(puppetDb.directory, 'ca.pem') };
  const project = withPuppetDb ? { ...found, puppetdb } : found;
  const inventory = await loadInventory(diskFiles, project, { inventoryText: yaml });
  const clock = new ManualClock();
  const agents = new AgentDirectory(clock, silentLog);
  agents.inventoryChanged({ client: 'pcp://agent1/agent', change: 1 });
  agents.inventoryChanged({ client: 'pcp://gone1/agent', change: 1 });
  agents.inventoryChanged({ client: 'pcp://gone1/agent', change: -1 });
  const store = memoryNodeStore(rows);
  const facts: Readonly<Record<string, Json>> = {
    web1: { os: { family: 'Debian', release: { major: '12' } }, processors: { count: 4, models: ['Xeon'] } },
    web2: { os: { family: 'RedHat', release: { major: '9' } }, processors: { count: 16 } },
    agent1: { os: { family: 'Debian', release: { major: '11' } } },
    lost1: { os: { family: 'Debian' } },
  };
  for (const [certname, values] of Object.entries(facts)) {
    const payload = { certname, values, environment: 'production' };
    if (isJsonObject(payload)) {
      await store.submit({ command: 'replace facts', version: 5, certname, payload, received: 1 });
    }
  }
  const transportOf = () => {
    throw new Error('nothing runs here');
  };
  const keeper = createJobKeeper({ journal: memoryJournal(clock), clock, ids: systemIds, log: silentLog, transportOf });
  const nodes = openNodes({
    source: { project: async () => project, inventory: async () => inventory },
    agents,
    keeper,
    store,
    records: openAgentRecords({ clock, log: silentLog }),
    clock,
    log: silentLog,
    changed: () => {},
  });
  const jobNodes = [
    { name: 'web1', state: 'finished' },
    { name: 'db1', state: 'errored' },
  ];
  const source = {
    project: async () => project,
    inventory: async () => inventory,
    refresh: () => {},
    watch: async () => {},
    close: () => {},
  };
  return nodeSelector(
    {
      source,
      agents,
      nodes,
      keeper: { details: async () => ({ nodes: jobNodes, description: {} }) as unknown as JobDetails },
      random: () => 0,
    },
    openSavedSelections(async () => directory),
  );
}

const cases: readonly (readonly [readonly string[], string])[] = [
  [[], ''],
  [['web', 'db1'], 'web1 web2 web3 db1'],
  [['front,db1'], 'web1 db1'],
  [['ssh://new.example'], 'ssh://new.example'],
  // What is named as nothing is nobody, and batches choose nobody.
  [['', '-F', 'os.family=Debian'], ''],
  [['-t', ' ', '-x', 'web1'], ''],
  [['--batch', '2'], ''],
  // Filters narrow what is named; alone they mean every node that is known.
  [['web', '-F', 'os.family=Debian'], 'web1'],
  [['-F', 'os.family=Debian'], 'web1 agent1 lost1'],
  [['all', '-F', 'os.family=Debian'], 'web1 agent1'],
  [['-F', 'os.release.major>=11'], 'web1 agent1'],
  [['-F', 'processors.count>4'], 'web2'],
  [['-F', 'processors.models=Xeon'], 'web1'],
  [['-F', 'os.family!=Debian'], 'web2 db1'],
  [['-F', 'role=db'], 'db1'],
  [['-F', 'os=family'], 'web1 web2 db1 agent1 lost1'],
  [['-F', 'os.family=~/^(Deb|Sol)/', '-F', 'os.release.major=12'], 'web1'],
  [['-C', 'apache'], 'web1 web2'],
  [['-C', 'Apache::Ssl'], 'web1'],
  [['-C', '/^apache/', '-C', 'apache::ssl'], 'web1'],
  [['-W', 'os.family=RedHat /apache/'], 'web2'],
  [['-I', 'web1', '-I', '/^db/'], 'web1 db1'],
  [['-A', 'pxp'], 'agent1'],
  [['-S', 'os.family=Debian and not apache::ssl'], 'agent1 lost1'],
  [['-S', 'not os.family=Debian', 'web'], 'web2 web3'],
  [['-S', '(apache or role=db) and !os.family=RedHat'], 'web1 db1'],
  [['-x', 'web', '-I', '/\\d/'], 'db1 agent1 gone1 lost1'],
  [['all', '-x', 'web*', '-x', 'agent1'], 'db1'],
  [['-q', 'nodes[certname] {}'], 'web1 db1'],
  [['-q', 'nodes[certname] {}', '-F', 'role=db'], 'db1'],
  [['--saved', 'debs'], 'web1 agent1 lost1'],
  [['db1', '--saved', 'debs', '-x', 'lost1'], 'db1 web1 agent1'],
  [['--saved', 'outer', '--limit', '1'], 'web2'],
  [['--rerun', 'failure:3'], 'db1'],
  [['--rerun', 'success:3'], 'web1'],
  [['--rerun', 'all'], 'web3'],
  [['web', '--limit', '2'], 'web1 web2'],
  [['web', '--limit', '50%'], 'web1'],
  [['-1', '-F', 'os.family=Debian'], 'web1'],
  [['web', '--limit', '2', '--limit-method', 'random'], 'web1 web2'],
];

describe('a selection means nodes', async () => {
  await writeFile(join(directory, '.rerun.json'), '[{"target":"web3","status":"success"}]');
  const saved =
    'debs: -F os.family=Debian\nouter: web2 web3 --saved debs\nself: --saved again\nagain: --saved self\nodd: -F x\nslow: web --batch 1\n';
  await writeFile(join(directory, 'selections.yaml'), saved);
  const { names, targets } = await selector();
  for (const [words, expected] of cases) {
    test(words.join(' '), async () => assert.equal((await names(words)).names.join(' '), expected));
  }
  test('targets are those of the inventory, agents, and others', async () => {
    const found = await targets(['-I', '/1$/']);
    assert.deepEqual(
      found.targets.map(({ name, transport }) => [name, transport]),
      [
        ['web1', 'ssh'],
        ['db1', 'ssh'],
        ['agent1', 'pcp'],
        ['gone1', 'pcp'],
        ['lost1', 'ssh'],
      ],
    );
  });
  test('an agent that is away is one all the same', async () => {
    const [gone] = (await targets(['gone1'])).targets;
    assert.equal(gone?.transport, 'pcp');
  });
  test('batches are handed on', async () => {
    const { batch } = await targets(['web', '--batch', '50%', '--batch-sleep', '1.5']);
    assert.deepEqual(batch, { value: 50, unit: 'percent', pause: 1500 });
    assert.deepEqual((await targets(['--saved', 'slow'])).batch, { value: 1, unit: 'nodes', pause: 0 });
    assert.deepEqual((await targets(['--saved', 'slow', '--batch', '3'])).batch?.value, 3);
  });
  test('a seed chooses the same nodes, however they are named', async () => {
    const one = (await names(['web', 'db', '--limit', '2', '--limit-seed', '7'])).names;
    const other = (await names(['db', 'web', '--limit', '2', '--limit-seed', '7'])).names;
    assert.deepEqual([...one].sort(), [...other].sort());
    assert.equal(one.length, 2);
  });
});

describe('what is wrong with a selection is an answer while it is typed', async () => {
  const { preview } = await selector();
  const wrong: readonly (readonly [readonly string[], string, string])[] = [
    [['web', 'nope*'], 'bolt.inventory/wildcard-error', 'nope*'],
    [['web', '-F', 'os'], 'baton/selection-error', 'os'],
    [['-q', 'nodes {'], 'puppetlabs.puppetdb/query-error', 'nodes {'],
    [['-q', 'facts {}'], 'bolt/puppetdb-error', 'facts {}'],
    [['web', '--saved', 'deb'], 'baton/selection-error', 'deb'],
    [['--saved', 'self'], 'baton/selection-error', 'self'],
    [['--saved', 'odd'], 'baton/selection-error', 'odd'],
  ];
  for (const [words, kind, part] of wrong) {
    test(words.join(' '), async () => {
      const { count, names, problem } = await preview(words, 3);
      assert.deepEqual([count, names, problem?.kind], [0, [], kind]);
      const { range, text } = problem?.details ?? {};
      assert.ok(isJsonObject(range));
      assert.equal(String(text).slice(Number(range['start']), Number(range['end'])), part);
    });
  }
  test('of what is right the first few are shown', async () => {
    assert.deepEqual(await preview(['web'], 2), { count: 3, names: ['web1', 'web2'] });
  });
});

test("a query is asked of the project's PuppetDB where it has one", async () => {
  const { names } = await selector({ withPuppetDb: true });
  puppetDb.answer = { status: 200, text: '[{"certname":"web1"},{"certname":"other"},{"certname":"web1"}]' };
  assert.deepEqual((await names(['-q', 'nodes { }'])).names, ['web1', 'other']);
  assert.deepEqual(puppetDb.asked.at(-1)?.body, { query: 'nodes { }' });
  puppetDb.answer = { status: 200, text: '[]' };
  assert.deepEqual((await names(['-q', 'nodes { }'])).names, []);
});

test("facts of the project's PuppetDB are waited for, and without them nothing is chosen", async () => {
  const { names } = await selector({ withPuppetDb: true });
  const inventory = ['web3', 'far1'].map((certname) => ({
    certname,
    'facts.os.family': 'RedHat',
    'facts.processors.models': ['Xeon'],
  }));
  puppetDb.answer = { status: 503, text: 'starting' };
  await assert.rejects(names(['web', '-S', 'not os.family=RedHat']), { kind: 'bolt/puppetdb-error' });
  puppetDb.answer = { status: 200, text: JSON.stringify(inventory) };
  assert.deepEqual((await names(['web', '-S', 'not os.family=RedHat'])).names, ['web1']);
  assert.deepEqual((await names(['-F', 'os.family=RedHat'])).names, ['web2', 'web3', 'far1']);
  assert.deepEqual((await names(['web3,far1', '-F', 'processors.models.0=Xeon'])).names, ['web3', 'far1']);
});

test('a filter by a fact that no node has is advised on', async () => {
  const { preview } = await selector();
  const hint = async (...words: string[]): Promise<string | undefined> => (await preview(words, 0)).hint;
  const osFamily = "No node has a fact 'osfamily'. It is part of a structured fact now: 'os.family'.";
  assert.equal(await hint('-F', 'osfamily=Debian'), osFamily);
  assert.equal(
    await hint('-S', 'osfamily=x or os.familiy=y'),
    `${osFamily} No node has a fact 'os.familiy'. Did you mean 'os.family'?`,
  );
  assert.equal(await hint('-F', 'os.family=Plan9'), undefined);
  assert.equal(await hint('-F', 'os.family=Debian'), undefined);
  assert.equal(await hint('-Z'), undefined);
});

test('the query of a selection ends with the plan that asks it', async () => {
  const { names } = await selector({ withPuppetDb: true });
  const signal = AbortSignal.abort(new Error('stopped'));
  await assert.rejects(names(['-q', 'nodes[certname] {}'], { signal }), /^Error: stopped$/);
});
