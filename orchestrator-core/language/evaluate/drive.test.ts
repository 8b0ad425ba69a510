import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DriveOptions, drive } from './evaluate-program.ts';
import { type Evaluation, wait } from './evaluation.ts';
import { createScope } from './scope.ts';

const node = { kind: 'undef' as const, start: 0, end: 0 };

function* steps(count: number): Evaluation<number> {
  for (let step = 0; step < count; step += 1) yield { kind: 'step', node, scope: createScope(undefined) };
  return count;
}

const options: DriveOptions = {
  signal: new AbortController().signal,
  mostSteps: 5000,
  turn: async () => {},
};

describe('drive', () => {
  it('lets others have a turn after every thousand steps', async () => {
    let turns = 0;
    const turn = async (): Promise<void> => {
      turns += 1;
    };
    assert.equal(await drive(steps(3500), { ...options, turn }), 3500);
    assert.equal(turns, 3);
  });

  it('ends an evaluation that takes too many steps, where it can say what that means', async () => {
    await assert.rejects(drive(steps(5001), options), /takes more than 5000 steps/);
    function* caught(): Evaluation<string> {
      try {
        yield* steps(5001);
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
      return 'went on';
    }
    assert.match(await drive(caught(), options), /takes more than 5000 steps/);
  });

  it('counts what is driven beside an evaluation as its own steps', async () => {
    function* both(): Evaluation<readonly number[]> {
      return yield* wait((driver) => Promise.all([driver.drive(steps(3000)), driver.drive(steps(3000))]));
    }
    await assert.rejects(drive(both(), options), /takes more than 5000 steps/);
  });

  it('gives all that runs between two waits to the guard, and says when that cut it off', async () => {
    const runs: string[] = [];
    const guard = (run: () => void): boolean => {
      runs.push('run');
      run();
      return runs.length < 3;
    };
    function* waiting(): Evaluation<number> {
      const first = yield* wait(async () => 1);
      yield* steps(10);
      return first + (yield* wait(async () => 1));
    }
    await assert.rejects(drive(waiting(), { ...options, guard }), /The evaluation takes too long/);
    assert.deepEqual(runs, ['run', 'run', 'run']);
  });

  it('ends with the reason of a signal that is aborted', async () => {
    const reason = new Error('enough');
    await assert.rejects(drive(steps(10), { ...options, signal: AbortSignal.abort(reason) }), reason);
  });
});
