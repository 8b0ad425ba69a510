// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionsAt, afterAction } from './test-actions.ts';

const path = 'plans/x.pp';

/** What stands in a plan with the cursor in it, the action's title, and what comes of it; undefined: it is not offered. */
type Row = readonly [written: string, title: string, expected: string | undefined];

const quotes: readonly Row[] = [
  ["$a = 'x¦'", 'Use double quotes', '$a = "x"'],
  ["$a = '¦a\"$b\\\\n'", 'Use double quotes', '$a = "a\\"\\$b\\\\n"'],
  ['$a = "it\'s¦ \\"\\$1\\""', 'Use single quotes', "$a = 'it\\'s \"$1\"'"],
  ['$a = "one¦\\n"', 'Use single quotes', undefined],
  ['$a = "¦$b"', 'Use single quotes', undefined],
  ['$a = "¦${b}"', 'Use $b instead of its text', '$a = $b'],
  ['$a = "${b¦[\'c\'][1]}"', "Use $b['c'][1] instead of its text", "$a = $b['c'][1]"],
  ['$a = "${¦b} "', 'Use $b instead of its text', undefined],
  ['$a = "${¦f()}"', 'Use $f() instead of its text', undefined],
  ['f({ ensure => pre¦sent })', 'Put the word in quotes', "f({ ensure => 'present' })"],
  ["f('pre¦sent')", 'Remove the quotes', 'f(present)'],
  ["f('un¦def')", 'Remove the quotes', undefined],
  ["f('¦a b')", 'Remove the quotes', undefined],
  ['f¦(a)', 'Put the word in quotes', undefined],
  ['include ¦a', 'Put the word in quotes', undefined],
];

const branches: readonly Row[] = [
  [
    "¦if $a == 'x' {\n  f(1)\n\n  f(2) # two\n} elsif $a == 1 or ($a =~ /r/) {\n} elsif $a =~ String[1] {\n  g()\n} else { h() }",
    'Convert to case',
    "case $a {\n  'x': {\n    f(1)\n\n    f(2) # two\n  }\n  1, /r/: {\n  }\n  String[1]: {\n    g()\n  }\n  default: { h() }\n}",
  ],
  ["if¦ $a['b'] == 'x' { } else { f() }", 'Convert to case', "case $a['b'] {\n  'x': { }\n  default: { f() }\n}"],
  ["¦if $a == 'x' { } elsif $b == 'x' { }", 'Convert to case', undefined],
  ["¦if $a == 'x' { } # so\nelse { f() }", 'Convert to case', undefined],
  ["¦if $a == 'x' { f('\n') } else { f() }", 'Convert to case', undefined],
  ['¦if $a == String { } else { f() }', 'Convert to case', undefined],
  ["¦if $a == 'x' { }", 'Convert to case', undefined],
  ["if $a == 'x' { f¦() } else { }", 'Convert to case', undefined],
  ["$a = $b¦ ? { 'x' => 1, default => $c }", 'Convert to case', "$a = case $b {\n  'x': { 1 }\n  default: { $c }\n}"],
  ["$a = $b¦ ? { 'x' => 1 }", 'Convert to case', undefined],
  [
    "$a = ¦case $b {\n  x, 'y': { 1 }\n  default: { $c }\n}",
    'Convert to a selector',
    "$a = $b ? {\n  'x' => 1,\n  'y' => 1,\n  default => $c,\n}",
  ],
  ["$a = ¦case $b { 'x': { f() } default: { 2 } }", 'Convert to a selector', undefined],
  ["$a = ¦case $b { 'x': { 1 } }", 'Convert to a selector', undefined],
];

const comments: readonly Row[] = [
  [
    '¦plan x(\n  $a,\n  $b,\n) { }',
    'Document it for Puppet Strings',
    '# @summary\n#\n# @param a\n# @param b\nplan x(\n  $a,\n  $b,\n) { }',
  ],
  [
    '# Says\n#\n# @param a One\n#   and more\n# @example\n#   x\nplan x($a, ¦$b) { }',
    'Add what its documentation lacks',
    '# Says\n#\n# @param a One\n#   and more\n# @param b\n# @example\n#   x\nplan x($a, $b) { }',
  ],
  [
    '# Says\nfunction x(¦$a) >> String { }',
    'Add what its documentation lacks',
    '# Says\n# @param a\n# @return [String]\nfunction x($a) >> String { }',
  ],
  ['# @param a\n¦plan x($a) { }', 'Add what its documentation lacks', undefined],
  [
    '# Far away\n\n¦plan x($a) { }',
    'Document it for Puppet Strings',
    '# Far away\n\n# @summary\n#\n# @param a\nplan x($a) { }',
  ],
  ['plan x($a) { ¦ }', 'Document it for Puppet Strings', undefined],
];

