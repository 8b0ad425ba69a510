import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../common/index.ts';
import type { JobEvent, JobHappening } from '../jobs/index.ts';
import type { PlanStepStart } from '../plans/index.ts';
import { type PlanReplay, readReplay, succeededIn } from './plan-replay.ts';

/**
 * A run in words: `+3.1 run_task` begins a step (in its parent), `-3.1` ends it well, `-3.1 fails` with an error, `-3.1
 * targets` with targets that failed, `-3.1 secret` well but with secrets, `-3.1 stopped`; `~3.1 7` is a job of it. A
 * function in capitals is a block.
 */
function eventsOf(run: string): JobEvent[] {
  const happenings = (run === '' ? [] : run.split(/\s*;\s*/)).map((words): JobHappening => {
    const [, sign, step = '', word] = /^([+~-])(\S+)(?: (\S+))?$/.exec(words) ?? [];
    if (sign === '+') return { type: 'plan_step_started', start: start(step, word ?? 'f'), replayed: false };
    if (sign === '~') return { type: 'plan_step_job', step, child: word ?? '' };
    const end = { type: 'plan_step_finished', step } as const;
    if (word === 'fails') return { ...end, state: 'failed', error: { msg: `failed ${step}` } };
    if (word === 'stopped') return { ...end, state: 'stopped' };
    const more = { ...(word === 'targets' ? { failures: 1 } : {}), ...(word === 'secret' ? { withheld: true } : {}) };
    return { ...end, state: 'finished', value: `value ${step}`, ...(more as { withheld?: true }) };
  });
  return happenings.map((happening, index) => ({ ...happening, job: '1', number: index + 1, timestamp: 0 }));
}

function start(id: string, name: string, given: Json = id): PlanStepStart {
  const parent = id.replace(/[./]\d+$/, '').replace(/\/\d+$/, '');
  const isBlock = name === name.toUpperCase();
  return {
    id,
    ...(parent === id ? {} : { parent }),
    function: name,
    object: '',
    targets: [],
    arguments: given,
    variables: {},
    quiet: false,
    replayable: !isBlock && name !== 'background',
  };
}

async function replayOf(run: string, from?: string, before?: PlanReplay): Promise<PlanReplay> {
  async function* events(): AsyncGenerator<JobEvent> {
    yield* eventsOf(run);
  }
  return readReplay(events(), from === undefined ? [] : [from], before);
}

const cases: readonly (readonly [name: string, run: string, from: string | undefined, kept: string])[] = [
  ['a run that was cut off', '+1 f; -1; +2 f; -2; +3 f', undefined, '1 2'],
  ['a step that was stopped', '+1 f; -1; +2 f; -2 stopped', undefined, '1'],
  ['the failure that ended the plan', '+1 f; -1; +2 f; -2 fails', undefined, '1'],
  ['targets whose failure ended the plan', '+1 f; -1; +2 f; -2 targets', undefined, '1'],
  ['failures that the plan went on after', '+1 f; -1 fails; +2 f; -2 targets; +3 f', undefined, '1 2'],
  ['the last failure in a block that caught it', '+1 CATCH; +1.1 f; -1.1 fails; -1', undefined, '1.1'],
  ['a failure that ended a sub-plan, which was caught', '+1 RUN; +1.1 f; -1.1 fails; -1 fails; +2 f', undefined, '1.1'],
  ['a failure that ended a sub-plan and the plan', '+1 RUN; +1.1 f; -1.1 fails; -1 fails', undefined, ''],
  [
    'the other branch of one that failed',
    '+1 P; +1/1.1 f; +1/2.1 f; -1/1.1 fails; -1/2.1; -1 fails',
    undefined,
    '1/2.1',
  ],
  [
    'a failure in the background',
    '+1 background; +1/1.1 f; -1/1.1 fails; -1 fails; +2 f; -2; +3 f; -3 fails',
    undefined,
    '2',
  ],
  ['answers with secrets', '+1 f; -1 secret; +2 f; -2; +3 f', undefined, '2'],
  ['everything from a step on', '+1 f; -1; +2 f; -2; +3 f; -3', '2', '1'],
  ['steps that began later in other branches', '+1 P; +1/1.1 f; +1/2.1 f; -1/1.1; -1/2.1; -1', '1/2.1', '1/1.1'],
];
for (const [name, run, from, kept] of cases) {
  test(`is kept or not: ${name}`, async () => {
    const replay = await replayOf(run, from);
    const ids = [...new Set(run.match(/(?<=\+)\S+/g))];
    const functions = new Map(
      eventsOf(run).flatMap((event) =>
        event.type === 'plan_step_started' ? [[event.start.id, event.start.function]] : [],
      ),
    );
    const found = ids.filter((id) => replay.kept(start(id, functions.get(id) ?? '')) !== undefined);
    assert.equal(found.join(' '), kept);
  });
}

