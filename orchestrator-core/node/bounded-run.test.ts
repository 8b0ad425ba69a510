import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundedRun } from './bounded-run.ts';

test('what ends in time has run, again and again', () => {
  const guard = boundedRun(10_000);
  const seen: number[] = [];
  for (const each of [1, 2, 3])
    assert.equal(
      guard(() => seen.push(each)),
      true,
    );
  assert.deepEqual(seen, [1, 2, 3]);
});

test('what goes on for ever is cut off, and the next one runs', () => {
  const guard = boundedRun(50);
  const endless = /^(a+)+$/;
  let ended = false;
  const cut = guard(() => {
    endless.exec(`${'a'.repeat(60)}!`);
    ended = true;
  });
  assert.deepEqual([cut, ended], [false, false]);
  assert.equal(
    guard(() => {}),
    true,
  );
});

test('errors come out as they are', () => {
  const error = new RangeError('too big');
  assert.throws(
    () =>
      boundedRun(10_000)(() => {
        throw error;
      }),
    (thrown) => thrown === error,
  );
});
