import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findProject, type ProjectSearch } from './find-project.ts';
import { loadProject } from './load-project.ts';
import { memoryFiles } from './memory-files.ts';

const searchCases: readonly (readonly [string, Partial<ProjectSearch>, string | RegExp])[] = [
  ['the environment beats the option', { environment: '/other', explicit: '/p' }, '/other'],
  ['the environment may name what anyone can write', { environment: '/open' }, '/open'],
  ['the option, from where we are', { start: '/p/deep', explicit: '../../other' }, '/other'],
  ['an option that names nothing', { explicit: '/none' }, /^Could not find project at \/none$/],
  ['an option that anyone can write', { explicit: '/open' }, /'\/open' is world-writable.*BOLT_PROJECT='\/open'/],
  ['the nearest parent with a project file', { start: '/p/deep/er' }, '/p'],
  ['the nearest Boltdir', { start: '/old/x' }, '/old/Boltdir'],
  ['a parent that anyone can write', { start: '/open/x' }, /world-writable/],
  ["the user's own when there is none", { start: '/other', home: '/home/me' }, '/home/me/.puppetlabs/bolt'],
  ['the module we are in', { start: '/src/puppet-ntp/manifests', home: '/home/me/none' }, '/src/puppet-ntp'],
  ['a directory with tasks', { start: '/src/web', home: '/home/none' }, '/src/web'],
  ['further up, tasks alone are no sign', { start: '/src/web/deep', home: '/h' }, '/h/.puppetlabs/bolt'],
  ['a module, were it not for the project around it', { start: '/p/modules/x' }, '/p'],
  ["a module, where the user's own is in use", { start: '/src/web', home: '/home/me' }, '/home/me/.puppetlabs/bolt'],
  ['the control repository around a module', { start: '/control/site-modules/role', home: '/h' }, '/control'],
  ['where we are when there is no home', { start: '/other' }, '/other'],
];
const machine = memoryFiles(
  {
    '/p/bolt-project.yaml': '',
    '/p/deep/er/x': '',
    '/old/Boltdir/x': '',
    '/old/x/y': '',
    '/other/x': '',
    '/open/bolt-project.yaml': '',
    '/open/x/y': '',
    '/p/modules/x/metadata.json': '{"name": "a-x"}',
    '/p/modules/x/tasks/y.sh': '',
    '/home/me/.puppetlabs/bolt/inventory.yaml': '',
    '/src/puppet-ntp/metadata.json': '{"name": "puppetlabs-ntp"}',
    '/src/puppet-ntp/manifests/init.pp': '',
    '/src/web/tasks/go.sh': '',
    '/src/web/deep/x': '',
    '/control/Puppetfile': '',
    '/control/site-modules/role/metadata.json': '{"name": "us-role"}',
    '/control/site-modules/role/tasks/go.sh': '',
  },
  ['/open'],
);
for (const [name, search, expected] of searchCases) {
  test(`finds the project: ${name}`, async () => {
    const found = findProject(machine, { start: '/', ...search });
    if (typeof expected === 'string') assert.equal(await found, expected);
    else await assert.rejects(found, { message: expected });
  });
}

