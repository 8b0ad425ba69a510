import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from '../syntax/parser.ts';
import { applyChanges, formatSource } from './format.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const options = { lex: { tasks: true } };

function format(source: string): string {
  return applyChanges(source, formatSource(parse(source, options.lex), options));
}

for (const name of readdirSync(fixtures).filter((each) => each.endsWith('.pp'))) {
  test(`layout of ${name}`, () => {
    const formatted = format(readFileSync(join(fixtures, name), 'utf8'));
    const golden = join(fixtures, `${name}.formatted`);
    if (process.env['UPDATE'] === '1') writeFileSync(golden, formatted);
    assert.equal(formatted, readFileSync(golden, 'utf8'));
    assert.equal(format(formatted), formatted);
  });
}

const kept: readonly (readonly [string, string])[] = [
  ['an empty source', ''],
  ['nothing but blanks', '  \n\n'],
  ['a list that is no access', '$a [1]\n'],
  ['an access that is no list', '$a[1]\n'],
  ['two levels for two brackets', "f({\n    'a' => 1,\n})\n"],
  ['one level for two brackets', "f({\n  'a' => 1,\n})\n"],
  ['arguments without columns', "run_task('a', $t,\n  a => 1,\n  bcd => 2,\n)\n"],
  ['arguments in columns', "run_task('a', $t,\n  a   => 1,\n  bcd => 2,\n)\n"],
  ['a relationship that is not indented', "Package['a']\n-> File['b']\n"],
  ['a relationship that is indented', "Package['a']\n  -> File['b']\n"],
  ['a comment with blanks at its end', '# a markdown line break  \n'],
  ['several rockets on a line', '$x = {\n  a => 1, bcd => 2,\n  e => 3,\n}\n'],
  ['a brace on its own line', 'class a\n{\n  notice(1)\n}\n'],
];

for (const [what, source] of kept) test(`keeps ${what}`, () => assert.equal(format(source), source));

test('templates are left alone', () => {
  const source = '<%= $x   %>  \n';
  assert.deepEqual(formatSource(parse(source, { epp: true }), { lex: { epp: true } }), []);
});

test('only what differs is changed', () => {
  const source = 'class a {\n    $x=1\n}\n';
  const changes = formatSource(parse(source));
  assert.deepEqual(changes, [
    { start: 12, end: 14, text: '' },
    { start: 16, end: 16, text: ' ' },
    { start: 17, end: 17, text: ' ' },
  ]);
});

test('tabs count as many columns as is said', () => {
  const source = 'notice($a,\n\t\t$b)\n';
  const wide = formatSource(parse(source), { tabWidth: 4 });
  assert.equal(applyChanges(source, wide), 'notice($a,\n        $b)\n');
});

test('2000 lines are laid out in a moment', () => {
  const source = readFileSync(join(fixtures, 'resources.pp'), 'utf8').trim();
  const long = Array.from({ length: 45 }, () => source).join('\n');
  const parsed = parse(long);
  formatSource(parsed);
  const begun = process.cpuUsage();
  formatSource(parsed);
  // The promise is 20 ms; a busy machine gets more, and a quadratic layout takes seconds.
  const took = process.cpuUsage(begun).user / 1000;
  assert.ok(took < 200, `${took} ms`);
});

test('a comment of many lines takes no more than its share', () => {
  const parsed = parse(`${'# commented out\n'.repeat(40_000)}class a { }\n`);
  const begun = process.cpuUsage();
  assert.deepEqual(formatSource(parsed), []);
  const took = process.cpuUsage(begun).user / 1000;
  // A tenth of a second; where each line looks for the code below it, several.
  assert.ok(took < 1500, `${took} ms`);
});
