/** Whatever is sent to Baton's PuppetDB, it answers, loses nothing and lives on. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { silentLog } from '../../orchestrator-core/common/index.ts';
import type { NodeStore } from '../../orchestrator-core/inventory/index.ts';
import { systemClock, systemIds } from '../../orchestrator-core/node/index.ts';
import { listenPuppetDb, type PuppetDbListener } from '../../orchestrator-core/services/index.ts';
import { openNodeStore } from '../../orchestrator-core/store/index.ts';

let directory = '';
let store: NodeStore;
let listener: PuppetDbListener;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'baton-puppetdb-fuzz-'));
  store = await openNodeStore({ path: join(directory, 'nodes.sqlite') });
  const ports = { store, discarded: join(directory, 'discarded'), ids: systemIds, clock: systemClock, log: silentLog };
  listener = await listenPuppetDb({ ...ports, plainPort: 0, largestCommand: 200_000 });
});
after(async () => {
  await listener.close();
  await store.close();
  await rm(directory, { recursive: true });
});

interface Said {
  readonly status: number;
  readonly text: string;
}

async function get(path: string): Promise<Said> {
  const response = await fetch(`${listener.plain?.url}${path}`);
  return { status: response.status, text: await response.text() };
}

async function give(
  command: string,
  version: string,
  certname: string,
  body: string | Uint8Array<ArrayBuffer>,
): Promise<Said> {
  const params = new URLSearchParams({ command, version, certname });
  const response = await fetch(`${listener.plain?.url}/pdb/cmd/v1?${params}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  });
  return { status: response.status, text: await response.text() };
}

const time = '2026-11-20T06:00:00Z';
/** JSON without NUL and halves of surrogate pairs, which come back as U+FFFD, and without a zero that is negative. */
const text = fc.string({ unit: 'grapheme' }).filter((each) => each.isWellFormed() && !each.includes('\0'));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => (each === 0 ? 0 : each)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test('facts come back as they were given', async () => {
  let made = 0;
  await fc.assert(
    fc.asyncProperty(fc.dictionary(text, value, { maxKeys: 6, noNullPrototype: true }), async (values) => {
      made += 1;
      const producer_timestamp = new Date(Date.parse(time) + made).toISOString();
      const payload = JSON.stringify({ certname: 'same', environment: 'e', producer_timestamp, values });
      assert.deepEqual(await give('replace facts', '5', 'same', payload).then(({ status }) => status), 200);
      const kept = await store.facts('same');
      assert.deepEqual(kept?.values, JSON.parse(JSON.stringify(values)));
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('any body is stored, or refused with a sentence and kept', async () => {
  const mostly = <T>(right: fc.Arbitrary<T>, ...odd: readonly unknown[]): fc.Arbitrary<unknown> =>
    fc.oneof({ arbitrary: right, weight: 12 }, { arbitrary: fc.constantFrom(...odd, 5, [], {}, true), weight: 1 });
  const words = fc.array(fc.string(), { maxLength: 3 });
  const resource = fc.record({
    type: mostly(fc.constantFrom('A', 'B', 'C')),
    title: mostly(fc.constantFrom('1', '2', '3')),
    tags: mostly(words, null),
    parameters: mostly(fc.dictionary(fc.string(), fc.jsonValue()), null),
  });
  const nearly = fc.record({
    certname: mostly(fc.constant('x')),
    producer_timestamp: mostly(fc.constant(time), 'soon', null),
    environment: mostly(fc.constant('e'), null),
    values: mostly(fc.dictionary(fc.string(), fc.jsonValue())),
    package_inventory: mostly(fc.array(fc.tuple(fc.string(), fc.string(), fc.string())), null, [['a']]),
    version: mostly(fc.constant('1'), null),
    resources: mostly(fc.array(resource, { maxLength: 2 }), null),
    edges: mostly(fc.constant([]), [{}]),
    puppet_version: mostly(fc.constant('8')),
    report_format: mostly(fc.constant(12), 12.5),
    configuration_version: mostly(fc.constant('1'), null),
    start_time: mostly(fc.constant(time), ''),
    end_time: mostly(fc.constant(time), null),
    inputs: mostly(fc.array(fc.tuple(fc.string(), fc.string()))),
    catalog_uuid: mostly(fc.string(), null),
    expire: mostly(fc.record({ facts: fc.boolean() })),
  });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }).map((each) => new Uint8Array(each)),
    nearly.map((each) => new TextEncoder().encode(JSON.stringify(each))),
    // Torn, with duplicate keys, with numbers that nobody has.
    nearly.map((each) => new TextEncoder().encode(JSON.stringify(each).slice(0, -2))),
    fc
      .constantFrom(
        '{"certname":"x","certname":"y","values":{},"producer_timestamp":"2026-01-01"}',
        `{"certname":"x","producer_timestamp":"${time}","values":{"a":1e999,"b":-0,"c":${'9'.repeat(400)}}}`,
        `${'[1,'.repeat(5000)}`,
      )
      .map((each) => new TextEncoder().encode(each)),
  );
  const newest = fc.constantFrom(
    ...(['replace facts 5', 'replace_catalog 9', 'store report 8', 'deactivate node 3'] as const),
    ...(['configure expiration 1', 'replace catalog inputs 1', 'replace facts 4', 'store report 9'] as const),
  );
  let [stored, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(newest, bytes, async (named, body) => {
      const [version = '', command = ''] = [named.slice(-1), named.slice(0, -2)];
      const { status, text: said } = await give(command, version, 'x', body);
      assert.ok(status === 200 || status === 400, `${status} ${said}`);
      if (status === 200) stored += 1;
      else {
        refused += 1;
        assert.match(said, /^(?:payload|There is no version)/);
      }
    }),
    { seed: 4, numRuns: 1500 },
  );
  assert.ok(stored > 100 && refused > 100, `${stored} stored, ${refused} refused`);
  const kept = await Promise.all(
    (await readdir(join(directory, 'discarded'))).map((name) => readdir(join(directory, 'discarded', name))),
  );
  assert.equal(kept.flat().filter((name) => name.endsWith('.json')).length, refused);
});

test('any query is answered, or refused with a sentence', async () => {
  const piece = fc.constantFrom(
    ...[
      'nodes',
      'facts',
      'resources',
      'events',
      'inventory',
      '[',
      ']',
      '{',
      '}',
      'certname',
      'value',
      'facts.a.b',
      'parameters.x',
      '=',
      '!=',
      '~',
      '~>',
      '<',
      'in',
      'and',
      'or',
      '!',
      '(',
      ')',
      ',',
      '"a"',
      '"["',
      '5',
      '-1',
      '1e400',
      'true',
      'null',
      'count()',
      'group by',
      'order by',
      'limit',
      'is null',
      "'",
      '\\',
      '\0',
      'é',
    ],
  );
  const right = fc.constantFrom(
    'nodes [certname] { certname ~ "x" order by certname limit 5 }',
    'facts { name = "a" and !(value = 5 or value in ["b", true]) }',
    'inventory [facts.a.b, count()] { facts.a."b" > 1.5 group by facts.a.b }',
    'resources { certname in facts [certname] { name = "role" } and parameters.x = null }',
    'events { reports { latest_report? = true } and timestamp > "2026-01-01" }',
    '["from","nodes",["extract",["certname",["function","count"]],["=","node_state","any"],["group_by","certname"]]]',
    '["=",["fact","role"],"web"]',
  );
  const bent = fc
    .tuple(right, fc.nat({ max: 60 }), fc.nat({ max: 4 }), piece)
    .map(([text, at, length, put]) => text.slice(0, at) + put + text.slice(at + length));
  const query = fc.oneof(
    { arbitrary: right, weight: 1 },
    { arbitrary: bent, weight: 4 },
    { arbitrary: fc.array(piece, { maxLength: 14 }).map((all) => all.join(' ')), weight: 1 },
    { arbitrary: fc.string(), weight: 1 },
    { arbitrary: fc.jsonValue().map((each) => JSON.stringify(each)), weight: 1 },
  );
  const path = fc.constantFrom(
    '',
    '/nodes',
    '/facts/a/b',
    '/resources/A',
    '/events',
    '/event-counts',
    '/catalogs/x',
    '/%2F',
    '/reports/x/events',
  );
  const parameter = fc.constantFrom(
    'query',
    'limit',
    'offset',
    'order_by',
    'include_total',
    'summarize_by',
    'counts_filter',
    'explain',
    'pretty',
    'ast_only',
  );
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(
      path,
      query,
      fc.dictionary(parameter, fc.oneof(fc.constantFrom('1', 'true', 'certname'), query), {
        maxKeys: 1,
        noNullPrototype: true,
      }),
      async (where, asked, more) => {
        const { status, text: said } = await get(
          `/pdb/query/v4${where}?${new URLSearchParams({ query: asked, ...more })}`,
        );
        assert.ok([200, 400, 404].includes(status), `${status} ${said}`);
        if (status === 200) {
          answered += 1;
          JSON.parse(said);
        } else assert.notEqual(said, '');
      },
    ),
    { seed: 5, numRuns: 1500 },
  );
  assert.ok(answered > 20, `${answered} were answered`);
  assert.equal((await get('/pdb/query/v4?query=nodes%7B%7D')).status, 200);
});
