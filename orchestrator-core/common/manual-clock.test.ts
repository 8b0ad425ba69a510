import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from './manual-clock.ts';

test('timers fire in the order in which they fall due, those they set included', () => {
  const clock = new ManualClock(100);
  const fired: [string, number][] = [];
  const note = (name: string) => fired.push([name, clock.now()]);
  clock.after(20, () => note('late'));
  clock.after(10, () => {
    note('early');
    clock.after(5, () => note('nested'));
  });
  clock.after(10, () => note('second of the same time'));
  clock.after(12, () => note('cancelled')).cancel();
  clock.advance(15);
  assert.deepEqual(fired, [
    ['early', 110],
    ['second of the same time', 110],
    ['nested', 115],
  ]);
  assert.equal(clock.waiting, 1);
  clock.advance(5);
  assert.deepEqual(fired.at(-1), ['late', 120]);
});
