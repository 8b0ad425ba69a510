import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TestProject, testProject } from '../documents/test-project.ts';
import { codeActions } from '../features/code-actions.ts';
import { codeLenses } from '../features/code-lenses.ts';
import { completion } from '../features/completion.ts';
import { definition } from '../features/definition.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { documentLinks } from '../features/document-links.ts';
import { documentSymbols } from '../features/document-symbols.ts';
import { folding } from '../features/folding.ts';
import { hover } from '../features/hover.ts';
import { references } from '../features/references.ts';
import { rename } from '../features/rename.ts';

const path = '/p/inventory.yaml';

/** Modules that are plugins, in all ways in which they can be, and one that is none. */
const modules = {
  'modules/vault/bolt_plugin.json': '{"hooks": {"resolve_reference": {"task": "vault::find"}}}',
  'modules/vault/tasks/find.json':
    '{"description": "Finds a secret.", "parameters": {"path": {"type": "String[1]", "description": "Where it is."}, "field": {"type": "Optional[String]"}}}',
  'modules/vault/tasks/find.sh': '',
  'modules/cloud/bolt_plugin.json': '{}',
  'modules/cloud/tasks/resolve_reference.json': '{"parameters": {"region": {"type": "String"}}}',
  'modules/cloud/tasks/resolve_reference.sh': '',
  'modules/empty/bolt_plugin.json': '{}',
  'modules/plain/tasks/resolve_reference.sh': '',
};

async function inventory(text: string): Promise<TestProject> {
  const project = testProject({
    'bolt-project.yaml': 'name: p\nplugins: {cloud: {region: eu}}\n',
    'keys/id': 'x',
    ...modules,
    'inventory.yaml': text,
  });
  await project.workspace.world(path);
  await project.workspace.index.settled();
  return project;
}

