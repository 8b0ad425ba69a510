import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PuppetValue, richJson, toRichData } from '../../language/index.ts';
import { memoryFiles } from '../../project/index.ts';
import { openHiera } from './hiera.ts';

const lines = (...text: string[]): string => `${text.join('\n')}\n`;

const texts: Readonly<Record<string, string>> = {
  '/p/hiera.yaml': lines(
    'version: 5',
    'defaults: {datadir: data, data_hash: yaml_data}',
    'hierarchy:',
    '  - {name: mapped, mapped_paths: [top.names, n, "nodes/%{n}.yaml"]}',
    '  - {name: one, paths: ["nodes/%{os.family}.yaml", one.yaml]}',
    '  - {name: globs, glob: "g*.yaml"}',
    '  - {name: js, data_hash: json_data, path: two.json}',
    '  - {name: common, path: common.yaml}',
  ),
  '/p/data/nodes/b.yaml': 'deep: {a: {l: [9]}}\n',
  '/p/data/nodes/Deb.yaml': lines('first: fromos', "os: 'is %{os.family} %{ os.family } %{top.names.1}'"),
  '/p/data/one.yaml': lines(
    'lookup_options:',
    '  deep: {merge: deep}',
    '  uniq: {merge: unique}',
    "  ko: {merge: {strategy: deep, knockout_prefix: '--'}}",
    '  hashes: {merge: {strategy: deep, merge_hash_arrays: true}}',
    '  sorted: {merge: {strategy: deep, sort_merged_arrays: true}}',
    "  '^pat_.*': {merge: unique}",
    '  conv: {convert_to: ["Array", true]}',
    '  mod::opt: {merge: hash}',
    'deep: {a: {x: 1, l: [1, 2]}, s: one}',
    'uniq: [a, [b, c]]',
    "ko: {l: ['--x', y], gone: '--', k: '--v', n: {z: ['--']}}",
    'hashes: {l: [{a: 1}, {b: 2}]}',
    'sorted: {l: [z, a]}',
    'pat_x: p1',
    'conv: hello',
    'first: one',
    'mod::opt: {from: project}',
    'mod::over: project',
    '"dotted.key": yes',
  ),
  '/p/data/glob1.yaml': lines('first: glob', 'onlyglob: 1', 'uniq: g'),
  '/p/data/two.json':
    '{"deep":{"a":{"y":2,"l":[2,3]},"t":null},"uniq":["c","d"],"ko":{"l":["x","w"],"gone":{"a":1},"k":"q","n":{"z":[1,2]}},"hashes":{"l":[{"c":3}]},"sorted":{"l":["m","b"]},"pat_x":["p2","p1"],"js":{"1":"a","b":[1.0,2]}}',
  '/p/data/common.yaml': lines(
    'deep: {a: {z: 3}, s: common, q: [1]}',
    "text: \"v=%{lookup('first')} %{missing} %{literal('%')}{x} %{::} %{lookup('nothere')}|\"",
    'half: "x %{alias(\'uniq\')}"',
    'ali: "%{alias(\'uniq\')}"',
    'alis: ["%{alias(\'deep.a\')}", "x%{lookup(\'js.b.0\')}"]',
    'rec: "%{lookup(\'rec2\')}"',
    'rec2: "%{lookup(\'rec\')}"',
    'nested: {a: [{b: {c: deep}}]}',
    'nul: ~',
    'bool: off',
    'num: 010',
    'anch: &x [1, 2]',
    'ref: *x',
    'bad: "%{foo(\'x\')}"',
    'str: plain',
  ),
  '/p/modules/mod/hiera.yaml': lines(
    'version: 5',
    'hierarchy: [{name: m, path: m.yaml}]',
    'default_hierarchy: [{name: d, path: d.yaml}]',
  ),
  '/p/modules/mod/data/m.yaml': lines('mod::opt: {from: module, more: 1}', 'mod::over: module', 'mod::mm: {a: 1}'),
  '/p/modules/mod/data/d.yaml': 'mod::dflt: [1]\n',
};

const variables: Readonly<Record<string, PuppetValue>> = { top: { names: ['a', 'b'] }, os: { family: 'Deb' } };

function open(changed: Readonly<Record<string, string>> = {}, purpose: 'plan' | 'catalog' = 'catalog') {
  return openHiera({
    files: memoryFiles({ ...texts, ...changed }),
    configPath: '/p/hiera.yaml',
    moduleDirectory: (name) => (name === 'mod' ? '/p/modules/mod' : undefined),
    purpose,
    variable: (name) => variables[name],
  });
}

