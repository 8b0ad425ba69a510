import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { renewal } from './renewal.ts';

function bench(context: TestContext) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const state = { asked: 0, seen: true, reported: [] as unknown[], renew: async (): Promise<void> => {} };
  const made = renewal({
    renew: () => {
      state.asked += 1;
      return state.renew();
    },
    isSeen: () => state.seen,
    report: (error) => state.reported.push(error),
  });
  const pass = async (milliseconds: number): Promise<void> => {
    context.mock.timers.tick(milliseconds);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return { state, made, pass };
}

test('many changes are one question, some time after the first', async (context) => {
  const { state, made, pass } = bench(context);
  for (let change = 0; change < 5; change++) made.soon();
  await pass(299);
  assert.equal(state.asked, 0);
  await pass(1);
  assert.equal(state.asked, 1);
  await pass(10_000);
  assert.equal(state.asked, 1);
});

test('what nobody sees is asked for when it is seen again', async (context) => {
  const { state, made, pass } = bench(context);
  state.seen = false;
  made.soon();
  await pass(1000);
  assert.equal(state.asked, 0);
  state.seen = true;
  made.seen();
  await pass(300);
  assert.equal(state.asked, 1);
  // Nothing has changed since.
  made.seen();
  await pass(1000);
  assert.equal(state.asked, 1);
});

test('a question that took long is asked the less often', async (context) => {
  const { state, made, pass } = bench(context);
  let now = 0;
  context.mock.method(performance, 'now', () => now);
  state.renew = async () => {
    now += 1000;
  };
  made.soon();
  await pass(300);
  made.soon();
  await pass(4999);
  assert.equal(state.asked, 1);
  await pass(1);
  assert.equal(state.asked, 2);
});

test('what goes wrong is reported, and nothing is asked after the end', async (context) => {
  const { state, made, pass } = bench(context);
  state.renew = () => Promise.reject(new Error('gone'));
  made.soon();
  await pass(300);
  assert.match(String(state.reported[0]), /gone/);
  made.soon();
  made.dispose();
  await pass(1000);
  assert.equal(state.asked, 1);
});
