/** The index after any history, with any cache: what is found is what lies on the disk and is shown in the editor. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ChangingProject, changingProject, memoryCache } from '../../server/index/changing-project.ts';

const paths = [
  'modules/a/manifests/init.pp',
  'modules/a/manifests/b/c.pp',
  'modules/n/manifests/init.pp',
  'manifests/site.pp',
  'examples/x.pp',
  'modules/a/plans/p.yaml',
];
const directories = ['modules/a', 'modules/a/manifests', 'modules/n'];

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('write' as const), path: fc.constantFrom(...paths), name: fc.nat(5) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('remove' as const), path: fc.constantFrom(...paths, ...directories) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('show' as const), path: fc.constantFrom(...paths), name: fc.nat(5) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hide' as const), path: fc.constantFrom(...paths) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('ask' as const), path: fc.constantFrom(...paths) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const) }) },
);

const begin = { 'bolt-project.yaml': 'name: site\n', 'modules/a/manifests/init.pp': 'class a { }' };

const textOf = (path: string, name: number) =>
  path.endsWith('.yaml') ? `description: ${name}\nsteps: []\n` : `class c${name} { } include c${(name + 1) % 6}`;

function withParents(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(2).map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

/** All that is found, with the files that say it. */
async function found(project: ChangingProject): Promise<readonly string[]> {
  const { workspace } = project;
  for (const path of paths) await workspace.world(`/p/${path}`);
  await workspace.index.settled();
  const world = await workspace.world('/p/x.pp');
  const list: string[] = [];
  for (const kind of ['class', 'plan'] as const) {
    for (const { name, origin, documentation } of world.all(kind)) {
      const declared = workspace.index
        .declarationsOf(kind, name)
        .map((each) => each.origin.kind === 'file' && each.origin.path);
      const [first] = workspace.index.declarationsOf(kind, name);
      const uses = first === undefined ? [] : await workspace.index.usesOf(first);
      list.push(
        `${kind} ${name} ${JSON.stringify({ origin, documentation, declared: declared.sort(), uses: uses.map(({ path }) => path).sort() })}`,
      );
    }
  }
  return list.sort();
}

test('whatever happened, the index is what a new one would be', async () => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
    const texts = new Map<string, string>();
    const times = new Map<string, number>();
    const cache = memoryCache();
    const project = changingProject(begin, cache, texts, times);
    const shown = new Map<string, string>();
    await project.workspace.world('/p/x.pp');
    for (const each of steps) {
      if (each.kind === 'write') {
        project.write(each.path, textOf(each.path, each.name));
        project.workspace.changed([`/p/${each.path}`]);
      } else if (each.kind === 'remove') {
        project.remove(each.path);
        // With its last file a directory of this disk goes, too.
        project.workspace.changed(withParents(`/p/${each.path}`));
      } else if (each.kind === 'show') {
        shown.set(each.path, textOf(each.path, each.name));
        project.show(each.path, textOf(each.path, each.name));
      } else if (each.kind === 'hide') {
        shown.delete(each.path);
        project.hide(each.path);
      } else if (each.kind === 'ask') await project.workspace.world(`/p/${each.path}`);
      else await project.workspace.index.settled();
    }
    const now = await found(project);
    await project.workspace.index.flush();
    for (const kept of [undefined, cache]) {
      const fresh = changingProject({}, kept, texts, times);
      for (const [path, text] of shown) fresh.show(path, text);
      assert.deepEqual(now, await found(fresh));
    }
  });
  await fc.assert(property, { seed: 16, numRuns: 150 });
});

test('a damaged cache changes nothing', async () => {
  const texts = new Map<string, string>();
  const times = new Map<string, number>();
  const cache = memoryCache();
  const first = changingProject(begin, cache, texts, times);
  for (const path of paths) first.write(path, textOf(path, 1));
  const expected = await found(first);
  await first.workspace.index.flush();
  const kept = new Map(cache.texts);
  assert.ok(kept.size >= 3);
  const damage = fc.record({ at: fc.nat(4000), length: fc.nat(20), text: fc.string({ maxLength: 5 }) });
  const property = fc.asyncProperty(damage, async ({ at, length, text }) => {
    for (const [name, whole] of kept) {
      const from = at % (whole.length + 1);
      cache.texts.set(name, whole.slice(0, from) + text + whole.slice(from + length));
    }
    assert.deepEqual(await found(changingProject({}, cache, texts, times)), expected);
  });
  await fc.assert(property, { seed: 4, numRuns: 60 });
});
