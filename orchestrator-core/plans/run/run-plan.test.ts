import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FakeWorld, type FakeWorldOptions, fakeWorld } from './fake-world.ts';
import { type PlanOutcome, type PlanRunRequest, runPlan } from './run-plan.ts';

async function run(
  source: string,
  options: FakeWorldOptions = {},
  request: Partial<PlanRunRequest> = {},
): Promise<{ readonly world: FakeWorld; readonly outcome: PlanOutcome }> {
  const world = fakeWorld({ ...options, files: { '/modules/m/plans/init.pp': source, ...options.files } });
  const outcome = await runPlan({ plan: 'm', parameters: {}, noop: false, ...request }, world, {
    signal: new AbortController().signal,
    turn: async () => {},
  });
  return { world, outcome };
}

describe('runPlan', () => {
  it('runs a command and returns its results', async () => {
    const source = "plan m($who) {\n  return run_command(\"echo ${who}\", 'a,b', 'greet')\n}";
    const act: FakeWorldOptions['act'] = (_, target) => ({ stdout: target, exit_code: 0 });
    const { world, outcome } = await run(source, { act }, { parameters: { who: 'me' } });
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
