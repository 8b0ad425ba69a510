import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject } from '../../orchestrator-core/common/index.ts';
import type { StoreCommand } from '../../orchestrator-core/inventory/index.ts';
import { type AstValue, astText, compileCount, compileQuery } from '../../orchestrator-core/pql/index.ts';
import { openNodeDatabase } from '../../orchestrator-core/store/nodes/database.ts';
import { addFunctions } from '../../orchestrator-core/store/nodes/sql-functions.ts';
import { NodeWriter } from '../../orchestrator-core/store/nodes/write.ts';
import { type NaiveNode, type NaiveResource, naiveQuery } from '../support/naive-query.ts';

type Scalar = string | number | boolean | null;

/** Few values of each kind, so that conditions meet. */
const leaf = fc.constantFrom<Scalar>('a', 'b', 'ab', '', '5', 5, 1, -1, 2.5, true, false, null);
const factNames = ['x', 'y', 'z'] as const;
const structure = fc.oneof(
  leaf,
  fc.dictionary(fc.constantFrom('p', 'q'), fc.oneof(leaf, fc.dictionary(fc.constantFrom('r', 's'), leaf))),
  fc.array(leaf, { maxLength: 2 }),
);
const environments = ['one', 'two'] as const;
const resource: fc.Arbitrary<NaiveResource> = fc.record({
  type: fc.constantFrom('File', 'Class'),
  title: fc.constantFrom('a', 'b', 'c'),
  line: fc.constantFrom(null, 1, 5),
  tags: fc.constantFrom(['file'], ['file', 'web'], ['web']),
  parameters: fc.dictionary(fc.constantFrom('p', 'q'), leaf) as fc.Arbitrary<JsonObject>,
});
const node = fc.record({
  environment: fc.constantFrom(...environments),
  active: fc.boolean(),
  facts: fc.dictionary(fc.constantFrom(...factNames), structure) as fc.Arbitrary<JsonObject>,
  resources: fc.uniqueArray(resource, { selector: ({ type, title }) => type + title, maxLength: 3 }),
});
const nodes: fc.Arbitrary<readonly NaiveNode[]> = fc
  .array(node, { maxLength: 5 })
  .map((list) => list.map((each, index) => ({ ...each, certname: `n${index}` })));

const names = fc.constantFrom('n0', 'n1', 'n2', 'n9');
const scalar = leaf.filter((value) => value !== null);
const pattern = fc.constantFrom('a', '^a', 'b$', '^$', '5', '[ab]', 'a|5', '.', 'tr', '"p"');
const order = fc.constantFrom('<', '<=', '>', '>=');
const fields: Readonly<Record<string, readonly string[]>> = {
  nodes: ['certname', 'facts_environment'],
  facts: ['certname', 'environment', 'name', 'value'],
  fact_contents: ['certname', 'environment', 'name', 'value', 'path'],
  inventory: ['certname', 'environment'],
  resources: ['certname', 'environment', 'type', 'title', 'line'],
};
const related: Readonly<Record<string, readonly string[]>> = {
  nodes: ['facts', 'fact_contents', 'inventory', 'resources'],
  facts: ['nodes', 'inventory', 'resources'],
  fact_contents: ['nodes', 'inventory', 'resources'],
  inventory: ['nodes', 'facts', 'resources'],
  resources: ['nodes'],
};
const tuple = (...parts: (AstValue | fc.Arbitrary<AstValue>)[]): fc.Arbitrary<AstValue> =>
  fc.tuple(...parts.map((part) => (part instanceof fc.Arbitrary ? part : fc.constant(part))));

function comparison(entity: string): fc.Arbitrary<AstValue> {
  const all = [
    tuple('=', 'certname', names),
    tuple('~', 'certname', fc.constantFrom('^n', '1', '[02]$', '^n0')),
    tuple('in', 'certname', tuple('array', fc.array(names, { minLength: 1, maxLength: 3 }))),
    tuple('=', 'node_state', fc.constantFrom('active', 'inactive', 'any')),
  ];
  if (entity === 'nodes') all.push(tuple('=', 'facts_environment', fc.constantFrom(...environments)));
  else all.push(tuple('=', 'environment', fc.constantFrom(...environments)));
  if (entity === 'facts' || entity === 'fact_contents') {
    all.push(
      tuple('=', 'name', fc.constantFrom(...factNames)),
      tuple('=', 'value', scalar),
      tuple(order, 'value', fc.constantFrom(0, 2, 5)),
      tuple('~', 'value', pattern),
      tuple('null?', 'value', fc.boolean()),
      tuple('in', 'value', tuple('array', fc.array(scalar, { minLength: 1, maxLength: 3 }))),
    );
  }
  if (entity === 'fact_contents')
    all.push(tuple('=', 'path', fc.constantFrom(['x'], ['x', 'p'], ['x', 0], ['y', 'q', 'r'])));
  if (entity === 'inventory') all.push(...dotted('facts', ['x', 'y', 'x.p', 'y.q.r', 'z.p.s', 'nosuch']));
  if (entity === 'resources') {
    all.push(
      tuple('=', 'type', fc.constantFrom('File', 'Class')),
      tuple(fc.constantFrom('=', '<', '>='), 'line', fc.constantFrom(1, 3, 5)),
      tuple('null?', 'line', fc.boolean()),
      tuple(fc.constantFrom('=', '~'), 'tag', fc.constantFrom('web', 'File', 'fi')),
      ...dotted('parameters', ['p', 'q', 'nosuch']),
    );
  }
  return fc.oneof(...all);
}

