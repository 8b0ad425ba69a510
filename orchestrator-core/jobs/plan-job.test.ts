import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countingIds, type Json, ManualClock, OrchestratorError, redactedText, silentLog } from '../common/index.ts';
import { bareTarget } from '../inventory/index.ts';
import type { PlanStepStart, StepOutcome } from '../plans/index.ts';
import type { NodeRun } from './action.ts';
import type { JobDetails, JobEvent } from './event.ts';
import { createJobKeeper, type JobKeeper } from './keeper.ts';
import { memoryJournal } from './memory-journal.ts';
import type { NewJob } from './new-job.ts';
import type { PerformPlan, PlanJobRun } from './plan-job-run.ts';
import { failureResult } from './results.ts';
import type { Transport } from './transport.ts';

const never: AbortSignal = new AbortController().signal;

/** Runs that end when the test says so, or are stopped. */
class HeldRuns implements Transport {
  readonly started: string[] = [];
  readonly stopped: string[] = [];
  /** What every run answers at once; absent: it waits for its end. */
  answer: Json | undefined;

  async run(
    { target, action }: NodeRun,
    _observer: unknown,
    signal: AbortSignal,
  ): Promise<ReturnType<typeof failureResult>> {
    this.started.push(`${target.name}: ${action.kind === 'command' ? action.command : action.kind}`);
    if (this.answer !== undefined) return { status: 'success', value: { _output: this.answer }, reached: true };
    if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    this.stopped.push(target.name);
    return failureResult('test/stopped', 'stopped', { reached: true });
  }
}

function command(nodes: readonly string[], text: string, sensitive: readonly Json[] = []): NewJob {
  const described = { command: 'command', object: text, parameters: {}, sensitive: [], noop: false } as const;
  return {
    description: { ...described, nodes, concurrency: 250 },
    targets: nodes.map((name) => bareTarget(name, 'local')),
    action: { kind: 'command', command: text, environment: {} },
    sensitive,
  };
}

function step(id: string, more: Partial<PlanStepStart> = {}): PlanStepStart {
  const common = { function: 'run_command', object: 'id', targets: [], arguments: [], variables: {} };
  return { id, ...common, quiet: false, replayable: true, ...more };
}

const ok = (value: Json): StepOutcome => ({ ok: true, value });

interface House {
  readonly journal: ReturnType<typeof memoryJournal>;
  readonly keeper: JobKeeper;
  readonly runs: HeldRuns;
  plan(perform: PerformPlan, sensitive?: readonly Json[]): Promise<string>;
}

function house(journal = memoryJournal(new ManualClock(1000))): House {
  const runs = new HeldRuns();
  const ports = { journal, clock: new ManualClock(1000), ids: countingIds(), log: silentLog, transportOf: () => runs };
  const keeper = createJobKeeper(ports);
  const described = { command: 'plan', object: 'p', parameters: {}, sensitive: [], noop: false, nodes: [] } as const;
  const plan = (perform: PerformPlan, sensitive: readonly Json[] = []): Promise<string> =>
    keeper.startPlan({ description: { ...described, concurrency: 9 }, sensitive, perform });
  return { journal, keeper, runs, plan };
}

/** All events of a job until it is over, or one of that type was seen. */
async function eventsOf(keeper: JobKeeper, id: string, until?: JobEvent['type']): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const event of keeper.events(id, 1, never)) {
    events.push(event);
    if (event.type === until) break;
  }
  return events;
}

async function ended(keeper: JobKeeper, id: string): Promise<JobDetails> {
  await eventsOf(keeper, id);
  return keeper.details(id);
}

const runStep = (run: PlanJobRun, id: string, job: NewJob): Promise<StepOutcome> =>
  run.step(step(id), async () => {
    const outcomes = await run.act(id, job, never);
    const failures = outcomes.filter(({ result }) => result.status !== 'success').length;
    return { ...ok(outcomes.map(({ node, result }) => ({ node, value: result.value }))), failures };
  });

