import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseType } from '../../orchestrator-core/language/index.ts';
import { explainType } from '../documents/explain-type.ts';
import { testProject } from '../documents/test-project.ts';
import { codeActions } from '../features/code-actions.ts';
import { completion } from '../features/completion.ts';
import { diagnostics } from '../features/diagnostics.ts';

const modules = {
  'bolt-project.yaml': 'name: p\nmodulepath: [modules]\n',
  'types/port.pp': 'type P::Port = Integer[1, 65535]',
  'modules/lib/types/mode/kind.pp': '# a kind\ntype Lib::Mode::Kind = Enum[fast, slow]',
  'tasks/t.sh': 'cat',
};

/** Task metadata with one parameter. */
function parameter(text: string): string {
  return `{"description": "d", "parameters": {"a": {${text}}}}`;
}

test('types and defaults, with the column inside the string', async () => {
  const rows: [string, readonly string[], RegExp?][] = [
    ['"type": "Optional[Array[String[1], 1, 3]]"', []],
    ['"type": "TargetSpec"', []],
    ['"type": "«Strng»"', ['unknown-type'], /Did you mean 'String'\?/],
    ['"type": "Array[«Optonal»[String]]"', ['unknown-type'], /Did you mean 'Optional'\?/],
    ['"type": "P::Port"', []],
    ['"type": "Lib::Mode::Kind"', []],
    ['"type": "«P::Prt»"', ['unknown-type'], /Did you mean 'P::Port'\?/],
    ['"type": "«Nowhere::Thing»"', ['unknown-type'], /no module 'nowhere' on the modulepath/],
    [String.raw`"type": "Variant[Enum[\"x\"], «Strng»]"`, ['unknown-type']],
    ['"type": "Integer[0, 5]", "default": 3', []],
    ['"type": "Integer[0, 5]", "default": «6»', ['default-mismatch'], /^The default of 'a' expects/],
    ['"type": "String", "default": «["x"]»', ['default-mismatch'], /got Array|got Tuple/],
    ['"type": "Enum[a, b]", "default": «"c"»', ['default-mismatch']],
    ['"type": "Optional[String]", "default": null', []],
    ['"type": "P::Port", "default": «0»', ['default-mismatch']],
    ['"type": "Sensitive[String]", "default": "x"', []],
    ['"default": {"any": 1}', []],
  ];
  for (const [text, codes, message] of rows) {
    const metadata = parameter(text);
    const { workspace, marked } = testProject({ ...modules, 'tasks/t.json': metadata });
    const found = await diagnostics(workspace, '/p/tasks/t.json');
    const title = `${text}\n${found.map((one) => one.message).join('\n')}`;
    assert.deepEqual(
      found.map((one) => one.code),
      codes,
      title,
    );
    assert.equal(marked('/p/tasks/t.json', found), metadata, title);
    if (message !== undefined) assert.match(found[0]?.message ?? '', message);
  }
});

test('where a type expression ends too early or goes wrong', async () => {
  const rows: readonly string[] = [
    'Array[Strin«g»',
    'Array[String]«]»',
    '«""»',
    'Integer«[»',
    '«string»',
    'Integer[«a»]',
    String.raw`Enum[\"x\", Strn«g»`,
    String.raw`Pattern[«/\\d(/»]`,
    '«Integer»[5, 1]',
  ];
  for (const row of rows) {
    const metadata = parameter(`"type": ${row.startsWith('«"') ? row : `"${row}"`}`);
    const { workspace, marked } = testProject({ ...modules, 'tasks/t.json': metadata });
    const found = await diagnostics(workspace, '/p/tasks/t.json');
    assert.deepEqual([marked('/p/tasks/t.json', found), found.map((one) => one.code)], [metadata, ['type-syntax']]);
  }
});

test('a module that stands alone is not asked for the modules of others', async () => {
  const { workspace } = testProject({
    'm/metadata.json': '{}',
    'm/tasks/t.sh': 'cat',
    'm/tasks/t.json': '{"description": "d", "parameters": {"a": {"type": "Stdlib::Port"}}}',
  });
  assert.deepEqual(await diagnostics(workspace, '/p/m/tasks/t.json'), []);
});

test('a typo in a type has a fix that changes the name alone', async () => {
  const { workspace, text } = testProject({ ...modules, 'tasks/t.json': parameter('"type": "Array[Strng]"') });
  const [action] = await codeActions(workspace, '/p/tasks/t.json', { start: 0, end: 200 });
  const change = action?.fix.files[0]?.changes[0];
  assert.deepEqual(
    [action?.fix.title, change?.text, text('/p/tasks/t.json').slice(change?.start, change?.end)],
    ["Change 'Strng' to 'String'", 'String', 'Strng'],
  );
});

test('types are completed, with the aliases of the modulepath', async () => {
  const { workspace, cursor } = testProject({ ...modules, 'tasks/t.json': parameter('"type": "Optional[Li$0]"') });
  const labels = (await completion(workspace, cursor.path, cursor.offset)).map((one) => one.label);
  for (const label of ['String', 'Optional', 'TargetSpec', 'P::Port', 'Lib::Mode::Kind'])
    assert.ok(labels.includes(label));
});

test('types in words', () => {
  const rows: [string, string][] = [
    ['String[1]', 'Text of at least 1 character.'],
    ['Optional[Integer[0, 5]]', 'A whole number from 0 to 5, or none.'],
    ['Enum[a, b, c]', 'One of `a`, `b` or `c`.'],
    ['Array[Boolean, 1, 3]', 'A list of 1 to 3 entries, each true or false.'],
    ['Hash[String, Float[default, 1.5]]', 'A mapping from text to a number up to 1.5.'],
    ['Struct[{k => String, Optional[o] => Undef}]', 'A mapping with `k`: text and `o` (optional): no value.'],
    [
      'Variant[Pattern[/^a/], Tuple[String[2, 2], Any]]',
      'Text that matches `/^a/` or a list of text of 2 characters and any value.',
    ],
    ['Sensitive[String]', 'A secret: text.'],
    ['Timestamp', '`Timestamp`.'],
  ];
  for (const [text, words] of rows) {
    const { type } = parseType(text);
    assert.ok(type !== undefined, text);
    assert.equal(explainType(type), words);
  }
});
