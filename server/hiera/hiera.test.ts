import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TestProject, testProject } from '../documents/test-project.ts';
import { completion } from '../features/completion.ts';
import { definition } from '../features/definition.ts';
import { diagnostics } from '../features/diagnostics.ts';
import { documentLinks } from '../features/document-links.ts';
import { documentSymbols } from '../features/document-symbols.ts';
import { folding } from '../features/folding.ts';
import { hover } from '../features/hover.ts';

const path = '/p/hiera.yaml';

/** A configuration with the file beside it that says whose it is. */
function hiera(text: string, beside = 'environment.conf'): TestProject {
  return testProject({
    [beside]: beside.endsWith('.json') ? '{}' : '',
    'data/common.yaml': 'a: 1',
    'data/os/x.yaml': '',
    'hiera.yaml': text,
  });
}

const one = 'hierarchy: [{name: a, path: common.yaml';

/** Configurations with the wrong places marked, the file beside them, and what Puppet 7.23 says. */
const problems: readonly (readonly [
  text: string,
  code?: string | undefined,
  message?: string | undefined,
  beside?: string,
])[] = [
  ['version: 5\n'],
  ['version: 5\ndefaults:\nhierarchy:\n'],
  ['version: 5\ndefaults: ~\nhierarchy: [{name: a, path: x}]\n---\nanother: document\n'],
  [
    'version: 5\ndefaults: {datadir: data, data_hash: yaml_data}\nhierarchy:\n  - name: n\n    path: "%{facts.os.family}.yaml"\n  - name: g\n    glob: "*.yaml"\n    lookup_key: eyaml_lookup_key\n    options: {pkcs7_private_key: /x}\n  - name: m\n    mapped_paths: [services, tmp, "%{tmp}.yaml"]\n  - name: u\n    uri: http://x\n    data_dig: m::f\n',
  ],
  [`version: 5\n${one}}]\nplan_hierarchy: [{name: a, path: common.yaml}]\n`],
  ['version: 5\n«hierachy»: []', 'hiera-unknown-key', "unrecognized key 'hierachy'. Did you mean 'hierarchy'?"],
  [`version: 5\n${one}, «pth»: x}]`, 'hiera-unknown-key', "unrecognized key 'pth'. Did you mean 'path'?"],
  ['version: 5\nhierarchy: «{}»', 'hiera-shape', "Value at 'hierarchy' must be of type Array."],
  ['version: 5\nhierarchy: [«{path: x}»]', 'hiera-shape', "Value at 'hierarchy.0' is missing required keys name."],
  [
    `version: 5\n${one}, «glob»: x}]`,
    'hiera-entry',
    "Only one of path, paths, glob, globs, uri, uris, or mapped_paths can be defined in hierarchy 'a'.",
  ],
  [
    `version: 5\n${one}, data_hash: x, «lookup_key»: y}]`,
    'hiera-entry',
    "Only one of data_hash, lookup_key, data_dig, or hiera3_backend can be defined in hierarchy 'a'.",
  ],
  [
    'version: 5\ndefaults: {datadir: data}\nhierarchy: [{name: «a», path: x}]',
    'hiera-entry',
    "One of data_hash, lookup_key, data_dig, or hiera3_backend must be defined in hierarchy 'a'.",
  ],
  [
    'version: 5\ndefaults: {data_hash: a, «data_dig»: b}',
    'hiera-entry',
    'Only one of data_hash, lookup_key, data_dig, or hiera3_backend can be defined in defaults.',
  ],
  [`version: 5\n${one}}, {name: «a», path: y}]`, 'hiera-entry', "Hierarchy name 'a' defined more than once."],
  [
    `version: 5\n${one}, options: {«path»: x}}]`,
    'hiera-entry',
    "Option key 'path' used in hierarchy 'a' is reserved by Puppet.",
  ],
  [`version: 5\n${one}, «hiera3_backend»: x}]`, 'hiera-entry', "'hiera3_backend' is only allowed in the global layer."],
  ['version: 5\nhierarchy: [{name: a, mapped_paths: «[x]»}]', 'hiera-entry'],
  ['version: 5\n«default_hierarchy»: []', 'hiera-entry', "'default_hierarchy' is only allowed in the module layer."],
  ['version: 5\ndefault_hierarchy: []', undefined, undefined, 'metadata.json'],
  [`version: 5\nhierarchy: [{name: a, path: "«%{lookup('x')}.yaml»"}]`, 'hiera-interpolation'],
  ['version: 5\nhierarchy: [{name: a, path: "«%{x.yaml»"}]', 'hiera-interpolation'],
  [
    'version: 5\nhierarchy: [{name: a, path: x, datadir: «nowhere»}]',
    'missing-data-directory',
    'There is no directory /p/nowhere.',
  ],
  [
    'version: «3»\n:backends: yaml',
    'hiera-version',
    "hiera.yaml version 3 cannot be used in an environment. Begin with 'version: 5'.",
  ],
  [
    '«:backends»: yaml',
    'hiera-version',
    "hiera.yaml version 3 cannot be used in a module. Begin with 'version: 5'.",
    'metadata.json',
  ],
  ['«:backends»: yaml', 'hiera-version', 'Hiera v5 is required, found v3.', 'bolt-project.yaml'],
  ['«:backends»: yaml', 'hiera-version', undefined, 'README'],
  ['version: «6»', 'hiera-version', 'This runtime does not support hiera.yaml version 6.', 'README'],
  ['version: 5\nhierarchy: [«', 'yaml-syntax'],
];

