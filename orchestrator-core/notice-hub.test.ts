import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, silentLog } from './common/index.ts';
import type { Job } from './jobs/index.ts';
import { NoticeHub } from './notice-hub.ts';
import type { Notice, OrchestratorStatus } from './orchestrator.ts';

const job = (id: string, lastEvent: number): Job => ({ id, lastEvent }) as Job;

/** Reads what is there to be read. */
async function drain(notices: AsyncIterable<Notice>, abort: AbortController): Promise<string[]> {
  const read: string[] = [];
  setImmediate(() => abort.abort());
  for await (const notice of notices) {
    const text = notice.kind === 'log' ? ` ${notice.message}` : '';
    read.push(notice.kind === 'job_changed' ? `job ${notice.job.id}:${notice.job.lastEvent}` : notice.kind + text);
  }
  return read;
}

test('a reader hears what changes after it began, and of what it did not read only the newest', async () => {
  const hub = new NoticeHub(new ManualClock());
  hub.tell({ kind: 'nodes_changed' });
  const abort = new AbortController();
  const notices = hub.read(abort.signal);
  hub.tell({ kind: 'tasks_changed' });
  hub.tell({ kind: 'nodes_changed' });
  hub.tell({ kind: 'tasks_changed' });
  hub.jobChanged(job('1', 1));
  hub.jobChanged(job('2', 1));
  assert.deepEqual(await drain(notices, abort), ['tasks_changed', 'nodes_changed', 'job 1:1', 'job 2:1']);
});

test('the changes of a job within a moment are one', async () => {
  const clock = new ManualClock();
  const hub = new NoticeHub(clock);
  const abort = new AbortController();
  const notices = hub.read(abort.signal)[Symbol.asyncIterator]();
  const next = async (): Promise<number | undefined> => {
    const { value } = await notices.next();
    return value?.kind === 'job_changed' ? value.job.lastEvent : undefined;
  };
  hub.jobChanged(job('1', 1));
  assert.equal(await next(), 1);
  for (let event = 2; event < 50; event++) hub.jobChanged(job('1', event));
  clock.advance(50);
  assert.equal(await next(), 49);
  clock.advance(50);
  assert.equal(clock.waiting, 0);
  abort.abort();
  assert.equal((await notices.next()).done, true);
});

test('changes of nodes within a moment, and those that nobody read, are one notice that names them while they are few', async () => {
  const clock = new ManualClock();
  const hub = new NoticeHub(clock);
  const abort = new AbortController();
  const [quick, slow] = [hub.read(abort.signal), hub.read(abort.signal)].map((one) => one[Symbol.asyncIterator]());
  const named = async (reader: typeof quick): Promise<unknown> => {
    const notice = (await reader?.next())?.value;
    return notice?.kind === 'nodes_changed' ? (notice.nodes ?? 'any') : notice;
  };
  hub.nodesChanged(['a']);
  assert.deepEqual(await named(quick), ['a']);
  hub.nodesChanged(['b']);
  hub.nodesChanged(['c', 'b']);
  clock.advance(200);
  assert.deepEqual(await named(quick), ['b', 'c']);
  clock.advance(200);
  assert.equal(clock.waiting, 0);
  assert.deepEqual(await named(slow), ['a', 'b', 'c']);
  hub.nodesChanged(Array.from({ length: 101 }, (_, index) => `n${index}`));
  assert.equal(await named(quick), 'any');
  hub.nodesChanged(['a']);
  clock.advance(200);
  assert.deepEqual(await named(quick), ['a']);
  assert.equal(await named(slow), 'any');
  hub.close();
  assert.equal(clock.waiting, 0);
});

test('log lines that nobody reads are dropped, and counted', async () => {
  const hub = new NoticeHub(new ManualClock());
  const abort = new AbortController();
  const notices = hub.read(abort.signal);
  const log = hub.tee(silentLog);
  log.log('debug', 'not told');
  for (let line = 1; line <= 1500; line++) log.log('info', `${line}`);
  const read = await drain(notices, abort);
  assert.deepEqual(read.slice(0, 2), [
    'log 500 log lines were not shown: they came faster than they were read.',
    'log 501',
  ]);
  assert.deepEqual([read.length, read.at(-1)], [1001, 'log 1500']);
});

test('a closed hub ends its readers', async () => {
  const clock = new ManualClock();
  const hub = new NoticeHub(clock);
  const notices = hub.read(new AbortController().signal)[Symbol.asyncIterator]();
  const waiting = notices.next();
  hub.jobChanged(job('1', 1));
  hub.close();
  assert.equal((await waiting).done, true);
  assert.equal(clock.waiting, 0);
});

test('a status is told when it is another than before', async () => {
  const hub = new NoticeHub(new ManualClock());
  const abort = new AbortController();
  const notices = hub.read(abort.signal)[Symbol.asyncIterator]();
  const status = (runningJobs: number): OrchestratorStatus => ({
    state: 'running',
    version: '1',
    project: '/p',
    dataDirectory: '/d',
    connectedNodes: 0,
    runningJobs,
  });
  hub.statusChanged(status(1));
  assert.deepEqual((await notices.next()).value, { kind: 'status_changed', status: status(1) });
  hub.statusChanged(status(1));
  hub.tell({ kind: 'tasks_changed' });
  assert.deepEqual((await notices.next()).value, { kind: 'tasks_changed' });
  hub.statusChanged(status(0));
  assert.deepEqual((await notices.next()).value, { kind: 'status_changed', status: status(0) });
});
