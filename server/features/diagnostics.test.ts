import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { analysisCodes } from '../../orchestrator-core/language/index.ts';
import { problemCodes } from '../documents/codes.ts';
import { readSeverities, severityChoices } from '../documents/severities.ts';
import { testProject } from '../documents/test-project.ts';
import { puppetCodes } from '../puppet/codes.ts';
import { yamlCodes } from '../yaml/codes.ts';
import { allCodes } from './codes.ts';
import { diagnostics } from './diagnostics.ts';

interface Case {
  readonly title: string;
  /** The project; the file with the marks is the one under test. */
  readonly files: Readonly<Record<string, string>>;
  /** The file under test when nothing in it is marked. */
  readonly file?: string;
  /** The codes of its problems, in the order of the marks. */
  readonly codes: readonly string[];
  readonly message?: RegExp;
}

const project = { 'bolt-project.yaml': 'name: p\n' };
const quiet = '"description": "d", "private": true';

/** A task in a project whose script reads nothing that matters. */
function task(metadata: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return { ...project, 'tasks/t.sh': 'cat', ...more, 'tasks/t.json': metadata };
}

/** A script with its metadata. */
function script(text: string, metadata: string, name = 'tasks/t.sh'): Readonly<Record<string, string>> {
  return { ...project, 'tasks/t.json': metadata, [name]: text };
}

