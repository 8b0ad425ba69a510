import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { endProcess } from '../support/agent-lab.ts';
import { eventOf, orchestratorLab, wholeJob } from '../support/orchestrator-lab.ts';

const program = join(import.meta.dirname, '../../program/main.ts');
const files = {
  'bolt-project.yaml': 'name: lab\n',
  'inventory.yaml': 'targets: [a, b, c]\nconfig: {transport: local}\n',
  'modules/m/tasks/login.json': '{"parameters": {"to": {}, "password": {"sensitive": true}}}',
  'modules/m/tasks/login.sh':
    '#!/bin/sh\necho x >> "$PT_to/ran"\nwhile [ -e "$PT_to" ] && [ ! -e "$PT_to/go" ]; do sleep 0.05; done\n',
};

test('batches with secrets that were cut off say which nodes are left, and the command that they name runs those', async (context) => {
  const lab = await orchestratorLab(context, files);
  const baton = async (...words: readonly string[]): Promise<string> => {
    const where = ['--project', lab.project, '--data', lab.data];
    return (await promisify(execFile)(process.execPath, [program, ...words, ...where])).stdout;
  };
  const first = await lab.start();
  const id = await first.remote.run({
    kind: 'task',
    task: 'm::login',
    targets: ['a', 'b', 'c'],
    parameters: { kind: 'literal', values: { to: lab.root, password: 'hunter2' } },
    batch: { value: 1, unit: 'nodes', pause: 0 },
  });
  await eventOf(first.remote, id, ({ type }) => type === 'node_running');
  await endProcess(first.child);
  await writeFile(join(lab.root, 'go'), '');

  const second = await lab.start();
  await wholeJob(second.remote, id);
  const { nodes } = await second.remote.job(id);
  assert.deepEqual(
    nodes.map(({ name, state }) => `${name} ${state}`),
    ['a errored', 'b skipped', 'c skipped'],
  );
  const shown = await baton('job', 'show', id);
  const command = `baton task run m::login --rerun failure:${id} password=…`;
  const said = `as of 2 of the 3 nodes, and cannot go on: Sensitive values are not kept. To run job ${id} again, give: password. Those that did not finish are run with 'Run Again on the Failed Nodes' or '${command}'.`;
  assert.ok(shown.includes(`\n  b, c\n    The orchestrator ended before the turn of this node came, ${said}\n`), shown);
  assert.match(shown, /\n {2}a\n {4}The orchestrator ended while this ran, .*nobody knows what came of it/);
  const again = await baton(
    'task',
    'run',
    'm::login',
    '--rerun',
    `failure:${id}`,
    `to=${lab.root}`,
    'password=hunter2',
  );
  assert.match(again, /Successful on 3 targets: a,b,c/);
});