test('what is too long to be kept ends in neither the journal nor a plan that waits for ever', async () => {
  const { keeper, plan } = house();
  const long = Array.from({ length: 5 }, () => 'x'.repeat(8 * 1024 * 1024));
  const returned = await plan(async (run) => {
    const outcome = await run.step(step('1'), async () => ok(long));
    assert.equal(outcome.ok && outcome.value, long, 'the plan itself has it');
    return { ok: true, value: long, shape: 'data' };
  });
  await eventsOf(keeper, returned);
  const { state, steps = [], outcome } = await keeper.details(returned);
  const [kept] = steps;
  assert.deepEqual([state, kept?.state, kept?.value, kept?.withheld], ['failed', 'finished', null, true]);
  assert.equal(outcome?.ok === false && outcome.error.kind, 'baton/too-long');
  const error = { kind: 'k', msg: 'm', details: { line: 1, result_set: long } };
  const failed = await plan(async () => ({ ok: false, error }));
  await eventsOf(keeper, failed);
  const missing = '(about 41943057 characters, which were not kept)';
  const left = { ok: false, error: { ...error, details: { line: 1, result_set: missing } } };
  assert.deepEqual((await keeper.details(failed)).outcome, left);
});

test('a plan job keeps its steps, the jobs below it and what came of them, in order', async () => {
  const { keeper, runs, plan } = house();
  runs.answer = 'done';
  const id = await plan(async (run) => {
    run.say({ level: 'out', text: 'hello' });
    await runStep(run, '1', command(['a', 'b'], 'id'));
    await run.step(step('2', { function: 'fail_plan' }), async () => ({ ok: false, error: { msg: 'no' } }));
    return { ok: true, value: 7, shape: 'data' };
  });
  const events = await eventsOf(keeper, id);
  assert.deepEqual(
    events.map(({ type }) => type),
    [
      'job_created',
      'job_running',
      'plan_message',
      'plan_step_started',
      'plan_step_job',
      'plan_step_finished',
      'plan_step_started',
      'plan_step_finished',
      'plan_outcome',
      'job_finished',
    ],
  );
  const { state, steps = [], outcome } = await keeper.details(id);
  assert.deepEqual([state, outcome], ['finished', { ok: true, value: 7, shape: 'data' }]);
  assert.deepEqual(
    steps.map((one) => [one.id, one.state, one.jobs, one.value ?? one.error]),
    [
      ['1', 'finished', ['2'], ['a', 'b'].map((node) => ({ node, value: { _output: 'done' } }))],
      ['2', 'failed', [], { msg: 'no' }],
    ],
  );
  const child = await keeper.details('2');
  assert.deepEqual([child.state, child.description.parent], ['finished', { job: id, step: '1' }]);
  assert.deepEqual(
    (await keeper.list({ limit: 9 })).map((job) => job.id),
    [id],
    'lists show what people have started',
  );
});

test('a person is asked, and what is answered to a sensitive question is kept nowhere', async () => {
  const { keeper, plan } = house();
  const id = await plan(async (run) => {
    const question = { step: '1', message: 'Password?', sensitive: true };
    const answer = await run.ask(question, never);
    run.say({ level: 'out', text: `it is ${answer}` });
    return { ok: true, value: answer, shape: 'data' };
  });
  await eventsOf(keeper, id, 'plan_prompt');
  const { prompt } = await keeper.details(id);
  assert.deepEqual(prompt, { prompt: '1', step: '1', message: 'Password?', sensitive: true });
  await assert.rejects(keeper.answer(id, '9', 'x'), { kind: 'baton/unknown-prompt' });
  await keeper.answer(id, '1', 'hunter2');
  const events = await eventsOf(keeper, id);
  assert.ok(!JSON.stringify(events).includes('hunter2'));
  assert.ok(events.some((event) => event.type === 'plan_message' && event.text === `it is ${redactedText}`));
  assert.equal((await keeper.details(id)).prompt, undefined);
  await assert.rejects(keeper.answer(id, '1', 'again'), { kind: 'baton/unknown-prompt' });
  await assert.rejects(keeper.answer('77', '1', 'x'), { kind: 'puppetlabs.orchestrator/unknown-job' });
});

