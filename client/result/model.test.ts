import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobDetails } from '../../orchestrator-core/jobs/index.ts';
import { parseResultAddress, type ResultPlace, resultAddress, resultText } from './model.ts';

test('an address goes there and back, whatever the node is called', () => {
  const places: readonly ResultPlace[] = [
    ...['node1', 'ssh://web:22', 'a b/c', 'ü.json'].map((node): ResultPlace => ({ job: '12', kind: 'node', node })),
    { job: '12', kind: 'outcome' },
    { job: '12', kind: 'step', step: '3/2.1' },
    { job: '12', kind: 'variables', step: '3.1' },
  ];
  for (const place of places) assert.deepEqual(parseResultAddress(resultAddress(place)), place);
  for (const path of ['', '/x/y.json', '/1/.json', '/1/y']) {
    assert.equal(parseResultAddress({ path, query: '' }), undefined, path);
  }
  assert.equal(parseResultAddress({ path: '/1/y.json', query: 'other' }), undefined);
});

test("a node's result is shown as Bolt prints it", () => {
  const job: JobDetails = {
    id: '1',
    state: 'failed',
    description: {
      command: 'task',
      object: 'demo::wait',
      parameters: {},
      sensitive: [],
      noop: false,
      nodes: ['a', 'b', 'c'],
      concurrency: 1,
    },
    created: 0,
    nodeStates: {},
    lastEvent: 9,
    nodes: [
      { name: 'a', state: 'finished', result: { status: 'success', value: { up: true }, reached: true } },
      { name: 'b', state: 'errored', result: { status: 'failure', value: {}, reached: false } },
      { name: 'c', state: 'running' },
    ],
  };
  const shown = (name: string) => JSON.parse(resultText(job, { job: '1', kind: 'node', node: name }));
  const item = { target: 'a', action: 'task', object: 'demo::wait', status: 'success', value: { up: true } };
  assert.deepEqual(shown('a'), item);
  assert.equal(shown('b').object, null);
  assert.equal(shown('c').status, 'running');
  assert.equal(shown('d').status, 'unknown');
});

test('a plan, its steps and what they could see are shown as values', () => {
  const step = {
    id: '2',
    function: 'run_task',
    object: 'demo::wait',
    targets: ['a'],
    arguments: { seconds: 1 },
    variables: { seconds: 1, password: 'Sensitive [value redacted]' },
    quiet: false,
    replayable: true,
    state: 'finished',
    replayed: false,
    jobs: ['2'],
    started: 0,
    value: [{ target: 'a' }],
  } as const;
  const job = (extra: object): JobDetails => ({
    id: '1',
    state: 'finished',
    description: {
      command: 'plan',
      object: 'demo',
      parameters: {},
      sensitive: [],
      noop: false,
      nodes: [],
      concurrency: 1,
    },
    created: 0,
    nodeStates: {},
    lastEvent: 9,
    nodes: [],
    steps: [step],
    ...extra,
  });
  const error = { kind: 'bolt/run-failure', msg: 'Plan aborted', details: {} };
  const shown = (extra: object, place: ResultPlace) => JSON.parse(resultText(job(extra), place));
  const outcome: ResultPlace = { job: '1', kind: 'outcome' };
  assert.deepEqual(shown({ outcome: { ok: true, value: [1], shape: 'data' } }, outcome), [1]);
  assert.deepEqual(shown({ outcome: { ok: false, error } }, outcome), error);
  assert.deepEqual(shown({ error }, outcome), error);
  assert.deepEqual(shown({ state: 'running' }, outcome), { state: 'running' });
  assert.deepEqual(shown({}, { job: '1', kind: 'variables', step: '2' }), step.variables);
  const item = { function: 'run_task', object: 'demo::wait', targets: ['a'], arguments: { seconds: 1 } };
  assert.deepEqual(shown({}, { job: '1', kind: 'step', step: '2' }), {
    ...item,
    state: 'finished',
    value: [{ target: 'a' }],
  });
  assert.deepEqual(shown({}, { job: '1', kind: 'step', step: '9' }), { state: 'unknown' });
});
