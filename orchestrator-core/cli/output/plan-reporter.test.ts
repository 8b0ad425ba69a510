import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, OrchestratorError } from '../../common/index.ts';
import type { JobEvent, JobHappening, PlanJobOutcome } from '../../jobs/index.ts';
import type { PlanStepStart } from '../../plans/index.ts';
import { parseOptions } from '../parse-options.ts';
import { testContext } from '../test-context.ts';
import { planReporter } from './plan-reporter.ts';
import { noProgress } from './progress.ts';

const description = {
  command: 'plan',
  object: 'm::p',
  parameters: {},
  sensitive: [],
  noop: false,
  nodes: [],
  concurrency: 1,
} as const;

function step(id: string, name: string, object: string, rest: Partial<PlanStepStart> = {}): JobHappening {
  const targets = rest.targets ?? ['l1'];
  const start = { arguments: null, variables: {}, quiet: false, replayable: true, ...rest };
  return { type: 'plan_step_started', start: { ...start, id, function: name, object, targets }, replayed: false };
}

function done(id: string, rest: Partial<Extract<JobHappening, { type: 'plan_step_finished' }>> = {}): JobHappening {
  return { type: 'plan_step_finished', step: id, state: 'finished', ...rest };
}

/** What the reporter prints for events that come a second apart; those of steps' jobs by their ids. */
async function print(
  line: string,
  happenings: readonly JobHappening[],
  jobs: Readonly<Record<string, readonly JobHappening[]>> = {},
): Promise<{ readonly out: string; readonly err: string }> {
  const { context, out, err } = testContext(parseOptions(line.split(' ')));
  const numbered = (job: string, some: readonly JobHappening[]): readonly JobEvent[] =>
    some.map((happening, index) => ({ ...happening, job, number: index + 1, timestamp: index * 1000 }));
  const reporter = planReporter(context, {
    progress: noProgress,
    follows: async function* (job) {
      yield* numbered(job, jobs[job] ?? []);
    },
  });
  for (const event of numbered('1', [{ type: 'job_created', description }, ...happenings])) await reporter.take(event);
  await reporter.close();
  return { out: out(), err: err() };
}

test('a step that is kept is told as that, and nothing of the jobs that did it', async () => {
  const [kept] = [step('1', 'run_command', 'id')];
  const replayed = kept?.type === 'plan_step_started' ? { ...kept, replayed: true } : assert.fail();
  const happenings: JobHappening[] = [
    replayed,
    { type: 'plan_step_job', step: '1', child: '7' },
    done('1'),
    { type: 'plan_outcome', outcome: { ok: true, shape: 'data', value: 1 } },
    { type: 'job_finished' },
  ];
  const { out } = await print('--verbose', happenings, { 7: [{ type: 'job_running' }] });
  assert.match(out, /^Starting: plan m::p\nReplayed: command 'id' on l1\nFinished: plan m::p /);
});

const failedItem: Json = {
  target: 'l1',
  action: 'command',
  object: 'exit 2',
  status: 'failure',
  value: { stdout: '', stderr: '', merged_output: 'so\n', exit_code: 2, _error: { msg: 'It failed' } },
};
const runFailure: PlanJobOutcome = {
  ok: false,
  error: {
    kind: 'bolt/run-failure',
    msg: "run_command 'exit 2' failed on 1 target",
    details: { result_set: [failedItem], file: '/m/plans/p.pp', line: 3, column: 5 },
  },
};