test('a plan that waits for a person can be stopped, and ends with the orchestrator', async () => {
  const asking: PerformPlan = async (run) => {
    const perform = async (): Promise<StepOutcome> =>
      ok(await run.ask({ step: '1', message: 'Go on?', sensitive: false }, never));
    await run.step(step('1', { function: 'prompt' }), perform);
    return { ok: true, value: null, shape: 'undef' };
  };
  const { keeper, plan } = house();
  const [stopped, left] = [await plan(asking), await plan(asking)];
  for (const id of [stopped, left]) await eventsOf(keeper, id, 'plan_prompt');
  await keeper.stop(stopped, 'after-step');
  assert.equal((await keeper.details(stopped)).state, 'stopping', 'the question is the step that it is at');
  await keeper.stop(stopped);
  assert.equal((await ended(keeper, stopped)).state, 'stopped');
  await keeper.close('The orchestrator was ended.');
  const { error, prompt, steps = [] } = await keeper.details(left);
  assert.deepEqual([error?.kind, prompt, steps[0]?.state], ['baton/interrupted', undefined, 'stopped']);
  await assert.rejects(keeper.answer(left, '1', 'yes'), { kind: 'baton/unknown-prompt' });
});

test('secrets of parameters, of steps and in rich data are kept nowhere, and the plan sees them all the same', async () => {
  const { journal, keeper, runs, plan } = house();
  runs.answer = 'parameter step rich';
  let seen: Json = null;
  const id = await plan(
    async (run) => {
      const variables = { x: { __ptype: 'Sensitive', __pvalue: 'rich' } };
      const start = step('1', { object: 'echo parameter', arguments: ['parameter'], variables });
      const outcome = await run.step(start, async () => {
        const [first] = await run.act('1', command(['a'], 'echo parameter step', ['step']), never);
        return ok(first?.result.value['_output'] ?? null);
      });
      seen = outcome.ok ? outcome.value : null;
      run.say({ level: 'warn', text: 'rich and parameter' });
      return { ok: false, error: { kind: 'k', msg: 'no step', details: { why: 'parameter' } } };
    },
    ['parameter'],
  );
  await ended(keeper, id);
  assert.equal(seen, 'parameter step rich');
  const kept = [...(await journal.read(id, 1, 99)), ...(await journal.read('2', 1, 99))];
  const words = JSON.stringify(kept).match(/"[^"]*\b(rich|parameter|step)\b[^"]*"/g) ?? [];
  assert.deepEqual([...new Set(words)].sort(), ['"step"']);
  const { steps = [], outcome } = await keeper.details(id);
  assert.equal(steps[0]?.withheld, true, 'what is kept cannot stand for doing it again');
  assert.deepEqual(outcome, {
    ok: false,
    error: { kind: 'k', msg: `no ${redactedText}`, details: { why: redactedText } },
  });
  assert.equal((await keeper.details('2')).description.secrets, true);
});

test('stopped now, a plan stops the jobs below it and ends when they have', async () => {
  const { keeper, runs, plan } = house();
  const id = await plan(async (run) => {
    await runStep(run, '1', command(['a', 'b'], 'sleep'));
    run.signal.throwIfAborted();
    return { ok: true, value: null, shape: 'undef' };
  });
  await eventsOf(keeper, id, 'plan_step_job');
  await eventsOf(keeper, '2', 'node_running');
  await keeper.stop(id);
  const { state, steps = [] } = await ended(keeper, id);
  assert.deepEqual([state, steps[0]?.state, runs.stopped], ['stopped', 'stopped', ['a', 'b']]);
  assert.equal((await keeper.details('2')).state, 'stopped');
});

test('stopped after its step, a plan lets what runs end and begins nothing more', async () => {
  const { keeper, runs, plan } = house();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const began: string[] = [];
  const id = await plan(async (run) => {
    const held = (name: string, until: Promise<void>): Promise<StepOutcome> =>
      run.step(step(name), async () => {
        began.push(name);
        await until;
        return ok(name);
      });
    const branch = async (name: string, until: Promise<void>): Promise<void> => {
      await held(name, until);
      await held(`${name}.next`, until);
    };
    await Promise.all([branch('1/1', first.promise), branch('1/2', second.promise)]);
    return { ok: true, value: null, shape: 'undef' };
  });
  await keeper.stop(id, 'after-step');
  first.resolve();
  await eventsOf(keeper, id, 'plan_step_finished');
  assert.equal((await keeper.details(id)).state, 'stopping');
  second.resolve();
  const { state, steps = [] } = await ended(keeper, id);
  assert.deepEqual([state, began], ['stopped', ['1/1', '1/2']]);
  assert.deepEqual(
    steps.map((one) => `${one.id} ${one.state}`),
    ['1/1 finished', '1/2 finished'],
  );
  assert.deepEqual(runs.started, []);
});

