import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OrchestratorError, silentLog } from '../../orchestrator-core/common/index.ts';
import type { Job } from '../../orchestrator-core/jobs/index.ts';
import type { Notice, Orchestrator } from '../../orchestrator-core/orchestrator.ts';
import { Signal } from '../common/signal.ts';
import type { Session, SessionState } from '../orchestrator/session.ts';
import { Store } from './store.ts';

function job(id: string, extra: Partial<Job> = {}): Job {
  return {
    id,
    state: 'running',
    description: {
      command: 'command',
      object: 'uptime',
      parameters: {},
      sensitive: [],
      noop: false,
      nodes: ['a'],
      concurrency: 1,
    },
    created: 0,
    nodeStates: { running: 1 },
    lastEvent: 1,
    ...extra,
  };
}

/** An orchestrator in memory whose notices a test gives out. */
function fake(jobs: readonly Job[]) {
  const waiting: ((result: IteratorResult<Notice>) => void)[] = [];
  const calls: string[] = [];
  const called = <T>(name: string, value: T) => {
    calls.push(name);
    return Promise.resolve(value);
  };
  const orchestrator = {
    nodes: () => called('nodes', [{ name: 'a' }]),
    groups: () => called('groups', []),
    tasks: () => called('tasks', { tasks: [], problems: [] }),
    plans: () => called('plans', { plans: [], problems: [] }),
    jobs: () => called('jobs', jobs),
    job: (id: string) => called(`job ${id}`, { ...job(id), nodes: [] }),
    status: () => called('status', { version: '1' }),
    notices: () => ({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise((resolve) => waiting.push(resolve)) }),
    }),
  } as unknown as Orchestrator;
  const tell = async (notice: Notice) => {
    waiting.shift()?.({ done: false, value: notice });
    await settle();
  };
  return { orchestrator, calls, tell };
}

/** Lets everything that is already decided happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}

async function bench(jobs: readonly Job[] = [], limit = 3) {
  const changed = new Signal<SessionState>();
  let state: SessionState = { kind: 'stopped' };
  const session = {
    changed,
    get state() {
      return state;
    },
  } as unknown as Session;
  const store = new Store({ session, log: silentLog, jobLimit: () => limit });
  const parts: string[] = [];
  store.changed.on((part) => parts.push(part));
  const become = async (next: SessionState) => {
    state = next;
    changed.fire(next);
    await settle();
  };
  const { orchestrator, calls, tell } = fake(jobs);
  await become({ kind: 'running', orchestrator });
  return { store, parts, become, calls, tell, orchestrator };
}

test('everything is loaded when the orchestrator comes up, and kept while it comes up again', async () => {
  const { store, become, parts } = await bench([job('1')]);
  assert.deepEqual([...new Set(parts)].sort(), ['jobs', 'nodes', 'plans', 'status', 'tasks']);
  assert.equal(store.nodes.length, 1);
  await become({ kind: 'starting', retryOf: 'killed' });
  assert.equal(store.nodes.length, 1);
  await become({ kind: 'failed', reason: 'killed' });
  assert.deepEqual([store.nodes.length, store.jobs.length, store.status], [0, 0, undefined]);
});

test('a notice renews what it is about and nothing else', async () => {
  const { calls, tell } = await bench();
  calls.length = 0;
  await tell({ kind: 'nodes_changed' });
  assert.deepEqual(calls, ['nodes', 'groups']);
  await tell({ kind: 'tasks_changed' });
  assert.deepEqual(calls, ['nodes', 'groups', 'tasks']);
  await tell({ kind: 'plans_changed' });
  assert.deepEqual(calls, ['nodes', 'groups', 'tasks', 'plans']);
});

test('what cannot be loaded is told, and what was there stays', async () => {
  const { store, orchestrator, tell, parts } = await bench();
  const { nodes } = orchestrator;
  orchestrator.nodes = () =>
    Promise.reject(
      new OrchestratorError('bolt/file-error', 'It is no YAML', { details: { path: '/p/inventory.yaml' } }),
    );
  parts.length = 0;
  await tell({ kind: 'inventory_changed' });
  assert.deepEqual(store.fault('nodes'), { message: 'It is no YAML', path: '/p/inventory.yaml' });
  assert.deepEqual([parts, store.nodes.length, store.fault('tasks')], [['nodes'], 1, undefined]);
  orchestrator.nodes = nodes;
  await tell({ kind: 'inventory_changed' });
  assert.equal(store.fault('nodes'), undefined);
});

test('jobs are the newest first, as many as wanted, and never go back in time', async () => {
  const { store, tell } = await bench([job('9'), job('8')], 3);
  await tell({ kind: 'job_changed', job: job('10', { lastEvent: 5 }) });
  await tell({ kind: 'job_changed', job: job('11') });
  await tell({ kind: 'job_changed', job: job('10', { lastEvent: 4, state: 'new' }) });
  assert.deepEqual(
    store.jobs.map((each) => [each.id, each.state]),
    [
      ['11', 'running'],
      ['10', 'running'],
      ['9', 'running'],
    ],
  );
});

test('a job that failed in this window is unseen until somebody looks', async () => {
  const { store, tell } = await bench([job('1', { state: 'failed', nodeStates: { failed: 1 } })]);
  assert.equal(store.unseen.size, 0, 'what failed before the window opened is no news');
  await tell({ kind: 'job_changed', job: job('2') });
  await tell({ kind: 'job_changed', job: job('2', { state: 'failed', nodeStates: { failed: 1 }, lastEvent: 9 }) });
  assert.deepEqual([...store.unseen], ['2']);
  store.see('2');
  assert.equal(store.unseen.size, 0);
});

test("a job's nodes are asked for once for each state of the job", async () => {
  const { store, calls } = await bench();
  await Promise.all([store.details(job('1')), store.details(job('1'))]);
  await store.details(job('1', { lastEvent: 2 }));
  assert.equal(calls.filter((call) => call === 'job 1').length, 2);
});

test('what a plan started stands below its step: it is no job of the list, and its nodes are asked for anew', async () => {
  const parent = { job: '1', step: '2' };
  const child = (extra: Partial<Job> = {}): Job =>
    job('2', { description: { ...job('2').description, parent }, ...extra });
  const { store, tell, calls } = await bench([job('1'), child()]);
  await tell({ kind: 'job_changed', job: child({ lastEvent: 4 }) });
  assert.deepEqual(
    store.jobs.map(({ id }) => id),
    ['1'],
  );
  assert.deepEqual([store.lastEvent('1'), store.lastEvent('2'), store.lastEvent('3')], [1, 4, undefined]);
  await store.child('2');
  await store.child('2');
  await tell({ kind: 'job_changed', job: child({ lastEvent: 5, state: 'failed', nodeStates: { failed: 1 } }) });
  await store.child('2');
  assert.equal(calls.filter((call) => call === 'job 2').length, 2);
  assert.equal(store.unseen.size, 0, 'the plan tells of it');
});
