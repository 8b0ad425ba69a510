import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobEvent, JobHappening } from '../../../orchestrator-core/jobs/index.ts';
import type { PreviewValue } from '../../../orchestrator-core/plans/index.ts';
import { known, place, rollout, step } from '../fixtures/rollout.ts';
import { type LiveEvent, liveEvent, liveRun, newlyFailed } from './live.ts';
import { outlineOf } from './outline.ts';
import { runFacts, runLook, runSummary, spoken, titlesOf } from './words.ts';

const items = outlineOf(rollout);
type Started = Extract<LiveEvent, { readonly type: 'started' }>;

function started(step: string, line: number, extra: Partial<Started> = {}): LiveEvent {
  return {
    type: 'started',
    step,
    function: 'run_task',
    object: 'web::restart',
    targets: ['a', 'b'],
    place: place(line),
    replayed: false,
    at: 1000,
    ...extra,
  };
}

function finished(step: string, extra: Partial<Extract<LiveEvent, { readonly type: 'finished' }>> = {}): LiveEvent {
  return { type: 'finished', step, state: 'finished', failures: 0, at: 1500, ...extra };
}

/** The items that ran, each with its state. */
function states(events: readonly LiveEvent[]): Readonly<Record<string, string>> {
  const run = liveRun(items, events);
  return Object.fromEntries([...run.items].map(([id, { state }]) => [id, state]).sort());
}

test('a step is found by its place, what it stands in stands as it does', () => {
  assert.deepEqual(states([started('1', 2, { function: 'run_command', object: 'uptime' })]), { '1': 'running' });
  assert.deepEqual(states([started('4', 7, { object: 'web::other' }), finished('4')]), {
    '3': 'finished',
    '3.1': 'finished',
    '3/1': 'finished',
  });
});

test('rounds are told apart by their targets, also out of order, else by their order', () => {
  assert.deepEqual(states([started('2', 4, { targets: ['b'] })]), {
    '2': 'running',
    '2.2': 'running',
    '2/2': 'running',
  });
  const inOrder = states([started('2', 4, { targets: ['x'] }), finished('2'), started('3', 4, { targets: ['x'] })]);
  assert.deepEqual([inOrder['2.1'], inOrder['2.2']], ['finished', 'running']);
});

test('rounds are told apart by what they are about, where one was left out', () => {
  const round = (id: string, task: string) => ({ label: task, nodes: [step(id, 4, { object: known(task) })] });
  const rounds = [round('1.1', 'web::a'), round('1.2', 'web::b')];
  const loop = {
    id: '1',
    kind: 'loop',
    place: place(3),
    function: 'each',
    over: known('a, b'),
    needs: [],
    rounds,
  } as const;
  const run = liveRun(outlineOf({ ...rollout, nodes: [loop] }), [started('1', 4, { object: 'web::b' })]);
  assert.deepEqual([run.items.has('1.1'), run.items.has('1.2')], [false, true]);
});

test('branches that overlap are told apart by the ids of their steps', () => {
  const same = { targets: ['x'] };
  const within = [
    started('5', 11, { function: 'parallelize', object: '', targets: [] }),
    started('5/2.1', 12, { parent: '5', ...same }),
    started('5/1.1', 12, { parent: '5', ...same }),
    finished('5/2.1'),
  ];
  const found = states(within);
  assert.deepEqual([found['4.1'], found['4.2'], found['4']], ['running', 'finished', 'running']);
});

test('a step of a sub-plan is looked for in it', () => {
  const found = states([
    started('6', 14, { function: 'run_plan', object: 'shop::check', targets: [] }),
    started('6.1', 2, { parent: '6', function: 'catch_errors', object: '', targets: [] }),
    started('6.1.1', 3, { parent: '6.1' }),
  ]);
  assert.deepEqual(found, { '5': 'running', '6': 'running', '6.1': 'running' });
});

