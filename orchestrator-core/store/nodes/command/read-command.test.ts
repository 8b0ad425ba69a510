import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, OrchestratorError } from '../../../common/index.ts';
import { readCommand } from './read-command.ts';

const received = Date.parse('2026-11-20T06:00:01.000Z');
const made = '2026-11-20T06:00:00.000Z';

function read(command: string, version: number, payload: Json | Uint8Array): ReturnType<typeof readCommand> {
  return readCommand({ command, version, certname: 'web', payload, received });
}

function refusal(command: string, version: number, payload: Json | Uint8Array): string {
  try {
    read(command, version, payload);
  } catch (error) {
    assert.ok(error instanceof OrchestratorError);
    assert.equal(error.kind, 'puppetlabs.puppetdb/command-error');
    return error.message;
  }
  return 'was taken';
}

const facts = { certname: 'web', environment: 'production', producer_timestamp: made, values: { role: 'web' } };
const event = {
  status: 'success',
  timestamp: made,
  property: 'ensure',
  new_value: 'file',
  old_value: 'absent',
  message: 'created',
};
const place = {
  resource_type: 'File',
  resource_title: '/x',
  file: '/x.pp',
  line: 3,
  containment_path: ['Stage[main]', 'Role::Web', 'File[/x]'],
};
const report = {
  certname: 'web',
  puppet_version: '8.1.0',
  report_format: 12,
  configuration_version: '1',
  start_time: made,
  end_time: made,
  producer_timestamp: made,
  transaction_uuid: '62F746B4-84e6-4ceb-95bd-447e7184d454',
  resources: [{ ...place, timestamp: made, skipped: false, events: [event] }],
};
const node = { type: 'Class', title: 'main', tags: ['class'] };
const file = { type: 'File', title: '/x', tags: ['b', 'a', 'b'], parameters: { ensure: 'file', content: 'x' } };
const catalog = {
  certname: 'web',
  version: 5,
  producer_timestamp: made,
  resources: [node, file],
  edges: [
    { source: { type: 'Class', title: 'main' }, target: { type: 'File', title: '/x' }, relationship: 'contains' },
  ],
};

test('facts of every version say the same', () => {
  const { certname: name, producer_timestamp: time, ...rest } = facts;
  const newest = read('replace facts', 5, facts);
  assert.deepEqual(read('replace_facts', 4, { ...facts, producer: 'puppet' }), newest);
  assert.deepEqual(read('replace facts', 3, { ...rest, name, 'producer-timestamp': time }), newest);
  assert.deepEqual(read('replace facts', 2, { ...rest, name }), { ...newest, produced: received });
});

test('reports of every version say the same', () => {
  const newest = read('store report', 8, report);
  assert.equal(newest.kind, 'report');
  const { resources: _resources, ...rest } = report;
  const alone = { ...place, ...event };
  const dashed = (value: object): object =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.replaceAll('_', '-'), inner]));
  const old = { ...newest, catalogUuid: newest.transactionUuid };
  assert.deepEqual(read('store report', 6, report), old);
  assert.deepEqual(read('store report', 5, { ...rest, resource_events: [alone] }), old);
  const four = { ...dashed(rest), 'resource-events': [dashed(alone)] } as Json;
  const [three, later] = [read('store report', 3, four), read('store report', 4, four)];
  assert.deepEqual(three, later);
  assert.equal(later.produced, received);
});

test('a skipped resource is an event', () => {
  const skipped = { ...report, resources: [{ ...place, timestamp: made, skipped: true, events: [] }] };
  const command = read('store report', 8, skipped);
  assert.equal(command.kind, 'report');
  const [found] = command.events;
  assert.equal(found?.status, 'skipped');
  assert.equal(found?.containingClass, 'Role::Web');
});

test('catalogs of every version say the same', () => {
  const newest = read('replace catalog', 9, catalog);
  assert.equal(newest.kind, 'catalog');
  assert.deepEqual(newest.resources[1]?.tags, ['a', 'b']);
  assert.deepEqual(newest.edges, [{ source: 0, target: 1, relationship: 'contains' }]);
  const { certname: name, producer_timestamp: time, ...rest } = catalog;
  assert.deepEqual(read('replace catalog', 5, { ...rest, name, 'producer-timestamp': time, api_version: 1 }), newest);
  assert.deepEqual(read('replace catalog', 4, { ...rest, name }), { ...newest, produced: received });
});

test('sensitive values are not read', () => {
  const secret = { __ptype: 'Sensitive', __pvalue: 'hunter2' };
  const parameters = { content: 'hunter2', options: { password: secret }, key: secret };
  const command = read('replace catalog', 9, {
    ...catalog,
    resources: [node, { ...file, parameters, sensitive_parameters: ['content'] }],
  });
  const happened = { ...event, new_value: secret, old_value: [secret] };
  const said = read('store report', 8, { ...report, resources: [{ ...place, timestamp: made, events: [happened] }] });
  assert.equal(command.kind, 'catalog');
  assert.deepEqual(command.resources[1]?.parameters, { options: { password: 'Sensitive [value redacted]' } });
  assert.doesNotMatch(JSON.stringify([command, said]), /hunter2/);
});