const metadataCases: readonly Case[] = [
  { title: 'nothing', files: task('{"description": "d", "parameters": {"a": {"type": "String[1]"}}}'), codes: [] },
  { title: 'an empty file is an empty object', files: task(''), codes: [] },
  { title: 'syntax', files: task(`{${quiet}«,»}`), codes: ['json-syntax'] },
  {
    title: 'a mistyped key',
    files: task('{"description": "d", "«paramters»": {}}'),
    codes: ['unknown-key'],
    message: /Did you mean 'parameters'\?/,
  },
  {
    title: 'an unknown key',
    files: task('{"description": "d", "«zzz»": 1}'),
    codes: ['unknown-key'],
    message: /It knows description, parameters, .* and extensions\./,
  },
  {
    title: 'an unknown key of a parameter',
    files: task(`{${quiet}, "parameters": {"a": {"«tpye»": "String"}}}`),
    codes: ['unknown-key'],
    message: /`parameters.a` has no key/,
  },
  {
    title: 'an unknown key of an implementation',
    files: task(`{${quiet}, "implementations": [{"name": "t.sh", "«require»": []}]}`),
    codes: ['unknown-key'],
  },
  {
    title: '$schema is known, extensions hold anything',
    files: task(`{${quiet}, "$schema": "x", "extensions": {"a": {"b": 1}}}`),
    codes: [],
  },
  {
    title: 'duplicate keys',
    files: task(`{«"description"»: "d", «"description"»: "e"}`),
    codes: ['duplicate-key', 'duplicate-key'],
  },
  {
    title: 'a value of the wrong shape',
    files: task(`{"description": "d", "private": «"true"»}`),
    codes: ['wrong-shape'],
    message: /`private` is true or false/,
  },
  { title: 'no object', files: task('«[]»'), codes: ['wrong-shape'] },
  {
    title: 'an input method that is none',
    files: task(`{${quiet}, "input_method": «"stdn"»}`),
    codes: ['wrong-shape'],
    message: /"stdin", "environment", "both" and "powershell"/,
  },
  {
    title: 'a parameter without an object',
    files: task(`{${quiet}, "parameters": {"a": «"String"»}}`),
    codes: ['wrong-shape'],
  },
  {
    title: 'parameter names',
    files: task(`{${quiet}, "parameters": {"«Name»": {}, "«a-b»": {}, "«_x»": {}, "ok_1": {}}}`),
    codes: ['parameter-name', 'parameter-name', 'parameter-name'],
  },
  { title: 'no description', files: task('«{»}'), codes: ['missing-description'] },
  {
    title: 'an implementation that does not exist',
    files: task(`{${quiet}, "implementations": [{"name": "«s.sh»"}]}`),
    codes: ['missing-implementation'],
    message: /Did you mean 't.sh'\?/,
  },
  {
    title: 'requirements',
    files: task(
      `{${quiet}, "implementations": [{"name": "t.sh", "requirements": ["shell", "«powershel»", "«custom»"]}]}`,
    ),
    codes: ['unknown-requirement', 'unknown-requirement'],
  },
  {
    title: 'a requirement that the inventory declares',
    files: task(`{${quiet}, "implementations": [{"name": "t.sh", "requirements": ["gpu"]}]}`, {
      'inventory.yaml': 'groups:\n  - name: g\n    targets: [{name: a, features: [gpu]}]',
    }),
    file: 'tasks/t.json',
    codes: [],
  },
  { title: 'no script', files: { ...project, 'tasks/t.json': `«{»${quiet}}` }, codes: ['missing-script'] },
  {
    title: 'a script of another name is no script',
    files: { ...project, 'tasks/t.md': '', 'tasks/u.sh': '', 'tasks/t.json': `«{»${quiet}}` },
    codes: ['missing-script'],
  },
  {
    title: 'two scripts',
    files: task(`«{»${quiet}}`, { 'tasks/t.ps1': '' }),
    codes: ['ambiguous-script'],
    message: /t\.ps1 and t\.sh/,
  },
  {
    title: 'two scripts with implementations',
    files: task(`{${quiet}, "implementations": [{"name": "t.sh"}, {"name": "t.ps1"}]}`, { 'tasks/t.ps1': '' }),
    codes: [],
  },
  {
    title: 'powershell for a shell script',
    files: task(`{${quiet}, "input_method": "«powershell»"}`),
    codes: ['input-method-mismatch'],
  },
  {
    title: 'powershell for one implementation',
    files: task(`{${quiet}, "implementations": [{"name": "t.sh", "input_method": "«powershell»"}]}`),
    codes: ['input-method-mismatch'],
  },
  {
    title: 'files',
    files: task(`{${quiet}, "files": ["p/files/a.sh", "p/files/d/"]}`, { 'files/a.sh': '', 'files/d/x': '' }),
    codes: [],
  },
  {
    title: 'files that do not exist',
    files: task(`{${quiet}, "files": ["«p/files/b.sh»", "«q/files/b.sh»"]}`),
    codes: ['missing-file', 'missing-file'],
  },
  {
    title: 'files of a module that Bolt brings along',
    files: task(`{${quiet}, "files": ["ruby_task_helper/files/task_helper.rb"]}`),
    codes: [],
  },
  {
    title: 'slashes of files',
    files: task(`{${quiet}, "files": ["«p/files/a.sh/»", "«p/files/d»"]}`, { 'files/a.sh': '', 'files/d/x': '' }),
    codes: ['files-path', 'files-path'],
  },
  {
    title: 'paths of files',
    files: task(`{${quiet}, "files": ["«a.sh»", "«p/manifests/a»", "«p/files/../x»", "«p//x»"]}`),
    codes: ['files-path', 'files-path', 'files-path', 'files-path'],
  },
  {
    title: 'files of an implementation',
    files: task(`{${quiet}, "implementations": [{"name": "t.sh", "files": ["«p/lib/no»"]}]}`),
    codes: ['missing-file'],
  },
  {
    title: 'unread parameters',
    files: task(`{${quiet}, "parameters": {"a": {}, "«b»": {}}}`, { 'tasks/t.sh': 'echo $PT_a' }),
    codes: ['unread-parameter'],
  },
  {
    title: 'a script that may read anything',
    files: task(`{${quiet}, "parameters": {"b": {}}}`, { 'tasks/t.sh': 'source x' }),
    codes: [],
  },
  {
    title: 'a script in another language',
    files: { ...project, 'tasks/t.pl': 'x', 'tasks/t.json': `{${quiet}, "parameters": {"b": {}}}` },
    file: 'tasks/t.json',
    codes: [],
  },
  {
    title: 'noop that no script reads',
    files: task(`{${quiet}, «"supports_noop": true»}`, { 'tasks/t.sh': 'echo' }),
    codes: ['noop-ignored'],
  },
  {
    title: 'noop that a script reads',
    files: task(`{${quiet}, "supports_noop": true}`, { 'tasks/t.sh': '[ "$PT__noop" ]' }),
    codes: [],
  },
  {
    title: 'a public implementation',
    files: task(`{${quiet}, "implementations": [{"name": "«t_linux.sh»"}]}`, { 'tasks/t_linux.sh': 'cat' }),
    codes: ['public-implementation'],
  },
  {
    title: 'a hidden implementation',
    files: task(`{${quiet}, "implementations": [{"name": "t_linux.sh"}]}`, {
      'tasks/t_linux.sh': 'cat',
      'tasks/t_linux.json': '{"private": true}',
    }),
    codes: [],
  },
  {
    title: 'JSON elsewhere is nobody’s business',
    files: { 'a/tasks/x.json': '{"zzz": 1}' },
    file: 'a/tasks/x.json',
    codes: [],
  },
  {
    title: 'a module by its metadata.json',
    files: { 'a/metadata.json': '{}', 'a/tasks/x.sh': 'cat', 'a/tasks/x.json': `{${quiet}, "«zzz»": 1}` },
    codes: ['unknown-key'],
  },
  {
    title: 'a module by its place',
    files: { 'modules/a/tasks/x.sh': 'cat', 'modules/a/tasks/x.json': `{${quiet}, "«zzz»": 1}` },
    codes: ['unknown-key'],
  },
  {
    title: 'a module by the modulepath',
    files: {
      'bolt-project.yaml': 'modulepath: [lib]',
      'lib/a/tasks/x.sh': 'cat',
      'lib/a/tasks/x.json': `{${quiet}, "«zzz»": 1}`,
    },
    codes: ['unknown-key'],
  },
];

