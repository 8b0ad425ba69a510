import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { astText } from './ast.ts';
import { checkPql } from './edit/check.ts';
import { parsePql } from './parse-pql.ts';

function ast(text: string): string {
  const parsed = parsePql(text);
  return parsed.ok ? astText(parsed.ast) : parsed.error.message;
}

test('a query is what PuppetDB makes of it', () => {
  const cases: readonly (readonly [pql: string, json: string])[] = [
    ['nodes{}', '["from","nodes"]'],
    ['nodes[]{}', '["from","nodes",["extract",[]]]'],
    ['nodes[a]{limit 1}', '["from","nodes",["extract",["a"]],["limit",1]]'],
    ['nodes{group by a}', '["from","nodes",["group_by","a"]]'],
    ['nodes{limit = 1 limit 2offset 3}', '["from","nodes",["=","limit",1],["limit",2],["offset",3]]'],
    ['nodes{order by a desc,b}', '["from","nodes",["order_by",[["a","desc"],"b"]]]'],
    [
      'nodes{a != 1 and (b !~ "x" and ! c is null)}',
      '["from","nodes",["and",["not",["=","a",1]],["and",["not",["~","b","x"]],["not",["null?","c",true]]]]]',
    ],
    [
      'nodes{a=1 or b=2 or c=3 and d=4}',
      '["from","nodes",["or",["=","a",1],["=","b",2],["and",["=","c",3],["=","d",4]]]]',
    ],
    ["nodes{a in[1,-2.50e+1,true,'x\\'y',[\"z\"]]}", '["from","nodes",["in","a",["array",[1,-25,true,"x\'y",["z"]]]]]'],
    ['nodes{a = 9007199254740993 and b = -0}', '["from","nodes",["and",["=","a",9007199254740993],["=","b",0]]]'],
    [
      'nodes{[a,b] innodes[c,d]{x=1 limit 5}}',
      '["from","nodes",["in",["a","b"],["from","nodes",["extract",["c","d"],["=","x",1]],["limit",5]]]]',
    ],
    [
      'inventory[facts."a.b c".d, count(), to_string(t,\'Y\')]{facts {} and facts.m.match("x y").z is not null}',
      '["from","inventory",["extract",["facts.\\"a.b c\\".d",["function","count"],["function","to_string","t","Y"]],["and",["subquery","facts"],["null?","facts.m.match(\\"x y\\").z",false]]]]',
    ],
    ['facts{a = "t\\tb\\u00e9\\/"}', '["from","facts",["=","a","t\\tbé/"]]'],
  ];
  for (const [pql, json] of cases) assert.equal(ast(pql), json, pql);
});

test('what no query can be is refused in the words of PuppetDB', () => {
  assert.match(
    ast('nodes {\n  certname = "a"\n  and foo }'),
    /^PQL parse error at line 3, column 11:\n\n {2}and foo }\n {10}\^\n\n/,
  );
  assert.equal(ast('nodes{limit 1 limit 2}'), "Multiple 'limit' clauses are not permitted");
  assert.equal(ast('nodes{order by a order by b}'), "Multiple 'order_by' clauses are not permitted");
  assert.equal(ast('nodes{a = 9223372036854775808}'), 'For input string: "9223372036854775808"');
  assert.equal(
    ast('nodes{a = "\\q"}'),
    "Unrecognized character escape 'q' (code 113)\n at [Source: (StringReader); line: 1, column: 4]",
  );
  assert.match(ast(`nodes{${'\n'.repeat(1300)};`), /^PQL parse error at line 1,301, column 1:/);
  assert.match(ast(`nodes{${'('.repeat(10_000)}`), /nested more than 300 levels/);
});

const recorded = readFileSync(join(import.meta.dirname, 'fixtures/puppetdb-parses.jsonl'), 'utf8')
  .trim()
  .split('\n');

test('every recorded query is what PuppetDB 7.12.1 made of it, and every refusal its text', () => {
  let compared = 0;
  for (const line of recorded) {
    const { query, error } = JSON.parse(line);
    const start = line.indexOf('"ast":');
    // The JSON form is compared as text: whole numbers beyond a double's reach are in it.
    const expected = error ?? (start < 0 ? undefined : line.slice(start + '"ast":'.length, -1));
    if (expected === undefined) continue;
    assert.equal(ast(query), expected, query);
    compared += 1;
  }
  assert.ok(compared > 250);
});

test('nothing is said against a query that PuppetDB answers, and something against most that it refuses', () => {
  let refused = 0;
  let found = 0;
  for (const line of recorded) {
    const { query, status } = JSON.parse(line);
    const parsed = parsePql(query);
    const mistakes = parsed.ok ? checkPql(parsed.tree) : [parsed.error];
    if (status === 200) assert.deepEqual(mistakes, [], query);
    else {
      refused += 1;
      found += Math.min(1, mistakes.length);
    }
  }
  // What only the data or PuppetDB's own faults decide is left: the sum of texts, `limit 0`.
  assert.ok(refused > 80 && refused - found <= 8, `${found} of ${refused}`);
});
