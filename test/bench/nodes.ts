/** How long lists of many nodes take, and how a thousand agents with their facts are borne. `node test/bench/nodes.ts` */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { type JsonObject, silentLog } from '../../orchestrator-core/common/index.ts';
import { readInventory } from '../../orchestrator-core/inventory/index.ts';
import { createJobKeeper, memoryJournal } from '../../orchestrator-core/jobs/index.ts';
import { diskFiles, systemClock, systemIds } from '../../orchestrator-core/node/index.ts';
import { type NodeMethods, nodeMethods, nodeSelector, openNodes } from '../../orchestrator-core/node-service/index.ts';
import type { Grouping, NodeListRequest } from '../../orchestrator-core/orchestrator.ts';
import { loadProject } from '../../orchestrator-core/project/index.ts';
import { extensionMessage, pxpMessage } from '../../orchestrator-core/pxp/index.ts';
import { openAgentRecords, openNodeStore } from '../../orchestrator-core/store/index.ts';
import { AgentDirectory } from '../../orchestrator-core/transports/index.ts';
import type { Row } from './main.ts';
import { duration, summarize, timed } from './measure.ts';
import { residentOf, serveProcess } from './serve-process.ts';

const families = ['Debian', 'RedHat', 'Suse', 'windows'];

/** Facts of a node, about as many and as long as those of a small machine. */
function factsOf(index: number): JsonObject {
  const major = String(8 + (index % 7));
  const address = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  const interfaces = Object.fromEntries(
    ['eth0', 'eth1', 'lo', 'docker0', 'veth1', 'veth2'].map((name) => [
      name,
      { bindings: [{ address, netmask: '255.255.255.0', network: '10.0.0.0' }], ip: address, mtu: 1500 },
    ]),
  );
  const key = Buffer.from(`key of ${index} `.repeat(30)).toString('base64');
  return {
    kernel: 'Linux',
    kernelrelease: `6.1.${index % 40}`,
    os: { family: families[index % families.length] ?? '', name: 'Debian', release: { full: `${major}.1`, major } },
    networking: { fqdn: `node${index}.example.com`, ip: address, interfaces },
    processors: { count: 2 ** (index % 6), models: ['A CPU', 'A CPU'] },
    memory: { system: { total_bytes: 2 ** 34, used_bytes: index * 4096 } },
    mountpoints: Object.fromEntries(
      ['/', '/boot', '/dev/shm', '/home', '/run', '/srv', '/tmp', '/var'].map((path) => [
        path,
        { device: '/dev/vda', filesystem: 'ext4', options: ['rw', 'relatime'], size: '9 GiB', size_bytes: 9 * 2 ** 30 },
      ]),
    ),
    ssh: Object.fromEntries(['rsa', 'ecdsa', 'ed25519'].map((type) => [type, { key: `${key}${type}`, type }])),
  };
}

interface Listed {
  readonly methods: NodeMethods;
  change(index: number): Promise<void>;
  close(): Promise<void>;
}

