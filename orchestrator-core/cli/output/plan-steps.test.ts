import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobDetails, PlanStepState } from '../../jobs/index.ts';
import { paintNothing } from './paint.ts';
import { planText } from './plan-steps.ts';

const step: PlanStepState = {
  id: '1',
  function: 'run_task',
  object: 'm::t',
  targets: ['l1', 'l2'],
  arguments: null,
  variables: {},
  quiet: false,
  replayable: true,
  state: 'finished',
  replayed: false,
  jobs: [],
  started: 0,
  finished: 1500,
};

const job: JobDetails = {
  id: '7',
  state: 'failed',
  description: {
    command: 'plan',
    object: 'm::p',
    parameters: {},
    sensitive: [],
    noop: false,
    nodes: [],
    concurrency: 1,
  },
  created: 0,
  nodeStates: {},
  lastEvent: 1,
  nodes: [],
};

test('shows the steps of a plan as a tree, by the names that resuming takes', () => {
  const { finished: _, ...running } = { ...step, id: '4', function: 'file::read', object: '/x', targets: [] };
  const steps: readonly PlanStepState[] = [
    { ...step, replayed: true },
    { ...step, id: '2', function: 'run_plan', object: 'm::q', targets: [], state: 'failed', error: { msg: 'Broken' } },
    {
      ...step,
      id: '2.1',
      parent: '2',
      function: 'upload_file',
      object: '/a',
      arguments: { destination: '/b' },
      failures: 1,
    },
    { ...running, state: 'running' },
  ];
  assert.equal(
    planText({ ...job, steps, outcome: { ok: false, error: { kind: 'k', msg: 'm', details: {} } } }, paintNothing),
    `Steps
  1     finished   task m::t on l1, l2 (kept from the job before)
  2     failed     plan m::q (1.5 sec, Broken)
  2.1   finished     file upload from /a to /b on l1, l2 (1.5 sec, 1 failure)
  4     running    file::read /x

Result
  m
`,
  );
});

test('shows what a plan waits for', () => {
  const prompt = { prompt: 'p', step: '1', message: 'Go on?', sensitive: false };
  assert.equal(
    planText({ ...job, steps: [], prompt }, paintNothing),
    'Steps\n  No steps\n\nWaits for an answer\n  Go on?\n',
  );
});
