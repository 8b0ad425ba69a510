import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, type TestContext, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { type JsonObject, ManualClock } from '../../common/index.ts';
import type { NodeStore, StoreCommand } from '../../inventory/index.ts';
import { type NodeStoreOptions, openNodeStore } from './node-store.ts';

let directory = '';
let files = 0;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'baton-node-store-'));
});
after(() => rm(directory, { recursive: true }));

function fresh(): string {
  files += 1;
  return join(directory, `${files}.sqlite`);
}

async function open(context: TestContext, options: Partial<NodeStoreOptions> = {}): Promise<NodeStore> {
  const store = await openNodeStore({ path: fresh(), ...options });
  context.after(() => store.close());
  return store;
}

const received = Date.parse('2026-11-20T06:00:00Z');

function facts(certname: string, values: JsonObject, minute = 0): StoreCommand {
  const producer_timestamp = new Date(received + minute * 60_000).toISOString();
  const payload = { certname, environment: 'production', producer: 'puppet', producer_timestamp, values };
  return { command: 'replace facts', version: 5, certname, payload, received };
}

async function rowsOf(
  store: NodeStore,
  query: string,
  signal?: AbortSignal,
  timeout?: number,
): Promise<readonly string[]> {
  const rows: string[] = [];
  const limits = timeout === undefined ? {} : { timeout };
  for await (const page of store.query({ query, ...limits }, signal)) rows.push(...page);
  return rows;
}

const names = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `n${String(index).padStart(5, '0')}`);

test('what was submitted is found, with whole numbers of 64 bits as they are', async (context) => {
  const store = await open(context);
  const text = `{"certname":"a","environment":"e","producer_timestamp":"2026-11-20T06:00:00Z","values":{"big":9007199254740993,"whole":5.0}}`;
  const command = { command: 'replace_facts', version: 5, certname: 'a', payload: Buffer.from(text), received };
  await store.submit(command);
  assert.deepEqual(await rowsOf(store, 'facts[name,value]{ value = 9007199254740993 }'), [
    '{"name":"big","value":9007199254740993}',
  ]);
  assert.deepEqual(await rowsOf(store, 'inventory[facts]{}'), ['{"facts":{"big":9007199254740993,"whole":5.0}}']);
  assert.equal(await store.count({ query: ['from', 'facts', ['=', 'certname', 'a']], limit: 1 }), 2);
});

test('lists, facts, their history and single facts', async (context) => {
  const store = await open(context);
  const os = { family: 'Debian', release: { major: '12' } };
  await store.submit(facts('a', { os, up: true, 'dotted.name': 1, disks: [{ size: 5 }] }));
  await store.submit(facts('b', { os: 'none' }));
  await store.submit(facts('a', { os: { ...os, family: 'Ubuntu' }, up: true, disks: [{ size: 5 }] }, 1));
  await store.submit(facts('a', { os: 'older' }, -1));
  const deactivated = { certname: 'b', producer_timestamp: new Date(received + 1).toISOString() };
  const all = await store.nodes();
  assert.deepEqual(all.map(({ certname }) => certname).sort(), ['a', 'b']);
  assert.deepEqual(await store.nodes(['a', 'nobody']), [{ certname: 'a', factsAt: received + 60_000 }]);
  assert.deepEqual(await store.facts('a'), {
    values: { disks: [{ size: 5 }], os: { family: 'Ubuntu', release: { major: '12' } }, up: true },
    at: received + 60_000,
    environment: 'production',
  });
  assert.equal(await store.facts('nobody'), undefined);
  assert.deepEqual(await store.factHistory('a'), [
    { at: received + 60_000, path: ['dotted.name'], before: 1 },
    { at: received + 60_000, path: ['os', 'family'], before: 'Debian', after: 'Ubuntu' },
  ]);
  const values = async (fact: string, certnames?: readonly string[]) =>
    Object.fromEntries(await store.factValues(fact, certnames));
  assert.deepEqual(await values('os.family'), { a: 'Ubuntu' });
  assert.deepEqual(await values('os'), { a: { family: 'Ubuntu', release: { major: '12' } }, b: 'none' });
  assert.deepEqual(await values('os', ['b']), { b: 'none' });
  assert.deepEqual(await values('os.release'), { a: { major: '12' } });
  assert.deepEqual(await values('up'), { a: true });
  assert.deepEqual(await values('disks[0].size'), { a: 5 });
  assert.deepEqual(await values('"dotted.name"'), {});
  await store.submit({ command: 'deactivate node', version: 3, certname: 'b', payload: deactivated, received });
  assert.deepEqual(
    (await store.nodes()).map(({ certname }) => certname),
    ['a'],
  );
  assert.deepEqual(await values('os'), { a: { family: 'Ubuntu', release: { major: '12' } } });
});

