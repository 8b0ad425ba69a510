import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latest } from './latest.ts';

test('what is asked while it runs makes it run once more, not more often', async () => {
  let runs = 0;
  const gates: (() => void)[] = [];
  const ask = latest(() => {
    runs += 1;
    return new Promise((resolve) => gates.push(resolve));
  });
  const all = [ask(), ask(), ask()];
  assert.equal(runs, 1);
  gates.shift()?.();
  await Promise.resolve();
  assert.equal(runs, 2);
  gates.shift()?.();
  await Promise.all(all);
  assert.equal(runs, 2);
  void ask();
  assert.equal(runs, 3);
});

test('a failure is told, and the next one runs again', async () => {
  let runs = 0;
  const ask = latest(async () => {
    runs += 1;
    if (runs === 1) throw new Error('once');
  });
  await assert.rejects(ask(), /once/);
  await ask();
  assert.equal(runs, 2);
});
