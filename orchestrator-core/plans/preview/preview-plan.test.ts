import assert from 'node:assert/strict';
import { test } from 'node:test';
import { previewCase } from './preview-case.ts';

const groups = { web: ['web1', 'web2'], db: ['db1'] };

test('a plan without conditions is its steps, in their order, on the targets of now', async () => {
  const source = `plan m(TargetSpec $targets = 'web') {
    run_command('uptime', $targets)
    run_task('m::t', 'db', 'x' => 1)
    return 5
  }`;
  const preview = await previewCase(source, { groups, tasks: { 'm::t': { supportsNoop: true, sensitive: [] } } });
  assert.deepEqual(preview.problems, []);
  const steps = preview.nodes.map((node) =>
    node.kind === 'step' ? [node.id, node.function, node.object, node.targets] : [node.id, node.kind],
  );
  assert.deepEqual(steps, [
    [
      '1',
      'run_command',
      { kind: 'known', value: 'uptime', text: 'uptime' },
      { kind: 'known', names: ['web1', 'web2'] },
    ],
    ['2', 'run_task', { kind: 'known', value: 'm::t', text: 'm::t' }, { kind: 'known', names: ['db1'] }],
    ['3', 'end'],
  ]);
  assert.deepEqual(preview.returns, { kind: 'known', value: 5, text: '5' });
});
