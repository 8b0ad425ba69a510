import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countingIds, ManualClock, OrchestratorError } from '../common/index.ts';
import { bareTarget } from '../inventory/index.ts';
import type { NodeResult, NodeRun, Transport } from '../jobs/index.ts';
import type { Pong } from '../orchestrator.ts';
import { pingNodes } from './ping-nodes.ts';

/** Nodes that answer when a test says so. */
function nodes(count: number, transport?: Partial<Transport>) {
  const clock = new ManualClock();
  const pending = new Map<string, (result: NodeResult) => void>();
  const runs: NodeRun[] = [];
  const abort = new AbortController();
  const aborted: string[] = [];
  const asked: Transport = {
    run: (run, _observer, signal) => {
      runs.push(run);
      signal.addEventListener('abort', () => aborted.push(run.target.name));
      return new Promise((resolve) => pending.set(run.target.name, resolve));
    },
    ...transport,
  };
  const names = Array.from({ length: count }, (_, index) => `n${index + 1}`);
  const inventory = {
    resolve: async ([name = '']: readonly string[]) => {
      if (name === 'n13') throw new OrchestratorError('bolt/unknown-transport', 'Unknown transport x');
      return [{ ...bareTarget(name, 'ssh'), options: { 'run-as': 'root', port: 22 } }];
    },
  };
  const request = { names, inventory, connected: [], timeout: 5000, signal: abort.signal };
  const pongs = pingNodes(request, { clock, ids: countingIds(), elapsed: () => clock.now(), transportOf: () => asked });
  const answer = (name: string, error?: { kind: string; msg: string }): void => {
    const value = error === undefined ? {} : { _error: { ...error, details: {} } };
    pending.get(name)?.({ status: error === undefined ? 'success' : 'failure', value, reached: true });
  };
  const next = async (): Promise<Pong | undefined> => {
    const { value, done } = await pongs.next();
    return done ? undefined : value;
  };
  return { clock, runs, abort, aborted, answer, next, pongs };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('answers come as they are given, with the time that each took', async () => {
  const { clock, runs, answer, next } = nodes(3);
  const first = next();
  await settle();
  clock.advance(20);
  answer('n2');
  assert.deepEqual(await first, { node: 'n2', transport: 'ssh', ok: true, milliseconds: 20 });
  clock.advance(30);
  answer('n3', { kind: 'puppetlabs.tasks/connect-error', msg: 'Failed to connect' });
  const error = { kind: 'puppetlabs.tasks/connect-error', msg: 'Failed to connect', details: {} };
  assert.deepEqual(await next(), { node: 'n3', transport: 'ssh', ok: false, error, milliseconds: 50 });
  answer('n1');
  assert.equal((await next())?.node, 'n1');
  assert.equal(await next(), undefined);
  // Nobody becomes anybody for it.
  const { target, action } = runs[0] ?? {};
  assert.deepEqual([target?.options, action], [{ port: 22 }, { kind: 'command', command: 'true', environment: {} }]);
});

test('who does not answer in time is given up', async () => {
  const { clock, next, aborted } = nodes(1);
  const only = next();
  await settle();
  clock.advance(5000);
  const pong = await only;
  assert.ok(pong?.ok === false);
  assert.deepEqual([pong.error.kind, pong.error.msg], ['baton/ping-timeout', 'n1 did not answer within 5 seconds.']);
  assert.deepEqual(aborted, ['n1']);
  assert.equal(await next(), undefined);
});

test('no more than 250 are asked at the same time, and each is', async () => {
  const { runs, answer, next } = nodes(300);
  const first = next();
  await settle();
  // The thirteenth is not asked: its configuration will not do.
  assert.equal(runs.length, 250);
  assert.deepEqual((await first)?.node, 'n13');
  answer('n1');
  assert.equal((await next())?.node, 'n1');
  for (let index = 2; index <= 300; index++) {
    if (index === 13) continue;
    const one = next();
    await settle();
    answer(`n${index}`);
    assert.equal((await one)?.node, `n${index}`);
  }
  assert.equal(await next(), undefined);
  assert.equal(runs.length, 299);
});

test('whoever stops reading stops asking', async () => {
  const left = nodes(2);
  const first = left.next();
  await settle();
  left.answer('n1');
  await first;
  await left.pongs.return(undefined);
  assert.ok(left.aborted.includes('n2'));
  const cut = nodes(2);
  const never = cut.next();
  await settle();
  cut.abort.abort();
  assert.equal(await never, undefined);
  assert.deepEqual(cut.aborted, ['n1', 'n2']);
});
