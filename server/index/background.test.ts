import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBackground } from './background.ts';

/** A background whose clock and turns the test holds. */
function held() {
  let time = 0;
  const waiting: (() => void)[] = [];
  const background = createBackground({
    soon: (callback) => {
      waiting.push(callback);
    },
    now: () => time,
  });
  return {
    background,
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    /** How many wait for a turn; they get it. */
    turn: () => {
      const woken = waiting.splice(0);
      for (const wake of woken) wake();
      return woken.length;
    },
  };
}

/** Whether a promise is resolved, after all that follows from what is resolved already. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  let over = false;
  void promise.then(() => {
    over = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return over;
}

test('within a slice work goes on at once, after it others have their turn', async () => {
  const { background, pass, turn } = held();
  assert.ok(await isOver(background.turn()));
  pass(3);
  assert.ok(await isOver(background.turn()));
  pass(1);
  const next = background.turn();
  assert.ok(!(await isOver(next)));
  assert.equal(turn(), 1);
  assert.ok(await isOver(next));
});

test('nothing is done while requests are answered', async () => {
  const { background, turn } = held();
  const [first, second] = [background.pause(), background.pause()];
  const next = background.turn();
  assert.ok(!(await isOver(next)));
  first();
  first();
  assert.ok(!(await isOver(next)));
  assert.equal(turn(), 0);
  second();
  assert.ok(!(await isOver(next)));
  assert.equal(turn(), 1);
  assert.ok(await isOver(next));
});

test('a request that comes while work waits for its turn goes first', async () => {
  const { background, pass, turn } = held();
  pass(10);
  const next = background.turn();
  await isOver(next);
  const resume = background.pause();
  assert.equal(turn(), 1);
  assert.ok(!(await isOver(next)));
  resume();
  await isOver(next);
  turn();
  assert.ok(await isOver(next));
});