for (const [text, code, message, beside] of problems) {
  test(`problems: ${text}`, async () => {
    const project = hiera(text, beside);
    const found = await diagnostics(project.workspace, path);
    if (code === undefined) {
      assert.deepEqual(found, []);
      return;
    }
    const wanted = found.filter((each) => each.code === code);
    if (text.includes('»')) assert.equal(project.marked(path, wanted), text, JSON.stringify(found));
    assert.ok(wanted[0] !== undefined, JSON.stringify(found));
    if (message !== undefined) assert.equal(wanted[0].message, message);
  });
}

const completions: readonly (readonly [text: string, ...labels: string[]])[] = [
  ['$0', 'version', 'hierarchy', 'defaults'],
  ['version: $0', '5'],
  ['version: 5\nhierarchy:\n  - $0', 'name', 'path', 'glob'],
  ['version: 5\nhierarchy:\n  - name: a\n    $0', 'paths', 'data_hash', '!name'],
  ['version: 5\nhierarchy:\n  - name: a\n    data_hash: $0', 'yaml_data', 'hocon_data'],
  ['version: 5\nhierarchy:\n  - name: a\n    lookup_key: $0', 'eyaml_lookup_key'],
  ['version: 5\nhierarchy:\n  - name: a\n    path: "%{fac$0}"', 'facts.os.family'],
  ['version: 5\nhierarchy:\n  - name: a\n    path: com$0', 'common.yaml', 'os'],
  ['version: 5\nhierarchy:\n  - name: a\n    paths:\n      - os/$0', 'x.yaml'],
  ['version: 5\ndefaults:\n  datadir: $0', 'data', '!hiera.yaml'],
];

for (const [text, ...labels] of completions) {
  test(`completion: ${text}`, async () => {
    const { workspace, cursor } = hiera(text);
    const found = (await completion(workspace, path, cursor.offset)).map(({ label }) => label);
    for (const label of labels) {
      if (label.startsWith('!')) assert.ok(!found.includes(label.slice(1)), `${label} in ${found.join(' ')}`);
      else assert.ok(found.includes(label), `${label} not in ${found.join(' ')}`);
    }
  });
}

test('hover, outline, folds and links', async () => {
  const text =
    'version: 5\nhierarchy:\n  - name: "Per node"\n    path: "%{trusted.certname}.yaml"\n  - name: Common\n    path: common.yaml\n';
  const { workspace } = hiera(text);
  const said = async (word: string) => (await hover(workspace, path, text.indexOf(word) + 3))?.markdown ?? '';
  assert.match(await said('hierarchy'), /most important level first/);
  assert.match(await said('trusted'), /certificate/);
  assert.equal(await said('common.yaml'), '`/p/data/common.yaml`');
  assert.deepEqual(
    (await documentSymbols(workspace, path)).map(({ name, children }) => [
      name,
      ...children.map((child) => child.name),
    ]),
    [['version'], ['hierarchy', 'Per node', 'Common']],
  );
  assert.deepEqual(await folding(workspace, path), [
    { startLine: 1, endLine: 5 },
    { startLine: 2, endLine: 3 },
    { startLine: 4, endLine: 5 },
  ]);
  assert.deepEqual(
    (await documentLinks(workspace, path)).map(({ target }) => target),
    ['/p/data/common.yaml'],
  );
  const { places } = await definition(workspace, path, text.indexOf('common.yaml') + 1);
  assert.deepEqual(
    places.map((place) => place.path),
    ['/p/data/common.yaml'],
  );
});
