import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testProject } from '../documents/test-project.ts';
import { withChanges } from '../puppet/actions/test-actions.ts';
import { codeActions } from './code-actions.ts';
import { diagnostics } from './diagnostics.ts';

type Files = Readonly<Record<string, string>>;

/** Applies the fix of that title and answers with the text of the file that it changes or makes. */
async function fixed(
  files: Files,
  path: string,
  title: string,
): Promise<{ readonly path: string; readonly text: string }> {
  const { workspace, text } = testProject(files);
  const span = { start: 0, end: (files[path] ?? '').length };
  const actions = await codeActions(workspace, `/p/${path}`, span);
  const action = actions.find((one) => one.fix.title === title);
  assert.ok(action !== undefined, `${title} is among ${actions.map((one) => one.fix.title).join(', ')}`);
  const [file, ...others] = action.fix.files;
  assert.ok(file !== undefined && others.length === 0);
  if (file.create !== undefined) return { path: file.path, text: file.create };
  let changed = text(file.path);
  for (const change of [...file.changes].sort((a, b) => b.start - a.start)) {
    changed = changed.slice(0, change.start) + change.text + changed.slice(change.end);
  }
  return { path: file.path, text: changed };
}

const head = { 'bolt-project.yaml': 'name: p\n' };
const metadata = (text: string): Files => ({ ...head, 'tasks/t.sh': 'cat', 'tasks/t.json': text });

/** The project, the file the fix is asked in, its title, and the text that comes of it. */
const cases: readonly (readonly [Files, string, string, string])[] = [
  [
    metadata('{\n  "descripton": "d"\n}\n'),
    'tasks/t.json',
    "Change 'descripton' to 'description'",
    '{\n  "description": "d"\n}\n',
  ],
  [
    metadata('{\n  "zzz": [1, 2],\n  "description": "d"\n}\n'),
    'tasks/t.json',
    "Remove 'zzz'",
    '{\n  "description": "d"\n}\n',
  ],
  [
    metadata('{\n  "description": "d",\n  "zzz": 1\n}\n'),
    'tasks/t.json',
    "Remove 'zzz'",
    '{\n  "description": "d"\n}\n',
  ],
  [metadata('{"description": "d", "zzz": 1}'), 'tasks/t.json', "Remove 'zzz'", '{"description": "d"}'],
  [metadata('{"zzz": 1, "description": "d"}'), 'tasks/t.json', "Remove 'zzz'", '{ "description": "d"}'],
  [metadata('{\n  "zzz": 1\n}\n'), 'tasks/t.json', "Remove 'zzz'", '{\n}\n'],
  [metadata('{}'), 'tasks/t.json', "Add 'description'", '{\n  "description": ""\n}'],
  [
    { ...head, 'bolt-project.yaml': 'name: p\nzzz:\n  a: 1\nspinner: true\n' },
    'bolt-project.yaml',
    "Remove 'zzz'",
    'name: p\nspinner: true\n',
  ],
  [
    { ...head, 'tasks/t.sh': 'echo $PT_b', 'tasks/t.json': '{\n    "parameters": {\n        "a": {}\n    }\n}\n' },
    'tasks/t.sh',
    "Add parameter 'b' to t.json",
    '{\n    "parameters": {\n        "a": {},\n        "b": {\n            "type": "Optional[String[1]]",\n            "description": ""\n        }\n    }\n}\n',
  ],
  [
    { ...head, 'tasks/t.sh': 'echo $PT_b', 'tasks/t.json': '{\n  "parameters": {}\n}\n' },
    'tasks/t.sh',
    "Add parameter 'b' to t.json",
    '{\n  "parameters": {\n    "b": {\n      "type": "Optional[String[1]]",\n      "description": ""\n    }\n  }\n}\n',
  ],
  [
    { ...head, 'tasks/t.sh': 'echo $PT_nmae', 'tasks/t.json': '{"parameters": {"name": {}}}' },
    'tasks/t.sh',
    "Change 'nmae' to 'name'",
    'echo $PT_name',
  ],
  [
    { ...head, 'tasks/t.sh': 'echo $PT_a $PT_b', 'tasks/t.json': '{\n  "description": "d"\n}\n' },
    'tasks/t.sh',
    'Add parameters to t.json',
    '{\n  "description": "d",\n  "parameters": {\n    "a": {\n      "type": "Optional[String[1]]",\n      "description": ""\n    },\n    "b": {\n      "type": "Optional[String[1]]",\n      "description": ""\n    }\n  }\n}\n',
  ],
  [
    { ...head, 'tasks/t.sh': '[ $PT__noop ]', 'tasks/t.json': '{\n  "parameters": {}\n}\n' },
    'tasks/t.sh',
    'Add "supports_noop": true to t.json',
    '{\n  "parameters": {},\n  "supports_noop": true\n}\n',
  ],
  [
    { ...head, 'tasks/t.py': 'p = json.load(sys.stdin)\np["a"], p.get("_noop")' },
    'tasks/t.py',
    'Create t.json',
    '{\n  "description": "",\n  "input_method": "stdin",\n  "supports_noop": true,\n  "parameters": {\n    "a": {\n      "type": "Optional[String[1]]",\n      "description": ""\n    }\n  }\n}\n',
  ],
  [
    { ...head, 'tasks/t.ps1': 'param($Path)' },
    'tasks/t.ps1',
    'Create t.json',
    '{\n  "description": "",\n  "input_method": "powershell",\n  "parameters": {\n    "path": {\n      "type": "Optional[String[1]]",\n      "description": ""\n    }\n  }\n}\n',
  ],
  [{ ...head, 'tasks/t.json': '{"description": "d"}' }, 'tasks/t.json', 'Create t.sh', '#!/bin/sh\nset -eu\n'],
  [
    { ...metadata('{\n  "description": "d"\n}\n'), 'tasks/t.ps1': '' },
    'tasks/t.json',
    "Add 'implementations'",
    '{\n  "description": "d",\n  "implementations": [\n    {\n      "name": "t.ps1",\n      "requirements": [\n        "powershell"\n      ]\n    },\n    {\n      "name": "t.sh",\n      "requirements": [\n        "shell"\n      ]\n    }\n  ]\n}\n',
  ],
  [
    { ...metadata('{"description": "d", "implementations": [{"name": "t_any.sh"}]}'), 'tasks/t_any.sh': 'cat' },
    'tasks/t.json',
    "Hide the task 't_any' in lists",
    '{\n  "private": true\n}\n',
  ],
  [
    metadata('{"description": "d", "implementations": [{"name": "t.sh", "requirements": ["shel"]}]}'),
    'tasks/t.json',
    "Change 'shel' to 'shell'",
    '{"description": "d", "implementations": [{"name": "t.sh", "requirements": ["shell"]}]}',
  ],
  [
    metadata('{"description": "d", "parameters": {"my-Name": {}}}'),
    'tasks/t.json',
    "Change 'my-Name' to 'my_name'",
    '{"description": "d", "parameters": {"my_name": {}}}',
  ],
];

