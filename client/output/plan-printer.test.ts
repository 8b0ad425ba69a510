import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobDescription, JobEvent, JobHappening } from '../../orchestrator-core/jobs/index.ts';
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

test('a plan that fails says why and where', () => {
  const error = { kind: 'bolt/plan-failure', msg: 'No luck', details: { file: '/p/plans/x.pp', line: 3, column: 5 } };
  const text = print([{ type: 'plan_outcome', outcome: { ok: false, error } }, { type: 'job_failed' }], '[#7] ');
  assert.equal(
    text,
    '[#7] No luck (file: /p/plans/x.pp, line: 3, column: 5)\n[#7] #7 Finished: plan in 0.25 sec (failed)\n\n',
  );
  const bare = { kind: 'k', msg: 'No luck', details: {} };
  assert.equal(print([{ type: 'plan_outcome', outcome: { ok: false, error: bare } }]), 'No luck\n');
});
