// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TestProject, testProject } from '../documents/test-project.ts';
import { definition } from '../features/definition.ts';
import { documentHighlight } from '../features/document-highlight.ts';
import { hover } from '../features/hover.ts';
import { references } from '../features/references.ts';
import { prepareRename, rename } from '../features/rename.ts';

const inventory = 'groups: [{name: web, targets: [x, k]}]\ntargets: [{name: x, uri: h, alias: k}, plain]\n';

async function project(files: Readonly<Record<string, string>>): Promise<TestProject> {
  const made = testProject({ 'bolt-project.yaml': 'name: p\n', 'inventory.yaml': inventory, ...files });
  await made.workspace.world('/p/inventory.yaml');
  await made.workspace.index.settled();
  return made;
}

/** Plans with the places marked where `web` is meant, the first by the cursor. */
const puppet: readonly string[] = [
  "plan p::a() { get_targets('w$0eb') }",
  "plan p::a() { get_targets('x, «web»,plain') ; run_command('echo web', ['«we$0b»', 'x']) }",
  "plan p::a() { run_task('p::t', 'w$0eb', name => 'web') }",
  "plan p::a() { run_plan('p::b', targets => 'w$0eb', 'nodes' => ['«web»'], other => 'web') }",
  "plan p::a() { run_plan('p::b', 'w$0eb', { 'target' => '«web»' }) }",
  "plan p::a() { upload_file('web', '/web', 'w$0eb') ; apply('«web»') { notify { 'web': } } }",
  "plan p::a() { add_to_group('x', 'w$0eb') }",
  "plan p::a(TargetSpec $targets = 'w$0eb', String $name = 'web', Optional[TargetSpec] $more = ['«web»']) { }",
  'plan p::a() { \'w$0eb\'.get_targets ; get_targets("«web»") ; get_targets("${x}web") ; get_targets(\'web*\') }',
  "plan p::a() { apply_prep(get_targets('w$0eb')) ; $x = 'web' ; out::message('web') }",
];

for (const text of puppet) {
  test(`a group in a plan: ${text}`, async () => {
    const { workspace, cursor, marked } = await project({ 'plans/a.pp': text });
    const places = await references(workspace, cursor.path, cursor.offset, false);
    const spans = places.filter(({ path }) => path === cursor.path).map(({ span }) => span);
    const expected = /«\w*\$0/.test(text) ? text.replace('$0', '') : text.replace(/'w\$0eb'/, "'«web»'");
    assert.equal(marked(cursor.path, spans), expected);
    const { places: declared } = await definition(workspace, cursor.path, cursor.offset);
    assert.deepEqual(
      declared.map(({ path, span }) => [path, inventory.slice(span.start, span.end), span.start]),
      [['/p/inventory.yaml', 'web', inventory.indexOf('web')]],
    );
    assert.match(
      (await hover(workspace, cursor.path, cursor.offset))?.markdown ?? '',
      /\*\*`web`\*\* · group · 1 target/,
    );
  });
}

const yaml: readonly string[] = [
  'steps:\n  - command: echo web\n    targets: w$0eb\n',
  'steps:\n  - command: web\n    targets: ["«we$0b»", x, "x,«web»"]\n  - message: web\n',
  'parameters:\n  targets:\n    type: TargetSpec\n    default: w$0eb\n  name:\n    type: String\n    default: web\nsteps: []\n',
  "steps:\n  - name: a\n    eval: get_targets('web')\n  - name: b\n    eval: |\n      get_targets('«we$0b»')\n  - command: x\n    targets: $a\n",
];

for (const text of yaml) {
  test(`a group in a YAML plan: ${text}`, async () => {
    const { workspace, cursor, marked } = await project({ 'plans/a.yaml': text });
    const places = await references(workspace, cursor.path, cursor.offset, false);
    const spans = places.filter(({ path }) => path === cursor.path).map(({ span }) => span);
    const expected = text.includes('«') ? text.replace('$0', '') : text.replace('w$0eb', '«web»');
    assert.equal(marked(cursor.path, spans), expected);
    const { places: declared } = await definition(workspace, cursor.path, cursor.offset);
    assert.equal(declared[0]?.path, '/p/inventory.yaml');
    assert.match((await hover(workspace, cursor.path, cursor.offset))?.markdown ?? '', /\*\*`web`\*\* · group/);
  });
}

const files = {
  'plans/a.pp': "plan p::a() { run_command('web', 'web,x') }",
  'plans/b.yaml': 'steps:\n  - command: id\n    targets: [web, k]\n',
  'modules/other/plans/init.pp': "plan other(TargetSpec $t = 'web') { }",
  'modules/other/manifests/init.pp': "class other { notify { 'web': } }",
};