test('each fix writes what its title says, and the problem is gone', async () => {
  for (const [files, path, title, expected] of cases) {
    const result = await fixed(files, path, title);
    assert.equal(result.text, expected, title);
    const after = testProject({ ...files, [result.path.slice('/p/'.length)]: result.text });
    const titles = (await diagnostics(after.workspace, `/p/${path}`)).flatMap((one) =>
      one.fixes?.map((fix) => fix.title),
    );
    assert.ok(!titles.includes(title), `${title} is not offered again`);
  }
});

test('a fix is offered only where its problem is', async () => {
  const { workspace } = testProject(metadata('{"description": "d", "zzz": 1}'));
  assert.deepEqual(await codeActions(workspace, '/p/tasks/t.json', { start: 0, end: 5 }), []);
  assert.equal((await codeActions(workspace, '/p/tasks/t.json', { start: 23, end: 23 })).length, 1);
});

test('only the kinds that are asked for are answered, with those below them', async () => {
  const { workspace } = testProject({
    ...head,
    'plans/a.pp': "plan p::a() {\n  $x = 'a'\n  $y = f($z)\n  [1].each |$n| { }\n}\n",
  });
  const ask = async (only?: readonly string[]) => {
    const actions = await codeActions(workspace, '/p/plans/a.pp', { start: 16, end: 25 }, only);
    return [...new Set(actions.map(({ kind }) => kind))].sort();
  };
  assert.deepEqual(await ask(), ['quickfix', 'refactor.extract']);
  assert.deepEqual(await ask(['refactor']), ['refactor.extract']);
  assert.deepEqual(await ask(['quickfix']), ['quickfix']);
  assert.deepEqual(await ask(['source']), ['source.fixAll']);
  assert.deepEqual(await ask(['source.organizeImports', 'refactor.move']), []);
});

test('what is safe is fixed in the whole file at once', async () => {
  const { workspace, text } = testProject({
    ...head,
    'plans/a.pp': "plan p::a($b) {\n  $x = 'a'\n  $y = f($b)\n  [1].each |$n| { nope::f() }\n}\n",
  });
  const [action, ...others] = await codeActions(workspace, '/p/plans/a.pp', { start: 0, end: 0 }, ['source.fixAll']);
  assert.ok(action !== undefined && others.length === 0);
  const after = withChanges(text('/p/plans/a.pp'), action.fix.files[0]?.changes ?? []);
  assert.equal(after, 'plan p::a($b) {\n  f($b)\n  [1].each |$_n| { nope::f() }\n}\n');
});
