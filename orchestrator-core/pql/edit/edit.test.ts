import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePql } from '../parse-pql.ts';
import { checkPql } from './check.ts';
import { formatPql } from './format.ts';
import { pqlHover } from './hover.ts';
import { pqlTokens } from './tokens.ts';

/** Each mistake as `text: sentence`, and what to write instead. */
function check(text: string): readonly string[] {
  const parsed = parsePql(text);
  assert.ok(parsed.ok, text);
  return checkPql(parsed.tree).map(({ start, end, message, suggestion }) => {
    const hint = suggestion === undefined ? '' : ` -> ${suggestion}`;
    return `${text.slice(start, end)}: ${message}${hint}`;
  });
}

test('mistakes are told where they stand', () => {
  const cases: readonly (readonly [text: string, ...messages: string[]])[] = [
    ['nodes[certname] { facts { name = "role" and value = "web" } }'],
    ['nodes { cername = "a" }', "cername: 'nodes' has no field 'cername'. Did you mean 'certname'? -> certname"],
    ['nodes { facts.os = 1 }', "facts.os: 'nodes' has no 'facts' to look into with dots. 'inventory' has."],
    ['fact_paths[depth] {}', "depth: 'fact_paths' has 'depth', but it can stand in conditions alone."],
    ['reports { metrics is null }', "metrics: 'reports' has 'metrics', but conditions cannot name it."],
    [
      'inventory { order by facts.os }',
      "facts.os: Rows cannot be ordered by 'facts.os': PuppetDB orders by whole fields alone.",
    ],
    ['nodes { certname > 5 }', ">: 'certname' of 'nodes' is compared as a string: '>' is for numbers and times."],
    ['resources { line > "5" }', `"5": '>' compares numbers here: write a number without quotes. -> 5`],
    ['nodes { certname = 1 }', '1: \'certname\' is a string: write the value in quotes. -> "1"'],
    ['reports { noop = "true" }', `"true": 'noop' is true or false, without quotes. -> true`],
    ['resources { exported = true }'],
    ['fact_contents { path = "os" }', `"os": 'path' is a list of keys and indexes: ["os", "family"]. -> ["os"]`],
    ['facts { value ~> ["x"] }', "~>: '~>' compares paths; 'value' of 'facts' is none. Use '~'."],
    ['nodes { node_state = "inactiv" }', `"inactiv": 'node_state' is "active", "inactive" or "any". -> "inactive"`],
    [
      'nodes { node_state in ["any"] }',
      "node_state: 'nodes' has no field 'node_state'. It has latest_report_corrective_change, deactivated, expired, report_environment, certname, facts_timestamp, facts_environment, cached_catalog_status, latest_report_status, latest_report_hash, catalog_timestamp, latest_report_noop_pending, report_timestamp, latest_report_noop, catalog_environment, latest_report_job_id.",
    ],
    [
      'resources { facts { name = "a" } }',
      "facts: Which rows of 'facts' belong to a row of 'resources' is not known. 'resources' has them with 'catalogs', 'nodes', 'environments'. Use 'in'.",
    ],
    ['nodes { facts { name = "a" limit 1 } }', "limit 1: A condition is true or not: 'limit' cannot stand in it."],
    [
      'nodes { certname in facts { name = "a" } }',
      "facts: 1 field on the left is looked for among all fields of 'facts': choose as many, as in 'facts[certname]'.",
    ],
    ['nodes[certname, count()] {}', "certname: 'certname' has many values where rows are counted: group by it."],
    ['facts[value, name] { group by value }', "name: 'name' is chosen, and rows are not grouped by it."],
    [
      'nodes { group by certname }',
      'group by certname: Rows that are grouped have the chosen fields alone: choose them in brackets before the brace.',
    ],
  ];
  for (const [text, ...messages] of cases) assert.deepEqual(check(text), messages, text);
});

test('a query is laid out on one line, or condition by condition', () => {
  assert.equal(formatPql(' nodes [ certname ,x]{certname="a"and\n b~"c"  limit 1}'), undefined);
  assert.equal(
    formatPql(' nodes [ certname ,x]{certname="a" and\n b~"c"  limit 1}'),
    'nodes[certname, x] { certname = "a" and b ~ "c" limit 1 }',
  );
  assert.equal(
    formatPql(
      'nodes[certname]{ facts { name = "role" and value = "web" } and !resources { type = "Package" and title = "nginx" } and (certname ~ "^a" or certname ~ "^b") order by certname desc,x }',
    ),
    `nodes[certname] {
  facts { name = "role" and value = "web" } and
  !resources { type = "Package" and title = "nginx" } and
  (certname ~ "^a" or certname ~ "^b")
  order by certname desc, x
}`,
  );
  assert.equal(formatPql('inventory[facts."a b" ,count(facts.x )]{}'), 'inventory[facts."a b" , count(facts.x )] {}');
});

test('a word is told of for what it is where it stands', () => {
  const hover = (marked: string) => pqlHover(marked.replace('|', ''), marked.indexOf('|'))?.markdown.split('\n')[0];
  const cases: readonly (readonly [marked: string, heading: string | undefined])[] = [
    ['no|des {}', '**`nodes`** — Every node that PuppetDB has heard of, with when its facts, catalog and report came.'],
    ['nodes { fac|ts { name = "a" } }', '**`facts`** — One row per node and fact; a structured fact is one value.'],
    ['inventory { facts.o|s.family = 1', '**`facts`** of `inventory` · structure'],
    ['nodes { facts { va|lue', '**`value`** of `facts` · any value'],
    ['nodes[cou|nt()]', '**`count(field?)`**'],
    [
      'nodes { certname ~|> ["a"] }',
      '**`~>`** — A path of as many steps, each of which matches its regular expression: `path ~> ["networking", ".*", "mac"]`.',
    ],
    [
      'nodes { certname is nu|ll }',
      '**`is null`** — There is no value. A path that a node does not have is neither null nor not null.',
    ],
    ['nodes { certname = "no|des" }', undefined],
    ['nodes { nosu|ch = 1 }', undefined],
  ];
  for (const [marked, heading] of cases) assert.equal(hover(marked), heading, marked);
});

test('every word has its meaning for its colour', () => {
  const text = `nodes[certname, count()] { facts { name ~ "a" } and x in [1, true] group by certname }`;
  const parsed = parsePql(text);
  assert.ok(parsed.ok);
  const shown = pqlTokens(parsed.tree).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
  assert.deepEqual(shown, [
    'entity nodes',
    'field certname',
    'function count',
    'entity facts',
    'field name',
    'operator ~',
    'regexp "a"',
    'field x',
    'keyword in',
    'number 1',
    'keyword true',
    'field certname',
  ]);
});
