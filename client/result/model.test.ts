import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobDetails } from '../../orchestrator-core/jobs/index.ts';
import { parseResultPath, resultPath, resultText } from './model.ts';

test('a path goes there and back, whatever the node is called', () => {
  for (const node of ['node1', 'ssh://web:22', 'a b/c', 'ü.json']) {
    assert.deepEqual(parseResultPath(resultPath('12', node)), { job: '12', node });
  }
  for (const path of ['', '/x/y.json', '/1/.json', '/1/y']) assert.equal(parseResultPath(path), undefined, path);
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
  const shown = (name: string) => JSON.parse(resultText(job, name));
  const item = { target: 'a', action: 'task', object: 'demo::wait', status: 'success', value: { up: true } };
  assert.deepEqual(shown('a'), item);
  assert.equal(shown('b').object, null);
  assert.equal(shown('c').status, 'running');
  assert.equal(shown('d').status, 'unknown');
});