/** An orchestrator's nodes without the orchestrator: so many in the inventory, each with facts. */
async function listed(directory: string, count: number): Promise<Listed> {
  const names = Array.from({ length: count }, (_, index) => `node${index}.example.com`);
  const groups = Array.from({ length: 50 }, (_, group) => {
    const members = names.filter((_, index) => index % 50 === group);
    return `  - {name: group${group}, targets: [${members.join(', ')}]}`;
  });
  const text = `groups:\n${groups.join('\n')}\nconfig: {transport: pcp}\n`;
  const inventory = readInventory({ text, path: 'inventory.yaml' });
  const { project } = await loadProject(diskFiles, directory, {});
  const agents = new AgentDirectory(systemClock, silentLog);
  for (const name of names.filter((_, index) => index % 3 > 0)) {
    agents.inventoryChanged({ client: `pcp://${name}/agent`, change: 1 });
  }
  const store = await openNodeStore({ path: join(directory, `nodes${count}.sqlite`) });
  const put = async (index: number, at: number): Promise<void> => {
    const certname = names[index] ?? '';
    const values = count > 10_000 ? { os: factsOf(index)['os'] ?? '' } : factsOf(index);
    const payload = { certname, values, environment: 'production', producer_timestamp: new Date(at).toISOString() };
    await store.submit({ command: 'replace facts', version: 5, certname, payload, received: at });
  };
  for (let first = 0; first < count; first += 500) {
    await Promise.all(names.slice(first, first + 500).map((_, index) => put(first + index, 1_700_000_000_000)));
  }
  const journal = memoryJournal(systemClock);
  const transportOf = () => {
    throw new Error('nothing runs here');
  };
  const keeper = createJobKeeper({ journal, clock: systemClock, ids: systemIds, log: silentLog, transportOf });
  const source = {
    project: async () => project,
    inventory: async () => inventory,
    refresh: () => {},
    watch: async () => {},
    close: () => {},
  };
  const records = openAgentRecords({ clock: systemClock, log: silentLog });
  const nodes = openNodes({
    source,
    agents,
    keeper,
    store,
    records,
    clock: systemClock,
    log: silentLog,
    changed: () => {},
  });
  const services = { source, agents, nodes, clock: systemClock, ids: systemIds, transportOf };
  const saved = { all: async () => [], save: async () => {} };
  const methods = nodeMethods(services, nodeSelector({ ...services, keeper }, saved), saved);
  let moment = 1_700_000_001_000;
  const change = (index: number): Promise<void> => {
    moment += 1;
    return put(index, moment);
  };
  return { methods, change, close: () => nodes.close() };
}

/** What a person may be typing while the nodes that are meant are counted. */
const selections: readonly (readonly string[])[] = [
  ['all'],
  ['node1*'],
  ['-F', 'os.family=Debian'],
  ['-S', 'os.family=Debian and not (os.release.major<10 or os.release.major=14)'],
  ['-I', '/node.*7\\./'],
  ['-q', 'inventory[certname] { facts.os.family = "Debian" }'],
];

const family: Grouping = { kind: 'fact', fact: 'os.family' };
const major: Grouping = { kind: 'fact', fact: 'os.release.major' };