test('after a step that does not agree nothing is kept that began when it had ended', async () => {
  const run = '+1 P; +1/1.1 f; +1/2.1 f; -1/1.1; -1/2.1; +1/1.2 f; -1/1.2; -1; +2 f; -2';
  for (const other of [start('1/1.1', 'g'), start('1/1.1', 'f', 'other')]) {
    const replay = await replayOf(run);
    assert.equal(replay.kept(other), undefined);
    const kept = ['1/1.2', '1/2.1', '2'].filter((id) => replay.kept(start(id, 'f')) !== undefined);
    assert.deepEqual(kept, ['1/2.1'], 'what ran beside it is');
  }
});

test('what is kept is what came of it, failures and all', async () => {
  const replay = await replayOf('+1 f; -1 fails; +2 f; ~2 7; -2 targets; +3 f; -3; +4 f');
  assert.deepEqual(replay.kept(start('1', 'f')), { outcome: { ok: false, error: { msg: 'failed 1' } }, jobs: [] });
  assert.deepEqual(replay.kept(start('2', 'f')), {
    outcome: { ok: true, value: 'value 2', failures: 1 },
    jobs: ['7'],
  });
  assert.equal(replay.kept(start('4', 'f')), undefined);
  assert.equal(replay.kept(start('5', 'f')), undefined);
});

test('a step that is done again knows the jobs that it had started, unless it was named', async () => {
  const run = '+1 f; ~1 5; -1; +2 f; ~2 6; ~2 7';
  assert.deepEqual((await replayOf(run)).jobs('2'), ['6', '7']);
  assert.deepEqual((await replayOf(run, '2')).jobs('2'), []);
  const secret = await replayOf('+1 f; -1 secret; +2 f');
  assert.deepEqual([secret.isWithheld(start('1', 'f')), secret.isWithheld(start('2', 'f'))], [true, false]);
});

/** A run, one that went on with it and was cut off too, and what is kept for the next. */
const again: readonly (readonly [name: string, first: string, second: string, kept: string])[] = [
  ['nothing was reached', '+1 f; -1; +2 f; -2; +3 f', '', '1 2'],
  ['not as far as before', '+1 f; -1; +2 f; -2; +3 f', '+1 f; -1', '1 2'],
  ['in the middle of what is kept', '+1 f; -1; +2 f; -2; +3 f', '+1 f; -1; +2 f', '1 2'],
  ['farther than before', '+1 f; -1; +2 f', '+1 f; -1; +2 f; -2; +3 f; -3; +4 f', '1 2 3'],
  ['a failure that the plan had gone on after', '+1 f; -1 fails; +2 f; -2', '+1 f; -1 fails', '1 2'],
  ['a failure that ended both', '+1 f; -1; +2 f; -2 fails', '+1 f; -1; +2 f; -2 fails', '1'],
  ['in other branches', '+1 P; +1/1.1 f; +1/2.1 f; -1/1.1; -1/2.1; -1; +2 f', '+1 P; +1/1.1 f; -1/1.1', '1/1.1 1/2.1'],
  ['after what did not agree', '+1 g; -1; +2 f; -2', '+1 f; -1', '1'],
];
for (const [name, first, second, kept] of again) {
  test(`is kept or not after two runs: ${name}`, async () => {
    const replay = await replayOf(second, undefined, await replayOf(first));
    const ids = [...new Set(`${first}; ${second}`.match(/(?<=\+)\S+/g))];
    const found = ids.filter((id) => !/^1$/.test(id) || !first.includes('+1 P'));
    assert.equal(found.filter((id) => replay.kept(start(id, 'f')) !== undefined).join(' '), kept);
  });
}

test('what was done again with other arguments is not taken from the run before', async () => {
  const replay = await replayOf('+1 g; -1; +2 f', undefined, await replayOf('+1 f; -1; +2 f; -2'));
  assert.deepEqual([replay.kept(start('1', 'f')), replay.kept(start('2', 'f'))], [undefined, undefined]);
});

test('the jobs of both runs did a step that was cut off twice', async () => {
  const replay = await replayOf('+1 f; ~1 5; ~1 7', undefined, await replayOf('+1 f; ~1 5; ~1 6'));
  assert.deepEqual(replay.jobs('1'), ['5', '6', '7']);
});

test('targets that succeeded are left alone where the job was the same and their results held no secrets', () => {
  const described = { command: 'task', object: 't', parameters: { a: [1] }, sensitive: [], noop: false } as const;
  const node = (name: string, state: 'finished' | 'failed', value: Record<string, Json>) => ({
    name,
    state,
    result: { status: 'success', value, reached: true } as const,
  });
  const nodes = [
    node('a', 'finished', { x: 1 }),
    node('b', 'failed', {}),
    node('c', 'finished', { deep: ['Sensitive [value redacted]'] }),
  ];
  const description = { ...described, nodes: ['a', 'b', 'c'], concurrency: 1 };
  const names = (more: object, wanted = described): readonly string[] =>
    succeededIn({ description: { ...description, ...more }, nodes }, wanted).map((outcome) => outcome.node);
  assert.deepEqual(names({}), ['a']);
  assert.deepEqual(names({ parameters: { a: [2] } }), []);
  assert.deepEqual(names({ object: 'u' }), []);
  assert.deepEqual(names({ secrets: true, sensitive: ['a'] }), ['a'], 'what was kept of it held none');
});
