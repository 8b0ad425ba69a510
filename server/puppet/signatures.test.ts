// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testProject } from '../documents/test-project.ts';
import { signatureHelp } from '../features/signature-help.ts';

const project: Readonly<Record<string, string>> = {
  'bolt-project.yaml': 'name: control\nmodulepath: [modules]\n',
  'modules/m/tasks/install.json': JSON.stringify({
    description: 'Installs a package.',
    parameters: { version: { type: 'String[1]' }, force: { type: 'Optional[Boolean]' } },
  }),
  'modules/m/tasks/install.sh': '',
  'modules/m/plans/rollout.pp': 'plan m::rollout(TargetSpec $targets, String[1] $release) { }',
  'modules/m/functions/shout.pp':
    '# Shouts.\n# @param word What is said.\nfunction m::shout(String $word, Integer *$times) >> String { $word }',
};

/** The active signature with its active parameter between `«` and `»`. */
async function shown(written: string): Promise<string | undefined> {
  const path = 'modules/m/plans/x.pp';
  const { workspace } = testProject({ ...project, [path]: written.replace('¦', '') });
  await workspace.world(`/p/${path}`);
  await workspace.index.settled();
  const help = await signatureHelp(workspace, `/p/${path}`, written.indexOf('¦'));
  const signature = help?.signatures[help.activeSignature];
  if (signature === undefined) return undefined;
  const { label, parameters, activeParameter } = signature;
  const active = parameters[activeParameter]?.label;
  if (active === undefined) return label;
  return `${label.slice(0, active.start)}«${label.slice(active.start, active.end)}»${label.slice(active.end)}`;
}

const shout = 'm::shout(String $word, Integer *$times) >> String';
const task = "run_task('m::install', $targets, version => String[1], force? => Optional[Boolean]";

/** What is written, with the cursor, and what the help begins with; undefined where there is none. */
const rows: readonly (readonly [written: string, expected: string | undefined])[] = [
  ['m::shout(¦', shout.replace('String $word', '«String $word»')],
  ["m::shout('a', ¦", shout.replace('Integer *$times', '«Integer *$times»')],
  ["m::shout('a', 1, 2, ¦)", shout.replace('Integer *$times', '«Integer *$times»')],
  ["m::shout('a'¦)", shout.replace('String $word', '«String $word»')],
  ["m::shout('a')¦", undefined],
  ["m::shout('a, ¦", shout.replace('String $word', '«String $word»')],
  ["'a'.m::shout(¦)", 'm::shout(«Integer *$times») >> String'],
  ["$x = m::shout('a', \n$y = 1\n¦", undefined],
  ['out::message(m::shout(¦))', shout.replace('String $word', '«String $word»')],
  ['out::message("a ${m::shout(¦)}")', shout.replace('String $word', '«String $word»')],
  ['[1].each |¦', 'each() «Callable[1, 1] |…|»'],
  ['[1].each |$x| { ¦ }', undefined],
  ['{ a => 1 }.each |$k, ¦', 'each() «Callable[2, 2] |…|»'],
  ['run_task(¦', 'run_task(«String[1] $task_name»'],
  ["run_task('m::install', ¦", task.replace('$targets', '«$targets»')],
  ["run_task('m::install', $t, ¦", task.replace('version => String[1]', '«version => String[1]»')],
  [
    "run_task('m::install', $t, { version => '1', force => ¦ })",
    task.replace('force? => Optional[Boolean]', '«force? => Optional[Boolean]»'),
  ],
  [
    "run_task('m::install', $t, 'version' => '1', ¦)",
    task.replace('force? => Optional[Boolean]', '«force? => Optional[Boolean]»'),
  ],
  ["run_task('m::install', $t, 'version' => '¦')", task.replace('version => String[1]', '«version => String[1]»')],
  ["run_plan('m::rollout', $t, ¦)", "run_plan('m::rollout', $targets, «release => String[1]»"],
  ["run_task('unknown', $t, ¦)", 'run_task('],
  ['$t = Target.new(¦)', 'new(«'],
  ["$r = run_command('x', 'a')\n$r.filter_set |¦", 'filter_set() «'],
  ['# m::shout(¦', undefined],
  ["class { 'a': b => ¦", undefined],
  ['nothing_known(¦', undefined],
];

for (const [written, expected] of rows) {
  test(`signature help in ${JSON.stringify(written)}`, async () => {
    const found = await shown(written);
    if (expected === undefined) assert.equal(found, undefined);
    else assert.equal(found?.slice(0, expected.length), expected, found);
  });
}

test('of several signatures the one is active that takes what is given', async () => {
  assert.match((await shown("run_task('x', $t, 'what for', ¦)")) ?? '', /description/);
  assert.match((await shown('abs(¦)')) ?? '', /^abs\(«Numeric \$val»\)/);
  assert.match((await shown("abs('1'¦)")) ?? '', /^abs\(«/);
});