const variables: readonly Row[] = [
  [
    "plan x() {\n  f(¦get_targets('all')¦, 1)\n}",
    "Extract into the variable '$targets'",
    "plan x() {\n  $targets = get_targets('all')\n  f($targets, 1)\n}",
  ],
  [
    'plan x() {\n  $value = 1\n  if ¦$value + 1¦ == 2 { f() }\n}',
    "Extract into the variable '$value2'",
    'plan x() {\n  $value = 1\n  $value2 = $value + 1\n  if $value2 == 2 { f() }\n}',
  ],
  [
    "plan x() {\n  $a.each |$b| { f(¦$b['c']¦) }\n}",
    "Extract into the variable '$value'",
    "plan x() {\n  $a.each |$b| { $value = $b['c']\n  f($value) }\n}",
  ],
  ['plan x() {\n  $a and ¦f()¦\n}', "Extract into the variable '$f'", undefined],
  ['plan x() {\n  $a ? { 1 => ¦f()¦, default => 2 }\n}', "Extract into the variable '$f'", undefined],
  ['plan x() {\n  if $a { } elsif ¦f()¦ { }\n}', "Extract into the variable '$f'", undefined],
  ['plan x() {\n  ¦f()¦\n}', "Extract into the variable '$f'", undefined],
  ['plan x() {\n  g(¦f()¦, h())\n}', "Extract into the variable '$f'", 'plan x() {\n  $f = f()\n  g($f, h())\n}'],
  ['plan x($a = ¦f()¦) {\n}', "Extract into the variable '$f'", undefined],
  [
    'plan x() {\n  $¦a = $b + 1\n  f($a, [$a])\n  $a.g\n}',
    "Put the value in the place of '$a'",
    'plan x() {\n  f(($b + 1), [($b + 1)])\n  ($b + 1).g\n}',
  ],
  ["plan x() {\n  $a = 'c'\n  f($¦a)\n}", "Put the value in the place of '$a'", "plan x() {\n  f('c')\n}"],
  ['plan x() {\n  $a = f()\n  f($¦a)\n}', "Put the value in the place of '$a'", undefined],
  ['plan x() {\n  $a = 1\n  f("${¦a}")\n}', "Put the value in the place of '$a'", undefined],
  ['plan x() {\n  $¦a = $b\n  [1].each |$b| { f($a) }\n}', "Put the value in the place of '$a'", undefined],
  ['class x {\n  $¦a = 1\n  notice($a)\n}', "Put the value in the place of '$a'", undefined],
];

const parameters: readonly Row[] = [
  [
    'pla¦n x(\n  $a = 1,\n  String $b,\n  $c = $a,\n  Integer $d,\n) { }',
    'Sort parameters: required ones first',
    'plan x(\n  String $b,\n  Integer $d,\n  $a = 1,\n  $c = $a,\n) { }',
  ],
  ['pla¦n x($a, $b = 1) { }', 'Sort parameters: required ones first', undefined],
  ['functio¦n x($a = 1, $b) { }', 'Sort parameters: required ones first', undefined],
  ['pla¦n x(\n  $a = 1, # one\n  $b,\n) { }', 'Sort parameters: required ones first', undefined],
];

for (const [name, rows] of Object.entries({ quotes, branches, comments, variables, parameters })) {
  test(`${name}: each action writes what its title says`, async () => {
    for (const [written, title, expected] of rows) {
      if (expected !== undefined) {
        assert.deepEqual(await afterAction({ [path]: written }, title), { [path]: expected }, written);
        continue;
      }
      const { actions } = await actionsAt({ [path]: written });
      assert.ok(!actions.some(({ fix }) => fix.title === title), `${title} is not offered: ${written}`);
    }
  });
}

const head = 'plan p::deploy(TargetSpec $targets, $path) {\n';

/** What a plan is before, and after with the plan that was made of the selection; undefined: it is not offered. */
const extractions: readonly (readonly [written: string, after: string, made: string] | readonly [string])[] = [
  [
    `${head}  $x = 1\n  ¦$done = run_task('p::t', $targets, path => $path)\n\n  # Says.\n  if $done.ok {\n    notice($x)\n  }¦\n  return $path\n}\n`,
    `${head}  $x = 1\n  run_plan('p::deploy_part', 'targets' => $targets, 'path' => $path, 'x' => $x)\n  return $path\n}\n`,
    "plan p::deploy_part(\n  TargetSpec $targets,\n  $path,\n  $x,\n) {\n  $done = run_task('p::t', $targets, path => $path)\n\n  # Says.\n  if $done.ok {\n    notice($x)\n  }\n}\n",
  ],
  [
    `${head}  ¦$a = 1¦\n  return $a\n}\n`,
    `${head}  $a = run_plan('p::deploy_part')\n  return $a\n}\n`,
    'plan p::deploy_part() {\n  $a = 1\n  return $a\n}\n',
  ],
  [
    `${head}  ¦$a = 1\n  $b = 2\n¦  return [$a, $b]\n}\n`,
    `${head}  [$a, $b] = run_plan('p::deploy_part')\n  return [$a, $b]\n}\n`,
    'plan p::deploy_part() {\n  $a = 1\n  $b = 2\n  return [$a, $b]\n}\n',
  ],
  [
    `${head}  $targets.each |$t| {\n    ¦notice($t)\n    [1].each |$n| { notice($n) }¦\n  }\n}\n`,
    `${head}  $targets.each |$t| {\n    run_plan('p::deploy_part', 't' => $t)\n  }\n}\n`,
    'plan p::deploy_part(\n  $t,\n) {\n  notice($t)\n  [1].each |$n| { notice($n) }\n}\n',
  ],
  [`${head}  ¦return $path¦\n}\n`],
  [`${head}  ¦if $path { $a = 1 }¦\n  return $a\n}\n`],
  [`${head}  f(¦g()¦)\n}\n`],
  [`${head}  ¦f('a\nb')¦\n}\n`],
  [`${head}  apply($targets) { ¦notify { 'x': }¦ }\n}\n`],
];

