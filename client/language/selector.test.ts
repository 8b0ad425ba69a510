import assert from 'node:assert/strict';
import { matchesGlob } from 'node:path';
import { it } from 'node:test';
import { isSelected, selector } from './selector.ts';

const paths = [
  ['/m/tasks/init.json', true],
  ['/m/tasks/deep/init.json', false],
  ['/m/tasks', false],
  ['/m/mytasks/init.json', false],
  ['/p/bolt-project.yaml', true],
  ['/p/inventory.yaml', true],
  ['/p/old-inventory.yaml', false],
  ['/p/inventory.yaml.bak', false],
  ['/hiera.yaml', true],
  ['/m/plans/a.yaml', true],
  ['/m/plans/sub/deep/a.yaml', true],
  ['/m/plans.yaml', false],
  ['/m/plans/a.yml', false],
  ['/m/manifests/init.pp', true],
  ['/m/templates/a.conf.epp', true],
  ['/q.pql', true],
  ['/m/spp', false],
  ['/m/a.ppx', false],
] as const;

for (const [path, expected] of paths) {
  it(`${expected ? 'asks' : 'does not ask'} about ${path}, as the patterns say`, () => {
    assert.equal(isSelected({ scheme: 'file', path }), expected);
    assert.equal(
      selector.some(({ pattern }) => matchesGlob(path, pattern)),
      expected,
    );
    assert.equal(isSelected({ scheme: 'git', path }), false);
  });
}