test('who listens is told of what changed, and of nothing else', async (context) => {
  const store = await open(context);
  const told: (readonly string[])[] = [];
  const end = store.onChange((certnames) => told.push(certnames));
  await Promise.all([store.submit(facts('a', {})), store.submit(facts('b', {}))]);
  await store.submit(facts('a', { x: 1 }, -1));
  end();
  await store.submit(facts('c', {}));
  assert.deepEqual(told, [['a', 'b']]);
});

test('a wrong command or query is its own error, and no other’s', async (context) => {
  const store = await open(context);
  const wrong: StoreCommand = { ...facts('a', {}), payload: { certname: 5 } };
  const [refused, kept] = await Promise.allSettled([store.submit(wrong), store.submit(facts('b', {}))]);
  assert.equal(kept.status, 'fulfilled');
  assert.ok(refused.status === 'rejected');
  assert.match(String(refused.reason), /certname/);
  const queries = { 'nodes{ nosuch = 1 }': /'nosuch' is not a queryable object/, 'nodes{': /PQL parse error/ };
  for (const [query, message] of Object.entries(queries)) {
    const error = { kind: 'puppetlabs.puppetdb/query-error', message, details: { status: 400 } };
    await assert.rejects(rowsOf(store, query), error);
    await assert.rejects(store.count({ query }), error);
  }
  assert.deepEqual(await rowsOf(store, 'nodes[certname]{}'), ['{"certname":"b"}']);
});

test('pages come as they are read; others are served meanwhile, and writing goes on', async (context) => {
  const store = await open(context);
  await Promise.all(names(9000).map((name) => store.submit(facts(name, { x: 1 }))));
  const pages = store.query({ query: 'nodes[certname]{ order by certname }' })[Symbol.asyncIterator]();
  const first = await pages.next();
  assert.ok(first.done !== true && first.value.length < 9000);
  assert.equal(await store.count({ query: 'nodes{}' }), 9000);
  await store.submit(facts('z', {}));
  assert.equal(await store.count({ query: 'nodes{}' }), 9001);
  let rows = first.value.length;
  for (let page = await pages.next(); page.done !== true; page = await pages.next()) rows += page.value.length;
  assert.equal(rows, 9000, 'a query sees what there was when it began');
  for await (const _ of store.query({ query: 'nodes{}' })) break;
  assert.equal(await store.count({ query: 'nodes{}' }), 9001);
});

test('a query can be cancelled, before it begins and while it is read', async (context) => {
  const store = await open(context);
  await Promise.all(names(5000).map((name) => store.submit(facts(name, {}))));
  const reason = new Error('enough');
  const read = async (abortAt: number) => {
    const cancel = new AbortController();
    let pages = 0;
    if (abortAt === 0) cancel.abort(reason);
    for await (const _ of store.query({ query: 'nodes{}' }, cancel.signal)) {
      pages += 1;
      if (pages === abortAt) cancel.abort(reason);
    }
  };
  await assert.rejects(read(0), reason);
  await assert.rejects(read(1), reason);
  assert.equal(await store.count({ query: 'nodes{}' }), 5000);
});

/** Hours of work in a store of {@link slowStore}: each text takes nearly all the steps that an expression may take. */
const slow = 'facts[certname]{ value ~ "((a|b)+c|(b|a)+d|(ab)+e|(ba)+f|(a|b)+g|(b|a)+h)x" }';

/** A file with the nodes of {@link slow}, made once: those who open it read, or write what changes nothing. */
let slowFile: Promise<string> | undefined;

async function makeSlowFile(): Promise<string> {
  const path = fresh();
  const store = await openNodeStore({ path });
  const text = 'ab'.repeat(1500);
  await Promise.all(names(3000).map((name) => store.submit(facts(name, { text }))));
  await store.close();
  return path;
}

async function slowStore(context: TestContext, options: Partial<NodeStoreOptions> = {}): Promise<NodeStore> {
  slowFile ??= makeSlowFile();
  return open(context, { path: await slowFile, ...options });
}

