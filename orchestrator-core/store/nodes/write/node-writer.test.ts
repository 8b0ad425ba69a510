import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import type { Json, JsonObject } from '../../../common/index.ts';
import type { StoreCommand } from '../../../inventory/index.ts';
import { openNodeDatabase } from '../database.ts';
import { NodeWriter } from './node-writer.ts';
import { defaultRetention } from './retention.ts';

const directory = mkdtempSync(join(tmpdir(), 'baton-node-writer-'));
after(() => rmSync(directory, { recursive: true }));

const start = Date.parse('2026-11-20T06:00:00Z');
const day = 24 * 60 * 60 * 1000;
let stores = 0;

interface Store {
  readonly database: DatabaseSync;
  readonly writer: NodeWriter;
  /** Gives one command and answers whether it changed anything. */
  give(command: string, version: number, payload: Json): boolean;
  rows(sql: string): readonly unknown[];
}

function open(options: { readonly maxBytes?: number } = {}): Store {
  stores += 1;
  const database = openNodeDatabase({ path: join(directory, `${stores}.sqlite`), ...options });
  after(() => database.close());
  const writer = new NodeWriter(database);
  const rows = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => Object.values(row).join(' '));
  const give = (command: string, version: number, payload: Json): boolean => {
    const [written] = writer.write([commandOf(command, version, payload)]);
    if (written?.ok === true) return written.changed;
    throw written?.error;
  };
  return { database, writer, give, rows };
}

function commandOf(command: string, version: number, payload: Json): StoreCommand {
  return { command, version, certname: 'web', payload, received: start + 1 };
}

const at = (milliseconds: number): string => new Date(start + milliseconds).toISOString();
const facts = (values: JsonObject, time = 0, more: JsonObject = {}): JsonObject => ({
  certname: 'web',
  environment: 'production',
  producer_timestamp: at(time),
  values,
  ...more,
});
const report = (time: number, more: JsonObject = {}): JsonObject => ({
  certname: 'web',
  puppet_version: '8.1.0',
  report_format: 12,
  configuration_version: '1',
  start_time: at(time),
  end_time: at(time),
  producer_timestamp: at(time),
  status: 'changed',
  environment: 'production',
  resources: [],
  ...more,
});
const leaves = `SELECT path, type, value FROM facts JOIN fact_paths ON id = path_id WHERE type <> 'json' ORDER BY path`;
const history = 'SELECT path, before, after FROM fact_changes ORDER BY id';

test('facts are kept leaf by leaf, and whole', () => {
  const { give, rows } = open();
  give('replace facts', 5, facts({ os: { family: 'Debian', release: [12, null] }, big: 7, on: true, none: {} }));
  assert.deepEqual(rows(leaves), [
    '["big"] integer 7',
    '["on"] boolean 1',
    '["os","family"] string Debian',
    '["os","release",0] integer 12',
    '["os","release",1] null ',
  ]);
  assert.deepEqual(
    rows("SELECT path, json FROM facts JOIN fact_paths ON id = path_id WHERE type = 'json' ORDER BY path"),
    ['["none"] {}', '["os"] {"family":"Debian","release":[12,null]}'],
  );
});

test('older facts change nothing, equal ones only their time', () => {
  const { give, rows, database } = open();
  assert.equal(give('replace facts', 5, facts({ role: 'web' }, 10)), true);
  assert.equal(give('replace facts', 5, facts({ role: 'old' }, 9)), false);
  const before = database.prepare('SELECT total_changes() AS n').get()?.['n'];
  assert.equal(give('replace facts', 5, facts({ role: 'web' }, 20)), true);
  assert.ok(Number(database.prepare('SELECT total_changes() AS n').get()?.['n']) - Number(before) <= 2);
  assert.deepEqual(rows(leaves), ['["role"] string web']);
  assert.deepEqual(rows('SELECT producer_timestamp FROM factsets'), [String(start + 20)]);
});

test('changes of facts are history, measurements are not', () => {
  const { give, rows } = open();
  const moment = (seconds: number): JsonObject => ({
    system_uptime: { seconds },
    load_averages: { '1m': seconds / 10 },
    memory: { system: { total_bytes: 10, available_bytes: seconds } },
    mountpoints: { '/a "b"': { size: '1 GiB', used_bytes: seconds } },
  });
  give('replace facts', 5, facts({ ...moment(1), role: 'web', gone: [1, 2], count: 1 }, 1));
  assert.deepEqual(rows(history), [], 'first facts are no change');
  give('replace facts', 5, facts({ ...moment(2), role: 'db', gone: [1], count: '1', come: 5.5 }, 2));
  assert.deepEqual([...rows(history)].sort(), [
    '["come"]  5.5',
    '["count"] 1 "1"',
    '["gone",1] 2 ',
    '["role"] "web" "db"',
  ]);
});

