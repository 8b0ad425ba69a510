// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentSymbol } from '../documents/answers.ts';
import { type TestProject, testProject } from '../documents/test-project.ts';
import type { FileChange, Place } from '../documents/words.ts';
import { completion } from './completion.ts';
import { definition } from './definition.ts';
import { documentLinks } from './document-links.ts';
import { documentSymbols } from './document-symbols.ts';
import { folding } from './folding.ts';
import { hover } from './hover.ts';
import { references } from './references.ts';
import { prepareRename, rename } from './rename.ts';
import { semanticTokens } from './semantic-tokens.ts';

type Files = Readonly<Record<string, string>>;

const head = { 'bolt-project.yaml': 'name: p\n' };

/** Two implementations and one task of its own that share a script. */
const deploy: Files = {
  ...head,
  'tasks/deploy.json':
    '{"parameters": {"path": {"type": "String[1]", "description": "Where to"}}, "implementations": [{"name": "deploy.sh", "requirements": ["shell"]}, {"name": "deploy.ps1"}, {"name": "deploy_any.py"}]}',
  'tasks/deploy.sh': 'echo "$PT_path ${PT_path:-x} $PT_paths"',
  'tasks/deploy.ps1': 'param($Path)\nWrite-Host $path',
  'tasks/deploy_any.py': 'p = json.load(sys.stdin)\np["path"]',
  'tasks/deploy_any.json': '{"private": true, "parameters": {"path": {}}}',
};

function withMark(files: Files, path: string, at: string, index = 0): TestProject {
  const text = files[path] ?? '';
  let offset = text.indexOf(at);
  for (let seen = 0; seen < index; seen += 1) offset = text.indexOf(at, offset + 1);
  assert.ok(offset >= 0, `${path} holds ${at}`);
  return testProject({ ...files, [path]: `${text.slice(0, offset)}$0${text.slice(offset)}` });
}

/** Places as `file: text with marks`, files sorted. */
function shown(project: TestProject, places: readonly Place[]): readonly string[] {
  const paths = [...new Set(places.map((place) => place.path))].sort();
  return paths.map((path) => {
    const spans = places.filter((place) => place.path === path).map((place) => place.span);
    return `${path.replace('/p/tasks/', '')}: ${project.marked(path, spans)}`;
  });
}

const deployReferences = [
  'deploy.json: {"parameters": {"«path»": {"type": "String[1]", "description": "Where to"}}, "implementations": [{"name": "deploy.sh", "requirements": ["shell"]}, {"name": "deploy.ps1"}, {"name": "deploy_any.py"}]}',
  'deploy.ps1: param($«Path»)\nWrite-Host $«path»',
  'deploy.sh: echo "$PT_«path» ${PT_«path»:-x} $PT_paths"',
  'deploy_any.json: {"private": true, "parameters": {"«path»": {}}}',
  'deploy_any.py: p = json.load(sys.stdin)\np["«path»"]',
];

test('references reach metadata and every script, from wherever they are asked', async () => {
  const places: [string, string][] = [
    ['tasks/deploy.json', 'path"'],
    ['tasks/deploy.sh', 'path '],
    ['tasks/deploy.ps1', 'Path'],
    ['tasks/deploy_any.py', 'path'],
    ['tasks/deploy_any.json', 'path'],
  ];
  for (const [path, at] of places) {
    const project = withMark(deploy, path, at);
    const found = await references(project.workspace, project.cursor.path, project.cursor.offset, true);
    assert.deepEqual(shown(project, found), deployReferences, path);
    const reads = await references(project.workspace, project.cursor.path, project.cursor.offset, false);
    assert.deepEqual(
      shown(project, reads).map((line) => line.split(':')[0]),
      ['deploy.ps1', 'deploy.sh', 'deploy_any.py'],
    );
  }
  const lonely = testProject({ ...head, 'tasks/x.sh': 'echo $PT_$0a $PT_b $PT_a' });
  const found = await references(lonely.workspace, lonely.cursor.path, lonely.cursor.offset, true);
  assert.deepEqual(shown(lonely, found), ['x.sh: echo $PT_«a» $PT_b $PT_«a»']);
});

function changed(project: TestProject, files: readonly FileChange[]): readonly string[] {
  return shown(
    project,
    files.flatMap(({ path, changes }) => changes.map((span) => ({ path, span }))),
  );
}