async function answer(hiera: ReturnType<typeof open>, key: string, merge: PuppetValue): Promise<string> {
  try {
    const found = await hiera.lookup(key, merge);
    if (found === undefined) return 'nothing';
    const value = richJson(toRichData(found.value));
    return found.convertTo === undefined ? value : `${value} -> ${JSON.stringify(found.convertTo)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

// What Puppet 7.23 answers on the same files; key, merge, answer.
const rows: readonly (readonly [string, PuppetValue, string])[] = [
  ['os', null, '"is Deb Deb b"'],
  ['deep', null, '{"a":{"z":3,"y":2,"l":[2,3,1,9],"x":1},"s":"one","q":[1],"t":null}'],
  ['uniq', null, '["a","b","c","g","d"]'],
  ['ko', null, '{"l":["w","y"],"gone":"","k":"","n":{"z":[]}}'],
  ['hashes', null, '{"l":[{"c":3,"a":1},{"b":2}]}'],
  ['sorted', null, '{"l":["a","b","m","z"]}'],
  ['pat_x', null, '["p1","p2"]'],
  ['conv', null, '"hello" -> ["Array",true]'],
  ['first', null, '"fromos"'],
  ['onlyglob', null, '1'],
  ['mod::opt', null, '{"from":"project","more":1}'],
  ['mod::over', null, '"project"'],
  ['mod::mm', null, '{"a":1}'],
  ['mod::dflt', null, '[1]'],
  ['dotted.key', null, 'nothing'],
  ["'dotted.key'", null, 'true'],
  ['text', null, '"v=fromos  %{x}  |"'],
  ['half', null, "'alias' interpolation is only permitted if the expression is equal to the entire string"],
  ['ali', null, '["a","b","c","g","d"]'],
  ['alis', null, '[{"z":3,"y":2,"l":[2,3,1,9],"x":1},"x1.0"]'],
  [
    'rec',
    null,
    "Lookup of key 'rec' failed: Lookup of key 'rec2' failed: Lookup of key 'rec' failed: Recursive lookup detected in [rec, rec2]",
  ],
  ['nested.a.0.b.c', null, '"deep"'],
  ['nested.0', null, 'nothing'],
  ['nested.a.5', null, 'nothing'],
  ['nul', null, 'null'],
  ['bool', null, 'false'],
  ['num', null, '8'],
  ['anch', null, '[1,2]'],
  ['ref', null, '[1,2]'],
  ['bad', null, "Unknown interpolation method 'foo'"],
  [
    'str.x',
    null,
    "Data Provider type mismatch: Got String when a hash-like object was expected to access value using 'x' from key 'str.x'",
  ],
  ['deep.a.x', null, '1'],
  ['first', 'unique', '["fromos","one","glob"]'],
  [
    'first',
    'hash',
    "Lookup of key 'first' failed: The first element of the merge has wrong type, expects a Hash value, got String",
  ],
  ['first', 'deep', '"fromos"'],
  ['deep', 'first', '{"a":{"l":[9]}}'],
  ['deep', 'hash', '{"a":{"l":[9]},"s":"one","q":[1],"t":null}'],
  [
    'uniq',
    'hash',
    "Lookup of key 'uniq' failed: The first element of the merge has wrong type, expects a Hash value, got Tuple",
  ],
  ['nothere', null, 'nothing'],
  ['uniq', 'bogus', "Unknown merge strategy: 'bogus'"],
  ['lookup_options', null, 'nothing'],
  ['js', null, '{"1":"a","b":[1.0,2]}'],
  ['ko.l', null, '["w","y"]'],
  ['a..b', null, "Syntax error in key: 'a..b'"],
  ["'x", null, "Syntax error in key: ''x'"],
];

for (const [key, merge, expected] of rows) {
  test(`${key}${merge === null ? '' : `, merged ${merge}`}`, async () => {
    assert.equal(await answer(open(), key, merge), expected);
  });
}

test('plans look into plan_hierarchy where there is one', async () => {
  const config = lines(
    'version: 5',
    'hierarchy: [{name: c, path: one.yaml}]',
    'plan_hierarchy: [{name: p, path: plan.yaml}]',
  );
  const changed = { '/p/hiera.yaml': config, '/p/data/plan.yaml': 'first: of plans\n' };
  assert.equal(await answer(open(changed, 'plan'), 'first', null), '"of plans"');
  assert.equal(await answer(open(changed, 'catalog'), 'first', null), '"one"');
  assert.equal(await answer(open({}, 'plan'), 'onlyglob', null), '1');
});

const refused: readonly (readonly [string, string])[] = [
  ['version: 3\n', "The Lookup Configuration at '/p/hiera.yaml' has version 3: Baton reads version 5"],
  [
    'version: 5\nhierarchy: [{name: a, path: x, glob: y}]\n',
    "Only one of 'path', 'paths', 'glob', 'globs', 'uri', 'uris', and 'mapped_paths' can be defined in hierarchy 'a'",
  ],
  ['version: 5\nhierarchy: [{name: a, path: x}, {name: a, path: y}]\n', "Hierarchy name 'a' defined more than once."],
  [
    'version: 5\nhierarchy: [{name: a, data_hash: b, lookup_key: c}]\n',
    "Only one of 'data_hash', 'lookup_key', and 'data_dig' can be defined in hierarchy 'a'",
  ],
  [
    'version: 5\nhierarchy: [{name: a, lookup_key: eyaml_lookup_key, path: x}]\n',
    "Unable to find 'lookup_key' function named 'eyaml_lookup_key' (hierarchy 'a'): Baton reads yaml_data and json_data",
  ],
  [
    'version: 5\nhierarchy: [{name: a, path: x, options: {path: y}}]\n',
    "Option key 'path' used in hierarchy 'a' is reserved by Puppet",
  ],
  ['version: 5\ndefault_hierarchy: []\n', "'default_hierarchy' is only allowed in the module layer"],
];

for (const [config, expected] of refused) {
  test(`says what is wrong: ${expected}`, async () => {
    assert.equal(await answer(open({ '/p/hiera.yaml': config }), 'first', null), expected);
  });
}

test('options may refer to data, which are looked up without any', { timeout: 5000 }, async () => {
  const one = lines('lookup_options: {list: {merge: "%{lookup(\'how\')}"}}', 'how: unique', 'list: [a]');
  assert.equal(
    await answer(open({ '/p/data/one.yaml': one, '/p/data/glob1.yaml': 'list: b\n' }), 'list', null),
    '["a","b"]',
  );
});

test('names the file that cannot be read', async () => {
  const message = await answer(open({ '/p/data/one.yaml': 'a: [1\n' }), 'first', 'unique');
  assert.match(message, /^Unable to parse \/p\/data\/one\.yaml: /);
});