test('history has a bound for each leaf and for each node', () => {
  const { give, rows } = open();
  for (let time = 0; time < 30; time++) give('replace facts', 5, facts({ often: time, seldom: time > 1 }, time));
  assert.deepEqual(rows('SELECT path, count(*) FROM fact_changes GROUP BY path'), ['["often"] 20', '["seldom"] 1']);
  assert.deepEqual(rows('SELECT max(CAST(after AS INTEGER)) FROM fact_changes'), ['29']);
  const many = (value: number): JsonObject =>
    Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`f${i}`, value]));
  give('replace facts', 5, facts(many(1), 40));
  give('replace facts', 5, facts(many(2), 50));
  assert.deepEqual(rows('SELECT count(*) FROM fact_changes'), ['1000']);
});

test('packages come and go with the facts', () => {
  const { give, rows } = open();
  const inventory = 'SELECT package_name, version FROM package_inventory JOIN packages ON id = package_id ORDER BY 1';
  const packages = (time: number, list: Json): unknown =>
    give('replace facts', 5, facts({ a: 1 }, time, { package_inventory: list }));
  packages(1, [
    ['bash', '5', 'apt'],
    ['bash', '5', 'apt'],
    ['vim', '9', 'apt'],
  ]);
  assert.deepEqual(rows(inventory), ['bash 5', 'vim 9']);
  packages(2, [['bash', '6', 'apt']]);
  assert.deepEqual(rows(inventory), ['bash 6']);
  give('replace facts', 5, facts({ a: 1 }, 3));
  assert.deepEqual(rows(inventory), []);
});

const resource = (title: string, parameters: JsonObject = {}): JsonObject => ({
  type: 'File',
  title,
  exported: false,
  tags: ['file'],
  file: '/x.pp',
  line: 1,
  parameters,
});
const catalog = (time: number, titles: readonly string[], parameters: JsonObject = {}): JsonObject => ({
  certname: 'web',
  version: `v${time}`,
  producer_timestamp: at(time),
  environment: 'production',
  resources: titles.map((title) => resource(title, parameters)),
  edges: titles.slice(1).map((title) => ({
    source: { type: 'File', title: titles[0] ?? '' },
    target: { type: 'File', title },
    relationship: 'contains',
  })),
});
const contained = `SELECT source.title AS a, target.title AS b, relationship FROM edges
  JOIN resources AS source ON source.id = source_id JOIN resources AS target ON target.id = target_id ORDER BY 2`;
const resources = 'SELECT title, parameters FROM catalog_resources JOIN resources ON id = resource_id ORDER BY 1';

test('a catalog replaces the one before it', () => {
  const { give, rows } = open();
  give('replace catalog', 9, catalog(1, ['/a', '/b', '/c']));
  assert.deepEqual(rows(contained), ['/a /b contains', '/a /c contains']);
  give('replace catalog', 9, catalog(2, ['/a', '/c', '/d'], { mode: '0644', ensure: 'file' }));
  assert.deepEqual(rows(contained), ['/a /c contains', '/a /d contains']);
  assert.deepEqual(
    rows(resources),
    ['/a', '/c', '/d'].map((title) => `${title} {"ensure":"file","mode":"0644"}`),
  );
  assert.equal(give('replace catalog', 9, catalog(1, ['/z'])), false);
  give('replace catalog', 9, catalog(3, ['/a', '/c', '/d'], { mode: '0644', ensure: 'file' }));
  assert.deepEqual(rows('SELECT version FROM catalogs'), ['v3']);
  assert.deepEqual(rows("SELECT resource FROM resources WHERE title = '/d'"), [
    '3004319b7e78eb5df6292bac0dce43c1552ad49d',
  ]);
});

test('a report is kept once, and the newest is the latest', () => {
  const { give, rows } = open();
  const latest = 'SELECT producer_timestamp FROM certnames JOIN reports ON reports.id = latest_report_id';
  assert.equal(give('store report', 8, report(10)), true);
  assert.equal(give('store report', 8, report(10)), false);
  give('store report', 8, report(5));
  give('store report', 8, report(20, { type: 'plan' }));
  assert.deepEqual(rows(latest), [String(start + 10)]);
  give('store report', 8, report(11));
  assert.deepEqual(rows(latest), [String(start + 11)]);
  assert.deepEqual(rows('SELECT count(*) FROM reports'), ['4']);
});

test('events are kept once each, skipped resources too', () => {
  const { give, rows } = open();
  const event = {
    status: 'success',
    timestamp: at(1),
    property: 'ensure',
    old_value: { b: 1, a: [2] },
    new_value: 'x',
    message: null,
  };
  const place = {
    resource_type: 'File',
    resource_title: '/x',
    file: null,
    line: null,
    containment_path: ['Stage[main]', 'A', 'File[/x]'],
  };
  give(
    'store report',
    8,
    report(1, {
      resources: [
        {
          ...place,
          timestamp: at(1),
          skipped: false,
          corrective_change: true,
          events: [{ ...event, corrective_change: true }, event, event],
        },
        { ...place, resource_title: '/y', timestamp: at(2), skipped: true, events: [] },
      ],
    }),
  );
  assert.deepEqual(
    rows('SELECT resource_title, status, old_value, new_value, containing_class, corrective_change FROM events'),
    ['/x success {"a":[2],"b":1} "x" A 1', '/y skipped null null A 0'],
  );
});

