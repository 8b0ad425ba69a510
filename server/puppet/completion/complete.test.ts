// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations and stops of snippets

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Completion } from '../../documents/answers.ts';
import { testProject } from '../../documents/test-project.ts';
import { completion, completionDocumentation } from '../../features/completion.ts';

const plan = 'modules/m/plans/deploy.pp';
const manifest = 'modules/m/manifests/app.pp';

/** A project with a module `m` and another one, `other`. */
const project: Readonly<Record<string, string>> = {
  'bolt-project.yaml': 'name: control\nmodulepath: [modules]\n',
  'inventory.yaml': 'groups:\n  - name: web\n    targets:\n      - name: web1\n        uri: web1.example.com\n',
  'modules/m/tasks/install.json': JSON.stringify({
    description: 'Installs a package.',
    supports_noop: true,
    parameters: {
      version: { type: 'String[1]', description: 'Which version.' },
      action: { type: "Enum['install', 'remove']" },
      force: { type: 'Optional[Boolean]' },
    },
  }),
  'modules/m/tasks/install.sh': '',
  'modules/other/tasks/init.sh': '',
  'modules/m/plans/rollout.pp':
    '# @summary Rolls it out.\n# @param release What to roll out.\nplan m::rollout(TargetSpec $targets, String[1] $release, Boolean $quick = false) { }',
  'modules/m/manifests/init.pp': 'class m (String $color = "red", Integer[1] $size) { }',
  'modules/m/manifests/site.pp': 'define m::site (String $root, Optional[Enum[http, https]] $scheme = undef) { }',
  'modules/m/functions/shout.pp': '# Shouts.\nfunction m::shout(String $word, Integer $times = 1) >> String { $word }',
  'modules/m/types/mode.pp': "type M::Mode = Enum['fast', 'slow']",
  'modules/m/templates/a/b.epp': '',
  'modules/m/files/x.sh': '',
  'modules/other/functions/hidden.pp': '# @api private\nfunction other::hidden() { }',
};

interface Answer {
  readonly items: readonly Completion[];
  readonly text: string;
}

/** What is offered at `¦`, in the order of the list. */
async function complete(path: string, written: string, trigger?: string): Promise<Answer> {
  const text = written.replace('¦', '');
  const { workspace } = testProject({ ...project, [path]: text.replaceAll('$0', '\u0000') });
  await workspace.world(`/p/${path}`);
  await workspace.index.settled();
  const found = await completion(workspace, `/p/${path}`, written.indexOf('¦'), trigger);
  const key = ({ sort, label }: Completion) => `${sort ?? label} ${label}`;
  return { items: [...found].sort((a, b) => (key(a) < key(b) ? -1 : 1)), text };
}

/** The text after the first entry of that label was taken. */
function taken({ items, text }: Answer, label: string): string | undefined {
  const item = items.find((each) => each.label === label);
  return item && text.slice(0, item.span.start) + item.insert + text.slice(item.span.end);
}

/** A place; what the list begins with, or, where `only`, is; what else is and isn't in it; the text after one was taken. */
interface Row {
  readonly path?: string;
  readonly at: string;
  readonly first?: readonly string[];
  readonly only?: true;
  readonly has?: readonly string[];
  readonly lacks?: readonly string[];
  readonly takes?: readonly [label: string, text: string];
  readonly trigger?: string;
}

const head = 'plan m::deploy(TargetSpec $targets, Enum[a, b] $kind, M::Mode $mode) {\n';

