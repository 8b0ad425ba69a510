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
