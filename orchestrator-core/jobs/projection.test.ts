import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JobEvent, JobHappening, JobNode } from './event.ts';
import { projectJob } from './projection.ts';
import { failureResult, skippedResult } from './results.ts';

const nodes = ['a', 'b', 'c'];
const success = { status: 'success', value: { _output: '' }, reached: true } as const;
const failure = failureResult('x/y', 'no', { reached: true });
const created: JobHappening = {
  type: 'job_created',
  description: {
    command: 'task',
    object: 'm::t',
    parameters: {},
    sensitive: [],
    noop: false,
    nodes,
    concurrency: 2,
  },
};

function numbered(happenings: readonly JobHappening[]): JobEvent[] {
  return happenings.map((happening, index) => ({ ...happening, job: '1', number: index + 1, timestamp: index + 100 }));
}

const running = (node: string): JobHappening => ({
  type: 'node_running',
  node,
  transaction: `t-${node}`,
  transport: 'pcp',
});
const started: readonly JobHappening[] = [created, { type: 'job_running' }];

/** The job's state and its nodes' after the events. */
function states(happenings: readonly JobHappening[]): string {
  const job = projectJob(numbered(happenings));
  return job === undefined ? 'none' : `${job.state}: ${job.nodes.map((node) => node.state).join(' ')}`;
}

test('what the events leave of a job', () => {
  const cases: [string, readonly JobHappening[], string][] = [
    ['nothing', [], 'none'],
    ['not created', [{ type: 'job_running' }], 'none'],
    ['created', [created], 'new: new new new'],
    ['running', [...started, running('b')], 'running: new running new'],
    [
      'finished node',
      [...started, running('a'), { type: 'node_finished', node: 'a', result: success }],
      'running: finished new new',
    ],
    [
      'a node that did not run cannot finish',
      [...started, { type: 'node_finished', node: 'a', result: success }],
      'running: new new new',
    ],
    [
      'a node ends once',
      [
        ...started,
        running('a'),
        { type: 'node_failed', node: 'a', result: failure },
        { type: 'node_finished', node: 'a', result: success },
      ],
      'running: failed new new',
    ],
    [
      'a node runs once',
      [...started, running('a'), { type: 'node_failed', node: 'a', result: failure }, running('a')],
      'running: failed new new',
    ],
    ['an unknown node is nobody', [...started, running('z')], 'running: new new new'],
    [
      'errored without having run',
      [...started, { type: 'node_errored', node: 'a', result: failure }],
      'running: errored new new',
    ],
    ['stopping', [...started, running('a'), { type: 'job_stopping', reason: 'x' }], 'stopping: stopping new new'],
    [
      'started while stopping',
      [...started, { type: 'job_stopping', reason: 'x' }, running('a')],
      'stopping: stopping new new',
    ],
    ['not over while nodes are open', [...started, running('a'), { type: 'job_finished' }], 'running: running new new'],
    [
      'aborted with open nodes',
      [...started, running('a'), { type: 'job_aborted', error: { kind: 'k', msg: 'm', details: {} } }],
      'failed: running new new',
    ],
  ];
  for (const [what, happenings, expected] of cases) assert.equal(states(happenings), expected, what);
});

test('a whole job: times, counts, results, the message of a node that waits', () => {
  const events = numbered([
    ...started,
    running('a'),
    { type: 'node_message', node: 'a', message: 'away' },
    { type: 'node_output', node: 'a', stream: 'stdout', offset: 0, length: 2, text: 'hi' },
    { type: 'node_finished', node: 'a', result: success },
    running('b'),
    { type: 'node_failed', node: 'b', result: failure },
    { type: 'node_skipped', node: 'c', result: skippedResult('late') },
    { type: 'job_failed' },
  ]);
  const waiting = projectJob(events.slice(0, 5));
  assert.equal(waiting?.nodes[0]?.message, 'away');
  const job = projectJob(events);
  assert.deepEqual(job?.nodeStates, { finished: 1, failed: 1, skipped: 1 });
  assert.deepEqual([job?.created, job?.started, job?.finished, job?.lastEvent], [100, 101, 109, 10]);
  assert.deepEqual(job?.nodes[0], {
    name: 'a',
    state: 'finished',
    transport: 'pcp',
    started: 102,
    finished: 105,
    result: success,
  });
});

const anyHappening: fc.Arbitrary<JobHappening> = fc.oneof(
  fc.constantFrom<JobHappening>(
    created,
    { type: 'job_running' },
    { type: 'job_stopping', reason: 'x' },
    { type: 'job_finished' },
    { type: 'job_failed' },
    { type: 'job_stopped' },
  ),
  fc
    .constantFrom(...nodes, 'stranger')
    .chain((node) =>
      fc.constantFrom<JobHappening>(
        running(node),
        { type: 'node_output', node, stream: 'stderr', offset: 0, length: 1, text: 'x' },
        { type: 'node_message', node, message: 'm' },
        { type: 'node_finished', node, result: success },
        { type: 'node_failed', node, result: failure },
        { type: 'node_errored', node, result: failure },
        { type: 'node_stopped', node, result: failure },
        { type: 'node_skipped', node, result: skippedResult('s') },
      ),
    ),
);

test('whatever the order of events, no state is ever left for an earlier one', () => {
  const rank: Readonly<Record<string, number>> = {
    new: 0,
    running: 1,
    stopping: 2,
    finished: 3,
    failed: 3,
    errored: 3,
    stopped: 3,
    skipped: 3,
  };
  fc.assert(
    fc.property(fc.array(anyHappening, { maxLength: 40 }), (happenings) => {
      const events = numbered([created, ...happenings]);
      let before = projectJob(events.slice(0, 1));
      for (let length = 2; length <= events.length; length++) {
        const after = projectJob(events.slice(0, length));
        assert.ok(before !== undefined && after !== undefined);
        assert.ok((rank[after.state] ?? 0) >= (rank[before.state] ?? 0), `${before.state} to ${after.state}`);
        if (before.finished !== undefined) assert.deepEqual({ ...after, lastEvent: 0 }, { ...before, lastEvent: 0 });
        for (const [index, node] of after.nodes.entries()) {
          const earlier: JobNode | undefined = before.nodes[index];
          assert.ok(earlier !== undefined && (rank[node.state] ?? 0) >= (rank[earlier.state] ?? 0));
          if (rank[earlier.state] === 3) assert.deepEqual(node, earlier);
          assert.equal(node.result !== undefined, rank[node.state] === 3);
        }
        const total = Object.values(after.nodeStates).reduce((sum, count) => sum + (count ?? 0), 0);
        assert.equal(total, nodes.length);
        before = after;
      }
    }),
    { seed: 4, numRuns: 300 },
  );
});