const rows: Readonly<Record<string, readonly Row[]>> = {
  variables: [
    { at: `${head}$count = 1\n$¦\n}`, first: ['$targets', '$kind', '$mode', '$count'], lacks: ['$facts'] },
    { at: `${head}$ta¦\n}`, takes: ['$targets', `${head}$targets\n}`] },
    { at: `${head}out::message("x \${ta¦}")\n}`, takes: ['$targets', `${head}out::message("x \${targets}")\n}`] },
    { at: `${head}out::message("x $¦")\n}`, takes: ['$kind', `${head}out::message("x $kind")\n}`] },
    { at: `${head}out::message("x \${¦`, has: ['$kind', 'map'] },
    { at: `${head}$x = @("E")\n  a $¦\n  | E\n}`, has: ['$kind'] },
    { at: `${head}$targets.each |$one| { $¦ }`, first: ['$one', '$targets'] },
    { at: `${head}out::message('x $¦')\n}`, only: true, first: [] },
    { at: `${head}apply($targets) { $¦ }\n}`, has: ['$targets', '$facts', '$trusted'] },
    { at: 'plan m::x(String $¦) {', only: true, first: [] },
    { at: 'plan m::x(String $a, String $b = $¦) {', first: ['$a'] },
    { path: manifest, at: 'class m::app { $¦ }', has: ['$facts', '$title', '$module_name'] },
    { path: manifest, at: 'class m::app { $m::¦ }', has: ['$m::color', '$m::size'] },
    { path: manifest, at: 'class m::app {\n# $¦\n}', only: true, first: [] },
  ],
  facts: [
    { path: manifest, at: "$facts['¦']", first: ['os', 'networking', 'kernel'] },
    { path: manifest, at: '$facts[¦]', takes: ['os', "$facts['os']"] },
    { path: manifest, at: "$facts['os']['¦']", has: ['family', 'release'], lacks: ['os'] },
    { path: manifest, at: "$facts['os']['release']['m¦", only: true, first: ['full', 'major', 'minor', 'patchlevel'] },
    { path: manifest, at: "\"${facts['networking']['¦']}\"", has: ['ip', 'fqdn'] },
    { path: manifest, at: "$trusted['extensions']['pp_¦']", has: ['pp_role'] },
    { path: manifest, at: "$server_facts['¦']", has: ['servername'] },
    {
      at: "plan m::x(Struct[{'a' => String, Optional['b'] => Integer}] $s) { $s['¦'] }",
      only: true,
      first: ['a', 'b'],
    },
  ],
  functions: [
    { at: `${head}m::sh¦\n}`, takes: ['m::shout', `${head}m::shout('\${1:word}')\n}`] },
    { at: `${head}$x = m::sh¦('a')\n}`, takes: ['m::shout', `${head}$x = m::shout('a')\n}`] },
    {
      at: `${head}¦\n}`,
      has: ['run_task', 'map', 'if', '$targets'],
      lacks: ['realize', 'other::hidden', 'exec', 'class'],
    },
    { at: `${head}apply($targets) {\n¦\n}}`, has: ['include', 'file', 'm::site'], lacks: ['run_task'] },
    {
      path: manifest,
      at: 'class m::app {\n¦\n}',
      has: ['include', 'file', 'm::site', 'case'],
      lacks: ['run_task', 'apply'],
    },
    {
      path: manifest,
      at: 'class m::app {\n$x = ¦\n}',
      has: ['lookup', 'true', 'String', '$facts'],
      lacks: ['exec', 'unless'],
    },
    { at: `${head}return ¦\n}`, has: ['$targets', 'run_task'], lacks: ['and', 'if'] },
    { at: `${head}fail($targets) ¦\n}`, only: true, first: ['and', 'in', 'or'] },
    { at: `${head}$targets ¦\n}`, only: true, first: ['and', 'in', 'or'] },
    { at: `${head}if $x { } ¦\n}`, only: true, first: ['else', 'elsif'] },
  ],
  members: [
    {
      at: `${head}$r = run_command('x', $targets)\n$r.¦\n}`,
      first: ['count', 'empty'],
      has: ['ok_set', 'each'],
      lacks: ['upcase'],
    },
    { at: `${head}$r = run_command('x', $targets)\n$r.first.¦\n}`, has: ['target', 'error', 'status'] },
    { at: `${head}$kind.¦\n}`, has: ['upcase', 'length'], lacks: ['keys', 'ok_set'] },
    {
      at: 'plan m::x(Any $value) {\nif $value =~ Target {\n$value.¦\n}\n}',
      has: ['facts', 'host'],
      lacks: ['ok_set', 'status'],
    },
    { at: `${head}$kind.up¦\n}`, takes: ['upcase', `${head}$kind.upcase\n}`] },
    { at: `${head}[1, 2].¦\n}`, takes: ['map', `${head}[1, 2].map |\${1:\\$value}| {\n  $0\n}\n}`] },
    { at: `${head}"\${targets.¦}"\n}`, has: ['map'] },
    { at: `${head}get_targets('all').¦\n$y = 1\n}`, has: ['each', 'map'] },
    { at: `${head}$x = unknown()\n$x.¦\n}`, has: ['ok_set', 'target', 'each'] },
    { path: manifest, at: 'class m::app { $x = unknown() $x.¦ }', has: ['each'], lacks: ['ok_set'] },
    { at: `${head}$x = 1.¦\n}`, only: true, first: [] },
  ],
  types: [
    { at: 'plan m::x(¦', first: ['String', 'Integer'], has: ['M::Mode', 'TargetSpec'], lacks: ['map', 'if'] },
    {
      at: 'plan m::x(String $a, Opt¦ $b) {}',
      takes: ['Optional', 'plan m::x(String $a, Optional[${1:String[1]}] $b) {}'],
    },
    { at: 'plan m::x(Array[¦] $b) {}', has: ['String', 'M::Mode'] },
    { at: 'plan m::x(Integer[¦] $b) {}', only: true, first: ['0', '1', 'default'] },
    { at: 'plan m::x(Enum[¦] $b) {}', only: true, first: [] },
    { at: `${head}if $kind =~ ¦ { }\n}`, has: ['String', 'M::Mode'], lacks: ['map'] },
    { at: 'function m::f() >> ¦', has: ['String'], lacks: ['map'] },
    { at: 'type M::X = ¦', has: ['Enum'], lacks: ['map'] },
    { at: `${head}$kind ? { Str¦ => 1 }\n}`, has: ['String'] },
    { path: manifest, at: 'class m::app { Fi¦ }', has: ['File', 'M::Site'] },
  ],
  'values that a type names': [
    { at: `${head}if $kind == '¦' { }\n}`, only: true, first: ['a', 'b'] },
    { at: `${head}case $mode {\n  ¦\n}\n}`, first: ['fast', 'slow'] },
    {
      at: `${head}$x = $mode ? { ¦ }\n}`,
      first: ['fast', 'slow'],
      takes: ['fast', `${head}$x = $mode ? { 'fast' }\n}`],
    },
    { at: "plan m::x(M::Mode $mode = '¦') {}", only: true, first: ['fast', 'slow'] },
    { at: 'plan m::x(Boolean $b = ¦) {}', first: ['true', 'false'] },
  ],
  tasks: [
    { at: `${head}run_task('¦', $targets)\n}`, only: true, first: ['m::install', 'other'] },
    { at: `${head}run_task(¦)\n}`, takes: ['m::install', `${head}run_task('m::install')\n}`] },
    {
      at: `${head}run_ta¦\n}`,
      takes: ['run_task', `${head}run_task('$1', \${2:\\$targets})\n}`],
    },
    {
      at: `${head}run_plan¦\n}`,
      takes: ['run_plan', `${head}run_plan('$1')\n}`],
    },
    {
      at: `${head}$r = run_command('x', $targets)\n$r.filter¦\n}`,
      takes: ['filter_set', `${head}$r = run_command('x', $targets)\n$r.filter_set |\${1:\\$value}| {\n  $0\n}\n}`],
    },
    {
      at: `${head}run_task('m::in¦', $targets)\n}`,
      takes: ['m::install', `${head}run_task('m::install', $targets)\n}`],
    },
    { at: `${head}run_task("m::in¦"`, has: ['m::install'] },
    {
      at: `${head}run_task('m::install', $targets, ¦`,
      first: ['version', 'action', 'force', '_catch_errors'],
      has: ['_noop', '_run_as'],
      takes: ['version', `${head}run_task('m::install', $targets, 'version' => '\${1:version}'`],
    },
    {
      at: `${head}run_task('m::install', $targets, { version => '1', ¦ })\n}`,
      first: ['action', 'force'],
      lacks: ['version'],
      takes: [
        'action',
        `${head}run_task('m::install', $targets, { version => '1', action => \${1|'install','remove'|} })\n}`,
      ],
    },
    {
      at: `${head}run_task('m::install', $targets, '¦')\n}`,
      takes: ['force', `${head}run_task('m::install', $targets, 'force' => \${1|true,false|})\n}`],
    },
    { at: `${head}run_task('m::install', $targets, 'action' => '¦')\n}`, only: true, first: ['install', 'remove'] },
    { at: `${head}run_task('m::install', $targets, 'action' => ¦)\n}`, first: ['install', 'remove'] },
    { at: `${head}run_task('m::install', '¦')\n}`, first: ['all', 'web'], has: ['web1'] },
    { at: `${head}run_task('m::install', ¦)\n}`, has: ['$targets'], lacks: ['version'] },
    { at: `${head}run_command('ls', ¦)\n}`, has: ['$targets'], lacks: ['_run_as'] },
    { at: `${head}ctrl::do_until(¦) || { }\n}`, has: ['limit', 'interval'] },
    { at: `${head}get_targets(['web', '¦'])\n}`, has: ['web'] },
    { at: `${head}run_plan('m::rollout', targets => '¦')\n}`, has: ['web', 'web1'] },
    { at: `${head}add_to_group($targets, '¦')\n}`, has: ['web'], lacks: ['web1'] },
    { at: `${head}run_command('ls', $targets, ¦)\n}`, has: ['_catch_errors', '_run_as'], lacks: ['_noop'] },
  ],
  plans: [
    { at: `${head}run_plan('¦')\n}`, has: ['m::rollout'] },
    { at: `${head}run_plan('m::rollout', ¦)\n}`, first: ['targets', 'release', 'quick'] },
    {
      at: `${head}run_plan('m::rollout', $targets, ¦)\n}`,
      first: ['release', 'quick', '_catch_errors'],
      lacks: ['targets'],
    },
    { at: 'plan ¦', only: true, first: ['m::deploy'] },
    { path: 'modules/m/manifests/plans/a.pp', at: 'class ¦', only: true, first: ['m::plans::a'] },
    { path: 'modules/m/manifests/init.pp', at: 'class ¦', only: true, first: ['m'] },
    { path: 'modules/m/types/a_b.pp', at: 'type ¦', only: true, first: ['M::A_b'] },
    { at: '¦', first: ['plan'], takes: ['plan', 'plan m::deploy(\n  TargetSpec \\$${1:targets},\n) {\n  $0\n}'] },
  ],
  resources: [
    { path: manifest, at: 'class m::app { fi¦ }', takes: ['file', "class m::app { file { '${1:title}':\n  $0\n} }"] },
    {
      path: manifest,
      at: 'class m::app { m::si¦ }',
      takes: ['m::site', "class m::app { m::site { '${1:title}':\n  root => '${2:root}',\n  $0\n} }"],
    },
    {
      path: manifest,
      at: "file { 'a':\n  ¦\n}",
      first: ['ensure', 'content'],
      has: ['require'],
      lacks: ['map', '$facts'],
    },
    {
      path: manifest,
      at: "file { 'a':\n  ensure => file,\n  ¦\n  mode => '0644',\n}",
      first: ['content'],
      lacks: ['ensure', 'mode'],
    },
    {
      path: manifest,
      at: "file { 'a': ensure => ¦ }",
      first: ['file', 'directory'],
      takes: ['file', "file { 'a': ensure => file }"],
    },
    { path: manifest, at: "file { 'a': ensure =>¦ }", trigger: '>', takes: ['file', "file { 'a': ensure => file }"] },
    { path: manifest, at: "service { 'a': enable => ¦ }", first: ['true', 'false', 'manual'] },
    { path: manifest, at: "m::site { 'a': ¦ }", first: ['root', 'scheme'] },
    { path: manifest, at: "m::site { 'a': root => '/'; 'b': ¦ }", first: ['root', 'scheme'] },
    { path: manifest, at: "class { '¦", has: ['m'] },
    { path: manifest, at: "class { 'm': ¦ }", first: ['size', 'color'] },
    { path: manifest, at: 'File { ¦ }', first: ['ensure'] },
    { path: manifest, at: 'File <| ¦ |>', first: ['ensure'], takes: ['ensure', 'File <| ensure |>'] },
    { path: manifest, at: 'File <| title == ¦ |>', has: ['$facts'], lacks: ['ensure'] },
    { path: manifest, at: "class m::app { File['a'] -> ¦ }", has: ['file', 'Service'], lacks: ['map'] },
    {
      path: manifest,
      at: "file { ['a', 'b']: }\nfile { 'c': require => File['¦'] }",
      only: true,
      first: ['a', 'b', 'c'],
    },
    { path: manifest, at: 'include ¦', has: ['m'], lacks: ['map'] },
    { path: manifest, at: 'include(m, ¦)', has: ['m'] },
    { path: manifest, at: 'class m::app inherits ¦', has: ['m'], lacks: ['map'] },
    { path: manifest, at: "class { 'm':¦ }", trigger: ':', only: true, first: [] },
    { path: manifest, at: "file { 'a'¦: }", trigger: "'", only: true, first: [] },
  ],
  files: [
    { path: manifest, at: "epp('m/¦')", only: true, first: ['a'] },
    { path: manifest, at: "epp('m/a/¦')", takes: ['b.epp', "epp('m/a/b.epp')"] },
    { path: manifest, at: "epp('¦')", has: ['m', 'other'] },
    { path: manifest, at: "file { 'x': source => 'puppet:///modules/m/¦' }", only: true, first: ['x.sh'] },
    { at: `${head}run_script('m/¦', $targets)\n}`, only: true, first: ['x.sh'] },
  ],
  comments: [
    {
      at: '# ¦\nplan m::deploy(String $a, Integer $b) { }',
      first: ['document plan m::deploy', '@summary', '@param'],
      takes: [
        'document plan m::deploy',
        '# @summary ${1:What it does}\n#\n# @param a ${2:What it is for}\n# @param b ${3:What it is for}\nplan m::deploy(String $a, Integer $b) { }',
      ],
    },
    { at: '# Text\n# @¦\nplan m::deploy(String $a) { }', has: ['@return'], lacks: ['document plan m::deploy'] },
    { at: '# @param a x\n# @param ¦\nplan m::deploy(String $a, Integer $b) { }', only: true, first: ['b'] },
    { at: '# word¦\n\nplan m::deploy(String $a) { }', only: true, first: [] },
    { at: `${head}# ¦\n}`, only: true, first: [] },
  ],
};