test('a deactivated node comes back with newer data', () => {
  const { give, rows } = open();
  const active = 'SELECT deactivated IS NULL FROM certnames';
  give('replace facts', 5, facts({ a: 1 }, 10));
  assert.equal(give('deactivate node', 3, { certname: 'web', producer_timestamp: at(9) }), false);
  assert.deepEqual(rows(active), ['1']);
  assert.equal(give('deactivate node', 3, { certname: 'web', producer_timestamp: at(20) }), true);
  assert.deepEqual(rows(active), ['0']);
  give('store report', 8, report(15));
  assert.deepEqual(rows(active), ['0']);
  give('store report', 8, report(25));
  assert.deepEqual(rows(active), ['1']);
});

test('a wrong command is told alone', () => {
  const { writer, rows } = open();
  const answers = writer.write([
    commandOf('replace facts', 5, facts({ a: 1 })),
    commandOf('replace facts', 5, { certname: 'web' }),
    commandOf('store report', 8, report(1)),
  ]);
  assert.deepEqual(
    answers.map(({ ok }) => ok),
    [true, false, true],
  );
  assert.deepEqual(rows('SELECT count(*) FROM facts UNION ALL SELECT count(*) FROM reports'), ['1', '1']);
});

test('where there is no room what fits is kept, and the rest is told', () => {
  const { writer, rows } = open({ maxBytes: 400_000 });
  const huge = 'x'.repeat(600_000);
  const answers = writer.write([
    commandOf('replace facts', 5, { ...facts({ a: 1 }), certname: 'one' }),
    commandOf('replace facts', 5, { ...facts({ huge }), certname: 'two' }),
    commandOf('replace facts', 5, { ...facts({ a: 3 }), certname: 'three' }),
  ]);
  assert.deepEqual(
    answers.map(({ ok }) => ok),
    [true, false, true],
  );
  const [, refused] = answers;
  assert.match(refused?.ok === false ? String(refused.error) : '', /full/);
  assert.deepEqual(rows('SELECT certname FROM certnames'), ['one', 'three']);
});

test('a database that another program keeps to itself is told at once', () => {
  const { database, writer } = open();
  const other = openNodeDatabase({ path: join(directory, `${stores}.sqlite`) });
  database.exec('PRAGMA busy_timeout = 1');
  other.exec('BEGIN IMMEDIATE');
  const answers = writer.write([1, 2, 3].map((value) => commandOf('replace facts', 5, facts({ value }, value))));
  other.exec('ROLLBACK');
  other.close();
  assert.deepEqual(
    answers.map(({ ok }) => ok),
    [false, false, false],
  );
  assert.equal(writer.write([commandOf('replace facts', 5, facts({ a: 1 }))])[0]?.ok, true);
});

test('old things go as PuppetDB has them go', () => {
  const { give, rows, writer } = open();
  const sweep = (now: number): readonly string[] => [...writer.sweep(now, defaultRetention)].flat();
  give('replace facts', 5, facts({ a: 1 }, 0));
  give('replace catalog', 9, catalog(0, ['/a', '/b']));
  give('store report', 8, report(0));
  give('replace facts', 5, { ...facts({ b: 1 }, 0), certname: 'kept' });
  give('configure expiration', 1, { certname: 'kept', expire: { facts: false }, producer_timestamp: at(0) });
  assert.deepEqual(sweep(start + 6 * day), []);
  assert.deepEqual(sweep(start + 8 * day), ['web']);
  assert.deepEqual(rows('SELECT certname, expired IS NULL FROM certnames'), ['web 0', 'kept 1']);
  assert.deepEqual(sweep(start + 15 * day), ['web'], 'its report is gone');
  assert.deepEqual(sweep(start + 23 * day), ['web']);
  assert.deepEqual(rows('SELECT certname FROM certnames'), ['kept']);
  for (const table of ['reports', 'events', 'report_details', 'catalogs', 'resources', 'edges']) {
    assert.deepEqual(rows(`SELECT count(*) FROM ${table}`), ['0'], table);
  }
  assert.deepEqual(rows('SELECT path FROM fact_paths'), ['["b"]']);
});

test('an expired node comes back with newer data', () => {
  const { give, rows, writer } = open();
  give('replace facts', 5, facts({ a: 1 }, 0));
  for (const _ of writer.sweep(start + 8 * day, defaultRetention)) void _;
  give('replace facts', 5, facts({ a: 1 }, 9 * day));
  assert.deepEqual(rows('SELECT expired IS NULL FROM certnames'), ['1']);
});