const scriptCases: readonly Case[] = [
  { title: 'no metadata', files: { ...project, 'tasks/t.sh': '«#!/bin/sh»\necho' }, codes: ['missing-metadata'] },
  {
    title: 'two scripts and no metadata',
    files: { ...project, 'tasks/t.sh': '«#!/bin/sh»', 'tasks/t.ps1': '' },
    codes: ['ambiguous-script'],
  },
  {
    title: 'an undeclared parameter',
    files: script('echo $PT_«nmae» $PT_name', '{"parameters": {"name": {}}}'),
    codes: ['undeclared-parameter'],
    message: /Did you mean 'name'\?/,
  },
  {
    title: 'what the runner gives',
    files: script('$PT__task $PT__installdir', '{"parameters": {}}'),
    file: 'tasks/t.sh',
    codes: [],
  },
  {
    title: 'metadata without parameters',
    files: script('echo $PT_«a» $PT_b', '{}'),
    codes: ['unlisted-parameter'],
    message: /'a' or 'b'/,
  },
  {
    title: 'private metadata without parameters',
    files: script('echo $PT_a', '{"private": true}'),
    file: 'tasks/t.sh',
    codes: [],
  },
  {
    title: 'an implementation',
    files: script(
      'p = json.load(sys.stdin)\np["a"], p["«b»"]',
      '{"parameters": {"a": {}}, "implementations": [{"name": "other.py"}]}',
      'tasks/other.py',
    ),
    codes: ['undeclared-parameter'],
  },
  {
    title: 'metadata that is no JSON at present',
    files: script('echo $PT_a', '{"parameters": {"b": {},}}'),
    file: 'tasks/t.sh',
    codes: [],
  },
  {
    title: 'noop that is never given',
    files: script('$PT_«_noop»', '{"parameters": {}}'),
    codes: ['noop-unsupported'],
  },
  {
    title: 'environment with stdin',
    files: script('echo $PT_«a»', '{"input_method": "stdin", "parameters": {"a": {}}}'),
    codes: ['input-method-mismatch'],
  },
  {
    title: 'stdin with environment',
    files: script(
      'JSON.parse(STDIN.read)["«a»"]',
      '{"input_method": "environment", "parameters": {"a": {}}}',
      'tasks/t.rb',
    ),
    codes: ['input-method-mismatch'],
  },
  {
    title: 'both ways of one name',
    files: script(
      'p = JSON.parse(STDIN.read)\np["a"] || ENV["PT_a"]',
      '{"input_method": "stdin", "parameters": {"a": {}}}',
      'tasks/t.rb',
    ),
    file: 'tasks/t.rb',
    codes: [],
  },
  {
    title: 'environment in PowerShell without input method',
    files: script('$env:PT_«a»', '{"parameters": {"a": {}}}', 'tasks/t.ps1'),
    codes: ['input-method-mismatch'],
  },
  {
    title: 'arguments of PowerShell',
    files: script('param($A, $«B»)', '{"parameters": {"a": {}}}', 'tasks/t.ps1'),
    codes: ['undeclared-parameter'],
  },
  {
    title: 'arguments with environment',
    files: script('param($«A»)', '{"input_method": "environment", "parameters": {"a": {}}}', 'tasks/t.ps1'),
    codes: ['input-method-mismatch'],
  },
];

