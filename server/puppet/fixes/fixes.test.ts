// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnalysisCode, AnalysisFinding } from '../../../orchestrator-core/language/index.ts';
import { testProject } from '../../documents/test-project.ts';
import type { Fix, Problem } from '../../documents/words.ts';
import { withChanges } from '../actions/test-actions.ts';
import { puppetFixes } from './fixes.ts';

type Files = Readonly<Record<string, string>>;

interface Case {
  readonly code: AnalysisCode;
  /** The file that is meant comes first, with `«…»` around what the finding is about. */
  readonly files: Files;
  readonly name?: string;
  readonly suggestion?: string;
  readonly path?: string;
  readonly title: string;
  /** What becomes of the files; undefined where the fix is not offered. */
  readonly expected: Files | undefined;
}

async function fixesOf(entry: Case): Promise<{ readonly fixes: readonly Fix[]; text(path: string): string }> {
  const [first] = Object.entries(entry.files);
  assert.ok(first !== undefined);
  const [path, written] = first;
  const start = written.indexOf('«');
  const end = written.indexOf('»') - 1;
  const { workspace, text } = testProject({ 'bolt-project.yaml': 'name: p\n', ...entry.files });
  await workspace.world(`/p/${path}`);
  await workspace.index.settled();
  const document = await workspace.puppet(`/p/${path}`);
  assert.ok(document !== undefined);
  const { code, name, suggestion, path: wanted } = entry;
  const finding: AnalysisFinding = {
    code,
    severity: 'error',
    message: '',
    start,
    end,
    ...(name === undefined ? {} : { name }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(wanted === undefined ? {} : { path: wanted }),
  };
  const problem: Problem = { ...finding, finding };
  return { fixes: await puppetFixes(workspace, document, problem, [problem]), text };
}

const plan = (body: string): Files => ({ 'plans/x.pp': `plan p::x() {\n${body}\n}\n` });

const cases: readonly Case[] = [
  {
    code: 'unknown-task',
    files: plan("  run_task('«p::cpoy»', 'x')"),
    name: 'p::cpoy',
    suggestion: 'p::copy',
    title: "Change 'p::cpoy' to 'p::copy'",
    expected: plan("  run_task('p::copy', 'x')"),
  },
  {
    code: 'unknown-class',
    files: { 'manifests/a.pp': "class p::a { «P::Stie»['x'] -> Class['p'] }" },
    name: 'p::stie',
    suggestion: 'p::site',
    title: "Change 'P::Stie' to 'P::Site'",
    expected: { 'manifests/a.pp': "class p::a { P::Site['x'] -> Class['p'] }" },
  },
  {
    code: 'unknown-variable',
    files: plan('  $name = 1\n  return "${«nmae»}"'),
    name: 'nmae',
    suggestion: 'name',
    title: "Change '$nmae' to '$name'",
    expected: plan('  $name = 1\n  return "${name}"'),
  },
  {
    code: 'missing-parameter',
    files: {
      ...plan("  run_task('«p::t»', 'x')"),
      'tasks/t.sh': '',
      'tasks/t.json': '{"parameters": {"mode": {"type": "Enum[\'a\', \'b\']"}}}',
    },
    name: 'mode',
    title: "Add the parameter 'mode'",
    expected: plan("  run_task('p::t', 'x', mode => 'a')"),
  },
  {
    code: 'missing-parameter',
    files: {
      'plans/x.pp': "plan p::x($size) {\n  run_plan('«p::y»', {\n    'a' => 1,\n  })\n}\n",
      'plans/y.pp': 'plan p::y($a, Integer $size) { }',
    },
    name: 'size',
    title: "Add the parameter 'size'",
    expected: {
      'plans/x.pp': "plan p::x($size) {\n  run_plan('p::y', {\n    'a' => 1,\n    'size' => $size,\n  })\n}\n",
    },
  },
  {
    code: 'missing-parameter',
    files: { ...plan("  run_plan('«p::y»', a => 1)"), 'plans/y.pp': 'plan p::y($a, Integer $node) { }' },
    name: 'node',
    title: "Add the parameter 'node'",
    expected: plan("  run_plan('p::y', a => 1, 'node' => 0)"),
  },
  {
    code: 'missing-parameter',
    files: { 'manifests/a.pp': "class p::a {\n  «p::d» { 'x': }\n}", 'manifests/d.pp': 'define p::d(Boolean $on) { }' },
    name: 'on',
    title: "Add the parameter 'on'",
    expected: { 'manifests/a.pp': "class p::a {\n  p::d { 'x': on => false }\n}" },
  },
  {
    code: 'missing-parameter',
    files: {
      'manifests/a.pp': "class p::a {\n  «p::d» { 'x':\n    off => true,\n  }\n}",
      'manifests/d.pp': 'define p::d(Array $on, $off) { }',
    },
    name: 'on',
    title: "Add the parameter 'on'",
    expected: { 'manifests/a.pp': "class p::a {\n  p::d { 'x':\n    off => true,\n    on => [],\n  }\n}" },
  },
  {
    code: 'unused-variable',
    files: plan('  «$a» = [\'x\', "${b}"]\n  return 1'),
    title: "Remove the variable '$a'",
    expected: plan('  return 1'),
  },
  {
    code: 'unused-variable',
    files: plan('  «$a» = f(1)\n  return 1'),
    title: "Remove the variable '$a', keep the call",
    expected: plan('  f(1)\n  return 1'),
  },
  { code: 'unused-variable', files: plan('  «$a» = [f(1)]'), title: "Remove the variable '$a'", expected: undefined },
  {
    code: 'unused-variable',
    files: plan('  «$a» = [f(1)]'),
    title: "Call it '$_a', which is not meant to be used",
    expected: plan('  $_a = [f(1)]'),
  },
  {
    code: 'unused-parameter',
    files: plan('  [1].each |«$a»| { }'),
    title: "Call it '$_a', which is not meant to be used",
    expected: plan('  [1].each |$_a| { }'),
  },
  {
    code: 'unused-parameter',
    files: { 'plans/x.pp': '# @param a One\n#   of many\n# @param b Two\nplan p::x(\n  String «$a»,\n  $b,\n) { }' },
    title: "Remove the parameter '$a'",
    expected: { 'plans/x.pp': '# @param b Two\nplan p::x(\n  $b,\n) { }' },
  },
  {
    code: 'unused-parameter',
    files: { 'plans/x.pp': 'plan p::x($b, «$a») { }' },
    title: "Remove the parameter '$a'",
    expected: { 'plans/x.pp': 'plan p::x($b) { }' },
  },
  {
    code: 'unused-parameter',
    files: { 'plans/x.pp': 'plan p::x(«$a») { }', 'plans/y.pp': "plan p::y() { run_plan('p::x', a => 1) }" },
    title: "Remove the parameter '$a'",
    expected: undefined,
  },
  {
    code: 'unknown-task',
    files: plan("  run_task('«p::new»', 'x', 'Why', path => '/x', force => true, _noop => true)"),
    name: 'p::new',
    title: "Create the task 'p::new'",
    expected: {
      'tasks/new.json':
        '{\n  "description": "",\n  "parameters": {\n    "path": {\n      "type": "String",\n      "description": ""\n    },\n    "force": {\n      "type": "Boolean",\n      "description": ""\n    }\n  }\n}\n',
      'tasks/new.sh': '#!/bin/sh\nset -eu\n# $PT_path\n# $PT_force\n',
    },
  },
  {
    code: 'unknown-plan',
    files: plan("  run_plan('«p::sub::new»', 'x', { path => '/x', 'list' => $list, _catch_errors => true })"),
    name: 'p::sub::new',
    title: "Create the plan 'p::sub::new'",
    expected: { 'plans/sub/new.pp': 'plan p::sub::new(\n  TargetSpec $targets,\n  String $path,\n  $list,\n) {\n}\n' },
  },
  {
    code: 'unknown-plan',
    files: plan("  run_plan('«p::new»', $targets)"),
    name: 'p::new',
    title: "Create the plan 'p::new'",
    expected: { 'plans/new.pp': 'plan p::new(\n  TargetSpec $targets,\n) {\n}\n' },
  },
  {
    code: 'unknown-plan',
    files: plan("  run_plan('«p::new»', $given)"),
    name: 'p::new',
    title: "Create the plan 'p::new'",
    expected: { 'plans/new.pp': 'plan p::new() {\n}\n' },
  },
  {
    code: 'unknown-function',
    files: plan('  $x.«p::f»($name, 1, $name)'),
    name: 'p::f',
    title: "Create the function 'p::f'",
    expected: { 'functions/f.pp': 'function p::f(\n  $x,\n  $name,\n  $value3,\n  $value4,\n) {\n}\n' },
  },
  {
    code: 'unknown-class',
    files: { 'manifests/a.pp': 'class p::a { include «p::new» }' },
    name: 'p::new',
    title: "Create the class 'p::new'",
    expected: { 'manifests/new.pp': 'class p::new {\n}\n' },
  },
  {
    code: 'unknown-class',
    files: { 'manifests/a.pp': "class p::a { «p::new» { 'x': size => 1 } }" },
    name: 'p::new',
    title: "Create the defined type 'p::new'",
    expected: { 'manifests/new.pp': 'define p::new(\n  Numeric $size,\n) {\n}\n' },
  },
  {
    code: 'unknown-data-type',
    files: { 'plans/x.pp': 'plan p::x(«P::New_mode» $a) { }' },
    name: 'P::New_mode',
    title: "Create the type 'P::New_mode'",
    expected: { 'types/new_mode.pp': 'type P::New_mode = Any\n' },
  },
  {
    code: 'unknown-plan',
    files: plan("  run_plan('«other::new»')"),
    name: 'other::new',
    title: "Create the plan 'other::new'",
    expected: undefined,
  },
  {
    code: 'misplaced-definition',
    files: { 'manifests/a.pp': 'class «p::b» { }', 'manifests/c.pp': 'class p::c { include p::b }' },
    name: 'p::b',
    suggestion: 'p::a',
    path: 'manifests/b.pp',
    title: "Move 'p::b' to manifests/b.pp",
    expected: { 'manifests/a.pp → manifests/b.pp': 'class p::b { }' },
  },
  {
    code: 'misplaced-definition',
    files: { 'manifests/a.pp': 'class «p::b» { }', 'manifests/c.pp': 'class p::c { include p::b }' },
    name: 'p::b',
    suggestion: 'p::a',
    path: 'manifests/b.pp',
    title: "Call it 'p::a'",
    expected: { 'manifests/a.pp': 'class p::a { }', 'manifests/c.pp': 'class p::c { include p::a }' },
  },
  {
    code: 'misplaced-definition',
    files: { 'manifests/a.pp': 'class p::a { }\n\n# Says.\nclass «p::b» { }\n' },
    name: 'p::b',
    path: 'manifests/b.pp',
    title: "Move 'p::b' to manifests/b.pp",
    expected: { 'manifests/a.pp': 'class p::a { }\n\n', 'manifests/b.pp': '# Says.\nclass p::b { }\n' },
  },
  {
    code: 'unused-variable',
    files: plan('  «$a» = 1'),
    title: "Ignore 'unused-variable' here",
    expected: plan('  $a = 1 # lint:ignore:unused-variable'),
  },
  {
    code: 'unused-variable',
    files: plan('  «$a» = 1 # lint:ignore:x so'),
    title: "Ignore 'unused-variable' here",
    expected: plan('  $a = 1 # lint:ignore:unused-variable lint:ignore:x so'),
  },
  {
    code: 'unused-variable',
    files: plan('  «$a» = 1 # so'),
    title: "Ignore 'unused-variable' here",
    expected: plan('  # lint:ignore:unused-variable\n  $a = 1 # so\n  # lint:endignore'),
  },
  {
    code: 'unused-variable',
    files: plan("  «$a» = 'one\ntwo'"),
    title: "Ignore 'unused-variable' here",
    expected: plan("  # lint:ignore:unused-variable\n  $a = 'one\ntwo'\n  # lint:endignore"),
  },
];

test('each fix of a finding writes what its title says', async () => {
  for (const entry of cases) {
    const { fixes, text } = await fixesOf(entry);
    const titles = fixes.map(({ title }) => title).join('; ');
    const fix = fixes.find(({ title }) => title === entry.title);
    if (entry.expected === undefined) {
      assert.equal(fix, undefined, `${entry.title} is not offered for ${Object.values(entry.files)[0]}`);
      continue;
    }
    assert.ok(fix !== undefined, `'${entry.title}' is among: ${titles}`);
    const after = fix.files.map((file) => {
      const name = file.path.replace('/p/', '');
      const content = file.create ?? withChanges(text(file.path), file.changes);
      return [file.moveTo === undefined ? name : `${name} → ${file.moveTo.replace('/p/', '')}`, content];
    });
    assert.deepEqual(Object.fromEntries(after), entry.expected, entry.title);
  }
});