test('an item that stands for all rounds counts them, and does not forget a failure', () => {
  const run = liveRun(items, [
    started('8', 17),
    finished('8', { state: 'failed', failures: 2, reason: 'No luck' }),
    started('9', 17, { at: 2000 }),
    finished('9', { at: 2250 }),
  ]).items.get('7.1');
  assert.deepEqual(run, {
    state: 'failed',
    runs: 2,
    running: 0,
    replayed: false,
    failures: 2,
    reason: 'No luck',
    took: 750,
    step: '9',
  });
});

test('a step that fails is told once', () => {
  const uptime = started('1', 2, { function: 'run_command', object: 'uptime' });
  const failed = finished('1', { state: 'failed', failures: 1, reason: 'No luck' });
  const [begins, fails] = [liveRun(items, [uptime]), liveRun(items, [uptime, failed])];
  assert.deepEqual(newlyFailed(items, undefined, begins), []);
  assert.deepEqual(newlyFailed(items, begins, fails), ['$ uptime']);
  assert.deepEqual(newlyFailed(items, fails, fails), []);
});

test('what the preview does not have is counted and breaks nothing', () => {
  const run = liveRun(items, [started('1', 99), finished('1'), finished('unheard of')]);
  assert.deepEqual([run.items.size, run.unmatched], [0, 1]);
  assert.equal(runSummary(run, '7'), 'Job 7 is running; 1 step of it is not in here');
});

test('what a run went past will not run any more', () => {
  const uptime = started('1', 2, { function: 'run_command', object: 'uptime' });
  assert.deepEqual([...liveRun(items, [uptime]).passed], []);
  const arm = liveRun(items, [uptime, started('2', 7, { object: 'web::other' })]).passed;
  assert.deepEqual([...arm].sort(), ['2', '2.1', '2.2', '2/1', '2/2', '3.2', '3/2']);
  const beside = liveRun(items, [started('5/1.1', 12, { targets: ['a'] })]).passed;
  assert.ok(!beside.has('4/2') && beside.has('3'), 'what overlaps may still begin');
});

test('the end of a run, and a question, are told', () => {
  const running = liveRun(items, [started('1', 2), { type: 'asking', asking: true }]);
  assert.equal(runSummary(running, '7'), 'Job 7 waits for your answer');
  const events: readonly LiveEvent[] = [
    started('1', 2),
    { type: 'asking', asking: true },
    { type: 'ended', state: 'failed', at: 3500 },
  ];
  assert.equal(runSummary(liveRun(items, events), '7'), 'Job 7 failed after 2.5 s');
  assert.equal(runSummary(liveRun(items, []), '7'), 'Job 7 is running');
});

test('a screen reader hears where, what for, what of and how', () => {
  const live = liveRun(items, [
    started('1', 2, { function: 'run_command', object: 'uptime' }),
    finished('1', { failures: 1, reason: 'No luck', state: 'failed' }),
  ]);
  const titles = titlesOf(items);
  const [first, , branch] = items;
  assert.ok(first !== undefined && branch !== undefined);
  assert.equal(
    spoken(first, live, titles),
    '$ uptime, on a, b, safe to repeat, failed, 0.5 s, failed on 1 node, No luck',
  );
  assert.equal(
    spoken(branch, undefined, titles),
    "if $up.first['stdout'] =~ /load/, cannot be decided yet, uses the result of $ uptime",
  );
});

test('each state has a shape and a word of its own', () => {
  const [first] = items;
  assert.ok(first !== undefined);
  const begins = started('1', 2, { function: 'run_command', object: 'uptime' });
  const look = (...events: readonly LiveEvent[]) => runLook(first, liveRun(items, events));
  const looks = [
    look(),
    look({ type: 'ended', state: 'finished', at: 0 }),
    look({ ...(begins as Started), replayed: true }, finished('1')),
    look(begins),
    ...(['finished', 'failed', 'skipped', 'stopped'] as const).map((state) => look(begins, finished('1', { state }))),
  ];
  for (const part of ['glyph', 'word', 'name'] as const) {
    assert.equal(new Set(looks.map((each) => each?.[part])).size, looks.length, part);
  }
  assert.equal(runLook(first, undefined), undefined);
});

