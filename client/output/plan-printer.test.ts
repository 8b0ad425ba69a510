import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobDescription, JobEvent, JobHappening, PlanJobOutcome } from '../../orchestrator-core/jobs/index.ts';
import { planPrinter } from './plan-printer.ts';

const description: JobDescription = {
  command: 'plan',
  object: 'shop::rollout',
  parameters: {},
  sensitive: [],
  noop: false,
  nodes: [],
  concurrency: 250,
};

type Start = Extract<JobHappening, { readonly type: 'plan_step_started' }>['start'];

function started(id: string, extra: Partial<Start> = {}, replayed = false): JobHappening {
  const start: Start = {
    id,
    function: 'run_task',
    object: 'web::restart',
    targets: ['a', 'b'],
    arguments: {},
    variables: {},
    quiet: false,
    replayable: true,
    ...extra,
  };
  return { type: 'plan_step_started', start, replayed };
}

function finished(step: string, failures = 0): JobHappening {
  return { type: 'plan_step_finished', step, state: 'finished', value: [], failures };
}

/** Prints the happenings a quarter of a second apart, from second 0 on. */
function print(happenings: readonly JobHappening[], label = ''): string {
  const printer = planPrinter(() => label);
  return happenings
    .map((happening, index): JobEvent => ({ ...happening, job: '7', number: index + 1, timestamp: index * 250 }))
    .map((event) => printer.feed(event))
    .join('');
}

test('a plan tells its story in the words of Bolt', () => {
  const text = print([
    { type: 'job_created', description },
    started('1'),
    finished('1', 1),
    { type: 'plan_message', level: 'out', text: 'Half way\nthrough' },
    started('2', { function: 'run_plan', object: 'shop::check', targets: [] }),
    started('2.1', { function: 'run_command', object: 'uptime', targets: ['a', 'b', 'c', 'd', 'e', 'f'] }),
    finished('2.1'),
    finished('2'),
    { type: 'plan_outcome', outcome: { ok: true, value: { done: true }, shape: 'data' } },
    { type: 'job_finished' },
  ]);
  assert.equal(
    text,
    `#7 Starting: plan shop::rollout
Starting: task web::restart on a, b
Finished: task web::restart with 1 failure in 0.25 sec
Half way
through
Starting: plan shop::check
Starting: command 'uptime' on 6 targets
Finished: command 'uptime' with 0 failures in 0.25 sec
Finished: plan shop::check in 0.75 sec
{
  "done": true
}
#7 Finished: plan in 2.25 sec

`,
  );
});

test('what was not meant to be printed is not', () => {
  const quiet = [started('1', { quiet: true }), finished('1')];
  const silent = [started('2', { function: 'get_targets', object: '' }), finished('2')];
  const verbose: JobHappening = { type: 'plan_message', level: 'verbose', text: 'by the way' };
  const debug: JobHappening = { type: 'plan_message', level: 'debug', text: 'x = 1' };
  assert.equal(print([...quiet, ...silent, verbose, debug]), '');
  assert.equal(print([{ type: 'plan_message', level: 'warn', text: 'Mind \u001b[31mthe gap' }]), 'Mind the gap\n');
});

test('an own description stands for the action, what was kept says so', () => {
  const text = print([started('1', { description: 'Restart the shop' }), started('2', {}, true), finished('2')]);
  assert.equal(text, 'Starting: Restart the shop on a, b\nKept from the earlier run: task web::restart\n');
});

test('a step that was stopped has no failures to count', () => {
  const text = print([started('1'), { type: 'plan_step_finished', step: '1', state: 'stopped' }]);
  assert.match(text, /^Stopped: task web::restart after [\d.]+ sec$/m);
  assert.doesNotMatch(text, /failures/);
});

test('copies say from where to where', () => {
  const copy = { function: 'upload_file', object: '/a', arguments: { destination: '/b' } };
  assert.match(print([started('1', copy)]), /^Starting: file upload from \/a to \/b on a, b$/m);
  const back = { ...copy, function: 'download_file' };
  assert.match(print([started('1', back)]), /^Starting: file download from \/a to \/b on a, b$/m);
});

const failed = {
  target: 'a',
  action: 'command',
  object: 'exit 2',
  status: 'failure',
  value: { stdout: 'so\n', stderr: '', merged_output: 'so\n', exit_code: 2, _error: { msg: 'It failed' } },
};

const outcomes: readonly (readonly [string, PlanJobOutcome, string])[] = [
  ['nothing', { ok: true, shape: 'undef', value: null }, 'Plan completed successfully with no result\n'],
  [
    'results',
    { ok: true, shape: 'results', value: [failed] },
    'Failed on a:\n  It failed\n  so\nFailed on 1 target: a\nRan on 1 target\n',
  ],
  [
    'a failed run, with its place and why',
    {
      ok: false,
      error: {
        kind: 'bolt/run-failure',
        msg: "run_command 'exit 2' failed on 1 target",
        details: { file: '/p/plans/x.pp', line: 3, column: 5, result_set: [failed] },
      },
    },
    "run_command 'exit 2' failed on 1 target\n  (file: /p/plans/x.pp, line: 3, column: 5)\nFailed on a:\n  It failed\n  so\nFailed on 1 target: a\nRan on 1 target\n",
  ],
];
for (const [name, outcome, expected] of outcomes) {
  test(`what came of a plan is printed as Bolt does it: ${name}`, () => {
    assert.equal(print([{ type: 'plan_outcome', outcome }]), expected);
  });
}

test('the end of a plan that failed says so, behind the label of its job', () => {
  assert.equal(print([{ type: 'job_failed' }], '[#7] '), '[#7] #7 Finished: plan in 0.0 sec (failed)\n\n');
});
