// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callSiteAt } from './call-site.ts';
import { readPuppet } from './document.ts';

/** A cursor is `¦`; what is called there, the argument that is touched, and all that are given (`…` when some are hidden). */
const rows: readonly (readonly [string, string])[] = [
  ["run_task('m::t', $x, pa¦th => 1)", 'task m::t path: path'],
  ["run_task('m::t', $x, 'why', { 'path' => ¦1, b => 2 })", 'task m::t -: path b'],
  ["run_task_with('m::t', $x) |$t| { ¦ }", 'task m::t -: '],
  ["run_task('m::t', $x, $hash, pa¦th => 1)", 'task m::t path: path …'],
  ["run_task('m::t', get_targets('all'), path¦ => 1)", 'task m::t path: path'],
  ["run_plan('m::p', $x, a => run_task('t', $x, ¦b => 1))", 'task t b: b'],
  ["run_plan('m::p', $x, ¦a => run_task('t', $x, b => 1))", 'plan m::p a: a'],
  ["run_plan('m::p', ¦{ a => 1 })", 'plan m::p -: a'],
  ["run_plan('m::p', $¦given)", 'plan m::p -:  …'],
  ['run_plan("m::${x}", { ¦a => 1 })', ''],
  ["class { ['::a', 'b']: ¦k => 1, * => $h }", 'class a k: k …'],
  ["class { 'a': k => 1; 'b': l¦ => 2 }", 'class b l: l'],
  ["m::d { 'x': ¦k => 1; 'y': l => 2 }", 'define m::d k: k'],
  ["m::d¦ { 'x': k => 1; 'y': l => 2 }", 'define m::d -: k'],
  ["M::D['x'] { ¦k => 1 }", 'define m::d k: k'],
  ['M::D { ¦k +> 1 }', 'define m::d k: k'],
  ["Class['x'] { ¦k => 1 }", ''],
  ['f(¦a => 1)', ''],
];

test('a call site knows what is called and which argument stands at the cursor', () => {
  for (const [written, expected] of rows) {
    const offset = written.indexOf('¦');
    const text = written.replace('¦', '');
    const document = readPuppet({ path: '/m/plans/x.pp', text, version: '1' });
    const found = callSiteAt(document.nodes(), text, offset);
    const { site, argument } = found ?? {};
    const named = site?.named.map(({ nameSpan }) => text.slice(nameSpan.start, nameSpan.end)).join(' ');
    const shown = `${site?.kind} ${site?.name} ${argument?.name ?? '-'}: ${named}${site?.isComplete ? '' : ' …'}`;
    assert.equal(found === undefined ? '' : shown, expected, written);
  }
});