/** Inventories with the wrong places marked, and what Bolt 3.30 says of them. */
const problems: readonly (readonly [text: string, code?: string, message?: string])[] = [
  [''],
  ['targets: []\n'],
  ['groups: [{name: a, targets: [x, {name: y, uri: ssh://z, alias: [k, l]}, k]}]\n'],
  ['config: {transport: ssh, ssh: {user: root, private-key: {key-data: {_plugin: env_var, var: K}}}}\ntargets: [x]\n'],
  ['vars: {a: {b: c}}\nfacts: {nope: 1}\nfeatures: [gpu]\nversion: 2\n'],
  ['targets: {_plugin: task, task: p::targets}\n'],
  ['targets: [{_plugin: yaml, filepath: x.yaml}]\n'],
  ['groups: [{name: a, targets: [«a»]}]', 'inventory-name', 'Group a conflicts with target of the same name.'],
  [
    'targets: ["ssh://u:p@h", {uri: "«ssh://u:q@h»"}, "ssh://u:p@h"]',
    'inventory-name',
    "Several targets are ssh://u@h but for their passwords: give each of them a 'name'.",
  ],
  ['groups: [{name: a, targets: [x]}, {name: «a», targets: [y]}]', 'inventory-name', 'Tried to redefine group a.'],
  ['groups: [{name: "«a b»"}]', 'inventory-name', "Illegal character ' ' in group name 'a b'."],
  ['groups: [{«targets»: [x]}]', 'inventory-name', 'Group does not have a name.'],
  ['targets: [{«config»: {transport: ssh}}]', 'inventory-name', 'No name or uri for target.'],
  [
    'targets: [{name: x, alias: k}, {name: y, alias: «k»}]',
    'inventory-name',
    'Alias k refers to multiple targets: x and y.',
  ],
  ['groups: [{name: k}]\ntargets: [{name: x, alias: k}]', 'inventory-name'],
  ['config: {ssh: {port: «"22"»}}', 'inventory-shape', "Value at 'config.ssh.port' must be of type Integer."],
  [
    'config: {transport: «nope»}',
    'inventory-shape',
    "Value at 'config.transport' must be one of docker, jail, local, lxd, pcp, podman, remote, ssh, winrm.",
  ],
  ['targets: [«5»]', 'inventory-shape', "Value at 'targets.0' must be of type String or Hash."],
  ['«- a»', 'inventory-shape', 'Content should be a Hash or empty, not Array.'],
  ['version: «3»', 'inventory-version', 'Unsupported version 3 specified in inventory: Bolt reads version 2.'],
  ['«nodes»: [x]', 'inventory-version'],
  ['config: {«bogus»: 1}', 'inventory-unknown-key', "Unknown option 'bogus' at 'config'."],
  [
    'targets: [{name: x, «confg»: {}}]',
    'inventory-unknown-key',
    "Unknown option 'confg' at 'targets.0'. Did you mean 'config'?",
  ],
  [
    'config: {«winrm»: {file-protocol: smb}}\ntargets: ["winrm://x"]',
    'inventory-option',
    'SMB file transfers are not allowed with SSL enabled.',
  ],
  ['config: {winrm: {file-protocol: smb}}\ntargets: ["ssh://x"]'],
  [
    'config: {«ssh»: {login-shell: powershell, tty: true}}\ntargets: [x]',
    'inventory-option',
    'tty is not supported when using PowerShell.',
  ],
  ['targets: {_plugin: «nosuch»}', 'inventory-plugin', "Unknown plugin: 'nosuch'."],
  ['vars: {x: {_plugin: «env_var»}}', 'inventory-plugin', "env_var plugin requires that the 'var' is specified."],
  [
    'vars: {x: {_plugin: «pkcs7»}}',
    'inventory-plugin',
    "pkcs7 plugin requires that the 'encrypted_value' is specified.",
  ],
  ['vars: {x: {_plugin: «1»}}', 'inventory-plugin', "'_plugin' must be the name of a plugin, not 1."],
  ['vars: {x: {_plugin: vault, path: a}}'],
  ['vars: {x: {_plugin: «vault»}}', 'inventory-plugin', "Task vault::find expects a value for parameter 'path'."],
  [
    'vars: {x: {_plugin: vault, path: a, _cache: true, «paht»: a}}',
    'inventory-plugin',
    "Task vault::find has no parameter named 'paht'.",
  ],
  ['vars: {x: {_plugin: cloud}}'],
  [
    'vars: {x: {_plugin: «empty»}}',
    'inventory-plugin',
    "Plugin empty does not support resolve_reference: there is no task 'empty::resolve_reference'.",
  ],
  ['vars: {x: {_plugin: «plain»}}', 'inventory-plugin', "Unknown plugin: 'plain'."],
  ['targets:\n  - name: a\n    «uri»:\n', 'inventory-shape', "Value at 'targets.0.uri' must be of type String."],
  ['config: {ssh: {«user»: , port: 1}}', 'inventory-shape', "Value at 'config.ssh.user' must be of type String."],
  ['config:\n  ssh:\n    «private-key»:\n', 'inventory-shape'],
  ['targets: {«_plugin»: }', 'inventory-plugin', "'_plugin' must be the name of a plugin, not nil."],
  ['targets:\n  - _plugin: ""\n', 'inventory-plugin', "Unknown plugin: ''."],
  ['targets: [{name: "«a b»"}]', 'inventory-name', "Illegal character ' ' in target name 'a b'."],
  ['targets: ["«a b»"]', 'inventory-name', 'Invalid target uri a b.'],
  ['targets: [«é»]', 'inventory-name', 'Target name must be ASCII characters.'],
  ['targets: ["«ssh://u:geheim@h:p»"]', 'inventory-name', 'Invalid target uri ssh://u@h:p.'],
  ['targets: ["«ftp://u:geheim@z»"]', 'inventory-option', 'Unknown transport ftp found for ftp://u@z.'],
  ['config: {transport: remote}\ntargets: ["https://z", "remote://x"]'],
  ['targets:\r\n  - name: a\r\n    «bogus»: 1\r\n', 'inventory-unknown-key'],
  ['config:\n«\t»ssh: {}\n', 'yaml-syntax'],
  ['targets: [a]\n---\ntargets: [{bogus: 1}]\n'],
  ['---\ntargets: [a]\n...\n'],
  ['\ufefftargets: [a]\n'],
  ['{"config": {"ssh": {"port": «"x"»}}}', 'inventory-shape'],
  ['vars: &v {x: 1}\ntargets: &t [a]\n'],
  ['targets: [a, «10.5»]', 'inventory-shape'],
  ['targets: [10.0.0.1, "10.5"]'],
  ['groups: [{name: «all»}]', 'inventory-name', 'Tried to redefine group all.'],
  ['version: «{_plugin: env_var, var: X}»', 'inventory-shape'],
  ['config: {local: {bundled-ruby: «{_plugin: env_var, var: X}»}}', 'inventory-shape'],
  ['targets: [{name: {_plugin: env_var, var: X}, alias: {_plugin: yaml, filepath: x}}]'],
  ['x: &x 1\ntargets: [«*x»]', 'yaml-alias'],
  ['targets: [«', 'yaml-syntax'],
];