test('statements become a plan with what they read and what is used of them', async () => {
  const project = { 'bolt-project.yaml': 'name: p\n' };
  const title = "Extract into the plan 'p::deploy_part'";
  for (const [written, after, made] of extractions) {
    const files = { 'plans/deploy.pp': written, ...project };
    if (after === undefined) {
      const { actions } = await actionsAt(files);
      assert.ok(!actions.some(({ fix }) => fix.title.startsWith('Extract into the plan')), written);
      continue;
    }
    assert.deepEqual(await afterAction(files, title), { 'plans/deploy.pp': after, 'plans/deploy_part.pp': made });
  }
  const taken = { 'plans/deploy.pp': `${head}  ¦f()¦\n}\n`, 'plans/deploy_part.pp': '', ...project };
  const { actions } = await actionsAt(taken);
  assert.ok(actions.some(({ fix }) => fix.title === "Extract into the plan 'p::deploy_part2'"));
});

/** What the analysis finds at the cursor, and the fix for it, in a project with a task and a plan. */
const findings: readonly (readonly [written: string, title: string, files: Readonly<Record<string, string>>])[] = [
  [
    "plan p::x() {\n  run_task('p::cpoy¦', 'all', path => '/')\n}\n",
    "Change 'p::cpoy' to 'p::copy'",
    { [path]: "plan p::x() {\n  run_task('p::copy', 'all', path => '/')\n}\n" },
  ],
  [
    "plan p::x() {\n  run_task('p::copy', 'all', paths¦ => '/', mode => 'a')\n}\n",
    "Change 'paths' to 'path'",
    { [path]: "plan p::x() {\n  run_task('p::copy', 'all', path => '/', mode => 'a')\n}\n" },
  ],
  [
    "plan p::x() {\n  run_task('p::copy', 'all', path => '/', mode => 'a', owner¦ => 'me')\n}\n",
    "Declare 'owner' as a parameter of 'p::copy'",
    {
      'tasks/copy.json':
        '{"parameters": {"path": {"type": "String[1]"}, "mode": {"type": "Enum[\'a\', \'b\']"},\n  "owner": {\n    "type": "Optional[String[1]]",\n    "description": ""\n  }}}',
    },
  ],
  [
    "plan p::x($path) {\n  run_task('p::copy¦', 'all')\n}\n",
    'Add all parameters that are missing',
    { [path]: "plan p::x($path) {\n  run_task('p::copy', 'all', path => $path, mode => 'a')\n}\n" },
  ],
  [
    "plan p::x() {\n  run_plan('p::other¦')\n}\n",
    "Add the parameter 'count'",
    { [path]: "plan p::x() {\n  run_plan('p::other', count => 0)\n}\n" },
  ],
  [
    "plan p::x() {\n  run_plan('p::brand_new¦', count => 1)\n}\n",
    "Create the plan 'p::brand_new'",
    { 'plans/brand_new.pp': 'plan p::brand_new(\n  Numeric $count,\n) {\n}\n' },
  ],
  [
    'plan p::x() {\n  p::brand_new¦(1)\n}\n',
    "Create the function 'p::brand_new'",
    { 'functions/brand_new.pp': 'function p::brand_new(\n  $value1,\n) {\n}\n' },
  ],
  [
    'plan p::x($name) {\n  return $nmae¦\n}\n',
    "Change '$nmae' to '$name'",
    { [path]: 'plan p::x($name) {\n  return $name\n}\n' },
  ],
  [
    "plan p::x() {\n  run_task('p::copy', 'all', path => '/', mode => 'a', _catch_error¦ => true)\n}\n",
    "Change '_catch_error' to '_catch_errors'",
    { [path]: "plan p::x() {\n  run_task('p::copy', 'all', path => '/', mode => 'a', _catch_errors => true)\n}\n" },
  ],
];

test('what the analysis finds can be mended where it is found', async () => {
  const project = {
    'bolt-project.yaml': 'name: p\n',
    'tasks/copy.sh': '',
    'tasks/copy.json': '{"parameters": {"path": {"type": "String[1]"}, "mode": {"type": "Enum[\'a\', \'b\']"}}}',
    'plans/other.pp': 'plan p::other(Integer $count) { }',
  };
  for (const [written, title, files] of findings) {
    assert.deepEqual(await afterAction({ [path]: written, ...project }, title), files, written);
  }
});
