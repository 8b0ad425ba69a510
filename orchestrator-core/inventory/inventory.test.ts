import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../common/index.ts';
import { readInventory } from './read-inventory.ts';

function read(data: JsonObject | string, options: { ruby?: string; transport?: 'local'; reaching?: JsonObject } = {}) {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return readInventory({ text, path: '/p/inventory.yaml', home: '/home/me', ...options });
}

const sample: JsonObject = {
  groups: [
    { name: 'web', targets: ['w1', 'w2', { name: 'w3', alias: ['third', 'drei'] }] },
    {
      name: 'db',
      targets: [{ name: 'd1', uri: 'ssh://u:p%40x@h:2200' }],
      groups: [{ name: 'main', targets: ['d1', 'third'] }],
    },
  ],
  targets: ['lone.example.com'],
};

const selectCases: readonly (readonly [string, string])[] = [
  ['web', 'w3 w1 w2'],
  ['all', 'lone.example.com w3 w1 w2 d1 agent1'],
  ['main', 'd1 w3'],
  ['w1,w2 w1', 'w1 w2'],
  [' w1,,\n w2 ', 'w1 w2'],
  ['third', 'w3'],
  ['W?', 'w3 w1 w2'],
  ['w[1-2]', 'w1 w2'],
  ['w[!12]', 'w3'],
  ['w[^12]', 'w3'],
  ['{w1,d1}', 'w1 d1'],
  ['w{1,2},d*', 'w1 w2 d1 w3'],
  ['dre*', 'w3'],
  ['ma*', 'd1 w3'],
  ['*.example.com', 'lone.example.com'],
  ['agent1', 'agent1'],
  ['ag*', 'agent1'],
  ['new', 'new'],
  ['ssh://x*y', 'ssh://x*y'],
];
for (const [words, expected] of selectCases) {
  test(`selects ${JSON.stringify(words)}`, () => {
    const targets = read(sample).select([words], { connected: ['agent1', 'w1'] });
    assert.equal(targets.map((target) => target.name).join(' '), expected);
  });
}

test('plans know no braces in patterns', () => {
  const inventory = read(sample);
  assert.throws(() => inventory.select(['w{1,2}'], { extendedGlobs: false }), {
    kind: 'bolt.inventory/wildcard-error',
  });
});

const errorCases: readonly (readonly [string, RegExp | string])[] = [
  [
    'groups: [{name: a, targets: [{name: 5}]}]',
    /Value at 'groups\.0\.targets\.0\.name' must be of type String \(line 1, column 37\)/,
  ],
  ['groups: [{targets: []}]', /Value at 'groups\.0' is missing required keys name/],
  ['features: [a, a]', /Value at 'features' must not include duplicate elements/],
  ['config: {local: {cleanup: 1}}', /Value at 'config\.local\.cleanup' must be of type Boolean/],
  ['config: {ssh: {connect-timeout: 0}}', /must be a minimum of 1/],
  ['config: {ssh: {login-shell: fish}}', /must be one of sh, bash, zsh, dash, ksh, powershell/],
  ['config: {docker: {interpreters: {rb: 1}}}', /must be of type String or Array/],
  ['targets: [{name: "ä"}]', /Target name must be ASCII characters: {"name"=>"ä"} for group at \["all"\]/],
  ['targets: [{name: x, alias: "a b"}]', `Illegal character ' ' in alias 'a b' for group at ["all"]`],
  [
    'targets: [{name: x, alias: y}, y, {name: y}]',
    'Target name y conflicts with alias of the same name for group at ["all"]',
  ],
  [
    'groups: [{name: g, targets: [{name: x, alias: g}]}]',
    'Group g conflicts with alias of the same name for group at ["g", "all"]',
  ],
  ['targets: ["h:port"]', 'Invalid target uri h:port for group at ["all"]'],
  ['nodes: [x]', /^Found 'nodes' key in group all\. This looks like a v1 inventory file/],
  ['5', /Content should be a Hash or empty, not Integer/],
];
for (const [text, expected] of errorCases) {
  test(`refuses ${text}`, () => {
    assert.throws(() => read(text), { message: expected });
  });
}

const targetErrorCases: readonly (readonly [JsonObject, string, string])[] = [
  [
    { config: { ssh: { 'native-ssh': true, 'batch-mode': false } } },
    'x',
    'Must set ssh-command when batch-mode is set to false',
  ],
  [
    { config: { ssh: { 'native-ssh': true, 'private-key': { 'key-data': 'k' } } } },
    'x',
    'private-key must be a filepath when using native-ssh',
  ],
  [
    { config: { winrm: { ssl: false, 'basic-auth-only': true } } },
    'winrm://x',
    'Basic auth is only allowed when using SSL',
  ],
  [{}, 'bogus://x', 'Unknown transport bogus found for bogus://x'],
  [{}, 'h:abc', 'Could not parse target URI: Invalid port number: "abc"'],
];
for (const [data, word, message] of targetErrorCases) {
  test(`refuses the target ${word} with ${JSON.stringify(data)}`, () => {
    const inventory = read(data);
    assert.ok(inventory.targets().every((target) => target.name !== ''));
    assert.throws(() => inventory.select([word]), { message });
  });
}

test('names the plugin that is asked for groups, with its place', () => {
  assert.throws(() => read('groups:\n  - name: a\n    targets: {_plugin: puppetdb, query: x}'), {
    kind: 'baton/unresolved-reference',
    message:
      "'groups.0.targets' in /p/inventory.yaml (line 3, column 14) comes from the plugin 'puppetdb', which was not asked.",
  });
});

