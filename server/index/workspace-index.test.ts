import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeclarationKind } from '../../orchestrator-core/language/index.ts';
import { testProject } from '../documents/test-project.ts';

/** What `names` (`kind name`) stand for in a file once all is read: the file that declares it, or who brings it. */
async function resolved(
  files: Readonly<Record<string, string>>,
  from: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const { workspace } = testProject(files);
  const world = await workspace.world(`/p/${from}`);
  await workspace.index.settled();
  assert.ok(world.isComplete());
  return names.map((name) => {
    const [kind, written = ''] = name.split(' ') as [DeclarationKind, string];
    const origin = world.find(kind, written)?.origin;
    return origin === undefined ? `no ${name}` : origin.kind === 'file' ? origin.path.slice(3) : origin.by;
  });
}

async function settledProject(files: Readonly<Record<string, string>>) {
  const { workspace } = testProject(files);
  await workspace.world('/p/manifests/site.pp');
  await workspace.index.settled();
  return workspace;
}

const project = { 'bolt-project.yaml': 'name: site\n' };

test('everything that modules declare is found under its name', async () => {
  const files = {
    ...project,
    'plans/init.pp': 'plan site() { }',
    'plans/old.yaml': 'parameters:\n  targets:\n    type: TargetSpec\nsteps: []\n',
    'modules/a/manifests/init.pp': 'class a { }',
    'modules/a/manifests/b/c.pp': 'define a::b::c() { }',
    'modules/a/functions/f.pp': 'function a::f() { }',
    'modules/a/types/port.pp': 'type A::Port = Integer[1, 65535]',
    'modules/a/tasks/init.sh': '',
    'modules/a/tasks/go.json': '{}',
    'modules/a/tasks/go.rb': '',
    'modules/a/lib/puppet/functions/a/g.rb': '',
    'modules/a/lib/puppet/functions/h.rb': '',
    'modules/a/lib/puppet/parser/functions/i.rb': '',
    'modules/a/lib/puppet/type/a_thing.rb': '',
    '.modules/d/manifests/init.pp': 'class d { }',
  };
  const expected: Readonly<Record<string, string>> = {
    'plan site': 'plans/init.pp',
    'plan site::old': 'plans/old.yaml',
    'class a': 'modules/a/manifests/init.pp',
    'class ::a': 'modules/a/manifests/init.pp',
    'define a::b::c': 'modules/a/manifests/b/c.pp',
    'function a::f': 'modules/a/functions/f.pp',
    'type A::Port': 'modules/a/types/port.pp',
    'type a::port': 'modules/a/types/port.pp',
    'task a': 'modules/a/tasks/init.sh',
    'task a::go': 'modules/a/tasks/go.json',
    'function a::g': 'modules/a/lib/puppet/functions/a/g.rb',
    'function h': 'modules/a/lib/puppet/functions/h.rb',
    'function i': 'modules/a/lib/puppet/parser/functions/i.rb',
    'resource-type a_thing': 'modules/a/lib/puppet/type/a_thing.rb',
    'class d': '.modules/d/manifests/init.pp',
    'function run_task': 'Bolt',
    'function split': 'Puppet',
    'resource-type file': 'Puppet',
    'type String': 'Puppet',
    'class e': 'no class e',
  };
  assert.deepEqual(await resolved(files, 'plans/init.pp', Object.keys(expected)), Object.values(expected));
});

test('of two modules of one name the first on the modulepath counts', async () => {
  const files = {
    'bolt-project.yaml': 'modulepath: [first, second]\n',
    'second/a/manifests/init.pp': 'class a { }',
    'second/a/manifests/only.pp': 'class a::only { }',
    'first/a/manifests/init.pp': 'class a { }',
    'x.pp': '',
  };
  assert.deepEqual(await resolved(files, 'x.pp', ['class a', 'class a::only']), [
    'first/a/manifests/init.pp',
    'no class a::only',
  ]);
});

test('a control repository has the modulepath of its environment.conf', async () => {
  const files = {
    'environment.conf': 'modulepath = site:site-modules:modules:$basemodulepath\n',
    'site/one/manifests/init.pp': 'class one { }',
    'site-modules/two/manifests/init.pp': 'class two { }',
    'modules/three/manifests/init.pp': 'class three { }',
    'other/four/manifests/init.pp': 'class four { }',
    'manifests/site.pp': 'function five() { } node default { include one }',
  };
  const { index } = await settledProject(files);
  assert.equal(index.declarationsOf('function', 'five').length, 1);
  const names = ['class one', 'class two', 'class three', 'class four', 'function five'];
  assert.deepEqual(await resolved(files, 'site-modules/two/manifests/init.pp', names), [
    'site/one/manifests/init.pp',
    'site-modules/two/manifests/init.pp',
    'modules/three/manifests/init.pp',
    'no class four',
    'manifests/site.pp',
  ]);
});

test('a module by itself has what its fixtures bring', async () => {
  const files = {
    'metadata.json': '{"name": "me-mine"}',
    'manifests/init.pp': 'class mine { }',
    'spec/fixtures/modules/stdlib/manifests/init.pp': 'class stdlib { }',
  };
  assert.deepEqual(await resolved(files, 'manifests/init.pp', ['class mine', 'class stdlib']), [
    'manifests/init.pp',
    'spec/fixtures/modules/stdlib/manifests/init.pp',
  ]);
});

test('modules side by side know each other', async () => {
  const files = { 'modules/a/manifests/init.pp': 'class a { }', 'modules/b/manifests/init.pp': 'class b { }' };
  assert.deepEqual(await resolved(files, 'modules/a/manifests/init.pp', ['class a', 'class b']), [
    'modules/a/manifests/init.pp',
    'modules/b/manifests/init.pp',
  ]);
});

test('an open folder is a home of modules whatever it is called', async () => {
  const { workspace } = testProject({
    'a/manifests/init.pp': 'class a { }',
    'b/manifests/init.pp': 'class b { }',
    'b/manifests/x.pp': 'class b::x { include a }',
  });
  workspace.index.open(['/p']);
  const world = await workspace.world('/p/a/manifests/init.pp');
  await workspace.index.settled();
  assert.ok(world.find('class', 'b::x'));
  assert.deepEqual(
    (await workspace.index.search('bx', 10)).map(({ name }) => name),
    ['b::x'],
  );
});

test('projects below an open folder are found, and no others', async () => {
  const { workspace } = testProject({
    'deep/er/one/bolt-project.yaml': 'name: one',
    'deep/er/one/plans/init.pp': 'plan one() { }',
    'two/environment.conf': '',
    'two/modules/m/manifests/init.pp': 'class m { }',
    'node_modules/three/manifests/init.pp': 'class three { }',
    'much/too/deep/for/it/four/bolt-project.yaml': 'name: four',
    'much/too/deep/for/it/four/plans/init.pp': 'plan four() { }',
  });
  workspace.index.open(['/p']);
  await workspace.index.settled();
  assert.deepEqual(
    (await workspace.index.search('', 10)).map(({ name }) => name),
    ['m', 'one'],
  );
});
