import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, ManualClock, redactedText } from '../common/index.ts';
import { writeHappening } from './bounds.ts';
import type { Journal } from './journal.ts';
import {
  ended,
  failed,
  fullableDisk,
  house,
  job,
  never,
  ScriptedTransport,
  said,
  success,
  whole,
} from './keeper-house.ts';
import { memoryJournal } from './memory-journal.ts';

test('sensitive values reach neither the journal nor a reader, however they are cut', async () => {
  const { keeper, transport, journal } = house();
  const id = await keeper.start(job(['a'], { sensitive: { password: 'hunter2' } }));
  const a = await transport.of('a');
  await a.observer.output(said('pw: hun'));
  await a.observer.output(said('ter2\nhunt', 7));
  await a.observer.message('no hunter2 here');
  a.finish({ ...failed, value: { _output: 'hunter2', _error: { kind: 'k', msg: 'hunter2 is wrong', details: {} } } });
  const events = await whole(keeper, id);
  assert.ok(!JSON.stringify([events, await journal.read(id, 1, 100)]).includes('hunter2'));
  const output = events.flatMap((event) => (event.type === 'node_output' ? [event.text] : [])).join('');
  assert.equal(output, `pw: ${redactedText}\nhunt`);
});

test('nobody is told of an event before it is durable', async () => {
  const clock = new ManualClock();
  const memory = memoryJournal(clock);
  let durable: Promise<void> = Promise.resolve();
  const journal: Journal = { ...memory, append: async (events) => durable.then(() => memory.append(events)) };
  const { keeper, transport } = house(journal);
  let changes = 0;
  keeper.onChange(() => {
    changes += 1;
  });
  const id = await keeper.start(job(['a']));
  const a = await transport.of('a');
  const { promise, resolve } = Promise.withResolvers<void>();
  durable = promise;
  let isTaken = false;
  const taken = a.observer.output(said('x')).then(() => {
    isTaken = true;
  });
  const before = changes;
  const next = keeper.events(id, 4, never)[Symbol.asyncIterator]().next();
  await new Promise(setImmediate);
  assert.deepEqual([isTaken, changes, (await keeper.details(id)).lastEvent], [false, before, 3]);
  resolve();
  await taken;
  assert.equal((await next).value?.type, 'node_output');
  a.finish(success);
  await whole(keeper, id);
});

test('a job that cannot be kept is refused and leaves nothing; one that runs waits for its journal', async () => {
  const disk = fullableDisk();
  disk.full = true;
  const { keeper, transport, clock: keeperClock } = house(disk.journal);
  await assert.rejects(keeper.start(job(['a'])), { kind: 'baton/disk-full' });
  assert.deepEqual([transport.held.length, await keeper.list({ limit: 9 })], [0, []]);

  disk.full = false;
  const id = await keeper.start(job(['a']));
  const a = await transport.of('a');
  disk.full = true;
  a.finish(success);
  while (keeperClock.waiting === 0) await new Promise(setImmediate);
  disk.full = false;
  keeperClock.advance(5000);
  assert.equal((await ended(keeper, id)).state, 'finished');
});

test('what the journal did not take does not run', async () => {
  const disk = fullableDisk();
  const { keeper, transport, clock: keeperClock } = house(disk.journal);
  await keeper.start(job(['a', 'b'], { concurrency: 1 }));
  const a = await transport.of('a');
  disk.full = true;
  a.finish(success);
  while (keeperClock.waiting === 0) await new Promise(setImmediate);
  const late = keeper.start(job(['c']));
  const closing = keeper.close('The orchestrator ends.');
  keeperClock.advance(5000);
  await Promise.all([closing, assert.rejects(late)]);
  assert.deepEqual(
    transport.held.map(({ run }) => run.target.name),
    ['a'],
  );
});

test('a result that no journal can write ends its node all the same', async () => {
  const memory = memoryJournal(new ManualClock());
  const journal: Journal = {
    ...memory,
    append: async (events) => {
      for (const { happening } of events) writeHappening(happening);
      return memory.append(events);
    },
  };
  const { keeper, transport, clock } = house(journal);
  const id = await keeper.start(job(['a', 'b']));
  let deep: Json = [];
  for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
  (await transport.of('a')).finish({ ...success, value: { deep } });
  (await transport.of('b')).finish(success);
  const { state, nodes } = await ended(keeper, id);
  assert.deepEqual([state, ...nodes.map((node) => node.state)], ['finished', 'finished', 'finished']);
  assert.match(String(nodes[0]?.result?.value['_output']), /could not be kept/);
  assert.equal(clock.waiting, 0);
});

test('a journal that takes nothing keeps nobody from ending what runs, and is told of that later', async () => {
  const disk = fullableDisk();
  const { keeper, transport, clock: keeperClock } = house(disk.journal);
  const id = await keeper.start(job(['a']));
  const { signal } = await transport.of('a');
  disk.full = true;
  const stopping = keeper.stop(id);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  disk.full = false;
  while (keeperClock.waiting === 0) await new Promise(setImmediate);
  keeperClock.advance(5000);
  await stopping;
  const types = (await whole(keeper, id)).map(({ type }) => type);
  assert.deepEqual(types.slice(-3), ['job_stopping', 'node_stopped', 'job_stopped']);
});

test('what the journal never took is told when the orchestrator has ended', async () => {
  const disk = fullableDisk();
  const mortal = new ScriptedTransport();
  const { keeper } = house(disk.journal, () => ({ run: (run, observer, signal) => mortal.run(run, observer, signal) }));
  const id = await keeper.start(job(['a', 'b'], { concurrency: 1 }));
  await mortal.of('a');
  disk.full = true;
  const unkept = await keeper.close('The orchestrator ends.');
  assert.deepEqual(unkept, [{ job: id, events: 4, nodes: ['a', 'b'], reason: 'No space left.' }]);
  assert.deepEqual(await disk.journal.unfinished(), [id]);
});
