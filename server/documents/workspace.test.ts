import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changingProject } from '../index/changing-project.ts';

test('a YAML plan takes the name of its project when that changes', async () => {
  const { workspace, write, changed } = changingProject({
    'bolt-project.yaml': 'name: before\n',
    'plans/x.yaml': 'steps: []\n',
  });
  const name = async () => (await workspace.yamlPlan('/p/plans/x.yaml'))?.plan.name;
  assert.equal(await name(), 'before::x');
  write('bolt-project.yaml', 'name: after\n');
  await changed('bolt-project.yaml');
  assert.equal(await name(), 'after::x');
});