const warningCases: readonly (readonly [string, readonly string[]])[] = [
  [
    'targets: [{name: x, bogus: 1}]',
    [
      "unknown_option: Unknown option 'bogus' at 'targets.0' at /p/inventory.yaml.",
      'unknown_target_keys: Found unexpected key(s) bogus in target x',
    ],
  ],
  [
    'name: mine',
    [
      "unknown_option: Unknown option 'name' at /p/inventory.yaml.",
      "top_level_group_name: Top-level group 'mine' cannot specify a name, using 'all' instead.",
    ],
  ],
  ['config: {local: {bogus: 1}}', ["unknown_option: Unknown option 'bogus' at 'config.local' at /p/inventory.yaml."]],
  ['config: {remote: {anything: 1}}', []],
];
for (const [text, expected] of warningCases) {
  test(`warns of ${text}`, () => {
    assert.deepEqual(
      read(text).warnings.map(({ id, message }) => `${id}: ${message}`),
      expected,
    );
  });
}

const transportCases: readonly (readonly [string, JsonObject, string, string])[] = [
  ['ssh when nobody says', {}, 'x', 'ssh'],
  ['local for localhost', {}, 'localhost', 'local'],
  ['local for localhost, whatever its group says', { config: { transport: 'pcp' } }, 'localhost', 'local'],
  [
    'what localhost itself says',
    { targets: [{ name: 'localhost', config: { transport: 'pcp' } }] },
    'localhost',
    'pcp',
  ],
  ["the URI's scheme", { config: { transport: 'pcp' } }, 'winrm://x', 'winrm'],
  [
    'remote over the scheme',
    { targets: [{ uri: 'https://x', config: { transport: 'remote' } }] },
    'https://x',
    'remote',
  ],
  ['pcp for a connected agent', { config: { transport: 'local' } }, 'agent1', 'pcp'],
  [
    'what the file says of a connected agent',
    { targets: ['agent1'], config: { transport: 'local' } },
    'agent1',
    'local',
  ],
];
for (const [name, data, word, expected] of transportCases) {
  test(`reaches a target by ${name}`, () => {
    const [target] = read(data).select([word], { connected: ['agent1'] });
    assert.equal(target?.transport, expected);
  });
}

test('lays the URI over the options', () => {
  const [target] = read(sample).select(['d1']);
  assert.deepEqual(
    { name: target?.name, host: target?.options['host'], port: target?.options['port'] },
    { name: 'd1', host: 'h', port: 2200 },
  );
  assert.deepEqual([target?.options['user'], target?.options['password']], ['u', 'p@x']);
  assert.equal(read({}).select(['ssh://u:secret@h'])[0]?.name, 'ssh://u@h');
});

test('gives local targets the Ruby of this machine, unless they refuse', () => {
  const data = {
    config: { transport: 'local' },
    targets: ['a', { name: 'b', config: { local: { 'bundled-ruby': false } } }],
  };
  const [b, a] = read(data, { ruby: '/r' }).select(['all']);
  assert.deepEqual([a?.features, a?.options['interpreters']], [['puppet-agent'], { '.rb': '/r' }]);
  assert.deepEqual([b?.features, b?.options['interpreters']], [[], undefined]);
});

test('has the hooks of the project below those of groups and targets', () => {
  const text = 'targets: [a, {name: b, plugin_hooks: {puppet_library: {plugin: task, task: own}}}]';
  const project = { puppet_library: { plugin: 'task', task: 'mine' }, other: { plugin: 'x' } };
  const hooksOf = (pluginHooks: JsonObject) =>
    readInventory({ text, path: '/i', pluginHooks })
      .select(['b', 'a'])
      .map(({ pluginHooks: hooks }) => hooks);
  const own = { puppet_library: { plugin: 'task', task: 'own' } };
  assert.deepEqual(hooksOf(project), [{ ...project, ...own }, project]);
  assert.deepEqual(hooksOf({}), [own, { puppet_library: { plugin: 'puppet_agent', stop_service: true } }]);
});

test('resolves key files from where the inventory is', () => {
  const key = (path: string) =>
    read({ config: { ssh: { 'private-key': path } } }).select(['x'])[0]?.options['private-key'];
  assert.deepEqual([key('k'), key('/k'), key('~/k')], ['/p/k', '/k', '/home/me/k']);
});

test('lists groups and targets with the agents that nobody wrote down', () => {
  const inventory = read(sample);
  assert.deepEqual(
    inventory.groups(['agent1']).map((group) => `${group.name}: ${group.targets.join(' ')}`),
    ['all: lone.example.com w3 w1 w2 d1 agent1', 'web: w3 w1 w2', 'db: d1 w3', 'main: d1 w3'],
  );
  const agent = inventory.targets(['agent1']).at(-1);
  assert.deepEqual([agent?.name, agent?.transport, agent?.groups], ['agent1', 'pcp', ['all']]);
  assert.equal(inventory.select(['agent1'], { connected: ['agent1'] })[0]?.adhoc, false);
  assert.equal(inventory.select(['agent1'])[0]?.adhoc, true);
});

test('options of a command line stand below those of the inventory, where the transport knows them', () => {
  const data = {
    targets: [
      { name: 'a', config: { transport: 'ssh', ssh: { user: 'own' } } },
      { name: 'b', config: { transport: 'local' } },
      { name: 'c', config: { transport: 'remote' } },
    ],
  };
  const reaching = { user: 'given', 'run-as': 'root', tty: true };
  const shown = read(data, { reaching })
    .select(['all'])
    .map(({ options }) => ['user', 'run-as', 'tty'].map((name) => options[name] ?? null));
  assert.deepEqual(shown, [
    ['own', 'root', true],
    [null, 'root', null],
    [null, null, null],
  ]);
});
