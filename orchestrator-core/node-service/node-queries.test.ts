import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Json, type JsonObject, ManualClock, OrchestratorError } from '../common/index.ts';
import { startFakePuppetDb } from '../fake-puppetdb.ts';
import { memoryNodeStore, type NodeStore } from '../inventory/index.ts';
import { openPuppetDb } from '../puppetdb.ts';
import { type NodeQueries, openNodeQueries } from './node-queries.ts';

const fake = await startFakePuppetDb();
after(() => fake.close());

/** Queries of a project, without the files of this machine. */
function open(
  settings: { puppetdb?: JsonObject; puppetdbInstances?: Record<string, JsonObject> },
  store: NodeStore,
): NodeQueries {
  fake.asked.length = 0;
  return openNodeQueries({
    settings: async () => ({ directory: fake.directory, ...settings }),
    store,
    clock: new ManualClock(),
    open: (read) => openPuppetDb(read, []),
  });
}

const puppetdb: JsonObject = { server_urls: [fake.url], cacert: 'ca.pem', token: null };

test('without a PuppetDB Baton’s own store answers', async () => {
  const queries = open(
    {},
    memoryNodeStore(() => ['{"certname":"a","n":9223372036854775807}', '{"certname":"b"}']),
  );
  const { elapsed, ...answer } = await queries.answer({ query: 'nodes {}', includeTotal: true });
  assert.deepEqual(answer, {
    rows: [{ certname: 'a', n: '9223372036854775807' }, { certname: 'b' }],
    total: 2,
    source: 'baton',
  });
  assert.ok(elapsed >= 0);
  assert.deepEqual(await queries.query('nodes {}', undefined), answer.rows);
  assert.equal(await queries.remote(), undefined);
  assert.deepEqual(fake.asked, []);
});

test('facts and commands of plans go there, too', async () => {
  const asked: Json[] = [];
  const store = memoryNodeStore((query) => {
    asked.push(query as Json);
    return ['{"certname":"a","facts":{"os":"x"}}'];
  });
  const queries = open({}, store);
  assert.deepEqual(await queries.facts(['a', 'b', 'a'], undefined), { a: { os: 'x' } });
  assert.deepEqual(await queries.facts([], undefined), {});
  assert.deepEqual(asked, [
    ['from', 'inventory', ['extract', ['certname', 'facts'], ['in', 'certname', ['array', ['a', 'b']]]]],
  ]);
  const payload = { certname: 'a', environment: 'e', values: { os: 'y' } };
  assert.match(await queries.command('replace_facts', 5, payload, undefined), /^[0-9a-f-]{36}$/);
  assert.deepEqual((await store.facts('a'))?.values, { os: 'y' });
  await assert.rejects(queries.command('replace_facts', 5, {}, undefined), { kind: 'bolt/pdb-command' });
});

test('who may have meant another PuppetDB is told how to configure it', async () => {
  const wrong = new OrchestratorError('puppetlabs.puppetdb/query-error', 'PQL parse error');
  const store: NodeStore = {
    ...memoryNodeStore(),
    // biome-ignore lint/correctness/useYield: it fails before it finds anything
    async *query() {
      throw wrong;
    },
  };
  const queries = open({}, store);
  await assert.rejects(queries.answer({ query: 'x' }), wrong);
  await assert.rejects(queries.query('x', undefined), {
    kind: 'bolt/puppetdb-error',
    message: /^Failed to query PuppetDB: PQL parse error\nNo PuppetDB is configured, .*server_urls and cacert/,
  });
});

test('a PuppetDB that is configured is asked with all options, and its errors are its own', async () => {
  const queries = open({ puppetdb }, memoryNodeStore());
  fake.answer = { status: 200, text: '[{"n":9223372036854775807}]', headers: { 'X-Records': '7' } };
  const request = {
    query: ['from', 'nodes'],
    limit: 1,
    offset: 2,
    orderBy: [{ field: 'certname', order: 'desc' }],
    includeTotal: true,
  } as const;
  const { rows, total, source } = await queries.answer(request);
  assert.deepEqual([rows, total, source], [[{ n: '9223372036854775807' }], 7, 'puppetdb']);
  assert.deepEqual(fake.asked[0]?.body, {
    query: ['from', 'nodes'],
    limit: 1,
    offset: 2,
    order_by: [{ field: 'certname', order: 'desc' }],
    include_total: true,
  });
  fake.answer = { status: 400, text: 'PQL parse error at line 1' };
  await assert.rejects(queries.answer({ query: 'x' }), {
    kind: 'puppetlabs.puppetdb/query-error',
    message: 'PQL parse error at line 1',
  });
  await assert.rejects(queries.query('x', undefined), { kind: 'bolt/puppetdb-error' });
});

test("a query's own limit holds where it is the lesser", async () => {
  const queries = open({ puppetdb }, memoryNodeStore());
  const cases: readonly (readonly [query: string, limit: number | undefined])[] = [
    ['nodes{ limit 5 }', undefined],
    ['nodes{ limit 5000 }', 100],
    ['nodes{}', 100],
    ['["from", "nodes", ["limit", 7]]', undefined],
    ['nodes{ bad', 100],
  ];
  for (const [query, limit] of cases) {
    fake.asked.length = 0;
    fake.answer = { status: 200, text: '[]' };
    await queries.answer({ query, limit: 100 });
    assert.deepEqual(fake.asked[0]?.body, { query, ...(limit === undefined ? {} : { limit }) });
  }
});