const projectCases: readonly Case[] = [
  {
    title: 'nothing',
    files: { 'bolt-project.yaml': 'name: p\nmodulepath: [modules]\n', 'modules/m/x': '' },
    file: 'bolt-project.yaml',
    codes: [],
  },
  { title: 'an empty file', files: { 'bolt-project.yaml': '# nothing\n' }, file: 'bolt-project.yaml', codes: [] },
  {
    title: 'a mistyped key',
    files: { 'bolt-project.yaml': '«modulpath»: []' },
    codes: ['unknown-key'],
    message: /Did you mean 'modulepath'\?/,
  },
  {
    title: 'a key inside',
    files: { 'bolt-project.yaml': 'plugin-cache:\n  «tll»: 3' },
    codes: ['unknown-key'],
    message: /`plugin-cache` has no key 'tll'. Did you mean 'ttl'/,
  },
  {
    title: 'wrong types',
    files: { 'bolt-project.yaml': 'concurrency: «many»\ncolor: «3»\nformat: «yaml»' },
    codes: ['wrong-shape', 'wrong-shape', 'wrong-shape'],
  },
  {
    title: 'plugins stand for anything',
    files: { 'bolt-project.yaml': 'puppetdb:\n  _plugin: env_var\n  var: X\nconcurrency:\n  _plugin: task' },
    file: 'bolt-project.yaml',
    codes: [],
  },
  { title: 'names', files: { 'bolt-project.yaml': 'name: «My-Project»' }, codes: ['project-name'] },
  { title: 'names of built-in modules', files: { 'bolt-project.yaml': 'name: "«system»"' }, codes: ['project-name'] },
  {
    title: 'directories',
    files: { 'bolt-project.yaml': 'modulepath:\n  - «nowhere»\n  - «.modules»\n  - modules', 'modules/m/x': '' },
    codes: ['missing-directory', 'managed-modules'],
  },
  {
    title: 'a modulepath with colons',
    files: { 'bolt-project.yaml': 'modulepath: modules:«nowhere»', 'modules/m/x': '' },
    codes: ['missing-directory'],
  },
  {
    title: 'duplicate keys',
    files: { 'bolt-project.yaml': '«name»: p\n«name»: q' },
    codes: ['duplicate-key', 'duplicate-key'],
  },
  {
    title: 'booleans as YAML 1.1 has them',
    files: { 'bolt-project.yaml': 'spinner: no\ncolor: on' },
    file: 'bolt-project.yaml',
    codes: [],
  },
  {
    title: 'aliases',
    files: { 'bolt-project.yaml': 'tasks: &t [a]\nplans: «*t»' },
    codes: ['yaml-alias'],
  },
  { title: 'syntax', files: { 'bolt-project.yaml': 'tasks: [«a»' }, codes: ['yaml-syntax'] },
];

for (const [group, cases] of Object.entries({ metadata: metadataCases, script: scriptCases, project: projectCases })) {
  for (const { title, files, file, codes, message } of cases) {
    test(`${group}: ${title}`, async () => {
      const { workspace, marked } = testProject(files);
      const name = file ?? Object.keys(files).find((one) => files[one]?.includes('«')) ?? 'tasks/t.json';
      const found = await diagnostics(workspace, `/p/${name}`);
      assert.deepEqual(
        [marked(`/p/${name}`, found), found.map((one) => one.code)],
        [files[name], codes],
        found.map((one) => one.message).join('\n'),
      );
      if (message !== undefined) assert.match(found[0]?.message ?? '', message);
    });
  }
}

