import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countingIds, ManualClock, OrchestratorError, silentLog } from '../common/index.ts';
import { bareTarget } from '../inventory/index.ts';
import type { Action, NodeResult } from './action.ts';
import { createJobKeeper } from './keeper.ts';
import { memoryJournal } from './memory-journal.ts';
import type { NewJob } from './new-job.ts';
import type { RestOfJob } from './rest-of-job.ts';
import { failureResult } from './results.ts';
import type { Transport } from './transport.ts';

const success: NodeResult = { status: 'success', value: {}, reached: true };
const action: Action = { kind: 'command', command: 'true', environment: {} };

function jobOf(count: number, { size = 2, pause = 1000, concurrency = 250 } = {}): NewJob {
  const nodes = Array.from({ length: count }, (_, index) => `n${index + 1}`);
  return {
    description: {
      command: 'command',
      object: 'true',
      parameters: {},
      sensitive: [],
      noop: false,
      nodes,
      concurrency,
      batch: { size, pause, agents: [] },
    },
    targets: nodes.map((name) => bareTarget(name, 'ssh')),
    action,
    sensitive: [],
  };
}

/** Lets everything that is already settled be seen. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Keepers over one journal, one life after the other, and nodes that end when a test says so. */
function house() {
  const clock = new ManualClock(1_000_000);
  const journal = memoryJournal(clock);
  const ids = countingIds();
  const running = new Map<string, (result: NodeResult) => void>();
  const began: string[] = [];
  const transport: Transport = {
    run: (run, _observer, signal) => {
      began.push(run.target.name);
      return new Promise((resolve) => {
        running.set(run.target.name, resolve);
        const stopped = failureResult('test/stopped', String(signal.reason), { reached: true });
        signal.addEventListener('abort', () => resolve(stopped));
      });
    },
  };
  const life = () => createJobKeeper({ journal, clock, ids, log: silentLog, transportOf: () => transport });
  /** As an orchestrator that was killed: nothing that it still does is kept. */
  const finish = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) {
      running.get(name)?.(success);
      running.delete(name);
    }
    await settle();
  };
  const events = async (id: string): Promise<string> => {
    const all = await journal.read(id, 1, 1000);
    return all
      .flatMap((event) => {
        if (event.type === 'batch_started') return [`${event.batch}/${event.batches}:${event.nodes}`];
        if (event.type === 'batch_finished') return [`pause ${event.next - event.timestamp}`];
        return event.type === 'node_running' ? [event.node] : event.type.startsWith('job_') ? [event.type] : [];
      })
      .join(' ');
  };
  return { clock, journal, life, finish, began, events };
}

const rest: RestOfJob = async (job) => ({
  action,
  targets: job.nodes.filter(({ state }) => state === 'new').map(({ name }) => bareTarget(name, 'ssh')),
});

test('the next batch begins when all of the one before have ended and the pause is over', async () => {
  const { clock, life, finish, began, events } = house();
  const keeper = life();
  const id = await keeper.start(jobOf(5));
  await settle();
  assert.deepEqual(began, ['n1', 'n2']);
  await finish('n1');
  assert.deepEqual(began, ['n1', 'n2']);
  await finish('n2');
  assert.deepEqual((await keeper.details(id)).batch, { batch: 1, batches: 3, next: clock.now() + 1000 });
  clock.advance(999);
  await settle();
  assert.equal(began.length, 2);
  clock.advance(1);
  await settle();
  assert.deepEqual(began, ['n1', 'n2', 'n3', 'n4']);
  assert.deepEqual((await keeper.details(id)).batch, { batch: 2, batches: 3 });
  await finish('n3', 'n4');
  clock.advance(1000);
  await settle();
  await finish('n5');
  assert.equal((await keeper.details(id)).state, 'finished');
  assert.equal(
    await events(id),
    'job_created job_running 1/3:2 n1 n2 pause 1000 2/3:2 n3 n4 pause 1000 3/3:2 n5 job_finished',
  );
});

test('without a pause batches follow each other, and the concurrency holds within them', async () => {
  const { life, finish, began, events } = house();
  const keeper = life();
  const id = await keeper.start(jobOf(4, { size: 3, pause: 0, concurrency: 2 }));
  await settle();
  assert.deepEqual(began, ['n1', 'n2']);
  await finish('n1');
  assert.deepEqual(began, ['n1', 'n2', 'n3']);
  await finish('n2');
  assert.equal(began.length, 3);
  await finish('n3');
  await finish('n4');
  assert.equal(await events(id), 'job_created job_running 1/2:3 n1 n2 n3 pause 0 2/2:3 n4 job_finished');
});