for (const [text, code, message] of problems) {
  test(`problems: ${text}`, async () => {
    const project = await inventory(text);
    const found = await diagnostics(project.workspace, path);
    const wanted = found.filter((each) => each.code === code);
    assert.equal(found.length > 0, code !== undefined, JSON.stringify(found));
    if (code === undefined) return;
    assert.ok(wanted[0] !== undefined, JSON.stringify(found));
    if (message !== undefined) assert.equal(wanted[0].message, message);
    if (text.includes('»')) {
      assert.equal(project.marked(path, wanted.slice(0, 1)), text, JSON.stringify(found));
    }
  });
}

/** Texts with the cursor, and what is among the suggestions. */
const completions: readonly (readonly [text: string, ...labels: string[]])[] = [
  ['$0', 'targets', 'groups', 'config', 'version'],
  ['config:\n  $0', 'transport', 'ssh', 'winrm'],
  ['config:\n  transport: $0', 'ssh', 'pcp', 'local'],
  ['config:\n  ssh:\n    h$0', 'host-key-check', 'host'],
  ['config:\n  ssh:\n    host-key-check: $0', 'true', 'false'],
  ['config: {ssh: {login-shell: $0}}', 'bash', 'powershell'],
  ['groups:\n  - name: a\n    $0', 'targets', 'groups', 'config', '!name'],
  ['groups:\n  - $0', 'name', 'targets'],
  ['targets:\n  - name: x\n    u$0', 'uri', 'alias'],
  ['targets: [{name: x, alias: k}]\ngroups:\n  - name: a\n    targets: [$0]', 'x', 'k', '!a'],
  ['targets:\n  _$0', '_plugin'],
  ['targets:\n  _plugin: $0', 'env_var', 'puppetdb', 'task', 'yaml', 'pkcs7', 'vault', 'cloud', '!plain', '!empty'],
  ['vars:\n  x:\n    _plugin: vault\n    $0', 'path', 'field', '_cache', '!query'],
  ['targets:\n  - name: x\n    features: [$0]\nfeatures: [gpu]', 'puppet-agent', 'gpu'],
  ['facts:\n  $0', 'os', 'kernel'],
  ['targets:\n  - name: x\n    facts:\n      os:\n        f$0', 'family'],
  ['vars:\n  facts:\n    $0', '!os'],
  ['targets: [{name: x, config: {remote: {run-on: $0}}}, {name: proxy}]\ngroups: [{name: g}]', 'proxy', 'x', '!g'],
  ['targets:\n  _plugin: puppetdb\n  $0', 'query', 'target_mapping'],
  // Within quotes no hash begins, and what is being written is no name yet.
  ['targets:\n  - "we$0b"\n  - other\n', 'other', '!web', '!name'],
  ["targets: ['$0', db]", 'db', '!uri'],
  ['{"targets": ["$0"], "groups": [{"name": "g", "targets": ["x"]}]}', 'x', '!uri'],
  ['{"targets": [{"name": "a", "$0"}]}', 'alias', 'uri', '!name'],
  ['{"tar$0"}', 'targets', 'groups'],
  ['{$0}', 'targets'],
  ['targets: [{name: a, $0}]', 'config', 'uri', '!name'],
  ['config: {ssh: {port: 22, us$0}}', 'user', '!port'],
  ['targets: [{name: a, config: {transport: wi$0}}]', 'winrm'],
  ['targets: {_plugin: vault, pa$0}', 'path', '!filepath'],
  ['config: {ssh: {password: {_plugin: $0}}}', 'env_var', 'vault'],
  ['targets:\n  _plugin: "$0"\n', 'yaml'],
  ['targets:\n  - uri:\n      _plugin: env_var\n      v$0\n', 'var', 'default'],
  ['targets:\r\n  - name: a\r\n    $0\r\n  - b\r\n', 'uri', '!name'],
  ['targets:\n- a\n- name: b\n  $0\n', 'vars', '!name'],
  ['\n\n$0', 'targets'],
  ['# only\n$0', 'targets'],
  ['feat$0', 'features'],
  ['config:\n  ssh:\n    private-key:\n      $0\n', 'key-data'],
  ['config:\n  $0ssh:\n    user: x\n', 'transport', 'winrm'],
  ['---\nconfig:\n  $0\n', 'ssh'],
];