const problemCases: readonly (readonly [string, readonly string[]])[] = [
  ['name: ok', []],
  ['', []],
  ['concurrency: many', ["2 error 1:14 Value at 'concurrency' must be of type Integer"]],
  ['name: ok\nconcurrency: 0', ["2 error 2:14 Value at 'concurrency' must be a minimum of 1"]],
  ['format: xml', ["2 error 1:9 Value at 'format' must be one of human, json, rainbow"]],
  ['modulepath: [a, 5]', ["2 error 1:17 Value at 'modulepath.1' must be of type String"]],
  ['modulepath: 5', ["2 error 1:13 Value at 'modulepath' must be of type Array or String"]],
  [
    'log: {console: {level: loud}}',
    ["2 error 1:24 Value at 'log.console.level' must be one of trace, debug, error, info, warn, fatal, any"],
  ],
  ['log: {"~/x.log": nothing}', ["2 error 1:18 Value at 'log.~/x.log' must be disable or must be of type Hash"]],
  ['color: "yes"', ["2 error 1:8 Value at 'color' must be of type Boolean"]],
  ['color: yes', []],
  ['color: y', ["2 error 1:8 Value at 'color' must be of type Boolean"]],
  ['plugin-cache: {}', ["2 error 1:15 Value at 'plugin-cache' is missing required keys ttl"]],
  [
    'tasks: {_plugin: x}',
    ["2 error 1:8 Value at 'tasks' is a plugin reference, which is unsupported at this location"],
  ],
  ['plugins: {a: {_plugin: x}}', []],
  ['nmae: x', ["1 warning 1:7 Unknown option 'nmae' at /p/bolt-project.yaml."]],
  ['future: {x: 1}', ["1 warning 1:13 Unknown option 'x' at 'future' at /p/bolt-project.yaml."]],
  [
    'name: Bad',
    [
      "2 error 1:7 Invalid project name 'Bad' in bolt-project.yaml; project name must begin with a lowercase letter and can include lowercase letters, numbers, and underscores.",
    ],
  ],
  [
    'name: file',
    [
      "2 error 1:7 The project 'file' will not be loaded. The project name conflicts with a built-in Bolt module of the same name.",
    ],
  ],
  [
    '[1]',
    [
      '2 error 1:1 Invalid content for project file at /p/bolt-project.yaml\nContent should be a Hash or empty, not Array',
    ],
  ],
  [
    'a: &x 1\nb: *x',
    [
      '2 error 2:4 Baton does not support the use of aliases in YAML files. Alias detected in project file at /p/bolt-project.yaml\nUnknown alias: x',
    ],
  ],
  [
    'name: a\nname: b',
    [
      '1 warning 2:1 Map keys must be unique in project file at /p/bolt-project.yaml (line 2, column 1); the last one counts.',
    ],
  ],
];
for (const [text, expected] of problemCases) {
  test(`says what is wrong with ${JSON.stringify(text)}`, async () => {
    const { problems } = await loadProject(memoryFiles({ '/p/bolt-project.yaml': text }), '/p');
    const said = problems.map(
      ({ severity, line, column, message }) =>
        `${severity === 'error' ? 2 : 1} ${severity} ${line}:${column} ${message}`,
    );
    assert.deepEqual(said, expected);
  });
}

test('says where YAML breaks off', async () => {
  const { problems, project } = await loadProject(memoryFiles({ '/p/bolt-project.yaml': 'name: x\na: [' }), '/p');
  assert.match(
    problems[0]?.message ?? '',
    /^Could not parse project file at \/p\/bolt-project\.yaml, line 2, column 5\n/,
  );
  assert.equal(project.name, undefined);
});

const files = {
  '/p/tasks/x.sh': '',
  '/p/modules/a/tasks/x.sh': '',
  '/p/modules/p/tasks/x.sh': '',
  '/p/site-modules/a/tasks/x.sh': '',
  '/p/site-modules/b/tasks/x.sh': '',
  '/p/.modules/c/tasks/x.sh': '',
  '/p/modules/Not-A-Module/x': '',
  '/p/extra/d/x': '',
};
const moduleCases: readonly (readonly [string, string, string, string])[] = [
  [
    'by default',
    'name: p',
    'p=/p a=/p/modules/a b=/p/site-modules/b c=/p/.modules/c',
    '/p/modules/p /p/site-modules/a',
  ],
  ['without a name', '', 'a=/p/modules/a p=/p/modules/p b=/p/site-modules/b c=/p/.modules/c', '/p/site-modules/a'],
  ['on a list', 'modulepath: [extra]', 'd=/p/extra/d c=/p/.modules/c', ''],
  [
    'on a path',
    'modulepath: "/p/extra:site-modules"',
    'd=/p/extra/d a=/p/site-modules/a b=/p/site-modules/b c=/p/.modules/c',
    '',
  ],
];
for (const [name, text, modules, shadowed] of moduleCases) {
  test(`finds modules ${name}`, async () => {
    const { project } = await loadProject(memoryFiles({ ...files, '/p/bolt-project.yaml': text }), '/p');
    assert.equal(project.modules.map((module) => `${module.name}=${module.directory}`).join(' '), modules);
    assert.equal(project.shadowed.map((module) => module.directory).join(' '), shadowed);
  });
}

