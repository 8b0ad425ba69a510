import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paced } from './paced.ts';

test('work that took long is done again after a rest', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  let done = 0;
  context.mock.method(performance, 'now', () => now);
  const ask = paced(async () => {
    done += 1;
    now += 100;
  });
  const pass = async (milliseconds: number): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    context.mock.timers.tick(milliseconds);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  void ask();
  assert.equal(done, 1, 'the first is done at once');
  void ask();
  void ask();
  await pass(399);
  assert.equal(done, 1);
  await pass(1);
  assert.equal(done, 2, 'what was asked meanwhile is done once');
  await pass(400);
  await pass(10_000);
  assert.equal(done, 2);
});
