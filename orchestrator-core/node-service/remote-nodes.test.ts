import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, type JsonObject, type Log, ManualClock } from '../common/index.ts';
import { memoryNodeStore, type NodeStore } from '../inventory/index.ts';
import type { QueryRequest } from '../orchestrator.ts';
import { type RemoteNodeStore, withRemoteNodes } from './remote-nodes.ts';

const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Lab {
  readonly store: RemoteNodeStore;
  readonly own: NodeStore;
  readonly clock: ManualClock;
  readonly asked: QueryRequest[];
  readonly told: (readonly string[])[];
  readonly lines: string[];
  /** What PuppetDB answers: rows by entity, or an error. */
  rows: Readonly<Record<string, readonly JsonObject[]>> | Error;
  configured: boolean;
}

function lab(): Lab {
  const clock = new ManualClock();
  const own = memoryNodeStore();
  const lines: string[] = [];
  const log: Log = { log: (_, message) => void lines.push(message) };
  const client = {
    ask: async (request: QueryRequest) => {
      made.asked.push(request);
      const { rows } = made;
      if (rows instanceof Error) throw rows;
      const all = rows[String(request.query[1])] ?? [];
      const { offset = 0, limit = all.length } = request;
      return { rows: all.slice(offset, offset + limit) };
    },
  };
  const store = withRemoteNodes({ store: own, remote: async () => (made.configured ? client : undefined), clock, log });
  const made: Lab = { store, own, clock, asked: [], told: [], lines, rows: {}, configured: true };
  store.onChange((names) => made.told.push(names));
  return made;
}

const at = (second: number): string => new Date(second * 1000).toISOString();
const node = (certname: string, facts: number, report?: number): JsonObject => ({
  certname,
  facts_timestamp: at(facts),
  catalog_timestamp: null,
  report_timestamp: report === undefined ? null : at(report),
  latest_report_status: report === undefined ? null : 'failed',
  latest_report_noop: false,
  latest_report_hash: report === undefined ? null : `h${report}`,
});

function give(store: NodeStore, certname: string, values: JsonObject, second: number): Promise<void> {
  const payload: Json = { certname, values, producer_timestamp: at(second) };
  return store.submit({ command: 'replace facts', version: 5, certname, payload, received: second * 1000 });
}

test('lists show what PuppetDB said last and never wait for it', async () => {
  const made = lab();
  made.rows = { nodes: [node('a', 10, 11), node('b', 10)] };
  await give(made.own, 'b', {}, 20);
  await give(made.own, 'c', {}, 30);
  made.told.length = 0;
  assert.deepEqual(
    (await made.store.nodes()).map(({ certname }) => certname),
    ['b', 'c'],
  );
  await turns();
  assert.deepEqual(made.told, [['a', 'b']]);
  assert.deepEqual(await made.store.nodes(), [
    { certname: 'a', factsAt: 10_000, report: { status: 'failed', at: 11_000, noop: false, hash: 'h11' } },
    { certname: 'b', factsAt: 20_000 },
    { certname: 'c', factsAt: 30_000 },
  ]);
  assert.deepEqual(await made.store.nodes(['a', 'nobody']), (await made.store.nodes()).slice(0, 1));
  assert.equal(made.asked.length, 1, 'what was said a moment ago is believed');
  made.rows = { nodes: [node('b', 25)] };
  made.clock.advance(60_000);
  await made.store.nodes();
  await turns();
  assert.deepEqual(made.told, [
    ['a', 'b'],
    ['a', 'b'],
  ]);
  assert.deepEqual(
    (await made.store.nodes()).map(({ certname, factsAt }) => [certname, factsAt]),
    [
      ['b', 25_000],
      ['c', 30_000],
    ],
  );
});

test('a fact of all nodes is asked for once, page by page', async () => {
  const made = lab();
  const inventory = Array.from({ length: 12_000 }, (_, index) => ({
    certname: `n${index}`,
    'facts.os.family': index % 2 ? 'Debian' : null,
  }));
  made.rows = { inventory };
  await give(made.own, 'n1', { os: { family: 'Own' } }, 20);
  assert.deepEqual([...(await made.store.factValues('os.family'))], [['n1', 'Own']]);
  await turns();
  const values = await made.store.factValues('os.family');
  assert.deepEqual([values.size, values.get('n1'), values.get('n3')], [6000, 'Own', 'Debian']);
  assert.deepEqual([...(await made.store.factValues('os.family', ['n3', 'n2']))], [['n3', 'Debian']]);
  assert.deepEqual(
    made.asked.map(({ offset }) => offset),
    [0, 5000, 10_000],
  );
  assert.equal(made.told.at(-1)?.length, 6000);
});

test('of facts that both have, the newer ones count', async () => {
  const made = lab();
  await give(made.own, 'a', { os: 'own' }, 20);
  made.rows = { inventory: [{ facts: { os: 'remote' }, timestamp: at(30), environment: 'test' }] };
  assert.deepEqual(await made.store.facts('a'), { values: { os: 'remote' }, at: 30_000, environment: 'test' });
  made.rows = { inventory: [{ facts: { os: 'remote' }, timestamp: at(10), environment: 'test' }] };
  assert.deepEqual((await made.store.facts('a'))?.values, { os: 'own' });
  made.rows = new Error('no');
  assert.deepEqual((await made.store.facts('a'))?.values, { os: 'own' });
});

test('a failure is told once, and what was known is shown', async () => {
  const made = lab();
  made.rows = { nodes: [node('a', 10)] };
  await made.store.nodes();
  await turns();
  made.rows = new Error('connection refused');
  for (let round = 0; round < 3; round += 1) {
    made.clock.advance(60_000);
    await made.store.nodes();
    await turns();
  }
  assert.deepEqual(made.lines, ['What PuppetDB knows of nodes is not shown, or is old: connection refused']);
  assert.equal((await made.store.nodes()).length, 1);
  made.configured = false;
  made.clock.advance(60_000);
  await made.store.nodes();
  await turns();
  assert.deepEqual(await made.store.nodes(), []);
});

test('who has to know waits, and is told when PuppetDB cannot be asked', async () => {
  const made = lab();
  made.rows = { nodes: [node('a', 10)], inventory: [{ certname: 'a', 'facts.mounts': ['/', '/srv'] }] };
  await Promise.all([made.store.renew(), made.store.renew()]);
  assert.deepEqual([(await made.store.nodes()).length, made.asked.length], [1, 1]);
  await made.store.renew('mounts[1]');
  assert.deepEqual([...(await made.store.factValues('mounts[1]'))], [['a', '/srv']]);
  made.clock.advance(60_000);
  made.rows = new Error('connection refused');
  await made.store.nodes();
  await turns();
  await assert.rejects(made.store.renew(), /connection refused/);
  made.rows = { nodes: [] };
  await made.store.renew();
  assert.deepEqual(await made.store.nodes(), []);
});

test('of many facts those asked for last are remembered', async () => {
  const made = lab();
  made.rows = { inventory: [{ certname: 'a', 'facts.f0': 'zero' }] };
  for (const index of Array.from({ length: 25 }).keys()) await made.store.renew(`f${index}`);
  assert.deepEqual(await made.store.factValues('f0'), new Map());
});
