import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testProject } from '../documents/test-project.ts';
import { inlayHints } from '../features/inlay-hints.ts';

const project: Readonly<Record<string, string>> = {
  'bolt-project.yaml': 'name: control\nmodulepath: [modules]\n',
  'modules/m/functions/shout.pp': 'function m::shout(String $word, Integer $times = 1, *$rest) >> String { $word }',
};

/** The text with its hints, each between `‹` and `›`. */
async function shown(body: string, wanted: { parameterNames: boolean; types: boolean }, span?: [number, number]) {
  const path = 'modules/m/plans/x.pp';
  const text = `plan m::x(TargetSpec $targets, Integer $times) { ${body} }`;
  const { workspace } = testProject({ ...project, [path]: text });
  await workspace.world(`/p/${path}`);
  await workspace.index.settled();
  const [start, end] = span ?? [0, text.length];
  const hints = await inlayHints(workspace, `/p/${path}`, { start, end }, wanted);
  const written = hints.reduceRight(
    (marked, { offset, label }) => `${marked.slice(0, offset)}‹${label}›${marked.slice(offset)}`,
    text,
  );
  return written.slice(written.indexOf('{ ') + 2, -2);
}

const names: readonly [body: string, expected: string][] = [
  ["m::shout('a', 2, 3, 4)", "m::shout(‹word:›'a', ‹times:›2, 3, 4)"],
  ["m::shout('a', $times)", "m::shout(‹word:›'a', $times)"],
  ["m::shout($my_word, $x['times'])", "m::shout($my_word, $x['times'])"],
  ["'a'.m::shout(2)", "'a'.m::shout(‹times:›2)"],
  ["run_task('m::x', $targets, 'version' => 1)", "run_task('m::x', $targets, 'version' => 1)"],
  ["run_command('ls', 'web')", "run_command(‹command:›'ls', ‹targets:›'web')"],
  ['unknown(1)', 'unknown(1)'],
];

const types: readonly [body: string, expected: string][] = [
  ["$r = run_command('ls', $targets)", "$r‹: ResultSet› = run_command('ls', $targets)"],
  ["$a = 'x'\n$b = 1\n$c = Target.new('x')", "$a = 'x'\n$b = 1\n$c = Target.new('x')"],
  ['$a = $times > 2', '$a‹: Boolean› = $times > 2'],
  ['[1].each |$n| { $n }', '[1].each |$n‹: Integer[1, 1]›| { $n }'],
  ['[1].each |Integer $n| { $n }', '[1].each |Integer $n| { $n }'],
  ['$a = unknown(1)', '$a = unknown(1)'],
];

test('names of parameters stand before arguments that do not say what they are', async () => {
  for (const [body, expected] of names) {
    assert.equal(await shown(body, { parameterNames: true, types: false }), expected);
  }
});

test('types stand behind variables whose value does not say them', async () => {
  for (const [body, expected] of types) {
    assert.equal(await shown(body, { parameterNames: false, types: true }), expected);
  }
});

test('there are no hints unless somebody wants them, and none outside of what is shown', async () => {
  const body = "m::shout('a')\n$r = get_targets('x')";
  assert.equal(await shown(body, { parameterNames: false, types: false }), body);
  assert.equal(await shown(body, { parameterNames: true, types: true }, [0, 10]), body);
});
