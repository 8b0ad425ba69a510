import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AstValue, astText } from '../ast.ts';
import { completePql } from './complete.ts';
import { pqlWish, wishedWords } from './wish.ts';

/** What can be written at the bar, and what it makes of the text. */
function complete(
  marked: string,
  known: readonly AstValue[] = [],
): readonly { readonly label: string; readonly after: string }[] {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  return completePql(text, offset, () => known).map(({ label, insert, span }) => ({
    label,
    after: text.slice(0, span.start) + insert + text.slice(span.end),
  }));
}

const labels = (marked: string, known?: readonly AstValue[]) => complete(marked, known).map((item) => item.label);
const after = (marked: string, label: string, known?: readonly AstValue[]) =>
  complete(marked, known).find((item) => item.label === label)?.after;

test('at the beginning there are entities', () => {
  assert.equal(labels('|').length, 14);
  assert.equal(after('|', 'nodes'), 'nodes[$1] { $0 }');
  assert.ok(!labels('|').includes('producers'));
});

test('fields are those of the entity around the place, and of its use', () => {
  assert.ok(labels('nodes[cer|').includes('certname'));
  assert.ok(labels('nodes[certname, |').includes('count()'));
  assert.ok(labels('nodes { facts { | } }').includes('value'));
  assert.ok(!labels('nodes { facts { | } }').includes('latest_report_status'));
  assert.ok(labels('fact_paths { dep| }').includes('depth'));
  assert.ok(!labels('fact_paths[dep|').includes('depth'));
  assert.ok(!labels('nodes { order by | }').includes('count()'));
});

test('conditions on other entities are those that the entity has rows for', () => {
  assert.equal(after('nodes { fac| }', 'facts'), 'nodes { facts { $0 } }');
  assert.ok(!labels('nodes { | }').includes('packages'));
  assert.ok(!labels('resources { | }').includes('facts'));
});

test('operators are those that the field’s type has', () => {
  assert.deepEqual(labels('nodes { certname | }'), ['=', '!=', '~', '!~', 'in', 'is null', 'is not null']);
  assert.ok(labels('resources { line | }').includes('>='));
  assert.ok(labels('fact_contents { path | }').includes('~>'));
  assert.deepEqual(labels('nodes { certname = "a" | }'), ['and', 'or', 'group by', 'order by', 'limit', 'offset']);
  assert.ok(labels('nodes { order by certname | }').includes('desc'));
});

test('values stand in the quotes that they need', () => {
  assert.deepEqual(labels('reports { status = | }'), ['"changed"', '"failed"', '"unchanged"']);
  assert.equal(after('reports { status = "x|y" }', 'failed'), 'reports { status = "failed" }');
  assert.equal(after("nodes { certname = 'a|' }", "it's", ["it's"]), "nodes { certname = 'it\\\\'s' }");
  assert.deepEqual(labels('reports { noop = | }'), ['true', 'false']);
  assert.deepEqual(labels('inventory { facts.n = | }', [5, 2.5, 'a', true, null, ['x']]), ['5', '2.5', '"a"', 'true']);
  assert.deepEqual(labels('nodes { node_state = "|" }'), ['active', 'inactive', 'any']);
});

test('steps of facts come from the nodes, in quotes where they need them', () => {
  assert.equal(after('inventory { facts.| }', 'os', ['os']), 'inventory { facts.os }');
  assert.equal(after('inventory { facts.os.fa| = 1 }', 'a.b', ['a.b']), 'inventory { facts.os."a.b" = 1 }');
});

test('what has to be asked is asked for the place alone', () => {
  const wish = (marked: string) => {
    const asked = pqlWish(marked.replace('|', ''), marked.indexOf('|'));
    return asked === undefined ? undefined : astText(asked.query);
  };
  const cases: readonly (readonly [marked: string, query: string | undefined])[] = [
    ['|', undefined],
    ['nodes { | }', undefined],
    ['nodes { certname = "|" }', '["from","nodes",["extract",["certname"]],["order_by",["certname"]],["limit",2000]]'],
    ['facts { name = "|" }', '["from","fact_paths",["extract",["name"],["group_by","name"]],["limit",2000]]'],
    ['facts { value = | }', undefined],
    [
      'facts { name = "os" and value = | }',
      '["from","facts",["extract",["value"],["=","name","os"],["group_by","value"]],["limit",2000]]',
    ],
    ['inventory { facts.os.| }', '["from","fact_paths",["extract",["path"],["=","name","os"]],["limit",2000]]'],
    ['nodes { facts.| }', undefined],
    [
      'inventory { facts.os.family = | }',
      '["from","inventory",["extract",["facts.os.family"],["group_by","facts.os.family"]],["limit",2000]]',
    ],
    [
      'inventory { facts.cpus[0] = | }',
      '["from","fact_contents",["extract",["value"],["=","path",["cpus",0]],["group_by","value"]],["limit",2000]]',
    ],
    ['resources { type = | }', '["from","resources",["extract",["type"],["group_by","type"]],["limit",2000]]'],
    ['nodes { certname = "a" group by to_string(certname, "|") }', undefined],
    ['reports { status = "|" }', undefined],
    ['reports { start_time > "|" }', undefined],
  ];
  for (const [marked, query] of cases) assert.equal(wish(marked), query, marked);
});

test('the next steps of paths are told apart from the values', () => {
  const rows = [
    { path: ['os', 'family'] },
    { path: ['os', 'release', 'major'] },
    { path: ['os', 'release', 'full'] },
    { path: ['osx', 'x'] },
  ];
  assert.deepEqual(wishedWords({ query: [], below: ['os'] }, rows), ['family', 'release']);
  assert.deepEqual(wishedWords({ query: [], below: ['os', 'release'] }, rows), ['major', 'full']);
  assert.deepEqual(wishedWords({ query: [] }, [{ value: 5 }, {}, 'x']), [5]);
});