test('nobody says of a return whether it ran', () => {
  const outline = outlineOf({ ...rollout, nodes: [{ id: '2', kind: 'end', place: place(3), how: 'return' }] });
  const live = liveRun(outline, [{ type: 'ended', state: 'finished', at: 0 }]);
  assert.deepEqual(
    outline.map((item) => runLook(item, live)),
    [undefined],
  );
});

/** A message as it was said. */
function said(
  line: number,
  text: string,
  extra: Partial<Extract<LiveEvent, { readonly type: 'said' }>> = {},
): LiveEvent {
  return { type: 'said', function: 'out::message', text, place: place(line), at: 1000, ...extra };
}

test('a message is done once it was said; what nobody could foresee of it is told', () => {
  const message = (id: string, line: number, text: PreviewValue) =>
    step(id, line, { function: 'out::message', object: text, marks: ['safe'] });
  const unknown = { kind: 'unknown', text: '$message', needs: [] } as const;
  const outline = outlineOf({ ...rollout, nodes: [message('1', 2, known('Half way')), message('2', 3, unknown)] });
  const live = liveRun(outline, [said(2, 'Half way'), said(3, '4 left'), said(3, '3 left')]);
  assert.deepEqual(
    outline.map((item) => [runLook(item, live)?.name, runFacts(live.items.get(item.id))]),
    [
      ['finished', []],
      ['finished', ['2 times', '3 left']],
    ],
  );
  assert.equal(liveRun(outline, [said(99, 'From elsewhere')]).unmatched, 0, 'a message is no step');
  const other = liveRun(outlineOf({ ...rollout, nodes: [step('1', 2)] }), [said(2, 'Half way')]);
  assert.equal(other.items.size, 0, 'a step that stands there now did not say it');
});

test('a message is found in the branch in which it was said', () => {
  const branch = (id: string) => ({
    label: id,
    nodes: [step(id, 12, { function: 'log::warn', object: known('so') })],
  });
  const parallel = {
    id: '4',
    kind: 'parallel',
    place: place(11),
    function: 'parallelize',
    needs: [],
    branches: [branch('4.1'), branch('4.2')],
  } as const;
  const run = liveRun(outlineOf({ ...rollout, nodes: [parallel] }), [
    started('5', 11, { function: 'parallelize', object: '', targets: [] }),
    said(12, 'so', { function: 'log::warn', within: '5/2' }),
  ]);
  assert.deepEqual([run.items.has('4.1'), run.items.get('4.2')?.state], [false, 'finished']);
});

test('of events only what is drawn is handed on: no values, no variables, no arguments', () => {
  const event = (happening: JobHappening): JobEvent => ({ ...happening, job: '7', number: 1, timestamp: 5 });
  const start = {
    id: '1',
    function: 'run_task',
    object: 'web',
    targets: ['a'],
    arguments: { token: 'hunter2' },
    variables: { token: 'hunter2' },
    quiet: false,
    replayable: true,
  };
  const handed = [
    event({ type: 'plan_step_started', start, replayed: true }),
    event({ type: 'plan_step_finished', step: '1', state: 'failed', value: ['hunter2'], error: { msg: 'No luck' } }),
    event({ type: 'plan_message', level: 'out', text: 'by the orchestrator itself' }),
    event({ type: 'plan_message', level: 'warn', text: 'Mind the gap', place: place(9), within: '3/2' }),
    event({ type: 'plan_prompt', prompt: '1', step: '1', message: 'Go on?', sensitive: false }),
    event({ type: 'plan_prompt_answered', prompt: '1' }),
    event({ type: 'job_stopped' }),
  ].map(liveEvent);
  assert.deepEqual(handed, [
    { type: 'started', step: '1', function: 'run_task', object: 'web', targets: ['a'], replayed: true, at: 5 },
    { type: 'finished', step: '1', state: 'failed', failures: 0, reason: 'No luck', at: 5 },
    undefined,
    { type: 'said', function: 'log::warn', text: 'Mind the gap', within: '3/2', place: place(9), at: 5 },
    { type: 'asking', asking: true },
    { type: 'asking', asking: false },
    { type: 'ended', state: 'stopped', at: 5 },
  ]);
});
