import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Clock, OrchestratorError } from './common/index.ts';
import { openOrDial } from './connect.ts';

const inUse = new OrchestratorError('baton/data-directory-in-use', 'Another process has it.');

/** A clock whose waits are over at once. */
function hasty(): Clock {
  let now = 0;
  return {
    now: () => now,
    after: (milliseconds, callback) => {
      now += milliseconds;
      queueMicrotask(callback);
      return { cancel: () => {} };
    },
  };
}

/** Answers each call with the next of these, and with the last one from then on. */
function answers<T>(...list: readonly (T | Error)[]): () => Promise<T> {
  let calls = 0;
  return async () => {
    const answer = list[Math.min(calls, list.length - 1)];
    calls += 1;
    if (answer instanceof Error) throw answer;
    return answer as T;
  };
}

describe('an orchestrator that another process may have', () => {
  it('is opened here when nobody has it', async () => {
    assert.equal(await openOrDial(answers('own'), answers<string | undefined>(undefined), hasty()), 'own');
  });

  it('is reached where it is', async () => {
    assert.equal(await openOrDial(answers<string>(inUse), answers<string | undefined>('theirs'), hasty()), 'theirs');
  });

  it('is reached as soon as it says where it is', async () => {
    const dial = answers<string | undefined>(undefined, undefined, 'theirs');
    assert.equal(await openOrDial(answers<string>(inUse), dial, hasty()), 'theirs');
  });

  it('is opened here when the other one ends meanwhile', async () => {
    const open = answers<string>(inUse, inUse, 'own');
    assert.equal(await openOrDial(open, answers<string | undefined>(undefined), hasty()), 'own');
  });

  it('is given up when the other one neither ends nor answers', async () => {
    const waiting = openOrDial(answers<string>(inUse), answers<string | undefined>(undefined), hasty());
    await assert.rejects(waiting, inUse);
  });

  it('fails at once for any other reason', async () => {
    const broken = new Error('disk full');
    await assert.rejects(openOrDial(answers<string>(broken), answers<string | undefined>('theirs'), hasty()), broken);
  });
});