/** Places where nothing may be suggested: comments, anchors, other documents, texts, other people's keys. */
const silent: readonly string[] = [
  '# comment $0\ntargets: [a]\n',
  'targets: # comm$0ent\n  - a\n',
  'targets:\n  - a # $0\n',
  'vars: &an$0chor {x: 1}\n',
  'targets: [*a$0]\n',
  'targets: [a]\n---\ntargets: [$0b]\n',
  'targets: [a]\n...\n$0',
  '{}$0',
  'vars:\n  x: |\n    tar$0gets:\n',
  'vars:\n  targets:\n    - na$0\n',
  'config:\n  ssh:\n    user: ro$0ot\n',
  'targets:\n  - name:$0\n',
];
for (const text of silent) {
  test(`no completion: ${text}`, async () => {
    const { workspace, cursor } = await inventory(text);
    assert.deepEqual(await completion(workspace, path, cursor.offset), []);
  });
}

/** What is written for a key: in braces with a blank, within quotes without a colon. */
const inserts: readonly (readonly [text: string, label: string, insert: string])[] = [
  ['targets:\n  - name: a\n    co$0', 'config', 'config:'],
  ['targets: [{name: a, co$0}]', 'config', 'config: '],
  ['{"targets": [{"name": "a", "co$0"}]}', 'config', 'config'],
  ['targets:\n  - name: a\n    ur$0: x', 'uri', 'uri'],
  ['targets:\n  - ur$0', 'uri', 'uri: '],
];
for (const [text, label, insert] of inserts) {
  test(`completion writes: ${text}`, async () => {
    const { workspace, cursor } = await inventory(text);
    const found = await completion(workspace, path, cursor.offset);
    assert.equal(found.find((each) => each.label === label)?.insert, insert);
  });
}

for (const [text, ...labels] of completions) {
  test(`completion: ${text}`, async () => {
    const { workspace, cursor } = await inventory(text);
    const found = (await completion(workspace, path, cursor.offset)).map(({ label }) => label);
    for (const label of labels) {
      if (label.startsWith('!')) assert.ok(!found.includes(label.slice(1)), `${label} in ${found.join(' ')}`);
      else assert.ok(found.includes(label), `${label} not in ${found.join(' ')}`);
    }
  });
}

