import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  countingIds,
  type Json,
  type JsonObject,
  type Log,
  ManualClock,
  OrchestratorError,
  redactedText,
  silentLog,
} from '../common/index.ts';
import { bareTarget, type Target } from '../inventory/index.ts';
import type { NodeResult, NodeRun } from './action.ts';
import { writeHappening } from './bounds.ts';
import type { JobDetails, JobEvent, OutputChunk } from './event.ts';
import type { Journal } from './journal.ts';
import { createJobKeeper, type JobKeeper } from './keeper.ts';
import { memoryJournal } from './memory-journal.ts';
import type { NewJob } from './new-job.ts';
import { isFinalEvent, projectJob } from './projection.ts';
import { failureResult } from './results.ts';
import type { OutputPosition, RunObserver, Transport } from './transport.ts';

const success: NodeResult = { status: 'success', value: { _output: 'done' }, reached: true };
const failed: NodeResult = failureResult('puppetlabs.tasks/task-error', 'exit 1', { reached: true });

/** A run that a test holds in its hand. */
interface Held {
  readonly run: NodeRun;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
  readonly from?: Readonly<Record<'stdout' | 'stderr', OutputPosition>>;
  finish(result: NodeResult | undefined): void;
}

/** A transport whose runs end when the test says so; a stop ends them by itself. */
class ScriptedTransport implements Transport {
  readonly held: Held[] = [];
  most = 0;
  #now = 0;
  #arrived: () => void = () => {};

  run(run: NodeRun, observer: RunObserver, signal: AbortSignal): Promise<NodeResult> {
    return this.#hold(run, observer, signal).then((result) => result ?? failed);
  }

  resume(
    run: NodeRun,
    from: NonNullable<Held['from']>,
    observer: RunObserver,
    signal: AbortSignal,
  ): Promise<NodeResult | undefined> {
    return this.#hold(run, observer, signal, from);
  }

  #hold(
    run: NodeRun,
    observer: RunObserver,
    signal: AbortSignal,
    from?: Held['from'],
  ): Promise<NodeResult | undefined> {
    this.most = Math.max(this.most, ++this.#now);
    const { promise, resolve } = Promise.withResolvers<NodeResult | undefined>();
    const stop = (): void => resolve(failureResult(`test/${signal.reason}`, String(signal.reason), { reached: true }));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    this.held.push({ run, observer, signal, finish: resolve, ...(from === undefined ? {} : { from }) });
    this.#arrived();
    return promise.finally(() => {
      this.#now -= 1;
    });
  }

  /** The run of a node, once it has arrived here. */
  async of(node: string): Promise<Held> {
    for (;;) {
      const found = this.held.find((held) => held.run.target.name === node);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }
}

function job(
  nodes: readonly string[],
  more: { concurrency?: number; timeout?: number; sensitive?: JsonObject } = {},
): NewJob {
  const { concurrency = 250, timeout, sensitive = {} } = more;
  return {
    description: {
      command: 'task',
      object: 'm::t',
      parameters: {},
      sensitive: Object.keys(sensitive),
      noop: false,
      nodes,
      concurrency,
      ...(timeout === undefined ? {} : { timeout }),
    },
    targets: nodes.map((name) => bareTarget(name, 'pcp')),
    action: { kind: 'task', task: { name: 'm::t', metadata: {}, files: [] }, parameters: sensitive, noop: false },
    sensitive: Object.values(sensitive),
  };
}

interface House {
  readonly clock: ManualClock;
  readonly journal: Journal;
  readonly transport: ScriptedTransport;
  readonly keeper: JobKeeper;
}

function house(journal?: Journal, transportOf?: (target: Target) => Transport, log: Log = silentLog): House {
  const clock = new ManualClock(1000);
  const kept = journal ?? memoryJournal(clock);
  const transport = new ScriptedTransport();
  const ports = {
    journal: kept,
    clock,
    ids: countingIds(),
    log,
    transportOf: transportOf ?? (() => transport),
  };
  return { clock, journal: kept, transport, keeper: createJobKeeper(ports) };
}

/** A journal on a disk that has no space left while `full` is set. */
function fullableDisk(): { readonly journal: Journal; full: boolean } {
  const memory = memoryJournal(new ManualClock());
  const append: Journal['append'] = async (events) => {
    if (disk.full) throw new OrchestratorError('baton/disk-full', 'No space left.');
    return memory.append(events);
  };
  const disk = { full: false, journal: { ...memory, append } };
  return disk;
}

const never: AbortSignal = new AbortController().signal;

/** All events of a job, once it is over. */
async function whole(keeper: JobKeeper, id: string): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of keeper.events(id, 1, never)) events.push(event);
  return events;
}

async function ended(keeper: JobKeeper, id: string): Promise<JobDetails> {
  await whole(keeper, id);
  return keeper.details(id);
}

function said(text: string, offset = 0): OutputChunk {
  return { stream: 'stdout', offset, length: Buffer.byteLength(text), text };
}

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

test('a job that began to end while the orchestrator does has one final event, and nothing after it', async () => {
  const { keeper, transport, journal } = house();
  const id = await keeper.start(job(['a']));
  (await transport.of('a')).finish(success);
  await Promise.all([keeper.stop(id), keeper.close('The orchestrator ends.')]);
  const events = await journal.read(id, 1, 100);
  assert.equal(events.filter(isFinalEvent).length <= 1, true);
  if (events.some(isFinalEvent)) assert.equal(events.findIndex(isFinalEvent), events.length - 1);
});
