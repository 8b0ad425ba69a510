// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
/** Whatever is called: no throw, no hang, places that lie in the text, and a type or none for every expression. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyzeCalls } from '../../orchestrator-core/language/analysis/calls/analyze-calls.ts';
import { testWorld } from '../../orchestrator-core/language/analysis/test-world.ts';
import {
  children,
  type Dialect,
  type Expression,
  parse,
  printType,
  type SyntaxNode,
  type TypeContext,
  typeContext,
  typeOfExpression,
  variablesOf,
} from '../../orchestrator-core/language/index.ts';
import { pieceChanges, processorTime, withPieceChanges } from '../support/mutations.ts';

const seed = 20261121;
const refused = readFileSync(
  join(import.meta.dirname, '../../orchestrator-core/language/analysis/calls/fixtures/refused-by-puppet.jsonl'),
  'utf8',
);
const sources = [
  ...refused
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as [string])[0]),
  `plan m(TargetSpec $t, M::Tree $x = [], *$rest) {
  $r = run_task('m', $t, 'why', { a => [1, *$rest], '_noop' => true } + $x) $r.first.value['a'].map |$i, $j| { next($i) }
  run_plan('m', $t, *$rest) run_plan(m, t => $x) apply($t, _noop => true) { include m m::d { default: ; [a, $t]: * => $x } }
  $y = if $x { $y } else { case $t { 1: { $r.ok } default: { fail('x') } } } catch_errors() || { $x[0][1].then |$v| { $v } }
  "\${run_command($y, "\${$r}")} \${x.unwrap}" Sensitive(M::Tree) Integer.new($x) assert_type(Array[M::Tree, 1], $x[a, b])
}`,
];
const world = testWorld({
  files: {
    'm/types/tree.pp': 'type M::Tree = Array[Variant[M::Tree, M::Twig]]',
    'm/types/twig.pp': 'type M::Twig = Variant[M::Tree, M::Twig, Struct[{a => M::Twig}]]',
    'm/plans/init.pp': 'plan m(TargetSpec $t, M::Tree $x) { }',
    'm/manifests/d.pp': 'define m::d(M::Twig $x) { }',
    'm/functions/f.pp': 'function m::f(M::Twig *$x) >> M::Tree { }',
  },
});

function typeAll(node: SyntaxNode, context: TypeContext): void {
  const type = typeOfExpression(node as Expression, context);
  if (type !== undefined) assert.notEqual(printType(type), '');
  for (const child of children(node)) typeAll(child, context);
}

function examine(source: string, dialect: Dialect): number {
  const parsed = parse(source, { tasks: dialect === 'plan' });
  typeAll(parsed.program, typeContext(parsed, variablesOf(parsed), world));
  const path = dialect === 'plan' ? '/modules/m/plans/x.pp' : '/modules/m/manifests/x.pp';
  const found = analyzeCalls({ path, parsed, dialect }, world);
  for (const { start, end, code, message } of found) {
    assert.ok(0 <= start && start <= end && end <= source.length, `${code}: ${message}`);
    assert.ok(message !== '' && !message.includes('undefined'), message);
  }
  return found.length;
}

test('sources cut anywhere are examined', () => {
  let found = 0;
  for (const source of sources) {
    const step = Math.max(1, Math.floor(source.length / 60));
    for (let end = 0; end <= source.length; end += step) {
      found += examine(source.slice(0, end), 'plan') + examine(source.slice(0, end), 'manifest');
    }
  }
  assert.ok(found > 1000, `only ${found} findings`);
});

test('sources with pieces lost, doubled and swapped are examined', () => {
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.boolean(), pieceChanges, (source, isPlan, changes) => {
      examine(withPieceChanges(source, { tasks: true }, changes), isPlan ? 'plan' : 'manifest');
    }),
    { seed, numRuns: 1500 },
  );
});

test('long chains and deep nests take no time that grows faster than they do', () => {
  const chain = `plan m::x($a) { ${'$a.map |$x| { '.repeat(200)}1${' }'.repeat(200)} }`;
  const sum = `plan m::x($a) { $b = ${'1 + '.repeat(3000)}1 }`;
  const tests = `plan m::x($a) { if ${'defined("a") and '.repeat(1500)}true { } }`;
  const lets = `plan m::x($a) { ${Array.from({ length: 1500 }, (_, i) => `$v${i + 1} = $v${i} + [1]`).join(' ')} f($v1500) }`;
  const took = processorTime(() => {
    for (const source of [chain, sum, tests, lets]) examine(source, 'plan');
  });
  assert.ok(took < 5000, `${took} ms`);
});