test('what an earlier life left of a plan fails with how to go on, and its jobs are taken up', async () => {
  const journal = memoryJournal(new ManualClock(1000));
  const earlier = house(journal);
  const id = await earlier.plan(async (run) => {
    await run.step(step('1'), async () => ok('kept'));
    await runStep(run, '2', command(['a'], 'sleep'));
    throw new Error('nobody gets here');
  });
  await eventsOf(earlier.keeper, id, 'plan_step_job');
  await eventsOf(earlier.keeper, '2', 'node_running');
  // The earlier life is gone without a word; another keeper opens what it left.
  const { keeper } = house(journal);
  await keeper.recover(async (name) => bareTarget(name, 'local'));
  const { state, error, steps = [] } = await keeper.details(id);
  assert.deepEqual([state, error?.kind], ['failed', 'baton/interrupted']);
  assert.match(error?.msg ?? '', /baton plan resume 1\b/);
  assert.deepEqual(
    steps.map((one) => `${one.id} ${one.state}`),
    ['1 finished', '2 stopped'],
  );
  const child = await ended(keeper, '2');
  assert.deepEqual([child.state, child.nodes[0]?.state], ['failed', 'errored']);
});

test('an orchestrator that ends leaves a plan with how to go on', async () => {
  const { keeper, plan } = house();
  const id = await plan(async (run) => {
    await runStep(run, '1', command(['a'], 'sleep'));
    run.signal.throwIfAborted();
    throw new Error('nobody gets here');
  });
  await eventsOf(keeper, id, 'plan_step_job');
  await eventsOf(keeper, '2', 'node_running');
  await keeper.close('The command was ended.');
  const { state, error } = await keeper.details(id);
  assert.deepEqual([state, error?.kind], ['failed', 'baton/interrupted']);
});

test('what is wrong before a plan runs is told in its own words', async () => {
  const { keeper, plan } = house();
  const id = await plan(
    () => Promise.reject(new OrchestratorError('k', 'no secret', { details: { of: 'secret' } })),
    ['secret'],
  );
  const { state, outcome } = await ended(keeper, id);
  const error = { kind: 'k', msg: `no ${redactedText}`, details: { of: redactedText } };
  assert.deepEqual([state, outcome], ['failed', { ok: false, error }]);
});

test('a plan whose runner breaks fails with a sentence, its steps ended', async () => {
  const { keeper, plan } = house();
  const id = await plan((run) =>
    run.step(step('1'), () => Promise.reject(new Error('broken'))).then(() => ({ ok: true, value: 1, shape: 'data' })),
  );
  const { state, outcome, steps = [] } = await ended(keeper, id);
  assert.deepEqual([state, steps[0]?.state], ['failed', 'failed']);
  assert.match(JSON.stringify(outcome), /The orchestrator failed while the plan ran: broken/);
});

test('two hundred steps with long values are kept whole in the journal and bounded in memory', async () => {
  const { journal, keeper, plan } = house();
  const long = 'x'.repeat(200_000);
  const id = await plan(async (run) => {
    const variables: Record<string, Json> = {};
    for (let number = 1; number <= 200; number += 1) {
      variables[`v${number}`] = long.slice(0, 5000);
      await run.step(step(String(number), { variables }), async () =>
        ok(number % 2 === 0 ? long : long.slice(0, 60_000)),
      );
    }
    return { ok: true, value: null, shape: 'undef' };
  });
  const { steps = [] } = await ended(keeper, id);
  assert.equal(steps.length, 200);
  assert.ok(JSON.stringify(steps).length < 17 * 1024 * 1024);
  assert.equal(steps[199]?.value, undefined);
  assert.equal(steps[198]?.value, long.slice(0, 60_000));
  const events = await journal.readStates(id);
  const whole = events.filter((event) => event.type === 'plan_step_finished' && event.value === long);
  assert.equal(whole.length, 100);
  assert.ok(events.every((event) => event.type !== 'plan_step_started' || JSON.stringify(event).length < 50_000));
});