test('a query that takes long ends when it is cancelled, and others wait for nothing meanwhile', async (context) => {
  const store = await slowStore(context);
  const cancel = new AbortController();
  const long = [rowsOf(store, slow, cancel.signal), store.count({ query: slow }, cancel.signal)];
  const ends = long.map((each) => assert.rejects(each, /enough/));
  assert.equal((await store.nodes()).length, 3000);
  assert.equal(await store.count({ query: 'nodes{}' }), 3000);
  cancel.abort(new Error('enough'));
  await Promise.all(ends);
  assert.equal(await store.count({ query: 'nodes{}' }), 3000);
});

test('a query may take so long and no longer', async (context) => {
  const timer = new ManualClock(0);
  const store = await slowStore(context, { timer });
  const late = { kind: 'baton/query-timeout', message: /after 30 seconds/ };
  const asked = [rowsOf(store, slow, undefined, 30_000), store.count({ query: slow, timeout: 30_000 })];
  const ends = asked.map((each) => assert.rejects(each, late));
  timer.advance(29_999);
  assert.equal(await store.count({ query: 'nodes{}', timeout: 0 }), 3000);
  timer.advance(1);
  await Promise.all(ends);
  const default_ = assert.rejects(rowsOf(store, slow), { kind: 'baton/query-timeout', message: /after 600 seconds/ });
  timer.advance(600_000);
  await default_;
  assert.equal(await store.count({ query: 'nodes{}' }), 3000);
});

test('a query may take longer than any timer', async (context) => {
  const store = await open(context);
  assert.equal(await store.count({ query: 'nodes{}', timeout: 2 ** 31 }), 0);
});

test('a query that nobody reads on gives up its place, and the next one has its turn', async (context) => {
  const timer = new ManualClock(0);
  const store = await open(context, { timer, readers: { most: 1 } });
  await Promise.all(names(5000).map((name) => store.submit(facts(name, {}))));
  const idle = store.query({ query: 'nodes{}' })[Symbol.asyncIterator]();
  assert.notEqual((await idle.next()).done, true);
  const next = store.count({ query: 'nodes{}' });
  assert.equal((await store.nodes()).length, 5000, 'lists do not wait');
  timer.advance(60_000);
  assert.equal(await next, 5000);
  await assert.rejects(idle.next(), { kind: 'baton/query-abandoned', message: /60 seconds/ });
});

test('only so many queries wait', async (context) => {
  const store = await slowStore(context, { readers: { most: 1 } });
  const cancel = new AbortController();
  const asked = Array.from({ length: 102 }, () => store.count({ query: slow }, cancel.signal));
  const told = Promise.allSettled(asked);
  await assert.rejects(Promise.race(asked), { kind: 'baton/node-store-busy' });
  cancel.abort(new Error('enough'));
  const kinds = (await told).map(
    (each) => each.status === 'rejected' && String(each.reason.kind ?? each.reason.message),
  );
  assert.deepEqual([kinds.filter((kind) => kind === 'enough').length, kinds.at(-1)], [101, 'baton/node-store-busy']);
});

test('a query may have so much memory, and no other suffers when it wants more', async (context) => {
  const store = await slowStore(context, { readers: { mostMemory: 40 * 2 ** 20 } });
  await assert.rejects(rowsOf(store, slow), { kind: 'baton/query-too-large', message: /more than 40 MiB/ });
  assert.equal((await store.nodes()).length, 3000);
  // Older than what is there.
  await store.submit(facts('n00000', {}, -1));
});

test('a reader needs no file, makes none, and sees what another writes', async (context) => {
  const path = fresh();
  const early = await open(context, { path, readOnly: true });
  assert.deepEqual(await early.nodes(), []);
  assert.deepEqual(await rowsOf(early, 'nodes{}'), []);
  await assert.rejects(stat(path), { code: 'ENOENT' });
  const writer = await open(context, { path });
  const reader = await open(context, { path, readOnly: true });
  await writer.submit(facts('a', {}));
  assert.deepEqual(await rowsOf(reader, 'nodes[certname]{}'), ['{"certname":"a"}']);
  await assert.rejects(reader.submit(facts('b', {})), { kind: 'baton/node-store-read-only' });
  assert.equal((await stat(path)).mode & 0o777, 0o600);
});

/** Who only reads hears what is wrong when it asks, be it for a list or with a query. */
async function firstAnswers(path: string): Promise<void> {
  const store = await openNodeStore({ path, readOnly: true });
  try {
    const [list, query] = await Promise.allSettled([store.nodes(), rowsOf(store, 'nodes{}')]);
    assert.deepEqual(list, query);
    if (list.status === 'rejected') throw list.reason;
  } finally {
    await store.close();
  }
}

