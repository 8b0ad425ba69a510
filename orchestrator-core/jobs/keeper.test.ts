import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Log } from '../common/index.ts';
import { ended, failed, type Held, house, job, never, said, success, whole } from './keeper-house.ts';
import { isFinalEvent, projectJob } from './projection.ts';
import type { Transport } from './transport.ts';

test('a job runs its nodes, passes their output on, and ends', async () => {
  const { keeper, transport } = house();
  const id = await keeper.start(job(['a', 'b']));
  const a = await transport.of('a');
  await a.observer.output(said('hello\n'));
  a.finish(success);
  (await transport.of('b')).finish(failed);
  const events = await whole(keeper, id);
  assert.deepEqual(
    events.map(({ number, type }) => `${number} ${type}`),
    [
      '1 job_created',
      '2 job_running',
      '3 node_running',
      '4 node_running',
      '5 node_output',
      '6 node_finished',
      '7 node_failed',
      '8 job_failed',
    ],
  );
  assert.deepEqual(await keeper.details(id), projectJob(events));
  assert.equal(keeper.running(), 0);
});

test('no more nodes run at the same time than the limit, for any job', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.infiniteStream(fc.nat()),
      async (count, limit, picks) => {
        const { keeper, transport } = house();
        const names = Array.from({ length: count }, (_, index) => `n${index}`);
        const id = await keeper.start(job(names, { concurrency: limit }));
        const open: Held[] = [];
        for (let started = 0; started < count || open.length > 0; ) {
          while (started < count && open.length < limit) open.push(await transport.of(`n${started++}`));
          const pick = (picks.next().value ?? 0) % open.length;
          open.splice(pick, 1)[0]?.finish(success);
        }
        assert.equal((await ended(keeper, id)).state, 'finished');
        assert.equal(transport.most, Math.min(limit, count));
      },
    ),
    { seed: 11, numRuns: 50 },
  );
});

test('stop ends what runs, skips what waits, and says so', async () => {
  const { keeper, transport } = house();
  const id = await keeper.start(job(['a', 'b', 'c'], { concurrency: 2 }));
  (await transport.of('a')).finish(success);
  await transport.of('b');
  await transport.of('c');
  await keeper.stop(id);
  await keeper.stop(id);
  const details = await ended(keeper, id);
  assert.equal(details.state, 'stopped');
  assert.deepEqual(
    details.nodes.map(({ state }) => state),
    ['finished', 'stopped', 'stopped'],
  );
  await keeper.stop(id);

  const second = await keeper.start(job(['d', 'e'], { concurrency: 1 }));
  await transport.of('d');
  await keeper.stop(second);
  const { nodes } = await ended(keeper, second);
  assert.deepEqual(
    nodes.map(({ state }) => state),
    ['stopped', 'skipped'],
  );
  assert.match(JSON.stringify(nodes[1]?.result), /stopped before the turn of this node/);
  await assert.rejects(keeper.stop('99'), { kind: 'puppetlabs.orchestrator/unknown-job' });
});

test('a node that takes longer than allowed is ended; one that does not is left alone', async () => {
  const { keeper, transport, clock } = house();
  const id = await keeper.start(job(['a', 'b'], { timeout: 500, concurrency: 1 }));
  const a = await transport.of('a');
  clock.advance(499);
  assert.equal(a.signal.aborted, false);
  clock.advance(1);
  (await transport.of('b')).finish(success);
  const { state, nodes } = await ended(keeper, id);
  assert.deepEqual([state, ...nodes.map((node) => node.state)], ['failed', 'failed', 'finished']);
  assert.equal(a.signal.reason, 'timed out');
  assert.equal(clock.waiting, 0);
});

test('the error of a transport that fails shows no sensitive value, in the log neither', async () => {
  const lines: string[] = [];
  const broken: Transport = { run: async () => Promise.reject(new Error('cannot send hunter2')) };
  const log: Log = { log: (_level, message) => void lines.push(message) };
  const { keeper } = house(undefined, () => broken, log);
  const id = await keeper.start(job(['a'], { sensitive: { password: 'hunter2' } }));
  const details = await ended(keeper, id);
  assert.match(lines.join(), /cannot send/);
  assert.doesNotMatch(lines.join() + JSON.stringify(details), /hunter2/);
});

test('a transport that throws fails its node with a sentence, and nothing else', async () => {
  const { keeper } = house(undefined, ({ name }) => ({
    run: async () => (name === 'a' ? Promise.reject(new TypeError('boom')) : success),
  }));
  const { nodes } = await ended(keeper, await keeper.start(job(['a', 'b'])));
  assert.deepEqual(
    nodes.map(({ state }) => state),
    ['errored', 'finished'],
  );
  assert.match(JSON.stringify(nodes[0]?.result), /boom/);
});

test('output that comes after the result is not recorded', async () => {
  const { keeper, transport } = house();
  const id = await keeper.start(job(['a']));
  const a = await transport.of('a');
  a.finish(success);
  const events = await whole(keeper, id);
  await a.observer.output(said('late'));
  assert.deepEqual(await whole(keeper, id), events);
});

test('readers that join anywhere, early or late, see every event once and in order', async () => {
  const { keeper, transport } = house();
  const id = await keeper.start(job(['a']));
  const a = await transport.of('a');
  const readers: Promise<number[]>[] = [];
  const join = (start: number): void => {
    readers.push(
      (async () => {
        const numbers: number[] = [];
        for await (const { number } of keeper.events(id, start, never)) numbers.push(number);
        return numbers;
      })(),
    );
  };
  join(1);
  for (let index = 0; index < 300; index++) {
    await a.observer.output(said('x', index));
    if (index % 50 === 0) join(index);
  }
  join(1000);
  a.finish(success);
  const all = await whole(keeper, id);
  join(1);
  for (const numbers of await Promise.all(readers)) {
    const first = numbers[0] ?? 1000;
    assert.deepEqual(
      numbers,
      all.map(({ number }) => number).filter((number) => number >= first),
    );
  }
});

test('a reader of an unknown job is told so, and an abort ends one that waits', async () => {
  const { keeper } = house();
  await assert.rejects(whole(keeper, '5'), { kind: 'puppetlabs.orchestrator/unknown-job' });
  const id = await keeper.start(job(['a']));
  const abort = new AbortController();
  const reader = keeper.events(id, 4, abort.signal)[Symbol.asyncIterator]();
  const waiting = reader.next();
  abort.abort();
  assert.equal((await waiting).done, true);
});

test('a job that began to end while the orchestrator does has one final event, and nothing after it', async () => {
  const { keeper, transport, journal } = house();
  const id = await keeper.start(job(['a']));
  (await transport.of('a')).finish(success);
  await Promise.all([keeper.stop(id), keeper.close('The orchestrator ends.')]);
  const events = await journal.read(id, 1, 100);
  assert.equal(events.filter(isFinalEvent).length <= 1, true);
  if (events.some(isFinalEvent)) assert.equal(events.findIndex(isFinalEvent), events.length - 1);
});