const outcomes: readonly (readonly [string, PlanJobOutcome, string])[] = [
  ['nothing', { ok: true, shape: 'undef', value: null }, 'Plan completed successfully with no result\n'],
  ['a text', { ok: true, shape: 'data', value: 'a' }, '"a"\n'],
  [
    'data',
    { ok: true, shape: 'data', value: { a: [1, null], b: [] } },
    '{\n  "a": [\n    1,\n    null\n  ],\n  "b": []\n}\n',
  ],
  ['a result', { ok: true, shape: 'result', value: failedItem }, 'Failed on l1:\n  It failed\n  so\n'],
  [
    'results',
    { ok: true, shape: 'results', value: [failedItem] },
    'Failed on l1:\n  It failed\n  so\nFailed on 1 target: l1\nRan on 1 target\n',
  ],
  ['no results', { ok: true, shape: 'results', value: [] }, 'Ran on 0 targets\n'],
  [
    'an error as a value',
    { ok: true, shape: 'error', value: { kind: 'k', msg: 'm', details: { file: '/p', line: 2 } } },
    'm\n  (file: /p, line: 2)\n',
  ],
  [
    'a failed run, with its place and what it said',
    runFailure,
    "run_command 'exit 2' failed on 1 target\n  (file: /m/plans/p.pp, line: 3, column: 5)\nFailed on l1:\n  It failed\n  so\nFailed on 1 target: l1\nRan on 1 target\n",
  ],
];
for (const [name, outcome, expected] of outcomes) {
  test(`prints what came of a plan: ${name}`, async () => {
    const { out } = await print('plan run m::p', [
      { type: 'plan_outcome', outcome },
      { type: outcome.ok ? 'job_finished' : 'job_failed' },
    ]);
    assert.equal(out, `Starting: plan m::p\nFinished: plan m::p in 2.0 sec\n${expected}`);
  });
}

test('tells of steps, of sub-plans and of what the plan says', async () => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f'];
  const { out, err } = await print('plan run m::p', [
    step('1', 'run_task', 'm::t', { targets: ['l1', 'ssh://u@h'] }),
    done('1', { failures: 2 }),
    step('2', 'run_command', 'true', { description: 'my words', targets: many }),
    done('2', { failures: 0 }),
    step('3', 'run_plan', 'm::q', { targets: [] }),
    step('3.1', 'upload_file', '/a to /b', { targets: [] }),
    done('3.1', { failures: 1 }),
    step('3.2', 'run_command', 'hidden', { quiet: true }),
    done('3.2'),
    done('3'),
    step('4', 'file::read', '/x', { targets: [] }),
    done('4'),
    { type: 'plan_message', level: 'out', text: 'hello' },
    { type: 'plan_message', level: 'verbose', text: 'unheard' },
    { type: 'plan_message', level: 'warn', text: 'careful' },
    { type: 'plan_message', level: 'info', text: 'unheard' },
    step('5', 'run_script', '/s.sh'),
    done('5', { state: 'skipped', skipped: 'the plan runs in noop' }),
    step('6', 'run_task', 'm::none'),
    done('6', { state: 'failed', error: { msg: 'There is no such task' } }),
    step('7', 'run_container', 'box', { targets: [] }),
    done('7', { state: 'failed' }),
    step('8', 'write_file', '/etc/motd'),
    done('8', { failures: 0 }),
  ]);
  assert.equal(
    out,
    `Starting: plan m::p
Starting: task m::t on l1, ssh://u@h
Finished: task m::t with 2 failures in 1.0 sec
Starting: my words on 6 targets
Finished: my words with 0 failures in 1.0 sec
Starting: plan m::q
Starting: file upload from /a to /b on no targets
Finished: file upload from /a to /b with 1 failure in 1.0 sec
Finished: plan m::q in 5.0 sec
hello
Skipped: script /s.sh on l1 (the plan runs in noop)
Starting: run container 'box'
Finished: run container 'box' failed.
Starting: write file /etc/motd on l1
Finished: write file /etc/motd with 0 failures in 1.0 sec
`,
  );
  assert.equal(err, 'careful\n');
});