test('an instance that is named is asked, wherever the others are', async () => {
  const queries = open({ puppetdbInstances: { two: puppetdb } }, memoryNodeStore());
  fake.answer = { status: 200, text: '[]' };
  assert.equal((await queries.answer({ query: 'nodes {}', instance: 'two' })).source, 'puppetdb');
  assert.equal((await queries.answer({ query: 'nodes {}' })).source, 'baton');
  await assert.rejects(queries.answer({ query: 'nodes {}', instance: 'three' }), {
    message: "PuppetDB instance 'three' has not been configured, unable to connect",
  });
});

test('settings that are others than before are read anew', async () => {
  let settings: { readonly puppetdb?: JsonObject } = {};
  const read = async () => ({ directory: fake.directory, ...settings });
  const queries = openNodeQueries({
    settings: read,
    store: memoryNodeStore(),
    clock: new ManualClock(),
    open: (one) => openPuppetDb(one, []),
  });
  assert.equal(await queries.remote(), undefined);
  settings = { puppetdb };
  const client = await queries.remote();
  assert.ok(client !== undefined && client === (await queries.remote()));
  settings = { puppetdb: {} };
  await assert.rejects(queries.answer({ query: 'x' }), {
    kind: 'bolt/puppetdb-error',
    message: 'server_urls must be specified',
  });
});

test('a query that is ended, or takes too long, while a PuppetDB answers is ended there', async () => {
  const hung = createServer((_request, response) => {
    response.writeHead(200).write('[{"certname":"a"}, {"certname":');
  });
  after(() => hung.close());
  await once(hung.listen(0, '127.0.0.1'), 'listening');
  const { port } = hung.address() as AddressInfo;
  const queries = open({ puppetdb: { server_urls: [`http://127.0.0.1:${port}`], token: null } }, memoryNodeStore());
  const cancel = new AbortController();
  const gone = once(hung, 'connection').then(([socket]) => once(socket, 'close'));
  const pages = queries.pages({ query: 'nodes{}' }, cancel.signal)[Symbol.asyncIterator]();
  assert.deepEqual((await pages.next()).value, { rows: [{ certname: 'a' }] }, 'before the answer has ended');
  const next = pages.next();
  cancel.abort(new Error('enough'));
  await assert.rejects(next, /enough/);
  await gone;
  const late = { kind: 'baton/query-timeout', message: /after 0\.05 seconds/ };
  await assert.rejects(queries.answer({ query: 'nodes{}', timeout: 50 }), late);
});

test('an answer of a PuppetDB that breaks off is no answer', async () => {
  const queries = open({ puppetdb }, memoryNodeStore());
  for (const text of ['[{"certname":"a"}', '{"certname":"a"}', '']) {
    fake.answer = { status: 200, text };
    await assert.rejects(queries.answer({ query: 'nodes {}' }), {
      kind: 'bolt/puppetdb-error',
      message: /^PuppetDB's answer broke off: /,
    });
  }
});

test('a puppetdb.conf is seen when it is written, changed and removed', async () => {
  const conf = join(fake.directory, 'puppetdb.conf');
  const settings = async () => ({ directory: fake.directory });
  const rows = () => ['{"certname":"own"}'];
  const ports = { settings, store: memoryNodeStore(rows), clock: new ManualClock() };
  const queries = openNodeQueries({ ...ports, open: (read) => openPuppetDb(read, [conf]) });
  const source = async () => (await queries.answer({ query: 'nodes{}' })).source;
  fake.answer = { status: 200, text: '[]' };
  assert.equal(await source(), 'baton');
  const write = (urls: readonly string[]) =>
    writeFile(
      conf,
      JSON.stringify({ puppetdb: { server_urls: urls, cacert: join(fake.directory, 'ca.pem'), token: 'token' } }),
    );
  await write([fake.url]);
  assert.equal(await source(), 'puppetdb');
  await write(['https://127.0.0.1:1']);
  await assert.rejects(source(), /127\.0\.0\.1:1/);
  await write([fake.url]);
  assert.equal(await source(), 'puppetdb');
  await rm(conf);
  assert.equal(await source(), 'baton');
});

test('what a plan asks ends with the plan, here and elsewhere', async () => {
  const reason = new Error('stopped');
  const begun = Promise.withResolvers<void>();
  const store: NodeStore = {
    ...memoryNodeStore(),
    async *query(_query, signal) {
      yield ['{"certname":"a"}'];
      begun.resolve();
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    },
  };
  const silent = createServer(() => asked.resolve());
  const asked = Promise.withResolvers<void>();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const elsewhere = { server_urls: [`http://127.0.0.1:${(silent.address() as AddressInfo).port}`], cacert: 'ca.pem' };
  try {
    for (const [queries, isAsked] of [
      [open({}, store), begun.promise],
      [open({ puppetdb: { ...elsewhere, token: null } }, store), asked.promise],
    ] as const) {
      const ending = new AbortController();
      const rows = queries.query('nodes {}', undefined, ending.signal);
      void isAsked.then(() => ending.abort(reason));
      await assert.rejects(rows, reason);
    }
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});