test('rename changes the key and every read, and refuses what would break the task', async () => {
  const project = withMark(deploy, 'tasks/deploy.sh', 'path ');
  const { workspace, cursor } = project;
  const prepared = await prepareRename(workspace, cursor.path, cursor.offset);
  assert.ok(prepared !== undefined && 'name' in prepared);
  assert.equal(prepared.name, 'path');
  const done = await rename(workspace, cursor.path, cursor.offset, 'directory');
  assert.ok('files' in done);
  assert.deepEqual(changed(project, done.files), deployReferences);
  assert.ok(done.files.every((file) => file.changes.every((change) => change.text === 'directory')));
  assert.deepEqual(await rename(workspace, cursor.path, cursor.offset, 'My-Path'), {
    refused: `'My-Path' is no name for a parameter: it starts with a lower-case letter and has lower-case letters, digits and underscores only.`,
  });
  const taken = testProject({ ...head, 'tasks/t.json': '{"parameters": {"$0a": {}, "b": {}}}', 'tasks/t.sh': '' });
  assert.deepEqual(await rename(taken.workspace, taken.cursor.path, taken.cursor.offset, 'b'), {
    refused: `There is a parameter 'b' already.`,
  });
  const given = testProject({ ...head, 'tasks/t.sh': 'echo $PT__$0noop' });
  assert.equal(await prepareRename(given.workspace, given.cursor.path, given.cursor.offset), undefined);
});

test('rename of a Ruby keyword renames the variable', async () => {
  const project = testProject({
    ...head,
    'tasks/t.json': '{"parameters": {"$0name": {}}}',
    'tasks/t.rb': 'class T < TaskHelper\n  def task(name:, **_)\n    { x: name, name: 1 }\n  end\nend',
  });
  const done = await rename(project.workspace, project.cursor.path, project.cursor.offset, 'who');
  assert.ok('files' in done);
  assert.deepEqual(changed(project, done.files), [
    't.json: {"parameters": {"«name»": {}}}',
    't.rb: class T < TaskHelper\n  def task(«name»:, **_)\n    { x: «name», name: 1 }\n  end\nend',
  ]);
});

test('definition leads from a read to the key, and from names of files to the files', async () => {
  const files: Files = {
    ...head,
    'types/mode.pp': 'type P::Mode = String',
    'files/a.sh': '',
    'tasks/t.sh': 'echo $PT_mode',
    'tasks/t.json':
      '{"parameters": {"mode": {"type": "Optional[P::Mode]"}}, "files": ["p/files/a.sh"], "implementations": [{"name": "t.sh"}]}',
  };
  const rows: [string, string, string, string][] = [
    ['tasks/t.sh', 'mode', '/p/tasks/t.json', 'mode'],
    ['tasks/t.json', 'Mode]', '/p/types/mode.pp', ''],
    ['tasks/t.json', 'files/a.sh', '/p/files/a.sh', ''],
    ['tasks/t.json', 't.sh', '/p/tasks/t.sh', ''],
    ['tasks/t.json', 'Optional', '', ''],
  ];
  for (const [path, at, target, text] of rows) {
    const project = withMark(files, path, at);
    const found = await definition(project.workspace, project.cursor.path, project.cursor.offset);
    const [place] = found.places;
    assert.equal(place?.path ?? '', target, at);
    if (place) assert.equal(project.text(place.path).slice(place.span.start, place.span.end), text);
  }
});

test('links go to what exists', async () => {
  const { workspace, marked } = testProject({
    'bolt-project.yaml': 'name: p\nmodulepath: [modules, none]\nhiera-config: hiera.yaml',
    'hiera.yaml': '',
    'modules/m/x': '',
    'files/d/x': '',
    'tasks/t.sh': '',
    'tasks/t.json': '{"files": ["p/files/d/", "p/files/no"], "implementations": [{"name": "t.sh"}, {"name": "u.sh"}]}',
  });
  const links = async (path: string) => marked(path, await documentLinks(workspace, path));
  assert.equal(
    await links('/p/tasks/t.json'),
    '{"files": ["«p/files/d/»", "p/files/no"], "implementations": [{"name": "«t.sh»"}, {"name": "u.sh"}]}',
  );
  assert.equal(
    await links('/p/bolt-project.yaml'),
    'name: p\nmodulepath: [«modules», none]\nhiera-config: «hiera.yaml»',
  );
});

