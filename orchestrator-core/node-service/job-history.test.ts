import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobDescription, JobDetails, NodeEvent, NodeState } from '../jobs/index.ts';
import { createJobHistory, readJobHistory } from './job-history.ts';

const description = (object: string): JobDescription => ({
  command: 'task',
  object,
  parameters: {},
  sensitive: [],
  noop: false,
  nodes: [],
  concurrency: 1,
});

function details(id: number, nodes: Readonly<Record<string, NodeState>>, steps: readonly string[] = []): JobDetails {
  const listed = Object.entries(nodes).map(([name, state]) => ({ name, state, started: id * 10 }));
  const job = {
    id: String(id),
    state: 'finished',
    description: description(`t${id}`),
    created: id,
    nodeStates: {},
    lastEvent: 1,
  };
  return { ...job, nodes: listed, steps: steps.map((child) => ({ jobs: [child] })) } as unknown as JobDetails;
}

const event = (job: number, node: string, type: NodeEvent['type']): NodeEvent =>
  ({ type, job: String(job), number: 2, timestamp: job * 10, node, result: {} }) as unknown as NodeEvent;

test('of each node the newest jobs are known, whatever order they are told in', () => {
  const history = createJobHistory();
  history.take(event(3, 'a', 'node_running'), description('t3'));
  history.take(event(3, 'b', 'node_skipped'), description('t3'));
  history.add(details(2, { a: 'failed' }));
  history.take(event(3, 'a', 'node_finished'), description('t3'));
  assert.deepEqual(history.of('a'), [
    { id: '3', at: 30, title: 'task t3', state: 'finished' },
    { id: '2', at: 20, title: 'task t2', state: 'failed' },
  ]);
  assert.deepEqual([history.last('b')?.state, history.last('c')], ['skipped', undefined]);
});

test('the oldest jobs are forgotten', () => {
  const history = createJobHistory();
  for (let job = 1; job <= 30; job += 1) history.take(event(job, 'a', 'node_finished'), description(`t${job}`));
  assert.deepEqual([history.of('a').length, history.of('a')[0]?.id, history.of('a').at(-1)?.id], [20, '30', '11']);
  for (let job = 31; job <= 2040; job += 1) history.take(event(job, `n${job}`, 'node_finished'), description('t'));
  assert.deepEqual([history.of('a'), history.last('n40'), history.last('n41')?.id], [[], undefined, '41']);
});

test('jobs that are too old for a node take no room', () => {
  const history = createJobHistory();
  const names = Array.from({ length: 1000 }, (_, index) => `n${index}`);
  const nodes = Object.fromEntries(names.map((name) => [name, 'finished' as const]));
  for (let job = 300; job > 0; job -= 1) history.add(details(job, nodes));
  assert.equal(history.isFull(), false);
  history.take(event(301, 'n0', 'node_finished'), description('t301'));
  assert.deepEqual([history.of('n0').length, history.of('n1').length, history.of('n1').at(-1)?.id], [20, 20, '281']);
});

test('after a start the newest jobs are read with those that plans started', async () => {
  const jobs = new Map(
    [details(1, { a: 'finished' }), details(2, { b: 'failed' }), details(3, {}, ['2'])].map((job) => [job.id, job]),
  );
  const keeper = {
    list: async () => ['3', '1'].map((id) => jobs.get(id)),
    details: async (id: string) => jobs.get(id),
  } as unknown as Parameters<typeof readJobHistory>[1];
  const history = createJobHistory();
  assert.deepEqual([...(await readJobHistory(history, keeper))].sort(), ['a', 'b']);
  assert.equal(history.last('b')?.state, 'failed');
});