test('warns that a project without a name shares nothing', async () => {
  const { problems } = await loadProject(memoryFiles({ ...files, '/p/bolt-project.yaml': 'color: true' }), '/p');
  assert.deepEqual(
    problems.map((problem) => problem.kind),
    ['missing_project_name'],
  );
});

test('keeps what is right beside what is wrong', async () => {
  const text = 'concurrency: 5\nformat: 5\nrerunfile: r.json\nsave-rerun: false\ndisable-warnings: [x]';
  const { project } = await loadProject(memoryFiles({ '/p/bolt-project.yaml': text }), '/p');
  const { concurrency, format, rerunPath, saveRerun, disabledWarnings, inventoryPath } = project;
  assert.deepEqual(
    { concurrency, format, rerunPath, saveRerun, disabledWarnings, inventoryPath },
    {
      concurrency: 5,
      format: undefined,
      rerunPath: '/p/r.json',
      saveRerun: false,
      disabledWarnings: ['x'],
      inventoryPath: '/p/inventory.yaml',
    },
  );
});

const aloneCases: readonly (readonly [string, string, Readonly<Record<string, string>>, string])[] = [
  ['a module by its metadata', '/m/checkout', { 'metadata.json': '{"name": "puppetlabs-ntp"}', 'tasks/x': '' }, 'ntp'],
  ['a slash in its name', '/m/checkout', { 'metadata.json': '{"name": "me/ntp"}', 'manifests/init.pp': '' }, 'ntp'],
  ['a directory with tasks', '/m/web', { 'tasks/go.sh': '' }, 'web'],
  ['a checkout with tasks', '/m/acme-web', { 'tasks/go.json': '{}' }, 'web'],
  ['metadata that is broken', '/m/web', { 'metadata.json': '{', 'tasks/go.sh': '' }, 'web'],
  ['metadata of something else', '/m/my-app', { 'metadata.json': '{"name": "my-app"}', 'src/x': '' }, ''],
  ['a name that no module may have', '/m/Web', { 'tasks/go.sh': '' }, ''],
  ["Ansible's tasks", '/m/role', { 'tasks/main.yml': '', 'tasks/README.md': '' }, ''],
  ['a control repository', '/m/control', { Puppetfile: '', 'modules/a/x': '', 'tasks/go.sh': '' }, 'a'],
  [
    'the modulepath of an environment',
    '/m/control',
    { 'environment.conf': '# x\nmodulepath = site:$basemodulepath:/opt\n', 'site/role/x': '', 'modules/a/x': '' },
    'role a',
  ],
  [
    'its fixtures, behind it',
    '/m/web',
    { 'tasks/go.sh': '', 'spec/fixtures/modules/web/x': '', 'spec/fixtures/modules/stdlib/x': '' },
    'web stdlib',
  ],
  ['a Bolt project', '/m/web', { 'bolt-project.yaml': '', 'tasks/go.sh': '', 'spec/fixtures/modules/b/x': '' }, ''],
];
for (const [name, directory, files, expected] of aloneCases) {
  test(`modules of a directory by itself: ${name}`, async () => {
    const texts = Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text]);
    const { project, problems } = await loadProject(memoryFiles(Object.fromEntries(texts)), directory);
    assert.equal(project.modules.map((module) => module.name).join(' '), expected);
    assert.deepEqual(project.shadowed, []);
    if (!('bolt-project.yaml' in files)) assert.deepEqual(problems, []);
  });
}
