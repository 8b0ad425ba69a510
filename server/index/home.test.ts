import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryFiles } from '../documents/test-project.ts';
import { layOut } from './home.ts';

test('a directory that a file happens to lie in is no home, and no module', async () => {
  const files = memoryFiles(
    new Map([
      ['/notes/a.pp', ''],
      ['/m/plans/a.pp', ''],
      ['/project/bolt-project.yaml', ''],
      ['/declared/metadata.json', '{"name": "x-declared"}'],
    ]),
  );
  const homes = ['/notes', '/m', '/project', '/declared'];
  const layouts = await Promise.all(homes.map((directory) => layOut(files, directory, [])));
  assert.deepEqual(
    layouts.map(({ isHome, saysNeeds, modules }) => [isHome, saysNeeds, modules.map(({ name }) => name)]),
    [
      [false, false, []],
      [true, false, ['m']],
      [true, true, []],
      [true, true, ['declared']],
    ],
  );
});

test('modules among the fixtures of a module see that module', async () => {
  const files = memoryFiles(
    new Map([
      ['/me-mod/metadata.json', '{"name": "me-mod"}'],
      ['/me-mod/manifests/init.pp', ''],
      ['/me-mod/spec/fixtures/modules/demo/manifests/init.pp', ''],
    ]),
  );
  const { modules } = await layOut(files, '/me-mod/spec/fixtures/modules/demo', []);
  assert.deepEqual(modules.map(({ name, directory }) => [name, directory]).sort(), [
    ['demo', '/me-mod/spec/fixtures/modules/demo'],
    ['mod', '/me-mod'],
  ]);
});