test('a job is stopped between two batches', async () => {
  const { clock, life, finish, began, events } = house();
  const keeper = life();
  const id = await keeper.start(jobOf(5));
  await settle();
  await finish('n1', 'n2');
  await keeper.stop(id);
  await settle();
  clock.advance(10_000);
  await settle();
  assert.equal(began.length, 2);
  const { state, nodeStates } = await keeper.details(id);
  assert.deepEqual([state, nodeStates], ['stopped', { finished: 2, skipped: 3 }]);
  assert.equal(await events(id), 'job_created job_running 1/3:2 n1 n2 pause 1000 job_stopping job_stopped');
});

test('the next life goes on after the pause, as far as it was over', async () => {
  const { clock, life, finish, began, events } = house();
  const first = life();
  const id = await first.start(jobOf(5));
  await settle();
  await finish('n1', 'n2');
  clock.advance(400);
  await first.close('The orchestrator ends.');
  clock.advance(100);
  await settle();
  const second = life();
  await second.recover(async (name) => bareTarget(name, 'ssh'), rest);
  clock.advance(499);
  await settle();
  assert.equal(began.length, 2);
  clock.advance(1);
  await settle();
  assert.deepEqual(began.slice(2), ['n3', 'n4']);
  await finish('n3', 'n4');
  clock.advance(1000);
  await settle();
  await finish('n5');
  assert.equal((await second.details(id)).state, 'finished');
  assert.equal(
    await events(id),
    'job_created job_running 1/3:2 n1 n2 pause 1000 2/3:2 n3 n4 pause 1000 3/3:2 n5 job_finished',
  );
});

test('a graceful end in the middle of a batch ends what runs, and the next life begins with the others', async () => {
  const { clock, life, began, finish } = house();
  const first = life();
  const id = await first.start(jobOf(5, { size: 3, concurrency: 2 }));
  await settle();
  await first.close('The orchestrator ends.');
  const second = life();
  await second.recover(async (name) => bareTarget(name, 'ssh'), rest);
  await settle();
  // The third of the first batch, and no other.
  assert.deepEqual(began, ['n1', 'n2', 'n3']);
  await finish('n3');
  clock.advance(1000);
  await settle();
  await finish('n4', 'n5');
  const { state, nodes } = await second.details(id);
  assert.equal(state, 'failed');
  assert.deepEqual(
    nodes.map(({ name, state: each }) => `${name} ${each}`),
    ['n1 stopped', 'n2 stopped', 'n3 finished', 'n4 finished', 'n5 finished'],
  );
});

test('a batch that was opened and in which none had begun begins in the next life', async () => {
  const { clock, journal, life, finish, began, events } = house();
  const { description } = jobOf(3);
  const id = await journal.nextJobId();
  await journal.append([
    { job: id, happening: { type: 'job_created', description } },
    { job: id, happening: { type: 'job_running' } },
    { job: id, happening: { type: 'batch_started', batch: 1, batches: 2, nodes: 2 } },
  ]);
  await life().recover(async (name) => bareTarget(name, 'ssh'), rest);
  await settle();
  assert.deepEqual(began, ['n1', 'n2']);
  await finish('n1', 'n2');
  clock.advance(1000);
  await settle();
  await finish('n3');
  assert.equal(await events(id), 'job_created job_running 1/2:2 n1 n2 pause 1000 2/2:2 n3 job_finished');
});

test('what cannot be gone on with is skipped, and says why', async () => {
  const { life, finish } = house();
  const first = life();
  const id = await first.start(jobOf(3));
  await settle();
  await finish('n1', 'n2');
  await first.close('The orchestrator ends.');
  const second = life();
  await second.recover(
    async (name) => bareTarget(name, 'ssh'),
    async () => {
      throw new OrchestratorError('baton/sensitive-parameters-needed', 'Sensitive values are not kept.');
    },
  );
  await settle();
  const { state, nodes } = await second.details(id);
  assert.deepEqual([state, nodes[2]?.state], ['failed', 'skipped']);
  const msg =
    "The orchestrator ended before the turn of this node came, as of 1 of the 3 nodes, and cannot go on: Sensitive values are not kept. Those that did not finish are run with 'Run Again on the Failed Nodes' or '--rerun failure:1'.";
  assert.deepEqual(nodes[2]?.result?.value['_error'], { kind: 'baton/skipped', msg, details: {} });
});
