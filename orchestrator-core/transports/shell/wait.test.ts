import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, OrchestratorError } from '../../common/index.ts';
import { bareTarget, type Target } from '../../inventory/index.ts';
import type { ShellConnection } from './connection.ts';
import { waitUntilReachable } from './wait.ts';

const target: Target = { ...bareTarget('web1', 'ssh'), options: { 'connect-timeout': 3 } };

type Answer = 'refuses' | 'hangs' | 'is dead' | 'answers';

interface Case {
  readonly name: string;
  /** What each attempt meets, the last one for ever. */
  readonly answers: readonly Answer[];
  readonly waitTime: number;
  readonly expected: string;
  readonly attempts: number;
  readonly forgotten?: number;
}

const cases: readonly Case[] = [
  { name: 'that is there', answers: ['answers'], waitTime: 0, expected: 'success', attempts: 1 },
  { name: 'that comes', answers: ['refuses', 'refuses', 'answers'], waitTime: 10, expected: 'success', attempts: 3 },
  {
    name: 'that does not come',
    answers: ['refuses'],
    waitTime: 4,
    expected: 'Timed out waiting for target: Failed to connect to web1: refused',
    attempts: 3,
  },
  {
    name: 'that hangs, then comes',
    answers: ['hangs', 'answers'],
    waitTime: 10,
    expected: 'success',
    attempts: 2,
    forgotten: 1,
  },
  {
    name: 'whose kept connection is dead',
    answers: ['is dead', 'answers'],
    waitTime: 10,
    expected: 'success',
    attempts: 2,
    forgotten: 1,
  },
  {
    name: 'that hangs',
    answers: ['hangs'],
    waitTime: 0,
    expected: 'Timed out waiting for target: web1 does not answer',
    attempts: 1,
    forgotten: 1,
  },
];

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

for (const { name, answers, waitTime, expected, attempts, forgotten = 0 } of cases) {
  test(`waits for a target ${name}`, async () => {
    const clock = new ManualClock();
    const seen = { attempts: 0, forgotten: 0 };
    const connector = {
      connect: async (_: Target, signal: AbortSignal): Promise<ShellConnection> => {
        const answer = answers[seen.attempts] ?? answers.at(-1);
        seen.attempts += 1;
        if (answer === 'hangs') return aborted(signal);
        if (answer === 'refuses') {
          throw new OrchestratorError('puppetlabs.tasks/connect-error', 'Failed to connect to web1: refused');
        }
        return {
          run: (request) => (answer === 'is dead' ? aborted(request.signal) : Promise.resolve({ exitCode: 0 })),
          upload: async () => {},
          download: async () => {},
        };
      },
      forget: () => {
        seen.forgotten += 1;
      },
      close: async () => {},
    };
    const run = { job: '1', target, transaction: 'a', action: { kind: 'wait', waitTime, retryInterval: 2 } } as const;
    let done = false;
    const waiting = waitUntilReachable(run, run.action, connector, clock, new AbortController().signal).finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(1000);
    }
    const { status, value } = await waiting;
    assert.equal(status === 'success' ? 'success' : Object(value['_error']).msg, expected);
    assert.deepEqual(seen, { attempts, forgotten });
    assert.equal(clock.waiting, 0);
  });
}

test('waits no longer when it is cut off', async () => {
  const clock = new ManualClock();
  const abort = new AbortController();
  const connector = { connect: () => aborted(abort.signal), close: async () => {} };
  const run = { job: '1', target, transaction: 'a', action: { kind: 'wait', waitTime: 9, retryInterval: 2 } } as const;
  const waiting = waitUntilReachable(run, run.action, connector, clock, abort.signal);
  abort.abort('stopped');
  await assert.rejects(waiting, (reason) => reason === 'stopped');
  assert.equal(clock.waiting, 0);
});