const hovers: readonly (readonly [text: string, expected: RegExp])[] = [
  ['targets:\n  - "we$0b"\n', /^\*\*`web`\*\* · transport `ssh`/],
  ["groups:\n  - name: 'w$0eb'\n    targets: [a]\n", /^\*\*`web`\*\* · group · 1 target/],
  ['{"targets": [{"name": "a$0", "uri": "h"}]}', /^\*\*`a`\*\*[\s\S]*`host` \| `"h"` \| its URI/],
  ['targets:\r\n  - a\r\ngroups:\r\n  - name: we$0b\r\n    targets: [a]\r\n', /^\*\*`web`\*\* · group · 1 target/],
  ['targets: &t\n  - a$0\n', /^\*\*`a`\*\*/],
  ['targets: [{name: db1, uri: h, alias: [k$0, j]}]', /^\*\*`db1`\*\* · alias `k`/],
  ['# targ$0ets\n', /^$/],
  ['vars:\n  targets:\n    - name: we$0b\n', /^$/],
  ['targets: [a]\n---\ntargets: [b$0]\n', /^$/],
  ['config: {ssh: {connect-ti$0meout: 5}}', /Integer · default `10`[\s\S]*seconds/],
  ['config: {trans$0port: ssh}', /String · `docker`, /],
  ['gro$0ups: []', /groups in this one/],
  ['targets: {_plugin: puppet$0db, query: x}', /PuppetDB query/],
  [
    'config: {ssh: {user: root, port: 1}}\ngroups: [{name: a, config: {ssh: {port: 2, password: geheim}}, targets: [{name: x$0, config: {ssh: {tty: true}}}]}]',
    /^\*\*`x`\*\* · transport `ssh` \(default\) · in `a`, `all`[\s\S]*`password` \| redacted \| group `a` \|\n\| `port` \| `2` \| group `a` \|\n\| `tty` \| `true` \| the target itself \|\n\| `user` \| `"root"` \| group `all` \|\n.*default/,
  ],
  ['targets: [win$0rm://x]', /transport `winrm` \(its URI\)[\s\S]*`ssl` \| `true` \| default/],
  [
    'targets: ["ssh://me:geheim@h$0ost"]',
    /^\*\*`ssh:\/\/me@host`\*\*(?![\s\S]*geheim)[\s\S]*`user` \| `"me"` \| its URI/,
  ],
  // A target in two groups has what both say; the first one counts.
  [
    'groups: [{name: a, config: {ssh: {port: 2}}, targets: [t]}, {name: b, config: {ssh: {port: 3, user: u}}, targets: [t$0]}]\ntargets: [{name: t, uri: h}]',
    /in `a`, `b`, `all`[\s\S]*`port` \| `2` \| group `a` \|\n\| `user` \| `"u"` \| group `b`/,
  ],
  ['groups: [{name: a, vars: {v: 1}, targets: [k$0]}]\ntargets: [{name: t, alias: k}]', /^\*\*`t`\*\* · alias `k`/],
  [
    'vars: {key: {_plugin: env_var, var: K}}\nfeatures: [gpu]\nfacts: {os: {family: Debian}}\ntargets: [x$0]',
    /`facts.os.family` \| `"Debian"` \| group `all` \|\n\| `feature` \| `"gpu"` \| group `all` \|\n\| `vars.key` \| what the plugin `env_var` gives \| group `all`/,
  ],
  // What clashes or has no name is told of as a problem; the rest is known.
  ['groups: [{name: a, targets: [x$0, {config: {}}]}, {targets: [y]}, {name: a}]', /in `a`, `all`/],
  [
    'config: {transport: winrm}\ngroups: [{name: a$0, config: {winrm: {user: u}}, targets: [x, {_plugin: yaml}], groups: [{name: b, targets: [y]}]}]',
    /^\*\*`a`\*\* · group · 2 targets and those of plugins · in `all` · with `b`[\s\S]*\| `transport` \| `"winrm"` \| group `all` \|\n\| `user` \| `"u"` \| group `a` \|$/,
  ],
  [
    'groups: [{name: a, config: {ssh: {po$0rt: 1}}, targets: [x, y, {name: z, config: {ssh: {port: 2}}}]}]',
    /Integer[\s\S]*In the end, of the targets below: `1` for `x`, `y`; `2` for `z`\./,
  ],
  ['targets: {_plugin: puppetdb, que$0ry: x}', /query/],
  ['vars: {x: {_plugin: vault, pa$0th: x}}', /String\[1\][\s\S]*Where it is/],
  ['vars: {x: {_plugin: va$0ult, path: x}}', /^\*\*`vault`\*\* · plugin[\s\S]*Finds a secret/],
  ['targets: [{name: x, config: {remote: {run-on: pro$0xy}}}, {name: proxy, uri: h}]', /^\*\*`proxy`\*\* · transport/],
];

