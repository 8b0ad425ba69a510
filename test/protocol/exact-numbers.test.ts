import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { ExactNumber } from '../../orchestrator-core/common/index.ts';
import { endProcess } from '../support/agent-lab.ts';
import { orchestratorLab, wholeJob } from '../support/orchestrator-lab.ts';

const plan = `plan m::numbers(String $targets, Float $x) {
  $value = run_task('m::echo', $targets, 'v' => $x, 'big' => 9223372036854775807).first.value
  return({ 'value' => $value, 'sum' => $value['v'] + 1, 'less' => $value['big'] - 1, 'n' => 1 })
}
`;
/** Keeps what it was given, and answers with numbers. */
const echo = (root: string): string =>
  `#!/bin/sh\ncat > ${root}/given; echo '{"v": 2.0, "big": 9223372036854775807, "vast": 123456789012345678901234567890}'\n`;
const metadata = '{"input_method": "stdin", "parameters": {"v": {"type": "Float"}, "big": {"type": "Integer"}}}';
const inventory = 'targets: [{name: node1, config: {transport: pcp}}, {name: here, config: {transport: local}}]\n';

const given = '"v":2.0,"big":9223372036854775807';
const outcome =
  '{"value":{"v":2.0,"big":9223372036854775807,"vast":123456789012345678901234567890},"sum":3.0,"less":9223372036854775806,"n":1}';

test('numbers stay what they are from plan to task and back, in the journal and on the wire', async (context) => {
  const lab = await orchestratorLab(context, {
    'inventory.yaml': inventory,
    'bolt-project.yaml': 'name: lab\n',
    'modules/m/plans/numbers.pp': plan,
    'modules/m/tasks/echo.json': metadata,
  });
  await lab.write('modules/m/tasks/echo.sh', echo(lab.root));
  const first = await lab.start(1);
  const ids: string[] = [];
  for (const targets of ['here', 'node1']) {
    const values = { x: new ExactNumber('2.0'), targets };
    const id = await first.remote.runPlan({ plan: 'm::numbers', parameters: { kind: 'literal', values } });
    await wholeJob(first.remote, id);
    assert.ok(
      (await readFile(join(lab.root, 'given'), 'utf8')).includes(given),
      `what the task on ${targets} was given`,
    );
    ids.push(id);
  }
  await endProcess(first.child);
  const second = await lab.start();
  for (const id of ids) {
    const { outcome: kept } = await second.remote.job(id);
    assert.equal(JSON.stringify(kept?.ok === true ? kept.value : kept), outcome);
  }
});