const jobOfStep: readonly JobHappening[] = [
  { type: 'job_created', description: { ...description, command: 'command', object: 'echo', nodes: ['l1'] } },
  { type: 'job_running' },
  { type: 'node_running', node: 'l1', transaction: 't', transport: 'local' },
  { type: 'node_output', node: 'l1', stream: 'stdout', offset: 0, length: 3, text: 'hi\n' },
  {
    type: 'node_finished',
    node: 'l1',
    result: { status: 'success', reached: true, value: { merged_output: 'hi\n', exit_code: 0 } },
  },
  { type: 'job_finished' },
];
for (const [line, expected] of [
  ['plan run m::p', ''],
  ['plan run m::p -v', 'Started on l1...\nFinished on l1:\n  hi\n'],
  ['plan run m::p --stream', '[l1] out: hi\n'],
  ['plan run m::p --stream -v', 'Started on l1...\n[l1] out: hi\nFinished on l1:\n  hi\n'],
] as const) {
  test(`${line} tells ${expected === '' ? 'nothing' : 'something'} of targets, before the step is finished`, async () => {
    const { out } = await print(
      line,
      [step('1', 'run_command', 'echo'), { type: 'plan_step_job', step: '1', child: '2' }, done('1', { failures: 0 })],
      { '2': jobOfStep },
    );
    assert.equal(
      out,
      `Starting: plan m::p\nStarting: command 'echo' on l1\n${expected}Finished: command 'echo' with 0 failures in 2.0 sec\n`,
    );
  });
}

test('writes one JSON document, and what the plan says on standard error', async () => {
  const { out, err } = await print('plan run m::p --format json -v', [
    step('1', 'run_command', 'echo'),
    { type: 'plan_message', level: 'out', text: 'hello' },
    { type: 'plan_message', level: 'verbose', text: 'more' },
    { type: 'plan_outcome', outcome: { ok: true, shape: 'data', value: { a: 1 } } },
    { type: 'job_finished' },
  ]);
  assert.equal(out, '{"a":1}\n');
  assert.equal(err, 'hello\nmore\n');
});

test('a plan that was stopped says so', async () => {
  const { out } = await print('plan run m::p --format json', [{ type: 'job_stopped' }]);
  assert.deepEqual(JSON.parse(out), { kind: 'baton/stopped', msg: 'The plan was stopped', details: {} });
});

test('goes on with what happens on targets after the connection was lost', async () => {
  const { context, out } = testContext(parseOptions(['plan', 'run', 'm::p', '-v']));
  const starts: number[] = [];
  const numbered = jobOfStep.map((happening, index) => ({
    ...happening,
    job: '2',
    number: index + 1,
    timestamp: 0,
  }));
  const lost = Promise.withResolvers<void>();
  const reporter = planReporter(context, {
    progress: noProgress,
    follows: async function* (_job, start) {
      starts.push(start);
      yield* numbered.slice(start - 1, starts.length === 1 ? 3 : undefined);
      if (starts.length > 1) return;
      lost.resolve();
      throw new OrchestratorError('baton/disconnected', 'The connection was lost');
    },
  });
  const tell = (number: number, happening: JobHappening) =>
    reporter.take({ ...happening, job: '1', number, timestamp: 0 });
  await tell(1, { type: 'job_created', description });
  await tell(2, step('1', 'run_command', 'echo'));
  await tell(3, { type: 'plan_step_job', step: '1', child: '2' });
  const finished = tell(4, done('1', { failures: 0 }));
  await lost.promise;
  await new Promise(setImmediate);
  reporter.reconnected();
  await finished;
  assert.deepEqual(starts, [1, 4]);
  assert.match(out(), /Started on l1\.\.\.\nFinished on l1:\n {2}hi\nFinished: command 'echo'/);
});

test('the code that a plan gives its failure is in the document', async () => {
  const error = { kind: 'k', msg: 'why', details: {}, issueCode: 'CODE' };
  const { out } = await print('--format json', [
    { type: 'plan_outcome', outcome: { ok: false, error } },
    { type: 'job_failed' },
  ]);
  assert.deepEqual(JSON.parse(out), { kind: 'k', msg: 'why', details: {}, issue_code: 'CODE' });
});
