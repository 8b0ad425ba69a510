// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Puppet's interpolations
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeclarationKind } from '../../orchestrator-core/language/index.ts';
import { changingProject } from './changing-project.ts';

const files = {
  'bolt-project.yaml': 'name: site\n',
  'plans/init.pp': "plan site() { run_plan('site::other') run_task('a::go', 'x') a::f(1) }",
  'plans/other.pp':
    "plan site::other(A::Port $port = 1) { apply('x') { class { 'a': n => 1 } a::d { 'x': } a_thing { 'y': } } }",
  'modules/a/manifests/init.pp': 'class a (Integer $n) { include a::b notice($a::b::v) notice("${a::b::v}") }',
  'modules/a/manifests/b.pp': "class a::b inherits a { A::D['x'] -> A_thing['y'] }",
  'modules/a/manifests/d.pp': 'define a::d() { }',
  'modules/a/functions/f.pp': 'function a::f($x) { $x.a::f }',
  'modules/a/types/port.pp': 'type A::Port = Integer[1, 65535]',
  'modules/a/types/ports.pp': 'type A::Ports = Array[A::Port]',
  'modules/a/templates/t.epp': '<%= $a::b::v %>',
  'modules/a/tasks/go.sh': '',
  'modules/a/lib/puppet/type/a_thing.rb': 'Puppet::Type.newtype(:a_thing) { newparam(:name) }',
};

/** Each use as `file: text in what`. */
async function uses(project: ReturnType<typeof changingProject>, kind: DeclarationKind, name: string) {
  await project.names('plans/init.pp', 'class');
  const { index, files: shown } = project.workspace;
  const [declaration] = index.declarationsOf(kind, name);
  assert.ok(declaration !== undefined, `no ${kind} ${name}`);
  const found = await Promise.all(
    (await index.usesOf(declaration)).map(async ({ path, span, inside }) => {
      const text = (await shown.readText(path))?.slice(span.start, span.end);
      return `${path.slice(3)}: ${text} in ${inside?.name ?? 'none'}`;
    }),
  );
  return found.sort();
}

const known: readonly (readonly [DeclarationKind, string, readonly string[]])[] = [
  ['plan', 'site::other', ['plans/init.pp: site::other in site']],
  ['task', 'a::go', ['plans/init.pp: a::go in site']],
  ['function', 'a::f', ['modules/a/functions/f.pp: a::f in a::f', 'plans/init.pp: a::f in site']],
  ['class', 'a', ['modules/a/manifests/b.pp: a in a::b', 'plans/other.pp: a in site::other']],
  [
    'class',
    'a::b',
    [
      'modules/a/manifests/init.pp: a::b in a',
      'modules/a/manifests/init.pp: a::b in a',
      'modules/a/manifests/init.pp: a::b in a',
      'modules/a/templates/t.epp: a::b in none',
    ],
  ],
  ['define', 'a::d', ['modules/a/manifests/b.pp: A::D in a::b', 'plans/other.pp: a::d in site::other']],
  ['resource-type', 'a_thing', ['modules/a/manifests/b.pp: A_thing in a::b', 'plans/other.pp: a_thing in site::other']],
  ['type', 'A::Port', ['modules/a/types/ports.pp: A::Port in none', 'plans/other.pp: A::Port in site::other']],
];

for (const [kind, name, expected] of known) {
  test(`uses of the ${kind} ${name}`, async () =>
    assert.deepEqual(await uses(changingProject(files), kind, name), expected));
}

test('uses in unsaved text count, and those that it took away do not', async () => {
  const project = changingProject(files);
  project.show('plans/init.pp', 'plan site() { }');
  project.show('modules/a/manifests/d.pp', "define a::d() { run_task('a::go', 'x') }");
  assert.deepEqual(await uses(project, 'task', 'a::go'), ['modules/a/manifests/d.pp: a::go in a::d']);
});

test('a file of another project that has the same name in mind is no use', async () => {
  const project = changingProject({
    'one/bolt-project.yaml': '',
    'one/modules/a/manifests/init.pp': 'class a { }',
    'one/x.pp': 'include a',
    'two/bolt-project.yaml': '',
    'two/modules/a/manifests/init.pp': 'class a { }',
    'two/y.pp': 'include a',
  });
  const { workspace } = project;
  for (const path of ['one/x.pp', 'two/y.pp']) await project.names(path, 'class');
  const declarations = workspace.index.declarationsOf('class', 'a');
  assert.equal(declarations.length, 2);
  const found = await Promise.all(declarations.map((each) => workspace.index.usesOf(each)));
  assert.deepEqual(
    found.map((list) => list.map(({ path }) => path)),
    [['/p/one/x.pp'], ['/p/two/y.pp']],
  );
});

test('what a plan uses, in the order of its text', async () => {
  const { workspace, names } = changingProject(files);
  await names('plans/init.pp', 'class');
  const world = await workspace.world('/p/plans/init.pp');
  const usedBy = async (kind: DeclarationKind, name: string) => {
    const declaration = world.find(kind, name);
    assert.ok(declaration !== undefined);
    return (await workspace.index.usesIn(declaration)).map(({ used }) => `${used.kind} ${used.name}`);
  };
  assert.deepEqual(await usedBy('plan', 'site'), [
    'function run_plan',
    'plan site::other',
    'function run_task',
    'task a::go',
    'function a::f',
  ]);
  assert.deepEqual(await usedBy('plan', 'site::other'), [
    'type A::Port',
    'class a',
    'define a::d',
    'resource-type a_thing',
  ]);
  assert.deepEqual(await usedBy('task', 'a::go'), []);
  assert.deepEqual(await usedBy('function', 'notice'), []);
});

test('symbols are found by the letters of their names, the best first', async () => {
  const { workspace, names } = changingProject(files);
  await names('plans/init.pp', 'class');
  const found = async (query: string, limit = 10) =>
    (await workspace.index.search(query, limit)).map(({ kind, name }) => `${kind} ${name}`);
  assert.deepEqual(await found('go'), ['task a::go']);
  assert.deepEqual(await found('APO'), ['type A::Port', 'type A::Ports']);
  assert.deepEqual(await found('port'), ['type A::Port', 'type A::Ports']);
  assert.deepEqual(await found('zz'), []);
  assert.equal((await found('', 3)).length, 3);
});