test('each code is explained in docs/diagnostics.md with its severity, and no other is', () => {
  const text = readFileSync(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(/^\| `([a-z0-9-]+)` +\| (\w+) +\| \S/gm)].map((row) => [row[1], row[2]]);
  assert.deepEqual(documented, Object.entries(allCodes));
});

test('the setting for severities names each code once, and no other', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const setting = manifest.contributes.configuration.properties['baton.diagnostics.severity'];
  assert.deepEqual(setting.propertyNames.enum, Object.keys(allCodes));
  assert.deepEqual(setting.additionalProperties.enum, severityChoices);
  const tables = [problemCodes, puppetCodes, analysisCodes, yamlCodes].flatMap((table) => Object.keys(table));
  assert.equal(new Set(tables).size, tables.length, 'no two kinds have one code');
});

/** What Puppet source with control comments still says. */
const controls: readonly (readonly [what: string, text: string, codes: readonly string[]])[] = [
  ['without any', 'plan p::x($a) { f($b) }', ['unused-parameter', 'unknown-variable']],
  ['at the end of a line', 'plan p::x($a) { f($b) # lint:ignore:unknown-variable\n}', ['unused-parameter']],
  ['for another line', 'plan p::x() { # lint:ignore:unknown-variable\n f($b) }', ['unknown-variable']],
  [
    'two codes and a reason',
    'plan p::x($a) { f($b) # lint:ignore:unknown-variable lint:ignore:unused-parameter b\n}',
    [],
  ],
  ['two codes by blanks', 'plan p::x($a) { f($b) # lint:ignore:unknown-variable unused-parameter b\n}', []],
  ['a code behind a reason', 'plan p::x() { f($b) # lint:ignore:x why unknown-variable\n}', ['unknown-variable']],
  ['a block', '# lint:ignore:unknown-variable\nplan p::x() { f($b) }\n# lint:endignore', []],
  ['behind a block', '# lint:ignore:unknown-variable\n# lint:endignore\nplan p::x() { f($b) }', ['unknown-variable']],
  ['a block that does not end', '# lint:ignore:unknown-variable\nplan p::x() { f($b) }', ['unknown-variable']],
  [
    'blocks in blocks',
    '# lint:ignore:unknown-variable\n# lint:ignore:unused-parameter\nplan p::x($a) {\n# lint:endignore\n f($b) }\n# lint:endignore',
    [],
  ],
  ["Puppet's own", '$a = 1 = 2 # lint:ignore:puppet-illegal-assignment', []],
];

for (const [what, text, codes] of controls) {
  test(`control comments: ${what}`, async () => {
    const { workspace } = testProject({ 'bolt-project.yaml': 'name: p', 'plans/x.pp': text });
    const found = await diagnostics(workspace, '/p/plans/x.pp');
    const ours = found.filter(({ code }) => code !== 'unknown-function' && code !== 'misplaced-definition');
    assert.deepEqual(
      ours.map(({ code }) => code),
      codes,
    );
  });
}

test('severities can be chosen, and a kind of problem turned off', async () => {
  const { workspace } = testProject({ 'bolt-project.yaml': 'name: p\nnoo: 1', 'plans/x.pp': 'plan p::x($a) { [$b] }' });
  const severities = readSeverities({
    'unknown-variable': 'hint',
    'unused-parameter': 'off',
    'unknown-key': 'error',
    x: 1,
  });
  workspace.configure({ severities });
  const said = async (path: string) =>
    (await diagnostics(workspace, path)).map(({ code, severity }) => [code, severity]);
  assert.deepEqual(await said('/p/plans/x.pp'), [['unknown-variable', 'hint']]);
  assert.deepEqual(await said('/p/bolt-project.yaml'), [['unknown-key', 'error']]);
});

test('a problem of the analysis has what editors show of it', async () => {
  const { workspace } = testProject({ 'bolt-project.yaml': 'name: p', 'plans/x.pp': 'plan p::x() { $a = 1 $a = 2 }' });
  const found = await diagnostics(workspace, '/p/plans/x.pp');
  const again = found.find(({ code }) => code === 'reassigned-variable');
  assert.equal(again?.related?.[0]?.message, 'It was set here.');
  assert.equal(again?.finding?.name, 'a');
  assert.equal(found.find(({ code }) => code === 'unused-variable')?.unnecessary, true);
});
