import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, OrchestratorError } from '../common/index.ts';
import { bareTarget } from '../inventory/index.ts';
import type { Journal } from './journal.ts';
import { ended, house, job, ScriptedTransport, said, success, whole } from './keeper-house.ts';
import { memoryJournal } from './memory-journal.ts';
import { projectJob } from './projection.ts';
import type { Transport } from './transport.ts';

test('a clock that was set back between two lives gives a node no more time than it was to have', async () => {
  const before = house();
  before.clock.advance(1_000_000);
  const id = await before.keeper.start(job(['a'], { timeout: 500 }));
  await before.transport.of('a');
  const after = house(before.journal);
  await after.keeper.recover(async (name) => bareTarget(name, 'pcp'));
  const a = await after.transport.of('a');
  after.clock.advance(500);
  assert.equal(a.signal.reason, 'timed out');
  assert.equal((await ended(after.keeper, id)).state, 'failed');
});

test('after a restart a job is followed from where its output stopped, and ends with what the node says', async () => {
  const before = house();
  const id = await before.keeper.start(job(['a', 'b', 'c'], { concurrency: 2 }));
  await (await before.transport.of('a')).observer.output(said('ä1'));
  const transaction = (await before.transport.of('b')).run.transaction;

  // Nothing is told to the first life: it is as if it had been killed.
  const after = house(before.journal);
  await after.keeper.recover(async (name) => bareTarget(name, 'pcp'));
  const [a, b] = [await after.transport.of('a'), await after.transport.of('b')];
  assert.deepEqual(a.from, { stdout: { bytes: 3, characters: 2 }, stderr: { bytes: 0, characters: 0 } });
  assert.equal(b.run.transaction, transaction);
  await a.observer.output(said('2', 3));
  a.finish(success);
  b.finish(undefined);
  const { state, nodes } = await ended(after.keeper, id);
  assert.deepEqual([state, ...nodes.map((node) => node.state)], ['failed', 'finished', 'errored', 'skipped']);
  assert.equal(after.transport.held.length, 2, 'nothing is run again');
  assert.match(JSON.stringify(nodes[1]?.result), /may never have begun/);
});

test('after a restart what is said of a job with sensitive parameters is withheld', async () => {
  const before = house();
  const id = await before.keeper.start(job(['a'], { sensitive: { password: 'hunter2' } }));
  await before.transport.of('a');
  const after = house(before.journal);
  await after.keeper.recover(async (name) => bareTarget(name, 'pcp'));
  const a = await after.transport.of('a');
  await a.observer.output(said('hunter2'));
  a.finish({ ...success, value: { _output: 'hunter2' } });
  assert.equal((await ended(after.keeper, id)).state, 'finished');
  assert.ok(!JSON.stringify(await whole(after.keeper, id)).includes('hunter2'));
});

test('after a restart a stopped job is stopped, and what cannot be followed is errored', async () => {
  const before = house();
  const id = await before.keeper.start(job(['a']));
  const other = await before.keeper.start(job(['b']));
  await before.transport.of('b');
  const a = await before.transport.of('a');
  const stopping = before.keeper.stop(id);
  await stopping;
  const after = house(await copyUntilStopping(before.journal, [id, other]), ({ name }) =>
    name === 'a' ? new ScriptedTransport() : { run: async () => assert.fail('must not run again') },
  );
  await after.keeper.recover(async (name) => bareTarget(name, 'pcp'));
  assert.equal((await ended(after.keeper, id)).state, 'stopped');
  assert.deepEqual(
    (await ended(after.keeper, other)).nodes.map(({ state }) => state),
    ['errored'],
  );
  assert.equal(a.signal.aborted, true);
});

/** A journal with the events of the other up to the wish to stop: what a kill in that moment leaves. */
async function copyUntilStopping(from: Journal, ids: readonly string[]): Promise<Journal> {
  const copy = memoryJournal(new ManualClock());
  for (const id of ids) {
    assert.equal(await copy.nextJobId(), id);
    for (const { job: _, number: __, timestamp: ___, ...happening } of await from.read(id, 1, 1000)) {
      await copy.append([{ job: id, happening }]);
      if (happening.type === 'job_stopping') break;
    }
  }
  return copy;
}

test('at a graceful end what can be followed goes on, and the rest is stopped', async () => {
  const transport = new ScriptedTransport();
  const mortal: Transport = { run: (run, observer, signal) => transport.run(run, observer, signal) };
  const { keeper, journal } = house(undefined, ({ name }) => (name.startsWith('local') ? mortal : transport));
  const mixed = await keeper.start(job(['local1', 'agent1']));
  const local = await keeper.start(job(['local2', 'local3'], { concurrency: 1 }));
  for (const name of ['local1', 'agent1', 'local2']) await transport.of(name);
  const reader = whole(keeper, mixed);
  await Promise.all([
    assert.rejects(reader, { kind: 'baton/stopping', message: /followed again after its next start/ }),
    keeper.close('The orchestrator ends.'),
  ]);
  assert.equal((await transport.of('agent1')).signal.aborted, false);
  const states = async (id: string): Promise<unknown> => {
    const details = projectJob(await journal.readStates(id));
    return [details?.state, ...(details?.nodes.map((node) => node.state) ?? [])];
  };
  assert.deepEqual(await states(mixed), ['running', 'stopped', 'running']);
  assert.deepEqual(await states(local), ['stopped', 'stopped', 'skipped']);
  assert.deepEqual(await journal.unfinished(), [mixed]);
  await assert.rejects(keeper.start(job(['x'])), { kind: 'baton/stopping' });
});

test('a job that cannot be taken up again is aborted with the reason', async () => {
  const before = house();
  const id = await before.keeper.start(job(['a']));
  await before.transport.of('a');
  const after = house(before.journal);
  await after.keeper.recover(async () => {
    throw new OrchestratorError('test/broken', 'The inventory is gone.');
  });
  const details = await after.keeper.details(id);
  assert.deepEqual([details.state, details.error?.kind], ['failed', 'test/broken']);
  assert.deepEqual(await before.journal.unfinished(), []);
});
