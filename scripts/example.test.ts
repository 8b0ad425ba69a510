import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { diskFiles } from '../orchestrator-core/node/index.ts';
import { loadProject } from '../orchestrator-core/project/index.ts';
import { listTasks, sharedFiles } from '../orchestrator-core/tasks/index.ts';
import { root } from './build.ts';

it('the example project loads without a problem, with every task and the files they share', async () => {
  const { project, problems } = await loadProject(diskFiles, join(root, 'example'));
  assert.deepEqual(problems, []);
  const found = await listTasks(diskFiles, project.modules);
  assert.deepEqual(found.problems, []);
  assert.deepEqual(
    found.tasks.map((task) => task.name),
    [
      'backup::dump',
      'deploy::release',
      'patch::rolling',
      'service_check',
      'service_check::check_python',
      'service_check::check_shell',
    ],
  );
  const check = found.tasks.find((task) => task.name === 'service_check');
  assert.ok(check);
  assert.deepEqual(
    check.executables.map((file) => file.name),
    ['check_python.py', 'check_shell.sh'],
  );
  const shared = await sharedFiles(diskFiles, project.modules, check.metadata);
  assert.deepEqual(shared.map((file) => file.name).sort(), [
    'service_check/files/disk.sh',
    'service_check/files/lib/disk.py',
  ]);
});
