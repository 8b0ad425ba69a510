import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changingProject, memoryCache } from './changing-project.ts';

const files = {
  'bolt-project.yaml': '',
  'modules/a/manifests/init.pp': '# Says.\nclass a (Integer $n = 1) { include a::b }',
  'modules/a/manifests/b.pp': 'class a::b { }',
  'modules/a/lib/puppet/functions/a/f.rb': "Puppet::Functions.create_function(:'a::f') { def f(x)\nend }",
  'modules/a/tasks/go.sh': '',
  'modules/c/manifests/init.pp': 'class c { }',
};

/** What a first session leaves behind: its cache, and the disk. */
async function firstSession() {
  const cache = memoryCache();
  const texts = new Map<string, string>();
  const times = new Map<string, number>();
  const project = changingProject(files, cache, texts, times);
  await project.names('x.pp', 'class');
  await project.workspace.index.flush();
  /** The next start of the server. */
  const next = () => changingProject({}, cache, texts, times);
  return { cache, project, next };
}

const sources = (read: readonly string[]) => read.filter((path) => /\.(?:pp|rb)$/.test(path)).sort();

test('what was read once is not read again', async () => {
  const { project, next } = await firstSession();
  const later = next();
  assert.deepEqual(await later.names('x.pp', 'class'), ['a', 'a::b', 'c']);
  assert.deepEqual(await later.names('x.pp', 'function'), ['a::f']);
  assert.deepEqual(sources(later.read), []);
  const [first, second] = await Promise.all([project, later].map(({ workspace }) => workspace.world('/p/x.pp')));
  for (const kind of ['class', 'function', 'task'] as const) {
    assert.deepEqual([...(second?.all(kind) ?? [])], [...(first?.all(kind) ?? [])]);
  }
});

test('uses are known without reading all files, too', async () => {
  const { next } = await firstSession();
  const later = next();
  await later.names('x.pp', 'class');
  const [declared] = later.workspace.index.declarationsOf('class', 'a::b');
  assert.ok(declared !== undefined);
  assert.equal((await later.workspace.index.usesOf(declared)).length, 1);
  assert.deepEqual(sources(later.read), ['modules/a/manifests/init.pp']);
});

test('what changed, came or went meanwhile is found on the disk', async () => {
  const { project, next } = await firstSession();
  project.write('modules/a/manifests/b.pp', 'class a::x { }');
  project.write('modules/a/manifests/n.pp', 'class a::n { }');
  project.remove('modules/c/manifests/init.pp');
  const later = next();
  assert.deepEqual(await later.names('x.pp', 'class'), ['a', 'a::n', 'a::x']);
  assert.deepEqual(sources(later.read), ['modules/a/manifests/b.pp', 'modules/a/manifests/n.pp']);
  await later.workspace.index.flush();
  const last = next();
  assert.deepEqual(await last.names('x.pp', 'class'), ['a', 'a::n', 'a::x']);
  assert.deepEqual(sources(last.read), []);
});

const damages: readonly (readonly [name: string, damage: (text: string) => string])[] = [
  ['cut off', (text) => text.slice(0, text.length - 10)],
  ['with a changed letter', (text) => text.replace('class', 'clasp')],
  ['of another version', (text) => text.replace(/"version":"[^"]*"/, '"version":"0.0.0-other"')],
  ['of another format', (text) => text.replace(/"format":\d+/, '"format":0')],
  ['empty', () => ''],
  ['not text', () => '\0\u{fffd}\n\0'],
  ['of another module', (text) => text.replace('/p/modules/', '/q/modules/')],
];

for (const [name, damage] of damages) {
  test(`a cache that is ${name} is not believed`, async () => {
    const { cache, next } = await firstSession();
    // What lies beside the modules is empty.
    for (const [key, text] of [...cache.texts].filter(([each]) => !each.startsWith('loose'))) {
      assert.notEqual(damage(text), text);
      cache.texts.set(key, damage(text));
    }
    const later = next();
    assert.deepEqual(await later.names('x.pp', 'class'), ['a', 'a::b', 'c']);
    assert.equal(sources(later.read).length, 4);
    await later.workspace.index.flush();
    const last = next();
    await last.names('x.pp', 'class');
    assert.deepEqual(sources(last.read), []);
  });
}

test('a cache that cannot be read or written is as good as none', async () => {
  const broken = {
    read: () => Promise.reject(new Error('unreadable')),
    write: () => Promise.reject(new Error('full')),
  };
  const project = changingProject(files, broken);
  assert.deepEqual(await project.names('x.pp', 'class'), ['a', 'a::b', 'c']);
  await project.workspace.index.flush();
});

test('unsaved text and files that are younger than their times can tell are not kept', async () => {
  const { project, cache, next } = await firstSession();
  project.show('modules/a/manifests/b.pp', 'class a::unsaved { }');
  await project.names('x.pp', 'class');
  project.write('modules/c/manifests/init.pp', 'class c::young { }');
  project.clock.set(0);
  await project.changed('modules/c/manifests/init.pp');
  await project.workspace.index.flush();
  assert.doesNotMatch([...cache.texts.values()].join(), /unsaved|young/);
  assert.deepEqual(await next().names('x.pp', 'class'), ['a', 'a::b', 'c::young']);
});

test('changes are gathered before they are written', async () => {
  const { project, cache } = await firstSession();
  const before = [...cache.texts.values()].join();
  project.write('modules/a/manifests/b.pp', 'class a::later { }');
  await project.changed('modules/a/manifests/b.pp');
  assert.equal([...cache.texts.values()].join(), before);
  project.clock.advance(3000);
  await project.workspace.index.settled();
  assert.match([...cache.texts.values()].join(), /a::later/);
});