test('the outline', async () => {
  const { workspace } = testProject({
    'bolt-project.yaml': 'name: p\nmodulepath:\n  - modules\nplugin-cache:\n  ttl: 3\n',
    'tasks/t.json':
      '{"description": "Say it", "parameters": {"a": {"type": "String[1]"}, "b": {}}, "implementations": [{"name": "t.sh", "requirements": []}]}',
  });
  const lines = (symbols: readonly DocumentSymbol[], indent = ''): readonly string[] =>
    symbols.flatMap((one) => [
      `${indent}${one.kind} ${one.name}${one.detail === undefined ? '' : ` = ${one.detail}`}`,
      ...lines(one.children, `${indent}  `),
    ]);
  assert.deepEqual(lines(await documentSymbols(workspace, '/p/tasks/t.json')), [
    'string description = Say it',
    'object parameters',
    '  parameter a = String[1]',
    '  parameter b',
    'array implementations',
    '  file t.sh',
    '    string name = t.sh',
    '    array requirements',
  ]);
  assert.deepEqual(lines(await documentSymbols(workspace, '/p/bolt-project.yaml')), [
    'string name = p',
    'array modulepath',
    'object plugin-cache',
    '  number ttl = 3',
  ]);
});

test('folding', async () => {
  const { workspace } = testProject({
    'bolt-project.yaml': 'name: p\nmodulepath:\n  - a\n  - b\n\nplugin-cache:\n  ttl: 3\n',
    'tasks/t.json': '{\n  "parameters": {\n    "a": {\n    }\n  }\n}\n',
  });
  const folds = async (path: string) =>
    (await folding(workspace, path)).map((fold) => `${fold.startLine}-${fold.endLine}`).sort();
  assert.deepEqual(await folds('/p/bolt-project.yaml'), ['1-3', '5-6']);
  assert.deepEqual(await folds('/p/tasks/t.json'), ['0-4', '1-3']);
});

test('colours of a type, around escapes', async () => {
  const { workspace, text } = testProject({
    ...head,
    'tasks/t.json': String.raw`{"parameters": {"a": {"type": "Optional[Enum[\"x\", y], Pattern[/^\\d+$/], Integer[0, 5]]"}}}`,
  });
  const tokens = await semanticTokens(workspace, '/p/tasks/t.json');
  const words = tokens
    .filter((token) => token.kind !== 'operator')
    .map((token) => `${token.kind} ${text('/p/tasks/t.json').slice(token.start, token.end)}`);
  assert.deepEqual(words, [
    'type Optional',
    'type Enum',
    String.raw`string \"x\"`,
    'enumMember y',
    'type Pattern',
    String.raw`regexp /^\\d+$/`,
    'type Integer',
    'number 0',
    'number 5',
  ]);
});

async function completed(files: Files): Promise<{ readonly labels: readonly string[]; readonly replaced: string }> {
  const project = testProject(files);
  const found = await completion(project.workspace, project.cursor.path, project.cursor.offset);
  const [first] = found;
  const replaced = first === undefined ? '' : project.text(project.cursor.path).slice(first.span.start, first.span.end);
  return { labels: found.map((one) => one.label), replaced };
}