async function lists(count: number, runs: number): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const { methods, change, close } = await listed(directory, count);
  const list = (request: Partial<NodeListRequest>) => () =>
    methods.nodeList({ by: [], under: [], offset: 0, limit: 200, ...request });
  const rows: Row[] = [];
  const measure = async (what: string, action: () => Promise<unknown>): Promise<void> => {
    const samples = await timed(runs, action);
    rows.push({ what, ours: duration(samples.median), spread: `p95 ${duration(samples.p95)}`, bolt: '—' });
  };
  try {
    const begun = performance.now();
    await list({ by: [family, major] })();
    const many = `${count.toLocaleString('en')} nodes`;
    rows.push({
      what: `list of ${many}, first look`,
      ours: duration(performance.now() - begun),
      spread: 'by fact',
      bolt: '—',
    });
    await measure(`${many} by os.family`, list({ by: [family, major] }));
    await measure('… then by os.release.major', list({ by: [family, major], under: ['"Debian"'] }));
    await measure('… and the nodes there', list({ by: [family, major], under: ['"Debian"', '"9"'] }));
    await measure(`${many} by group`, list({ by: [{ kind: 'group' }] }));
    await measure(`${many} by state`, list({ by: [{ kind: 'state' }] }));
    await measure(`a page of 200 of ${many}`, list({ offset: count / 2 }));
    await measure(`${many} filtered by name`, list({ filter: 'node77' }));
    for (const words of selections) {
      const cold = performance.now();
      await methods.select(words, 20);
      const first = performance.now() - cold;
      const samples = await timed(runs, () => methods.select(words, 20));
      const spread = `p95 ${duration(samples.p95)}, the first time ${duration(first)}`;
      rows.push({ what: `\`${words.join(' ')}\` of ${many}`, ours: duration(samples.median), spread, bolt: '—' });
    }
    let changed = 0;
    await measure('by os.family, after the facts of a node changed', async () => {
      changed += 1;
      await change(changed);
      await list({ by: [family] })();
    });
    return rows;
  } finally {
    await close();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** An agent that says hello, tells of its facts and sends them when it is asked. */
async function connect(url: string, index: number): Promise<{ tell(): void; close(): void }> {
  const name = `node${index}`;
  const socket = new WebSocket(`${url.replace(/\/pcp2.*$/, '')}/pcp2/${name}/agent`);
  const send = (message_type: string, target: string, data: JsonObject): void =>
    socket.send(JSON.stringify({ id: systemIds.uuid(), message_type, target, sender: `pcp://${name}/agent`, data }));
  socket.on('message', (text) => {
    const message = JSON.parse(String(text)) as {
      readonly message_type: string;
      readonly sender: string;
      readonly data: { readonly transaction_id: string };
    };
    if (message.message_type === pxpMessage.blockingRequest) {
      const results = { transaction_id: message.data.transaction_id, results: { request_hops: [] } };
      send(pxpMessage.blockingResponse, message.sender, results);
    }
    if (message.message_type !== extensionMessage.factsRequest) return;
    send(extensionMessage.facts, message.sender, { digest: 'd', age: 0, facts: factsOf(index), classes: ['apache'] });
  });
  await once(socket, 'open');
  send(extensionMessage.hello, 'pcp:///server', { version: '1', extensions: ['facts'], features: ['shell'] });
  return {
    tell: () => send(extensionMessage.factsDigest, 'pcp:///server', { digest: 'd' }),
    close: () => socket.terminate(),
  };
}

/** A thousand agents tell of their facts at once; meanwhile somebody asks how things are. */
async function agentsWithFacts(count: number): Promise<readonly Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const [project, data] = [join(directory, 'project'), join(directory, 'data')];
  await mkdir(project);
  await writeFile(join(project, 'bolt-project.yaml'), 'name: bench\n');
  const { remote, child, plainBroker, close } = await serveProcess(project, data, ['--plain-broker-port', '0']);
  const agents: Awaited<ReturnType<typeof connect>>[] = [];
  try {
    for (let index = 0; index < count; index += 1) agents.push(await connect(plainBroker, index));
    const before = await residentOf(child.pid);
    const begun = performance.now();
    for (const agent of agents) agent.tell();
    const waits: number[] = [];
    for (let found = 0; found < count; ) {
      const asked = performance.now();
      await remote.status();
      waits.push(performance.now() - asked);
      found = (await remote.nodes()).filter(({ factsAt }) => factsAt !== undefined).length;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const took = performance.now() - begun;
    const after = await residentOf(child.pid);
    const { median, p95 } = summarize(waits);
    const pinged = performance.now();
    const pongs: number[] = [];
    for await (const { ok, milliseconds } of remote.ping(['all'], 60_000, new AbortController().signal)) {
      if (ok) pongs.push(milliseconds);
    }
    const all = performance.now() - pinged;
    const each = summarize(pongs);
    const size = Math.round(JSON.stringify(factsOf(1)).length / 100) / 10;
    return [
      {
        what: `facts of ${count} agents stored and visible`,
        ours: duration(took),
        spread: `${size} kB each`,
        bolt: '—',
      },
      {
        what: 'status of the orchestrator meanwhile',
        ours: duration(median),
        spread: `p95 ${duration(p95)}`,
        bolt: '—',
      },
      {
        what: `ping of ${pongs.length} agents`,
        ours: duration(all),
        spread: `each ${duration(each.median)}, p95 ${duration(each.p95)}, 250 at a time`,
        bolt: '—',
      },
      {
        what: 'memory of the orchestrator then',
        ours: `${Math.round(after / 2 ** 20)} MiB`,
        spread: `${Math.round(before / 2 ** 20)} MiB before`,
        bolt: '—',
      },
    ];
  } finally {
    for (const agent of agents) agent.close();
    await close();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Measures. */
export async function nodes(): Promise<readonly Row[]> {
  return [...(await agentsWithFacts(1000)), ...(await lists(10_000, 20)), ...(await lists(100_000, 10))];
}

if (import.meta.main)
  for (const row of await nodes()) console.log(`${row.what.padEnd(56)}${row.ours.padStart(10)}  ${row.spread}`);