test('a node is deactivated by its name in every version', () => {
  const newest = read('deactivate node', 3, { certname: 'web' });
  assert.deepEqual(newest, { kind: 'deactivate', certname: 'web', produced: received, received });
  assert.deepEqual(read('deactivate node', 2, 'web'), newest);
  assert.deepEqual(read('deactivate node', 1, '"web"'), newest);
});

test('inputs and expiration are read', () => {
  const inputs = [
    ['hiera', 'b'],
    ['hiera', 'a'],
    ['hiera', 'b'],
  ];
  const command = read('replace catalog inputs', 1, {
    certname: 'web',
    catalog_uuid: 'A',
    inputs,
    producer_timestamp: made,
  });
  assert.ok(command.kind === 'inputs');
  assert.deepEqual(command.inputs, [
    ['hiera', 'a'],
    ['hiera', 'b'],
  ]);
  const configured = read('configure_expiration', 1, { certname: 'web', expire: { facts: false } });
  assert.ok(configured.kind === 'expiration' && !configured.facts);
});

test('what is wrong is named with its place', () => {
  const bytes = (text: string): Uint8Array => Buffer.from(text);
  const cases: readonly (readonly [string, number, Json | Uint8Array, string])[] = [
    ['replace facts', 5, { ...facts, values: [] }, 'payload.values: expected an object, got a list'],
    [
      'replace facts',
      5,
      bytes('{"certname":"web","producer_timestamp":"2026-01-01","values":5.0}'),
      'payload.values: expected an object, got a number',
    ],
    ['replace facts', 5, bytes('7.0'), 'payload: expected an object, got a number'],
    ['replace facts', 5, { ...facts, certname: 5 }, 'payload.certname: expected a string, got a number'],
    [
      'replace facts',
      5,
      { ...facts, producer_timestamp: 'soon' },
      'payload.producer_timestamp: expected a timestamp such as 2026-01-31T12:00:00.000Z',
    ],
    ['replace facts', 5, { certname: 'web', values: {} }, 'payload: the key producer_timestamp is missing'],
    [
      'replace facts',
      5,
      { ...facts, package_inventory: [['a', '1']] },
      'payload.package_inventory[0]: expected at least 3 items',
    ],
    ['replace facts', 5, bytes('{"certname":'), 'payload: expected JSON: Unexpected end of JSON input'],
    ['replace facts', 5, Buffer.from([0x22, 0xff, 0x22]), 'payload: expected JSON, got bytes that are not UTF-8'],
    ['replace facts', 5, bytes('['.repeat(2000)), 'payload: expected at most 500 levels of hashes and lists'],
    ['replace facts', 9, facts, "There is no version 9 of 'replace facts'; expected one of 2, 3, 4, 5."],
    [
      'replace catalog',
      9,
      { ...catalog, resources: [file, file] },
      'payload.resources[1]: File[/x] is payload.resources[0] already',
    ],
    [
      'replace catalog',
      9,
      { ...catalog, resources: [node] },
      'payload.edges[0].target: File[/x] is not in the catalog',
    ],
    [
      'store report',
      8,
      { ...report, resources: [{ ...place, timestamp: made, events: [{ status: 1 }] }] },
      'payload.resources[0].events[0].status: expected a string, got a number',
    ],
    ['deactivate node', 1, '{', 'payload: expected the name of a node as JSON text'],
  ];
  for (const [command, version, payload, expected] of cases) assert.equal(refusal(command, version, payload), expected);
  assert.match(refusal('forget node', 1, {}), /^There is no command 'forget node'; expected one of replace facts, /);
});

test('brackets in strings are not levels', () => {
  const value = `${'['.repeat(1500)}\\"${'{'.repeat(1500)}\\\\`;
  const text = `{"certname":"web","producer_timestamp":"${made}","values":{"a":"${value}"}}`;
  assert.equal(read('replace facts', 5, Buffer.from(text)).kind, 'facts');
});

test('timestamps come with any zone and any number of decimals', () => {
  const at = (time: string): number => read('replace facts', 5, { ...facts, producer_timestamp: time }).produced;
  assert.equal(at('2026-11-20T06:00:00.123456789+00:00'), Date.parse('2026-11-20T06:00:00.123Z'));
  assert.equal(at('2026-11-20T08:00:00+02:00'), Date.parse(made));
  assert.equal(at('2026-11-20T08:00:00+0200'), Date.parse(made));
  assert.equal(at('2026-11-20T06:00:00'), Date.parse(made));
  assert.equal(at('2026-11-20'), Date.parse('2026-11-20T00:00:00Z'));
});
