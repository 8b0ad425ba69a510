/** Whatever is evaluated: a value or an error in words, within bounds, and never a throw. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  evaluateSource,
  fromRichData,
  inferType,
  printType,
  richJson,
  stringOf,
  toRichData,
} from '../../orchestrator-core/language/index.ts';
import { bareHost } from '../support/evaluation-host.ts';

const seed = 20261121;
const fixture = '../../orchestrator-core/language/evaluate/fixtures/evaluation.jsonl';
const sources = readFileSync(join(import.meta.dirname, fixture), 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { readonly src: string }).src);

async function holds(source: string): Promise<void> {
  const options = { signal: AbortSignal.timeout(5000), mostSteps: 10_000, turn: async () => {} };
  const answer = await evaluateSource(source, bareHost, options);
  if (!answer.ok) {
    assert.ok(answer.message.length > 0);
    const lines = source.split('\n').length;
    assert.ok(answer.line === undefined || (answer.line >= 1 && answer.line <= lines), `line ${answer.line}`);
    return;
  }
  const { value } = answer;
  stringOf(value);
  printType(inferType(value));
  const data = toRichData(value);
  const json = richJson(data);
  JSON.parse(json);
  // Data types are written and not read.
  if (!/Pcore::|"__ptype":"Type"/.test(json)) assert.equal(richJson(toRichData(fromRichData(data))), json);
}

const row = fc.constantFrom(...sources);
const part = fc.tuple(row, fc.nat(80), fc.nat(80)).map(([text, from, to]) => text.slice(from, Math.max(from, to)));

test('cut sources', async () => {
  await fc.assert(
    fc.asyncProperty(row, fc.nat(100), fc.nat(100), (text, from, length) => holds(text.slice(from, from + length))),
    { seed, numRuns: 1500 },
  );
});

test('sources put together from parts of others', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 2, maxLength: 4 }),
      fc.constantFrom('', ' ', '\n', '.', ' + ', ', '),
      (parts, glue) => holds(parts.join(glue)),
    ),
    { seed, numRuns: 1500 },
  );
});

test('functions with arguments that are not meant for them', async () => {
  const names = [...bareHost.natives.keys()].filter((name) => name !== 'then');
  const values = [
    'undef',
    "''",
    '-1',
    '2.5',
    '[]',
    '[1, [2]]',
    '{}',
    '{a => 1}',
    'default',
    '/(/',
    'Integer',
    'Integer[1, 3]',
    "Sensitive('x')",
    'true',
    "'%s'",
    '9223372036854775807',
    "Timestamp('2020-01-01')",
  ];
  const call = fc
    .tuple(
      fc.constantFrom(...names),
      fc.array(fc.constantFrom(...values), { maxLength: 4 }),
      fc.constantFrom('', ' |$x| { $x }', ' |$x, $y| { $y }', ' || { }'),
    )
    .map(([name, given, block]) => `${name}(${given.join(', ')})${block}`);
  await fc.assert(fc.asyncProperty(call, holds), { seed, numRuns: 4000 });
});

test('types that make values of what is not meant for them', async () => {
  const types = [
    'Integer',
    'Float',
    'Numeric',
    'Boolean',
    'String',
    'Array',
    'Hash',
    'Tuple',
    'Struct',
    'Regexp',
    'Type',
    'SemVer',
    'SemVerRange',
    'Timestamp',
    'Timespan',
    'Binary',
    'URI',
    'Error',
    'Deferred',
    'Sensitive',
    'Init[Integer]',
    'Optional[Float]',
  ];
  const values = [
    'undef',
    "''",
    "'%d'",
    "'1.2.3'",
    "'x'",
    '-1',
    '2.5',
    '[]',
    '[[1, 2]]',
    '[[[0, a], 1]]',
    '{}',
    '{a => 1}',
    'default',
    '/x/',
    'true',
    'Integer',
    'tree',
    "{'string' => '1'}",
    '{days => 1}',
    '1.0e300',
  ];
  const call = fc
    .tuple(fc.constantFrom(...types), fc.array(fc.constantFrom(...values), { maxLength: 4 }))
    .map(([type, given]) => `${type}(${given.join(', ')})`);
  await fc.assert(fc.asyncProperty(call, holds), { seed, numRuns: 4000 });
});

test('what has no end is ended', async () => {
  for (const source of [
    'function f() { f() } f()',
    'function f($x) { [$x].map |$y| { f($y) } } f(1)',
    'Integer[1, 100000000].each |$x| { $x }',
    'Array(9223372036854775807)',
    '[1, 2].map |$x| { 1000000.map |$y| { $y } }',
    "sprintf('%999999999d', 1)",
    "String(1, '%999999999d')",
    `${'['.repeat(5000)}1${']'.repeat(5000)}`,
    `${'('.repeat(5000)}1${')'.repeat(5000)}`,
    Array.from({ length: 40 }, (_, index) => `$a${index + 1} = "\${a${index}}\${a${index}}"`)
      .join('\n')
      .replace(/^/, "$a0 = 'xxxxxxxx'\n"),
    Array.from({ length: 40 }, (_, index) => `$a${index + 1} = $a${index} + $a${index}`)
      .join('\n')
      .replace(/^/, '$a0 = [1, 2, 3, 4]\n'),
  ]) {
    await holds(source);
  }
});
