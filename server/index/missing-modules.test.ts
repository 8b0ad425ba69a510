import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryFiles } from '../documents/test-project.ts';
import { missingModules } from './missing-modules.ts';

test('what the Puppetfile and metadata.json ask for is missing unless it is there', async () => {
  const files = memoryFiles(
    new Map([
      [
        '/p/Puppetfile',
        "forge 'x'\nmod 'puppetlabs-ntp', '1.0'\nmod \"a/apt\",\n  git: 'u'\nmod 'local'\n# mod 'x-no'\n",
      ],
      [
        '/p/modules/m/metadata.json',
        '{"dependencies": [{"name": "puppetlabs/stdlib"}, {"name": "x-n"}, {}, {"name": 1}]}',
      ],
      ['/p/modules/n/metadata.json', '{"dependencies": "none"}'],
      ['/p/modules/bad/metadata.json', '{'],
    ]),
  );
  const modules = ['m', 'n', 'bad'].map((name) => ({ name, directory: `/p/modules/${name}` }));
  assert.deepEqual(await missingModules(files, '/p', modules), ['ntp', 'apt', 'local', 'stdlib']);
  assert.deepEqual(await missingModules(files, '/elsewhere', []), []);
});

test('what bolt-project.yaml asks for is missing, too', async () => {
  const wanted = '[a/one, a-two, {name: a/three}, {git: "https://x.example/a/puppetlabs-four.git"}, {}, 5]';
  const files = memoryFiles(new Map([['/p/bolt-project.yaml', `name: p\nmodules: ${wanted}\n`]]));
  const found = await missingModules(files, '/p', [{ name: 'two', directory: '/p/modules/two' }]);
  assert.deepEqual(found, ['one', 'three', 'four']);
});