function dotted(top: string, paths: readonly string[]): readonly fc.Arbitrary<AstValue>[] {
  const path = fc.constantFrom(...paths.map((each) => `${top}.${each}`));
  return [
    tuple('=', path, scalar),
    tuple(order, path, scalar),
    tuple('~', path, pattern),
    tuple('null?', path, fc.boolean()),
  ];
}

function filter(entity: string, depth: number): fc.Arbitrary<AstValue> {
  const plain = comparison(entity);
  if (depth === 0) return plain;
  const inner = fc.oneof(
    { depthSize: 'small' },
    plain,
    fc.nat(0).chain(() => filter(entity, depth - 1)),
  );
  const others = fc.constantFrom(...(related[entity] ?? []));
  const below = others.chain((other) => filter(other, depth - 1).map((each) => [other, each] as const));
  return fc.oneof(
    { weight: 3, arbitrary: plain },
    { weight: 2, arbitrary: tuple('not', inner) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('and', 'or'), inner, inner) },
    { weight: 1, arbitrary: below.map(([other, each]): AstValue => ['subquery', other, each]) },
    {
      weight: 1,
      arbitrary: below.map(
        ([other, each]): AstValue => ['in', 'certname', ['from', other, ['extract', ['certname'], each]]],
      ),
    },
    {
      weight: 1,
      arbitrary: below.map(
        ([other, each]): AstValue => [
          'in',
          ['certname'],
          [
            'from',
            other,
            ['extract', ['certname'], each, ['group_by', 'certname']],
            ['order_by', [['certname', 'desc']]],
            ['limit', 2],
          ],
        ],
      ),
    },
  );
}

const query: fc.Arbitrary<readonly AstValue[]> = fc.constantFrom(...Object.keys(fields)).chain((entity) => {
  const own = fields[entity] ?? [];
  const extra = entity === 'inventory' ? ['facts.x', 'facts.x.p', 'facts.y.q.r'] : [];
  const condition = filter(entity, 2);
  const chosen = fc.uniqueArray(fc.constantFrom(...own, ...extra), { minLength: 1 });
  const grouped = fc.uniqueArray(fc.constantFrom(...own.filter((field) => field !== 'value'), ...extra), {
    minLength: 1,
  });
  return fc.oneof(
    fc.tuple(chosen, condition).map(([list, each]) => ['from', entity, ['extract', list, each]]),
    condition.map((each) => ['from', entity, ['extract', [['function', 'count']], each]]),
    fc
      .tuple(grouped, condition)
      .map(([list, each]) => [
        'from',
        entity,
        ['extract', [...list, ['function', 'count']], each, ['group_by', ...list]],
      ]),
    fc
      .tuple(condition, fc.constantFrom('asc', 'desc'), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 }))
      .map(([each, direction, limit, offset]) => [
        'from',
        entity,
        ['extract', ['certname'], each, ['group_by', 'certname']],
        ['order_by', [['certname', direction]]],
        ['limit', limit],
        ['offset', offset],
      ]),
  );
});

const at = Date.parse('2026-11-20T06:00:00Z');

function commandsOf({ certname, environment, active, facts, resources }: NaiveNode): readonly StoreCommand[] {
  const producer_timestamp = new Date(at).toISOString();
  const common = { certname, environment, producer: 'p', producer_timestamp };
  const command = (name: string, version: number, payload: Json): StoreCommand => {
    return { command: name, version, certname, payload, received: at };
  };
  const listed = resources.map((each): JsonObject => ({ ...each, tags: [...each.tags], file: null, exported: false }));
  const ids = { transaction_uuid: null, catalog_uuid: null, code_id: null, job_id: null };
  const sent = [
    command('replace facts', 5, { ...common, values: facts }),
    command('replace catalog', 9, { ...common, ...ids, version: '1', resources: listed, edges: [] }),
  ];
  const later = new Date(at + 1000).toISOString();
  if (!active) sent.push(command('deactivate node', 3, { certname, producer_timestamp: later }));
  return sent;
}

function canonical(value: Json): string {
  if (!isJsonObject(value)) return JSON.stringify(value);
  return JSON.stringify(
    Object.keys(value)
      .sort()
      .map((key) => [key, value[key]]),
  );
}

test('random queries of random nodes find what a plain evaluation finds', () => {
  let found = 0;
  fc.assert(
    fc.property(nodes, fc.array(query, { minLength: 10, maxLength: 20 }), (list, queries) => {
      const database = openNodeDatabase({ path: ':memory:' });
      try {
        addFunctions(database);
        for (const written of new NodeWriter(database).write(list.flatMap(commandsOf)))
          assert.ok(written.ok, JSON.stringify(written));
        for (const ast of queries) {
          const { sql, parameters } = compileQuery(ast);
          const rows = database.prepare(sql).all(...parameters);
          const texts = rows.map((row) => canonical(JSON.parse(String(Object.values(row)[0]))));
          const expected = naiveQuery(list, ast).map(canonical);
          const isOrdered = astText(ast).includes('["order_by",[["certname","');
          const top = isOrdered && ast.length > 3;
          assert.deepEqual(top ? texts : texts.sort(), top ? expected : expected.sort(), astText(ast));
          const count = compileCount(ast.slice(0, 3));
          assert.equal(
            database.prepare(count.sql).get(...count.parameters)?.['count'],
            naiveQuery(list, ast.slice(0, 3)).length,
          );
          found += rows.length;
        }
      } finally {
        database.close();
      }
    }),
    { numRuns: 150, seed: 20261121 },
  );
  assert.ok(found > 1000, `${found} rows in all`);
});