for (const [what, places] of Object.entries(rows)) {
  test(`completion: ${what}`, async () => {
    for (const { path = plan, at, first = [], only, has = [], lacks = [], takes, trigger } of places) {
      const answer = await complete(path, at, trigger);
      const labels = answer.items.map(({ label }) => label);
      assert.deepEqual(only ? labels : labels.slice(0, first.length), first, at);
      assert.deepEqual(
        has.filter((label) => !labels.includes(label)),
        [],
        `${at} has`,
      );
      assert.deepEqual(
        lacks.filter((label) => labels.includes(label)),
        [],
        `${at} lacks`,
      );
      if (takes !== undefined) assert.equal(taken(answer, takes[0]), takes[1], at);
    }
  });
}

test('a bracket takes a type, unless the type comes with brackets', async () => {
  const { items } = await complete(plan, 'plan m::x(¦) { }');
  const commit = (label: string) => items.find((item) => item.label === label)?.commit;
  assert.deepEqual([commit('String'), commit('M::Mode'), commit('Array')], [['['], ['['], undefined]);
});

test('what an entry means is asked for when somebody looks at it', async () => {
  const { items } = await complete(plan, `${head}run_plan('¦')\n}`);
  const about = items.find(({ label }) => label === 'm::rollout')?.about;
  assert.deepEqual(about, { kind: 'plan', name: 'm::rollout' });
  const { workspace } = testProject(project);
  await workspace.world(`/p/${plan}`);
  await workspace.index.settled();
  const text = await completionDocumentation(workspace, `/p/${plan}`, { kind: 'plan', name: 'm::rollout' });
  assert.match(text ?? '', /^```puppet\nplan m::rollout\(/);
  assert.match(text ?? '', /Rolls it out\./);
});