test('what is no node store of ours is refused and left as it is', async () => {
  const text = fresh();
  await writeFile(text, 'no database '.repeat(1000));
  const foreign = fresh();
  new DatabaseSync(foreign).exec('CREATE TABLE theirs (x); PRAGMA user_version = 3');
  const newer = fresh();
  await (await openNodeStore({ path: newer })).close();
  const database = new DatabaseSync(newer);
  database.exec('PRAGMA user_version = 99');
  database.close();
  for (const [path, kind, message] of [
    [text, 'baton/node-store-damaged', /move it away/],
    [foreign, 'baton/node-store-damaged', /some other program/],
    [newer, 'baton/node-store-too-new', /version 99/],
  ] as const) {
    const was = await readFile(path);
    await assert.rejects(openNodeStore({ path }), { kind, message });
    await assert.rejects(firstAnswers(path), { kind, message });
    assert.ok(was.equals(await readFile(path)), path);
  }
  const blank = fresh();
  await writeFile(blank, '');
  await assert.rejects(firstAnswers(blank), { kind: 'baton/node-store-outdated' });
  await assert.rejects(openNodeStore({ path: join(directory, 'no', 'such.sqlite') }), {
    kind: 'baton/node-store-unwritable',
  });
});

test('a file that is damaged inside says so', async (context) => {
  const path = fresh();
  const store = await openNodeStore({ path });
  await Promise.all(names(2000).map((name) => store.submit(facts(name, { name, text: name.repeat(20) }))));
  await store.close();
  const bytes = await readFile(path);
  bytes.fill(0x5a, 8 * 4096, bytes.length - 4096);
  await writeFile(path, bytes);
  const read = async () => rowsOf(await open(context, { path, readOnly: true }), 'facts{}');
  await assert.rejects(read(), { kind: 'baton/node-store-damaged' });
});

test('a full disk is told, and keeps nothing in part', async (context) => {
  const store = await open(context, { maxBytes: 600_000 });
  const values = { text: 'x'.repeat(2000) };
  const results = await Promise.allSettled(names(1000).map((name) => store.submit(facts(name, { ...values, name }))));
  const kept = results.filter(({ status }) => status === 'fulfilled').length;
  const failed = results.find((result) => result.status === 'rejected');
  assert.equal(failed?.reason.kind, 'baton/disk-full');
  assert.ok(kept > 0);
  assert.equal(await store.count({ query: 'factsets{}' }), kept);
  assert.equal(await store.count({ query: 'facts{}' }), 2 * kept);
});

test('what is old is removed as the clock goes on', async (context) => {
  const clock = new ManualClock(received);
  const day = 24 * 60 * 60 * 1000;
  const store = await open(context, { clock });
  await store.submit(facts('a', {}, -8 * 24 * 60));
  const told = new Promise<readonly string[]>((resolve) => store.onChange(resolve));
  clock.advance(day / 24);
  assert.deepEqual(await told, ['a']);
  assert.equal(await store.count({ query: 'nodes{}' }), 0);
});

test('threads that end by themselves are started again, and what was asked of them is rejected', async (context) => {
  const threads: Worker[] = [];
  const note = (thread: Worker): void => void threads.push(thread);
  process.on('worker', note);
  const store = await open(context);
  await store.submit(facts('a', {}));
  assert.equal((await store.nodes()).length, 1);
  process.off('worker', note);
  const lost = { kind: 'baton/node-store-broke-off', message: /Ask again/ };
  const ends = threads.map((thread) => thread.terminate());
  await assert.rejects(store.nodes(), lost);
  await Promise.all(ends);
  assert.equal(ends.length, 2);
  await store.submit(facts('c', {}));
  assert.deepEqual(await rowsOf(store, 'nodes[certname]{ order by certname }'), [
    '{"certname":"a"}',
    '{"certname":"c"}',
  ]);
});

test('a closed store says so', async (context) => {
  const store = await open(context);
  await store.submit(facts('a', {}));
  const last = store.submit(facts('b', {}));
  await store.close();
  await last;
  await assert.rejects(store.nodes(), { kind: 'baton/stopping' });
  await assert.rejects(store.submit(facts('c', {})), { kind: 'baton/stopping' });
  await assert.rejects(rowsOf(store, 'nodes{}'), { kind: 'baton/stopping' });
});
