import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { ManualClock, type OrchestratorError } from '../../../common/index.ts';
import { explainReading } from '../database.ts';
import { openNodeStore } from '../node-store.ts';
import type { ProcessOptions, ToThread } from './messages.ts';
import { type Limits, ReaderPool } from './reader-pool.ts';
import { inProcess, type Peer, type StartPeer } from './start.ts';

const options = { role: 'reader', path: ':memory:', readOnly: false, mostMemory: 2 ** 29 } as const;
const request = { kind: 'count', query: { query: 'nodes{}' } } as const;
const limits: Limits = { timeout: Number.POSITIVE_INFINITY };

interface Counted {
  readonly start: StartPeer;
  readonly started: Peer[];
}

function counted(other: Partial<ProcessOptions> = {}): Counted {
  const started: Peer[] = [];
  const start = inProcess({ ...options, ...other });
  return {
    started,
    start: (events) => {
      const peer = start(events);
      started.push(peer);
      return peer;
    },
  };
}

test('a process that was killed is told of, and the next question has another one', async (context) => {
  const { start, started } = counted();
  const pool = new ReaderPool(start, new ManualClock(0));
  context.after(() => pool.close());
  assert.equal(await pool.ask(request, limits), 0);
  const asked = pool.ask(request, limits);
  const lost = assert.rejects(asked, { kind: 'baton/node-store-broke-off' });
  await started[0]?.kill();
  await lost;
  assert.equal(await pool.ask(request, limits), 0);
  assert.equal(started.length, 2);
});

test('a process is used again, and ends when it is asked nothing', async (context) => {
  const clock = new ManualClock(0);
  const { start, started } = counted();
  const pool = new ReaderPool(start, clock);
  context.after(() => pool.close());
  for (let round = 0; round < 3; round += 1) assert.equal(await pool.ask(request, limits), 0);
  assert.equal(started.length, 1);
  clock.advance(60_000);
  assert.equal(await pool.ask(request, limits), 0);
  assert.equal(started.length, 2);
});

test('who waits for a turn when all is closed is told so', async () => {
  const { start, started } = counted();
  const pool = new ReaderPool(start, new ManualClock(0), 1);
  const asked = [1, 2, 3].map(() => pool.ask(request, limits));
  const told = Promise.all(asked.map((each) => assert.rejects(each, { kind: 'baton/stopping' })));
  await pool.close();
  await told;
  assert.ok(started.length <= 1);
});

test('a reader without room speaks of its temporary files, and of nothing else otherwise', () => {
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
  const { kind, message } = explainReading(full, 'nodes.sqlite') as OrchestratorError;
  assert.deepEqual([kind, /temporary files/.test(message)], ['baton/disk-full', true]);
  const other = new Error('other');
  assert.equal(explainReading(other, 'nodes.sqlite'), other);
});

test('it is closed when all processes are gone, that of a query that is at work, too', async () => {
  let isGone = false;
  const kill = async (): Promise<void> => {
    await new Promise(setImmediate);
    isGone = true;
  };
  const pool = new ReaderPool(() => ({ post() {}, ref() {}, unref() {}, kill }), new ManualClock(0));
  const told = assert.rejects(pool.ask(request, limits), { kind: 'baton/stopping' });
  await new Promise(setImmediate);
  await pool.close();
  assert.equal(isGone, true);
  await told;
});

const query = { kind: 'query', query: { query: 'nodes{}' } } as const;

async function readOne(pool: ReaderPool): Promise<void> {
  for await (const _ of pool.pages(query, limits)) break;
}

test('a process whose rows are not read to their end lives on', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-node-store-'));
  const path = join(directory, 'nodes.sqlite');
  const store = await openNodeStore({ path });
  const { start, started } = counted({ path });
  const pool = new ReaderPool(start, new ManualClock(0), 1);
  context.after(async () => {
    await pool.close();
    await store.close();
    await rm(directory, { recursive: true });
  });
  const producer_timestamp = '2026-11-20T06:00:00Z';
  const submitted = Array.from({ length: 5000 }, (_, n) => {
    const payload = { certname: `n${n}`, environment: 'e', producer_timestamp, values: {} };
    return store.submit({ command: 'replace facts', version: 5, certname: `n${n}`, payload, received: 0 });
  });
  await Promise.all(submitted);
  for (let round = 0; round < 3; round += 1) await readOne(pool);
  assert.equal(await pool.ask(request, limits), 5000);
  assert.equal(started.length, 1);
});

