/** Whatever is analysed: no throw, no hang, places that lie in the text, and names that stand where it is said. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyzeVariables } from '../../orchestrator-core/language/analysis/variables/analyze-variables.ts';
import {
  analyze,
  type Dialect,
  emptyWorld,
  parse,
  variablesOf,
  type World,
} from '../../orchestrator-core/language/index.ts';
import { pieceChanges, withPieceChanges } from '../support/mutations.ts';
import { recordedSources } from '../support/puppet-sources.ts';

const seed = 20261121;
/** What the recorded sources have little of: variables that are set, read, hidden and kept secret. */
const sources = [
  ...recordedSources.map(({ source }) => source),
  `plan m::x(Sensitive[String] $p, TargetSpec $t = $p, *$rest) {
  $a = 1 [$b, [$c]] = f($a)
  $t.each |Integer $i, $j = $i| { $a = $i "\${a} $b \${c.d} \${p.unwrap}" if $i { return $a } else { fail("x") } next() }
  apply($t) { $d = $a node x { $e = $d } notify { $p.unwrap: message => "\${d}" } }
  $q = $p.unwrap run_command(@("END"), $q)
    \${q} $::facts \${m::port}
    | END
  case $a { 1: { $f = 1 } default: { $f = 2 } } $f = $g $g = $f
}`,
  `class m::a($x = $y, $y = 1) inherits m { $z = $x ? { 1 => $y, default => $m::b::c } class b inherits a { $w = $z } }
function m::f($x) >> Integer { with($x) |$v| { $v } }
type M::T = Integer
node default { $x = $::x }`,
];
const dialects: readonly Dialect[] = ['plan', 'manifest', 'template'];
const world: World = { ...emptyWorld, module: () => 'read', moduleOf: () => 'm' };

function examine(source: string, dialect: Dialect): number {
  const parsed = parse(source, { tasks: dialect === 'plan', epp: dialect === 'template' });
  const variables = variablesOf(parsed);
  for (const { start, end, written, variable } of variables.occurrences) {
    assert.equal(source.slice(start, end), written);
    if (variable !== undefined) assert.ok(written.endsWith(variable.name));
  }
  for (const { variables: own } of variables.scopes) {
    for (const { occurrences } of own.values()) assert.ok(occurrences.some(({ writes }) => writes));
  }
  const step = Math.max(1, Math.floor(source.length / 8));
  for (let offset = 0; offset <= source.length; offset += step) {
    variables.visibleAt(offset);
    const found = variables.at(offset);
    if (found !== undefined) assert.ok(found.start - 1 <= offset && offset <= found.end);
  }
  const path = dialect === 'plan' ? '/modules/m/plans/x.pp' : '/modules/m/manifests/x.pp';
  // What `analyze` leaves out, where nothing parses, must do no harm either.
  const all = [...analyzeVariables({ path, parsed, dialect }, world), ...analyze({ path, parsed, dialect }, world)];
  for (const { start, end, code, message, related = [] } of all) {
    for (const span of [{ start, end }, ...related.map((one) => one.span)]) {
      assert.ok(0 <= span.start && span.start <= span.end && span.end <= source.length, `${code}: ${message}`);
    }
  }
  return all.length;
}

test('every source, whole and cut at every offset', () => {
  let found = 0;
  for (const source of sources) {
    for (let end = 0; end <= source.length; end += 1) {
      for (const dialect of dialects) found += examine(source.slice(0, end), dialect);
    }
  }
  assert.ok(found > sources.length, `${found} findings`);
});

test('sources with tokens deleted, doubled and swapped', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...sources.slice(-60)),
      fc.constantFrom(...dialects),
      pieceChanges,
      (source, dialect, changes) => {
        examine(withPieceChanges(source, { tasks: true }, changes), dialect);
      },
    ),
    { seed, numRuns: 3000 },
  );
});