for (const [text, expected] of hovers) {
  test(`hover: ${text}`, async () => {
    const { workspace, cursor } = await inventory(text);
    assert.match((await hover(workspace, path, cursor.offset))?.markdown ?? '', expected);
  });
}

test('names lead to their descriptions and are renamed everywhere', async () => {
  const text = 'groups: [{name: a, targets: [x$0, k]}]\ntargets: [{name: x, uri: h, alias: k}, other]\n';
  const project = await inventory(text);
  const { workspace, cursor } = project;
  const spans = async (withDeclaration: boolean) =>
    (await references(workspace, path, cursor.offset, withDeclaration)).map(({ span }) => span);
  assert.equal(
    project.marked(path, await spans(true)),
    'groups: [{name: a, targets: [«x», k]}]\ntargets: [{name: «x», uri: h, alias: k}, other]\n',
  );
  assert.equal((await spans(false)).length, 1);
  const { places } = await definition(workspace, path, cursor.offset);
  assert.deepEqual(
    places.map(({ span }) => span.start),
    [text.indexOf('name: x') + 'name: '.length - '$0'.length],
  );
  const renamed = await rename(workspace, path, cursor.offset, 'y');
  assert.equal('files' in renamed ? renamed.files[0]?.changes.length : 0, 2);
  assert.ok('refused' in (await rename(workspace, path, cursor.offset, 'k')));
  assert.ok('refused' in (await rename(workspace, path, cursor.offset, 'a b')));
  assert.ok('refused' in (await rename(workspace, path, project.text(path).indexOf('other'), 'y')));
});

/** Where a rename is asked for, with all that it changes marked, or why it is refused. */
const renames: readonly (readonly [text: string, expected: string | RegExp])[] = [
  ['groups:\n  - name: "we$0b"\n    targets: [a]\n', 'groups:\n  - name: "«web»"\n    targets: [a]\n'],
  ["groups: [{name: 'we$0b', targets: [web]}]", "groups: [{name: '«web»', targets: [«web»]}]"],
  [
    '{"targets": [{"name": "a$0", "uri": "h"}], "groups": [{"name": "g", "targets": ["a"]}]}',
    '{"targets": [{"name": "«a»", "uri": "h"}], "groups": [{"name": "g", "targets": ["«a»"]}]}',
  ],
  [
    'targets:\r\n  - name: a$0\r\ngroups:\r\n  - name: g\r\n    targets:\r\n      - a\r\n',
    'targets:\r\n  - name: «a»\r\ngroups:\r\n  - name: g\r\n    targets:\r\n      - «a»\r\n',
  ],
  ['targets: [{name: a, alias: [k$0, j]}, k]', 'targets: [{name: a, alias: [«k», j]}, «k»]'],
  ['targets: ["ssh://u:geheim@h$0"]', /^'ssh:\/\/u@h' is an address, too/],
  ['targets: [a] # a$0', /^There is no group/],
  ['vars: {targets: [a$0]}', /^There is no group/],
];
for (const [text, expected] of renames) {
  test(`rename: ${text}`, async () => {
    const project = await inventory(text);
    const renamed = await rename(project.workspace, path, project.cursor.offset, 'other');
    if (typeof expected !== 'string') assert.match('refused' in renamed ? renamed.refused : '', expected);
    else assert.equal(project.marked(path, 'files' in renamed ? (renamed.files[0]?.changes ?? []) : []), expected);
  });
}

