import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FakeWorldOptions } from './fake-world.ts';
import { runCase } from './run-cases.ts';

describe('runPlan', () => {
  it('runs a command and returns its results', async () => {
    const source = 'plan m($who) {\n  return run_command("echo $who", "a,b", "greet")\n}';
    const act: NonNullable<FakeWorldOptions['act']> = (_, target) => ({ stdout: target, exit_code: 0 });
    const { world, outcome } = await runCase(source, { act }, { parameters: { who: 'me' } });
    const result = (target: string) => ({
      target,
      action: 'command',
      object: 'echo me',
      status: 'success',
      value: { stdout: target, exit_code: 0 },
    });
    assert.deepEqual(outcome, { ok: true, shape: 'results', value: [result('a'), result('b')] });
    assert.deepEqual(world.steps, [
      {
        id: '1',
        function: 'run_command',
        object: 'echo me',
        targets: ['a', 'b'],
        description: 'greet',
        place: { path: '/modules/m/plans/init.pp', line: 2, column: 10 },
        arguments: { command: 'echo me' },
        variables: { who: 'me' },
        quiet: false,
        replayable: true,
      },
    ]);
  });
});