test('completion', async () => {
  const t = {
    ...head,
    'tasks/t.sh': 'echo $PT_name $PT_other',
    'tasks/u.sh': '',
    'lib/x.rb': '',
    'inventory.yaml': 'groups:\n  - features: [python]',
  };
  const scripts = { ...head, 'tasks/t.json': '{"parameters": {"name": {"type": "String"}, "port": {}}}' };
  const rows: [Files, readonly string[], string][] = [
    [{ ...t, 'tasks/t.json': '{"supp$0"}' }, ['supports_noop'], '"supp"'],
    [{ ...t, 'tasks/t.json': '{"input_method": "$0"}' }, ['"stdin"', '"environment"', '"both"', '"powershell"'], '""'],
    [{ ...t, 'tasks/t.json': '{"private": $0}' }, ['true', 'false'], ''],
    [{ ...t, 'tasks/t.json': '{"parameters": {"a": {"type": "Integer[$0]"}}}' }, ['0', '1', 'default'], ''],
    [{ ...t, 'tasks/t.json': '{"parameters": {"name": {}, "$0"}}' }, ['other'], '""'],
    [{ ...t, 'tasks/t.json': '{"implementations": [{"name": "$0"}]}' }, ['t.sh', 'u.sh'], ''],
    [
      { ...t, 'tasks/t.json': '{"implementations": [{"requirements": ["sh$0"]}]}' },
      ['shell', 'powershell', 'puppet-agent', 'python'],
      'sh',
    ],
    [{ ...t, 'tasks/t.json': '{"files": ["$0"]}' }, ['p'], ''],
    [{ ...t, 'tasks/t.json': '{"files": ["p/$0"]}' }, ['files', 'lib', 'scripts', 'tasks'], ''],
    [{ ...t, 'tasks/t.json': '{"files": ["p/lib/$0"]}' }, ['x.rb'], ''],
    [{ ...scripts, 'tasks/t.sh': 'echo $PT_n$0' }, ['name', 'port'], 'n'],
    [{ ...scripts, 'tasks/t.py': "p = json.load(sys.stdin)\np['$0']" }, ['name', 'port'], ''],
    [{ ...scripts, 'tasks/t.rb': 'p = JSON.parse(STDIN.read)\np.fetch("po$0rt")' }, ['name', 'port'], 'port'],
    [{ ...scripts, 'tasks/t.ps1': 'param([string]$na$0' }, ['name', 'port'], 'na'],
    [{ ...scripts, 'tasks/t.sh': 'echo na$0' }, [], ''],
    [{ 'bolt-project.yaml': 'plugin-cache:\n  t$0' }, ['ttl'], 't'],
    [{ 'bolt-project.yaml': 'format: $0' }, ['human', 'json', 'rainbow'], ''],
    [{ 'bolt-project.yaml': 'apply-settings:\n  trace: t$0\n' }, ['true', 'false'], 't'],
    [{ 'bolt-project.yaml': 'modulepath:\n- $0', 'modules/m/x': '', '.modules/x': '' }, ['modules'], ''],
    [
      { 'bolt-project.yaml': 'modules:\n  - name: x\n    re$0' },
      ['version_requirement', 'git', 'ref', 'resolve'],
      're',
    ],
    [
      { 'bolt-project.yaml': 'log:\n  console:\n    level: de$0' },
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal'],
      'de',
    ],
    [{ 'bolt-project.yaml': '# $0' }, [], ''],
  ];
  for (const [files, labels, replaced] of rows) {
    const title = Object.values(files).find((text) => text.includes('$0'));
    const answer = await completed(files);
    const wanted = replaced === '"supp"' ? answer.labels.filter((label) => labels.includes(label)) : answer.labels;
    assert.deepEqual([wanted, answer.replaced], [labels, replaced], title);
  }
  const top = await completed({ 'bolt-project.yaml': 'name: p\nmod$0' });
  assert.ok(top.labels.includes('modulepath') && !top.labels.includes('name'));
});

test('a parameter that the script reads is completed whole, or its name alone where the rest is there', async () => {
  const inserted = async (parameters: string) => {
    const project = testProject({
      ...head,
      'tasks/t.sh': 'echo $PT_name',
      'tasks/t.json': `{"parameters": {${parameters}}}`,
    });
    const found = await completion(project.workspace, project.cursor.path, project.cursor.offset);
    return found.find((one) => one.label === 'name')?.insert;
  };
  assert.match((await inserted('"$0"')) ?? '', /^"name": \{\n {2}"type"/);
  assert.match((await inserted('"a": {}, $0')) ?? '', /^"name": \{/);
  assert.equal(await inserted('"na$0": {}'), '"name"');
  assert.equal(await inserted('"a": "$0"'), undefined);
});

test('hover', async () => {
  const files: Files = {
    'bolt-project.yaml': 'name: p\nspinner: true',
    'tasks/t.sh': 'echo $PT_mode $PT__noop',
    'tasks/t.json':
      '{"supports_noop": true, "parameters": {"mode": {"type": "String", "description": "How", "default": "x", "sensitive": true}}, "implementations": [{"name": "t.sh", "requirements": ["shell"]}]}',
  };
  const rows: [string, string, RegExp][] = [
    ['tasks/t.json', 'supports_noop', /^Whether the task honours `_noop`/],
    ['tasks/t.json', 'mode', /^\*\*`mode`\*\* · `String` · optional · sensitive · default `"x"`\n\nHow/],
    ['tasks/t.json', 'String"', /^```puppet\nString\n```/],
    ['tasks/t.json', 'shell', /^Targets with a POSIX shell/],
    ['tasks/t.sh', 'mode', /^\*\*`mode`\*\* · `String`/],
    ['tasks/t.sh', '_noop', /noop mode/],
    ['bolt-project.yaml', 'spinner', /^Whether a spinner shows/],
  ];
  for (const [path, at, expected] of rows) {
    const project = withMark(files, path, at);
    const found = await hover(project.workspace, project.cursor.path, project.cursor.offset);
    assert.match(found?.markdown ?? '', expected, `${path} ${at}`);
  }
  const none = withMark(files, 'tasks/t.sh', 'echo');
  assert.equal(await hover(none.workspace, none.cursor.path, none.cursor.offset), undefined);
});