test('what a target is reached through is named', async () => {
  const text = 'targets: [{name: x, config: {remote: {run-on: proxy}}}, {name: prox$0y}]\n';
  const project = await inventory(text);
  const places = await references(project.workspace, path, project.cursor.offset, true);
  assert.equal(
    project.marked(
      path,
      places.map(({ span }) => span),
    ),
    'targets: [{name: x, config: {remote: {run-on: «proxy»}}}, {name: «proxy»}]\n',
  );
});

/** Inventories with what stands above which word. */
const lensCases: readonly (readonly [text: string, ...lenses: string[]])[] = [
  ['targets: [a, b]\n', 'targets: 2 targets', 'targets: Ping all', 'targets: Run… all'],
  ['{targets: [a]}\n'],
  ['groups: []\n', 'groups: 0 targets'],
  [
    'groups:\n  - name: g\n    targets: [{name: x, alias: k}, k, x]\n    groups: [{name: h, targets: [y]}]\n',
    'groups: 2 targets',
    'groups: Ping all',
    'groups: Run… all',
    'g: 2 targets',
    'g: Ping g',
    'g: Run… g',
    'h: 1 target',
    'h: Ping h',
    'h: Run… h',
  ],
  [
    'targets:\n  - name: x\n  - y\n  - _plugin: yaml\n',
    'targets: 2 targets and those of plugins',
    'targets: Ping all',
    'targets: Run… all',
    'x: Ping x',
    'x: Run… x',
  ],
  [
    'groups: [{name: g, targets: [{_plugin: yaml}]}]\n',
    'groups: targets of plugins',
    'groups: Ping all',
    'groups: Run… all',
    'g: targets of plugins',
    'g: Ping g',
    'g: Run… g',
  ],
];

for (const [text, ...expected] of lensCases) {
  test(`lenses: ${text}`, async () => {
    const { workspace } = await inventory(text);
    const found = (await codeLenses(workspace, path)).map(({ start, end, title, command, arguments: given }) => {
      const what = command === 'baton.showTargets' ? '' : ` ${given.join(' ')}`;
      return `${text.slice(start, end)}: ${title}${what}`;
    });
    assert.deepEqual(found, expected);
  });
}

test('targets of a long inventory have no lenses of their own', async () => {
  const targets = Array.from({ length: 201 }, (_, index) => `  - name: n${index}\n`).join('');
  const { workspace } = await inventory(`targets:\n${targets}`);
  assert.equal((await codeLenses(workspace, path)).length, 3);
});

test('outline, folds and links', async () => {
  const text =
    'targets:\n  - one\n  - name: two\n    uri: h\ngroups:\n  - name: g\n    groups: [{name: h}]\nconfig:\n  ssh:\n    private-key: keys/id\n';
  const { workspace } = await inventory(text);
  assert.deepEqual(
    (await documentSymbols(workspace, path)).map(({ name, detail, children }) => [name, detail, children.length]),
    [
      ['one', undefined, 0],
      ['two', 'h', 0],
      ['g', 'group', 1],
    ],
  );
  assert.deepEqual(
    (await folding(workspace, path)).map(({ startLine, endLine }) => [startLine, endLine]),
    [
      [0, 3],
      [2, 3],
      [4, 6],
      [5, 6],
      [7, 9],
      [8, 9],
    ],
  );
  assert.deepEqual(
    (await documentLinks(workspace, path)).map(({ target }) => target),
    ['/p/keys/id'],
  );
});

test('a mistyped key is corrected', async () => {
  const { workspace, text } = await inventory('targts: []\n');
  const [action] = await codeActions(workspace, path, { start: 2, end: 2 });
  const change = action?.fix.files[0]?.changes[0];
  assert.equal(text(path).slice(change?.start, change?.end), 'targts');
  assert.equal(change?.text, 'targets');
});

test('another inventory.yaml is nobody’s business', async () => {
  const { workspace } = testProject({ 'inventory.yaml': 'all: {hosts: {}}\n' });
  assert.deepEqual(await diagnostics(workspace, path), []);
});
