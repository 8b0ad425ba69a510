import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job, JobHappening, PlanStepState } from '../../orchestrator-core/jobs/index.ts';
import { planProgress, planTracker, resumableSteps, stepEntry, stepsBelow, stepTitle } from './steps.ts';

function step(id: string, extra: Partial<PlanStepState> = {}): PlanStepState {
  return {
    id,
    function: 'run_task',
    object: 'web::restart',
    targets: ['a', 'b', 'c'],
    arguments: {},
    variables: {},
    quiet: false,
    replayable: true,
    state: 'finished',
    replayed: false,
    jobs: ['5'],
    started: 1000,
    finished: 2500,
    failures: 0,
    ...extra,
  };
}

const job = { id: '4' } as Job;
const entry = (own: PlanStepState, steps: readonly PlanStepState[] = [own]) => stepEntry(job, own, steps);

test('a step is named by what it does', () => {
  const cases: [Partial<PlanStepState>, string][] = [
    [{}, 'task web::restart'],
    [{ description: 'Restart the shop' }, 'Restart the shop'],
    [{ function: 'run_command', object: 'systemctl\nrestart' }, '$ systemctl restart'],
    [{ function: 'run_plan', object: 'web' }, 'plan web'],
    [{ function: 'run_script', object: 'web/x.sh' }, 'script web/x.sh'],
    [{ function: 'upload_file', object: '/x' }, 'upload of /x'],
    [{ function: 'parallelize', object: '' }, 'parallelize'],
    [{ function: 'get_resources', object: 'File' }, 'get_resources File'],
  ];
  for (const [extra, expected] of cases) assert.equal(stepTitle(step('1', extra)), expected);
});

test('steps stand below the step they are part of; what has lost its parent stands at the top', () => {
  const steps = [step('1'), step('2'), step('2.1', { parent: '2' }), step('9.1', { parent: '9' })];
  const ids = (parent: string | undefined) => stepsBelow(steps, parent).map(({ id }) => id);
  assert.deepEqual(ids(undefined), ['1', '2', '9.1']);
  assert.deepEqual(ids('2'), ['2.1']);
});

test('each state has a shape and a word of its own, and is said', () => {
  const states: Partial<PlanStepState>[] = [
    { state: 'running' },
    { state: 'finished' },
    { state: 'finished', replayed: true },
    { state: 'finished', failures: 2 },
    { state: 'failed' },
    { state: 'skipped' },
    { state: 'stopped' },
  ];
  const entries = states.map((state) => entry(step('1', state)));
  assert.equal(new Set(entries.map(({ icon }) => icon)).size, states.length);
  assert.equal(new Set(entries.map(({ accessibleLabel }) => accessibleLabel)).size, states.length);
});

test('a step says where it ran, how long, and why it failed', () => {
  const error = { msg: 'The task failed', kind: 'k', details: {} };
  const failed = entry(step('1', { state: 'failed', error, failures: 1 }));
  assert.equal(failed.description, 'on 3 nodes · failed · 1.5 s · failed on 1 node · The task failed');
  assert.equal(
    failed.accessibleLabel,
    'step task web::restart, on 3 nodes, failed, 1.5 s, failed on 1 node, The task failed',
  );
  assert.equal(failed.context, 'step.ended');
  assert.equal(entry(step('1', { replayed: true })).description, 'on 3 nodes · kept from the earlier run');
});

test('what runs is open, what has nothing below it cannot be opened', () => {
  const block = step('1', { function: 'parallelize', object: '', jobs: [], state: 'running' });
  assert.equal(entry(block).children, 'none');
  assert.equal(entry(block, [block, step('1/1.1', { parent: '1' })]).children, 'expanded');
  assert.equal(entry(step('1')).children, 'collapsed');
  assert.equal(entry(step('1', { state: 'running' })).children, 'expanded');
  const everywhere = step('1', { state: 'running', targets: Array.from({ length: 50 }, (_, index) => `n${index}`) });
  assert.equal(entry(everywhere).children, 'collapsed', 'what follows would be out of sight');
});

test('a running plan says how far it is, counting the steps that do something', () => {
  const block = step('2', { state: 'running', jobs: [] });
  const within = [
    step('2.1', { parent: '2', state: 'running' }),
    step('2.2', { parent: '2', state: 'running', object: 'web::stop' }),
  ];
  assert.equal(planProgress([], false), '0 steps done');
  assert.equal(planProgress([step('1'), block, ...within], false), '1 step done, now: task web::restart, and 1 more');
  assert.equal(
    planProgress([step('1'), step('3', { state: 'failed' })], true),
    '2 steps done, 1 failed, waits for your answer',
  );
});

test('how far a plan is can be told from its events', () => {
  const tracker = planTracker();
  const feed = (happening: JobHappening) => tracker.feed({ ...happening, job: '1', number: 1, timestamp: 0 });
  assert.equal(tracker.text(), '0 steps done');
  feed({ type: 'plan_step_started', start: step('1'), replayed: false });
  assert.equal(tracker.text(), '0 steps done, now: task web::restart');
  feed({ type: 'plan_prompt', prompt: '1', step: '1', message: 'Go on?', sensitive: false });
  assert.equal(tracker.text(), '0 steps done, waits for your answer');
  feed({ type: 'plan_prompt_answered', prompt: '1' });
  feed({ type: 'plan_step_finished', step: '1', state: 'failed' });
  feed({ type: 'plan_step_finished', step: 'unheard of', state: 'failed' });
  assert.equal(tracker.text(), '1 step done, 1 failed');
});

test('a step that did not succeed on all its targets says so, whatever the plan made of it', () => {
  assert.equal(entry(step('1', { failures: 1 })).description, 'on 3 nodes · partly failed · 1.5 s · failed on 1 node');
  assert.match(entry(step('1', { failures: 3 })).accessibleLabel, /, failed, 1\.5 s, failed on 3 nodes$/);
  assert.match(entry(step('1', { state: 'skipped', skipped: 'It cannot be run in noop' })).tooltip ?? '', /noop$/m);
});

test('a plan can go on from the steps whose answers can be kept', () => {
  const steps = [step('1'), step('2', { replayable: false, state: 'failed' }), step('2.1', { parent: '2' })];
  assert.deepEqual(
    resumableSteps(steps).map(({ id }) => id),
    ['1', '2.1'],
  );
});
