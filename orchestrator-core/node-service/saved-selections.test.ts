import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { OrchestratorError } from '../common/index.ts';
import { openSavedSelections } from './saved-selections.ts';

const root = await mkdtemp(join(tmpdir(), 'baton-selections-'));
after(() => rm(root, { recursive: true }));

async function project(text?: string) {
  const directory = await mkdtemp(join(root, 'project-'));
  const path = join(directory, 'selections.yaml');
  if (text !== undefined) await writeFile(path, text);
  return { directory, path, saved: openSavedSelections(async () => directory), text: () => readFile(path, 'utf8') };
}

test('a selection is kept as it is typed, and read again', async () => {
  const { saved, text, directory } = await project();
  assert.deepEqual(await saved.all(), []);
  await saved.save('debian', ['web*', '-S', 'os.family=Debian and not apache']);
  await saved.save('all-db', ['-q', 'nodes[certname] { certname ~ "db" }']);
  assert.equal(
    await text(),
    `# Selections of nodes by name, as they stand after --targets on a command line. Used with --saved NAME.

debian: web* -S 'os.family=Debian and not apache'
all-db: -q 'nodes[certname] { certname ~ "db" }'
`,
  );
  assert.deepEqual(await saved.all(), [
    { name: 'debian', words: ['web*', '-S', 'os.family=Debian and not apache'] },
    { name: 'all-db', words: ['-q', 'nodes[certname] { certname ~ "db" }'] },
  ]);
  assert.deepEqual(await readdir(directory), ['selections.yaml']);
});

test('comments and order of the file stay', async () => {
  const { saved, text } = await project(
    '# Ours\nweb: web* # all of them\n# The old ones\nold:\n  - -F\n  - os.release.major<=10\nlast: x\n',
  );
  assert.deepEqual(await saved.all(), [
    { name: 'web', words: ['web*'] },
    { name: 'old', words: ['-F', 'os.release.major<=10'] },
    { name: 'last', words: ['x'] },
  ]);
  await saved.save('web', ['web1', 'web2']);
  await saved.save('last', []);
  await saved.save('none', []);
  assert.equal(
    await text(),
    '# Ours\nweb: web1 web2 # all of them\n# The old ones\nold:\n  - -F\n  - os.release.major<=10\n',
  );
});

test('what is saved at the same time is all kept', async () => {
  const { saved } = await project();
  const names = Array.from({ length: 20 }, (_, index) => `s${index}`);
  await Promise.all(names.map((name) => saved.save(name, [name])));
  assert.deepEqual(
    (await saved.all()).map(({ name }) => name),
    names,
  );
});

test('what is no selection, and no name, is not kept', async () => {
  const { saved, directory } = await project();
  await assert.rejects(saved.save('x', ['-F', 'os']), { kind: 'baton/selection-error' });
  for (const name of ['', ' x', '-x', 'a/b', 'a\nb', 'x'.repeat(101)]) {
    await assert.rejects(saved.save(name, ['web1']), { kind: 'bolt/validation-error' }, name);
  }
  assert.deepEqual(await readdir(directory), []);
});

test('no password is kept', async () => {
  const { saved, directory } = await project();
  for (const words of [['ssh://bob:hunter2@web1'], ['web*', 'a, bob:hunter2@web1', '-F', 'os.family=Debian']]) {
    const error = await saved.save('x', words).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof OrchestratorError);
    assert.match(error.message, /bob@web1 into the inventory/);
    assert.doesNotMatch(JSON.stringify([error.message, error.details]), /hunter2/);
  }
  assert.deepEqual(await readdir(directory), []);
  await saved.save('x', ['ssh://bob@web1', 'bob@web1:22']);
});

describe('what is wrong with the file has its place', () => {
  const cases: readonly (readonly [string, number, number, RegExp])[] = [
    ['- web\n', 1, 1, /Expected names with selections/],
    ['web: web*\nold: {a: b}\n', 2, 6, /'old' must be a text or a list of words/],
    ["web: -F 'open\n", 1, 6, /never closed/],
    ['web: [a\n', 2, 1, /./],
    ['web: a\nweb: b\n', 2, 1, /unique/],
  ];
  for (const [text, line, column, message] of cases) {
    test(text, async () => {
      const { saved, path } = await project(text);
      const thrown = await saved.all().then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.ok(thrown instanceof OrchestratorError);
      assert.deepEqual([thrown.kind, thrown.details], ['baton/selections-file-error', { path, line, column }]);
      assert.match(thrown.message, message);
      // Nobody's file is written over that was not understood.
      await assert.rejects(saved.save('x', ['y']), { kind: 'baton/selections-file-error' });
    });
  }
});
