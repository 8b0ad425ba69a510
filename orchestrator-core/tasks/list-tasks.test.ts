import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OrchestratorError } from '../common/index.ts';
import { type Module, memoryFiles } from '../project/index.ts';
import { findTask, listTasks } from './list-tasks.ts';
import { sharedFiles } from './shared-files.ts';

const modules: readonly Module[] = [
  { name: 'golden', directory: '/p' },
  { name: 'shareable', directory: '/p/modules/shareable' },
];

const files = (tasks: Readonly<Record<string, string>>) =>
  memoryFiles({
    '/p/files/one.txt': '1',
    '/p/files/sub/two.txt': '2',
    '/p/files/.hidden': 'h',
    '/p/manifests/init.pp': '',
    '/p/modules/shareable/tasks/list.sh': '#!/bin/sh',
    ...Object.fromEntries(Object.entries(tasks).map(([name, text]) => [`/p/tasks/${name}`, text])),
  });

test('what counts as a task is decided by the name of its file', async () => {
  const all = files({
    'init.sh': '',
    'b_2.rb': '',
    'a.py': '',
    'a.json': '{"description":"A"}',
    'a.md': '',
    'conf.conf': '',
    'Upper.sh': '',
    '2nd.sh': '',
    'two.dots.sh': '',
    'da-sh.sh': '',
    bare: '',
    'sub/inner.sh': '',
  });
  const { tasks, problems } = await listTasks(all, modules);
  assert.deepEqual(
    tasks.map(({ name }) => name),
    ['golden', 'golden::a', 'golden::b_2', 'golden::bare', 'shareable::list'],
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(tasks[1], {
    name: 'golden::a',
    module: 'golden',
    moduleDirectory: '/p',
    metadata: { description: 'A' },
    metadataPath: '/p/tasks/a.json',
    executables: [{ name: 'a.py', path: '/p/tasks/a.py' }],
  });
});

/** Metadata of task `t`, what is beside it, and what keeps it from being used: kind, sentence, line, column. */
const faults: readonly (readonly [string, Readonly<Record<string, string>>, string, string, number?, number?])[] = [
  [
    'no executable',
    {},
    'no-implementation',
    'No source besides task metadata was found in directory /p/tasks for task golden::t',
  ],
  [
    'two executables',
    { 't.sh': '', 't.py': '' },
    'multiple-implementations',
    "Multiple executables were found in directory /p/tasks/t.py for task golden::t; define 'implementations' in metadata to differentiate between them",
  ],
  [
    '{"implementations": [{"name": "t.sh"}, {"name": "x.ps1"}]}',
    { 't.sh': '' },
    'missing-implementation',
    'Task metadata for task golden::t specifies missing implementation x.ps1',
  ],
  [
    '{\n  "files": ["golden/files/", "golden/files/none"]}',
    { 't.sh': '' },
    'invalid-file',
    'Could not find /p/files/none on disk',
    2,
    30,
  ],
  [
    '{"files": ["golden/files/one.txt/"]}',
    { 't.sh': '' },
    'invalid-file',
    'Could not find /p/files/one.txt/ on disk',
    1,
    12,
  ],
  [
    '{"files": ["golden/files/sub"]}',
    { 't.sh': '' },
    'invalid-metadata',
    'Directories specified in task metadata must include a trailing slash: golden/files/sub',
    1,
    12,
  ],
  [
    '{"files": ["golden/manifests/init.pp"]}',
    { 't.sh': '' },
    'invalid-metadata',
    'Files must be saved in module directories that Puppet makes available via mount points: files, lib, scripts, tasks',
    1,
    12,
  ],
  [
    '{"files": ["nope/files/x"]}',
    { 't.sh': '' },
    'invalid-metadata',
    'Could not find module nope containing task file x',
    1,
    12,
  ],
  [
    '{"files": ["golden/files/../x"]}',
    { 't.sh': '' },
    'invalid-metadata',
    'File pathnames cannot include relative paths',
    1,
    12,
  ],
  [
    '{"implementations": [{"name": "t.sh", "files": ["golden/files/sub"]}]}',
    { 't.sh': '' },
    'invalid-metadata',
    'Directories specified in task metadata must include a trailing slash: golden/files/sub',
    1,
    49,
  ],
];

test('what keeps a task from being used is told with its place, and the others are listed', async () => {
  for (const [metadata, beside, kind, sentence, line, column] of faults) {
    const text = metadata.startsWith('{') ? metadata : '{}';
    const found = await listTasks(files({ 't.json': text, ...beside, 'good.sh': '' }), modules);
    assert.deepEqual(
      found.tasks.map(({ name }) => name),
      ['golden::good', 'shareable::list'],
      metadata,
    );
    const [problem, ...rest] = found.problems;
    assert.ok(problem !== undefined && rest.length === 0, metadata);
    const where = line === undefined ? '' : `, line: ${line}, column: ${column}`;
    assert.deepEqual(
      [problem.severity, problem.kind, problem.message, problem.path, problem.line, problem.column],
      ['error', `puppet.tasks/${kind}`, `${sentence} (file: /p/tasks/t.json${where})`, '/p/tasks/t.json', line, column],
    );
    await assert.rejects(
      findTask(files({ 't.json': text, ...beside }), modules, 'golden::t'),
      (error) =>
        error instanceof OrchestratorError && error.kind === 'bolt/pal-error' && error.message === problem.message,
    );
  }
});

test('an implementation may be any file of the directory', async () => {
  const metadata = '{"implementations": [{"name": "win.ps1", "requirements": ["powershell"]}, {"name": "t.sh"}]}';
  const { task, warnings } = await findTask(
    files({ 't.json': metadata, 't.sh': '', 'win.ps1': '' }),
    modules,
    'golden::t',
  );
  assert.deepEqual(
    task.executables.map(({ name }) => name),
    ['win.ps1', 't.sh'],
  );
  assert.deepEqual(warnings, []);
});

test('a task is found by its own name alone', async () => {
  const all = files({ 'init.sh': '', 'a.sh': '' });
  assert.equal((await findTask(all, modules, 'golden')).task.name, 'golden');
  for (const name of ['golden::init', 'golden::none', 'nope', 'golden::a::b', '', '::a', 'golden::']) {
    await assert.rejects(findTask(all, modules, name), {
      kind: 'bolt/unknown-task',
      message: `Could not find a task named '${name}'. For a list of available tasks, run 'baton task show'.`,
    });
  }
});

test('metadata that is no UTF-8 is a problem of that task', async () => {
  const { tasks, problems } = await listTasks(files({ 't.json': '{"description":"\u00ff"}', 't.sh': '' }), modules);
  assert.equal(tasks.length, 1);
  assert.equal(problems[0]?.message, 'The metadata is not UTF-8 (file: /p/tasks/t.json)');
});

test('a file that cannot be read is a problem of that task', async () => {
  const all = files({ 't.json': '{}', 't.sh': '' });
  const broken = { ...all, readBytes: () => Promise.reject(new Error('EACCES: permission denied')) };
  const { problems } = await listTasks(broken, modules);
  assert.deepEqual(
    problems.map(({ kind, message }) => [kind, message]),
    [['puppet.tasks/unreadable-metadata', 'Error reading metadata: EACCES: permission denied (file: /p/tasks/t.json)']],
  );
});

test('directories among the files are expanded, each file comes once', async () => {
  const metadata = {
    files: ['golden/files/', 'shareable/tasks/list.sh'],
    implementations: [{ name: 't.sh', files: ['golden/files/one.txt', 'golden/files/'] }],
  };
  assert.deepEqual(await sharedFiles(files({}), modules, metadata), [
    { name: 'golden/files/one.txt', path: '/p/files/one.txt' },
    { name: 'golden/files/sub/two.txt', path: '/p/files/sub/two.txt' },
    { name: 'shareable/tasks/list.sh', path: '/p/modules/shareable/tasks/list.sh' },
  ]);
  await assert.rejects(sharedFiles(files({}), modules, { files: ['golden/files/none'] }), OrchestratorError);
});
