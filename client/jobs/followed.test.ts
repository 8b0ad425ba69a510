import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Followed, follow, interrupted, readFollowed, unfollow } from './followed.ts';

const entry = (job: string, project = '/p'): Followed => ({ project, job });

test('what was printed when the window was reloaded is printed again while it runs', () => {
  const known = follow(follow(follow([], entry('1')), entry('1', '/q')), entry('2'));
  assert.deepEqual(interrupted(known, '/p', new Set(['1', '2', '3'])), ['1', '2']);
  assert.deepEqual(interrupted(unfollow(known, entry('1')), '/p', new Set(['1', '2'])), ['2']);
  assert.deepEqual(interrupted(unfollow(known, entry('1')), '/q', new Set(['1'])), ['1']);
  assert.deepEqual(interrupted(known, '/p', new Set()), []);
});

test('a store of followed jobs is small, and never worth an error', () => {
  let known: readonly Followed[] = [];
  for (let job = 0; job < 70; job += 1) known = follow(known, entry(String(job)));
  assert.equal(known.length, 50);
  assert.deepEqual(follow(known, entry('69')), known);
  assert.deepEqual(readFollowed([entry('1'), null, { job: 2, project: '/p' }, 'x']), [entry('1')]);
  assert.deepEqual(readFollowed({}), []);
});
