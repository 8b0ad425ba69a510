import assert from 'node:assert/strict';
import { test } from 'node:test';
import { effectiveValues, type SourcedValue } from './effective-values.ts';
import { readInventory } from './read-inventory.ts';

/** `config.ssh.port = 22 (group g)`, a line for each value. */
function lines(values: readonly SourcedValue[]): readonly string[] {
  return values.map(({ path, value, source }) => {
    const plugin = 'plugin' in source ? ` by ${source.plugin}` : '';
    const where = source.kind === 'group' ? `group ${source.group}` : source.kind;
    return `${path.join('.')} = ${JSON.stringify(value)} (${where}${plugin})`;
  });
}

const text = `
config: {transport: ssh, ssh: {port: 1, user: top, tmpdir: /t, interpreters: {rb: /r}}}
vars: {a: {x: 1}, b: 2}
facts: {os: {family: Debian}}
features: [one]
groups:
- name: first
  config: {ssh: {user: first}}
  features: [two]
  targets: [t, {name: plug, uri: h}]
- name: second
  config: {ssh: {user: second, port: 2, password: hunter2}}
  vars: {a: {y: 1}}
  facts: {os: {name: sid}}
  targets:
  - {name: t, uri: 'ssh://me@host:22', config: {ssh: {run-as: root}}, vars: {c: []}}
  - {name: plug, config: {ssh: {_plugin: yaml, filepath: x}}, vars: {v: {_plugin: prompt, message: m}}}
`;

const cases: readonly (readonly [string, readonly string[]])[] = [
  [
    't',
    [
      'config.transport = "ssh" (uri)',
      'config.ssh.user = "me" (uri)',
      'config.ssh.port = 22 (uri)',
      'config.ssh.host = "host" (uri)',
      'config.ssh.password = "Sensitive [value redacted]" (group second)',
      'config.ssh.run-as = "root" (target)',
      'config.ssh.tmpdir = "/t" (group all)',
      'config.ssh.interpreters..rb = "/r" (group all)',
      'config.ssh.tty = false (default)',
      'config.ssh.cleanup = false (option)',
      'vars.a.y = 1 (group second)',
      'vars.b = 2 (group all)',
      'vars.c = [] (target)',
      'facts.os.family = "Debian" (group all)',
      'facts.os.name = "sid" (group second)',
      'features.0 = "one" (group all)',
      'features.1 = "two" (group first)',
    ],
  ],
  [
    'plug',
    [
      'config.ssh.user = "first" (group first)',
      'config.ssh = {"_plugin":"yaml","filepath":"x"} (target by yaml)',
      'vars.v = {"_plugin":"prompt","message":"m"} (target by prompt)',
    ],
  ],
  [
    'localhost',
    ['config.transport = "local" (default)', 'config.local.cleanup = false (option)', 'vars.b = 2 (group all)'],
  ],
  ['unknown', ['config.transport = "ssh" (group all)', 'config.ssh.user = "top" (group all)']],
];
for (const [target, expected] of cases) {
  test(`says who set each value of ${target}`, () => {
    const inventory = readInventory({ text, path: '/p/inventory.yaml', reaching: { cleanup: false } });
    const found = lines(effectiveValues(inventory, target));
    for (const line of expected) assert.ok(found.includes(line), `${line} is not in\n${found.join('\n')}`);
  });
}

test('what is called like a secret is shown to nobody', () => {
  const said = `
config: {transport: remote, remote: {url: 'https://switch', api-token: hunter2, login: {user: admin, password: hunter2}}}
vars: {db: {db_password: hunter2, size: 1}, secrets: [hunter2], hint: open}
targets: [switch]
`;
  const found = lines(effectiveValues(readInventory({ text: said, path: '/p/inventory.yaml' }), 'switch'));
  assert.doesNotMatch(found.join('\n'), /hunter2/);
  for (const line of [
    'config.remote.url = "https://switch" (group all)',
    'config.remote.api-token = "Sensitive [value redacted]" (group all)',
    'config.remote.login.user = "admin" (group all)',
    'vars.db.db_password = "Sensitive [value redacted]" (group all)',
    'vars.db.size = 1 (group all)',
    'vars.hint = "open" (group all)',
  ]) {
    assert.ok(found.includes(line), `${line} is not in\n${found.join('\n')}`);
  }
});
