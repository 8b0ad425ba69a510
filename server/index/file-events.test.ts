import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changingProject } from './changing-project.ts';

const files = {
  'bolt-project.yaml': 'name: site\n',
  'manifests/site.pp': '',
  'modules/a/manifests/init.pp': 'class a { }',
  'modules/a/manifests/b.pp': 'class a::b { }',
  'modules/a/tasks/go.sh': '',
};

test('a file that was made, changed or removed is read, and no other', async () => {
  const project = changingProject(files);
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b']);
  project.read.length = 0;
  project.write('modules/a/manifests/c.pp', 'class a::c { }');
  await project.changed('modules/a/manifests/c.pp');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b', 'a::c']);
  project.write('modules/a/manifests/c.pp', 'class a::d { }');
  await project.changed('modules/a/manifests/c.pp');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b', 'a::d']);
  project.remove('modules/a/manifests/c.pp');
  await project.changed('modules/a/manifests/c.pp');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b']);
  assert.deepEqual(new Set(project.read), new Set(['modules/a/manifests/c.pp']));
});

test('a renamed file is told as one removed and one made', async () => {
  const project = changingProject(files);
  await project.names('x.pp', 'class');
  project.remove('modules/a/manifests/b.pp');
  project.write('modules/a/manifests/z.pp', 'class a::z { }');
  await project.changed('modules/a/manifests/z.pp', 'modules/a/manifests/b.pp');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::z']);
});

test('a directory that goes takes its files along, and brings them back', async () => {
  const project = changingProject(files);
  await project.names('x.pp', 'class');
  project.remove('modules/a/manifests');
  await project.changed('modules/a/manifests');
  assert.deepEqual(await project.names('x.pp', 'class'), []);
  project.write('modules/a/manifests/deep/er.pp', 'class a::deep::er { }');
  await project.changed('modules/a/manifests');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a::deep::er']);
});

test('modules come and go', async () => {
  const project = changingProject(files);
  const world = await project.workspace.world('/p/x.pp');
  assert.equal(world.module('new'), 'absent');
  project.write('modules/new/manifests/init.pp', 'class new { }');
  await project.changed('modules/new/manifests/init.pp');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b', 'new']);
  assert.equal(world.module('new'), 'read');
  project.remove('modules/a');
  await project.changed('modules/a');
  assert.deepEqual(await project.names('x.pp', 'class'), ['new']);
  assert.equal(world.module('a'), 'absent');
});

test('another modulepath, and another inventory', async () => {
  const project = changingProject({ ...files, 'other/o/manifests/init.pp': 'class o { }' });
  const world = await project.workspace.world('/p/x.pp');
  project.write('bolt-project.yaml', 'name: site\nmodulepath: [other]\n');
  project.write(
    'inventory.yaml',
    'targets: [one, {uri: ssh://two, alias: [deux]}]\ngroups: [{name: g, targets: [three]}]',
  );
  await project.changed('bolt-project.yaml', 'inventory.yaml');
  assert.deepEqual(await project.names('x.pp', 'class'), ['o']);
  assert.deepEqual(
    world
      .targets()
      .map(({ kind, name }) => `${kind} ${name}`)
      .sort(),
    ['alias deux', 'group all', 'group g', 'target one', 'target ssh://two', 'target three'],
  );
  project.write('inventory.yaml', 'targets: [four');
  await project.changed('inventory.yaml');
  assert.deepEqual(
    world.targets().map(({ name }) => name),
    ['all', 'four'],
  );
});

test('the files of a task belong together', async () => {
  const project = changingProject(files);
  const world = await project.workspace.world('/p/x.pp');
  await project.workspace.index.settled();
  assert.deepEqual(world.find('task', 'a::go')?.signatures, []);
  project.write('modules/a/tasks/go.json', '{"parameters": {"n": {"type": "Integer"}}}');
  await project.changed('modules/a/tasks/go.json');
  assert.equal(world.find('task', 'a::go')?.signatures[0]?.parameters[0]?.name, 'n');
  project.remove('modules/a/tasks/go.json');
  await project.changed('modules/a/tasks/go.json');
  assert.deepEqual(world.find('task', 'a::go')?.signatures, []);
  project.remove('modules/a/tasks');
  await project.changed('modules/a/tasks');
  assert.equal(world.find('task', 'a::go'), undefined);
});

test('unsaved text counts before the disk, until it is closed', async () => {
  const project = changingProject(files);
  await project.names('x.pp', 'class');
  project.show('modules/a/manifests/b.pp', 'class a::typed { }');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::typed']);
  await project.changed('modules/a/manifests/b.pp');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::typed']);
  project.hide('modules/a/manifests/b.pp');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b']);
});

test('an unsaved file that is not on the disk yet counts, wherever it lies', async () => {
  const project = changingProject(files);
  project.show('modules/a/manifests/n.pp', 'class a::n { }');
  project.show('elsewhere.pp', 'function f() { }');
  project.show('modules/a/tasks/go.json', '{"parameters": {"typed": {}}}');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b', 'a::n']);
  assert.deepEqual(await project.names('x.pp', 'function'), ['f']);
  const world = await project.workspace.world('/p/x.pp');
  assert.equal(world.find('task', 'a::go')?.signatures[0]?.parameters[0]?.name, 'typed');
  for (const path of ['modules/a/manifests/n.pp', 'elsewhere.pp', 'modules/a/tasks/go.json']) project.hide(path);
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b']);
  assert.deepEqual(await project.names('x.pp', 'function'), []);
  assert.deepEqual(world.find('task', 'a::go')?.signatures, []);
});