/** A name and what it becomes, with the places that change. */
const renames: readonly (readonly [from: string, to: string, changed: readonly string[] | RegExp])[] = [
  ['web', 'www', ['inventory.yaml 16', 'modules/other/plans/init.pp 28', 'plans/a.pp 34', 'plans/b.yaml 37']],
  ['k', 'other', ['inventory.yaml 34', 'inventory.yaml 74', 'plans/b.yaml 42']],
  ['x', 'y', ['inventory.yaml 31', 'inventory.yaml 56', 'plans/a.pp 38']],
  ['web', 'x', /'x' is the name of something else/],
  ['web', 'k', /'k' is the name of something else/],
  ['web', 'all', /'all' is the name of something else/],
  ['web', 'a b', /is no name/],
  ['web', "a'b", /is no name/],
  ['web', 'w*', /is no name/],
  ['web', 'wéb', /is no name/],
  ['web', '-F', /would be an option/],
  ['web', 'yes', /is no text in YAML/],
  ['web', '1', /is no text in YAML/],
  ['plain', 'p', /is an address, too/],
];

for (const [from, to, expected] of renames) {
  test(`rename ${from} to ${to}`, async () => {
    const { workspace, text } = await project(files);
    const path = '/p/inventory.yaml';
    const result = await rename(workspace, path, text(path).indexOf(from), to);
    if (expected instanceof RegExp) {
      assert.match('refused' in result ? result.refused : JSON.stringify(result), expected);
      return;
    }
    assert.ok('files' in result, JSON.stringify(result));
    const places = result.files.flatMap((file) =>
      file.changes.map(({ start, end, text: written }) => {
        assert.deepEqual([written, text(file.path).slice(start, end)], [to, from]);
        return `${file.path.slice('/p/'.length)} ${start}`;
      }),
    );
    assert.deepEqual(places.sort(), expected);
  });
}

test('a group is renamed from a plan as from the inventory', async () => {
  const { workspace, text } = await project(files);
  const offset = text('/p/plans/a.pp').indexOf('web,x');
  assert.deepEqual(await prepareRename(workspace, '/p/plans/a.pp', offset), {
    span: { start: offset, end: offset + 3 },
    name: 'web',
  });
  const fromPlan = await rename(workspace, '/p/plans/a.pp', offset, 'www');
  const fromYaml = await rename(workspace, '/p/plans/b.yaml', text('/p/plans/b.yaml').indexOf('web'), 'www');
  const fromInventory = await rename(workspace, '/p/inventory.yaml', inventory.indexOf('web'), 'www');
  assert.deepEqual(fromPlan, fromInventory);
  assert.deepEqual(fromYaml, fromInventory);
});

test('why a name cannot be changed is said before somebody types another', async () => {
  const { workspace } = await project({});
  const prepared = await prepareRename(workspace, '/p/inventory.yaml', inventory.indexOf('plain'));
  assert.match(prepared !== undefined && 'refused' in prepared ? prepared.refused : '', /is an address, too/);
});

test('a plan of a module that Bolt installed is not changed, and then nothing is', async () => {
  const { workspace } = await project({
    ...files,
    '.modules/far/plans/init.pp': "plan far(TargetSpec $t = 'web') { }",
  });
  const result = await rename(workspace, '/p/inventory.yaml', inventory.indexOf('web'), 'www');
  assert.match('refused' in result ? result.refused : '', /'web' cannot be renamed: .*a module that Bolt installed/);
});

test('the names of an inventory are highlighted', async () => {
  const { workspace } = await project({});
  const found = await documentHighlight(workspace, '/p/inventory.yaml', inventory.indexOf('x,'));
  assert.deepEqual(
    found.map(({ start, declares }) => [inventory.slice(start, start + 1), declares]),
    [
      ['x', false],
      ['x', true],
    ],
  );
});

test('a target is found by its name without the password, and by its URI', async () => {
  const inventory =
    "targets: ['ssh://u:geheim@h']\ngroups: [{name: g, targets: [{uri: 'ssh://u:geheim@h', vars: {a: 1}}]}]\n";
  const plan = "plan p::a() { run_command('x', 'ssh://u@h') ; run_command('y', 'ssh://u:geheim@h') }";
  const { workspace } = await project({ 'inventory.yaml': inventory, 'plans/a.pp': plan });
  const path = '/p/plans/a.pp';
  for (const offset of [plan.indexOf('ssh://u@h'), plan.indexOf('ssh://u:')]) {
    const { places } = await definition(workspace, path, offset);
    assert.deepEqual(
      places.map(({ path: file, span }) => [file, inventory.slice(span.start, span.end), span.start]),
      [['/p/inventory.yaml', 'ssh://u:geheim@h', inventory.lastIndexOf('ssh')]],
    );
    const shown = (await hover(workspace, path, offset))?.markdown ?? '';
    assert.match(shown, /\*\*`ssh:\/\/u@h`\*\* · transport/);
    assert.doesNotMatch(shown, /geheim/);
    const refused = await prepareRename(workspace, path, offset);
    assert.match(
      refused !== undefined && 'refused' in refused ? refused.refused : '',
      /^'ssh:\/\/u@h' is an address, too/,
    );
  }
  const found = await references(workspace, path, plan.indexOf('ssh://u@h'), true);
  assert.deepEqual(found.map((place) => place.path).toSorted(), ['/p/inventory.yaml', '/p/inventory.yaml', path, path]);
});