test('nothing is started for rows that were left when all is closed', async () => {
  let started = 0;
  const start: StartPeer = ({ message }) => {
    started += 1;
    const post = (asked: ToThread): void => {
      if ('request' in asked) setImmediate(() => message({ id: asked.id, page: 'row', more: true }));
    };
    return { post, ref() {}, unref() {}, kill: async () => {} };
  };
  // Closed earlier and later while the rows are let go of.
  for (let turns = 0; turns < 10; turns += 1) {
    const pool = new ReaderPool(start, new ManualClock(0), 1);
    const pages = pool.pages(query, limits);
    await pages.next();
    void pages.return();
    for (let turn = 0; turn < turns; turn += 1) await undefined;
    await pool.close();
    await new Promise(setImmediate);
    assert.equal(started, turns + 1);
  }
});

test('a process that is at a page which nobody wants is ended', async () => {
  const clock = new ManualClock(0);
  let started = 0;
  let killed = 0;
  const start: StartPeer = ({ message }) => {
    const isFirst = started === 0;
    started += 1;
    const post = (asked: ToThread): void => {
      if (!('request' in asked)) return;
      const { id } = asked;
      if (asked.request.kind === 'query') setImmediate(() => message({ id, page: 'row', more: true }));
      else if (!isFirst) setImmediate(() => message({ id, value: 0 }));
    };
    const kill = async (): Promise<void> => {
      killed += 1;
    };
    return { post, ref() {}, unref() {}, kill };
  };
  const pool = new ReaderPool(start, clock, 1);
  await readOne(pool);
  await new Promise(setImmediate);
  const next = pool.ask(request, limits);
  clock.advance(999);
  await new Promise(setImmediate);
  assert.equal(killed, 0);
  clock.advance(1);
  assert.equal(await next, 0);
  assert.deepEqual([started, killed], [2, 1]);
  await readOne(pool);
  assert.equal(await pool.ask(request, limits), 0);
  assert.deepEqual([started, killed], [2, 1]);
  await pool.close();
});

/** A program that has a query under way which never ends. */
const program = (path: string): string => `
import { openNodeStore } from ${JSON.stringify(join(import.meta.dirname, '../node-store.ts'))};
const store = await openNodeStore({ path: ${JSON.stringify(path)} });
const producer_timestamp = '2026-11-20T06:00:00Z';
for (let n = 0; n < 400; n += 1) {
  const payload = { certname: 'n' + n, environment: 'e', producer_timestamp, values: { text: 'ab'.repeat(1500) } };
  await store.submit({ command: 'replace facts', version: 5, certname: 'n' + n, payload, received: 0 });
}
await store.count({ query: 'nodes{}' });
console.log('begun');
await store.count({ query: 'facts{ value ~ "((a|b)+c|(b|a)+d|(ab)+e|(ba)+f|(a|b)+g|(b|a)+h)x" }' });
`;

async function childrenOf(pid: number): Promise<readonly number[]> {
  const tasks = await readdir(`/proc/${pid}/task`);
  const lists = tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8'));
  return (await Promise.all(lists)).join(' ').split(' ').filter(Boolean).map(Number);
}

const linux = process.platform === 'linux' ? false : 'processes are looked up in /proc';

test('who reads ends with its parent, however that ends', { skip: linux }, async (context: TestContext) => {
  const directory = await mkdtemp(join(tmpdir(), 'baton-node-store-'));
  context.after(() => rm(directory, { recursive: true }));
  const file = join(directory, 'parent.mts');
  await writeFile(file, program(join(directory, 'nodes.sqlite')));
  const parent = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(createInterface({ input: parent.stdout }), 'line');
  const children = await childrenOf(parent.pid ?? 0);
  assert.equal(children.length, 1);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  for (const child of children) {
    while (await isAlive(child)) await new Promise((resolve) => setImmediate(resolve));
  }
});

async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return status !== undefined && !/\) Z /.test(status);
}