test('a file that changes while it is read is read once more', async () => {
  const project = changingProject(files);
  let isTold: Promise<void> | undefined;
  project.whileReading('modules/a/manifests/b.pp', () => {
    project.write('modules/a/manifests/b.pp', 'class a::late { }');
    isTold = project.changed('modules/a/manifests/b.pp');
  });
  await project.names('x.pp', 'class');
  await isTold;
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::late']);
});

test('a file that changes unseen while it is read is found by comparing', async () => {
  const project = changingProject(files);
  project.whileReading('modules/a/manifests/b.pp', () => project.write('modules/a/manifests/b.pp', 'class a::x { }'));
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b']);
  project.workspace.forget();
  project.clock.advance(1000);
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::x']);
});

test('a file that goes while it is read is not there', async () => {
  const project = changingProject(files);
  project.whileReading('modules/a/manifests/b.pp', () => project.remove('modules/a/manifests/b.pp'));
  await project.names('x.pp', 'class');
  await project.changed('modules/a/manifests/b.pp');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a']);
});

test('a file that is opened while it is read is what the editor shows', async () => {
  const project = changingProject(files);
  project.whileReading('modules/a/manifests/b.pp', () =>
    project.show('modules/a/manifests/b.pp', 'class a::shown { }'),
  );
  await project.names('x.pp', 'class');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::shown']);
});

test('without events what changed is found when a document is opened or saved', async () => {
  const project = changingProject(files);
  await project.names('x.pp', 'class');
  project.write('modules/a/manifests/b.pp', 'class a::changed { }');
  project.write('modules/n/manifests/init.pp', 'class n { }');
  project.workspace.forget();
  project.workspace.forget();
  assert.equal(project.clock.waiting, 1);
  project.clock.advance(1000);
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::changed', 'n']);
});

test('listeners hear of many changes once, and of none that nobody sees', async () => {
  const project = changingProject(files);
  let heard = 0;
  const stop = project.workspace.index.onChange(() => {
    heard += 1;
  });
  await project.names('x.pp', 'class');
  project.clock.advance(250);
  assert.equal(heard, 1);
  project.write('modules/a/manifests/b.pp', 'class a::b { notice("the body is nobody\'s business") }');
  await project.changed('modules/a/manifests/b.pp');
  project.clock.advance(250);
  assert.equal(heard, 1);
  for (const name of ['c', 'd', 'e']) {
    project.write('modules/a/manifests/b.pp', `class a::${name} { }`);
    await project.changed('modules/a/manifests/b.pp');
  }
  project.clock.advance(250);
  assert.equal(heard, 2);
  stop();
  project.write('modules/a/manifests/b.pp', 'class a::f { }');
  await project.changed('modules/a/manifests/b.pp');
  assert.equal(project.clock.waiting, 0);
});

test('an unsaved inventory counts', async () => {
  const project = changingProject(files);
  const world = await project.workspace.world('/p/x.pp');
  project.show('inventory.yaml', 'targets: [typed]');
  await project.names('x.pp', 'class');
  assert.deepEqual(
    world.targets().map(({ name }) => name),
    ['all', 'typed'],
  );
});

test('a file outside of all modules is read again when it changes, after somebody asked about it', async () => {
  const project = changingProject({ ...files, 'bolt-project.yaml': '', 'examples/x.pp': 'class one { }' });
  assert.deepEqual(await project.names('examples/x.pp', 'class'), ['a', 'a::b', 'one']);
  project.write('examples/x.pp', 'class two { }');
  await project.changed('examples/x.pp');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b', 'two']);
  project.write('manifests/site.pp', 'class three { }');
  await project.changed('manifests/site.pp');
  project.remove('examples/x.pp');
  await project.changed('examples/x.pp');
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b', 'three']);
});

test('a directory that may not be read has no modules and stops nobody', async () => {
  const project = changingProject(files);
  const { list } = project.workspace.files;
  Object.assign(project.workspace.files, {
    list: (path: string) => (path === '/p/modules' ? Promise.reject(new Error('EACCES')) : list(path)),
  });
  const world = await project.workspace.world('/p/x.pp');
  await project.workspace.index.settled();
  assert.ok(world.find('function', 'notice'));
});

test('another branch: of many changes at a time none is missed', async () => {
  const project = changingProject(files);
  await project.names('x.pp', 'class');
  const paths = Array.from({ length: 300 }, (_, index) => `modules/a/manifests/n${index}.pp`);
  for (const [index, path] of paths.entries()) project.write(path, `class a::n${index} { }`);
  project.remove('modules/a/manifests/b.pp');
  await project.changed(...paths, 'modules/a/manifests/b.pp');
  assert.equal((await project.names('x.pp', 'class')).length, 301);
});

test('a module that begins with a manifest is a module for tasks, too', async () => {
  const project = changingProject(files);
  const around = async () => (await project.workspace.modulesAround('/p/x.pp')).map(({ name }) => name);
  assert.deepEqual(await around(), ['site', 'a']);
  project.write('modules/n/manifests/init.pp', 'class n { }');
  await project.changed('modules/n/manifests/init.pp');
  assert.deepEqual(await around(), ['site', 'a', 'n']);
});
