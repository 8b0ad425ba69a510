/**
 * Plans made of everything that orders what is run: each ends with an outcome and waits for nothing afterwards, and two
 * runs agree in their steps and outcome, whatever takes how long. Blocks that `background` started may end in any order.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type PlanOutcome, runPlan } from '../../orchestrator-core/plans/index.ts';
import { type FakeWorld, fakeWorld } from '../../orchestrator-core/plans/run/fake-world.ts';

const seed = 20261121;

const sub = "plan m::sub($n) { run_command(\"sub $n\", 'a') if $n > 2 { fail_plan('too much', 'my/kind') } return $n }";
const yaml = 'parameters: { n: {} }\nsteps:\n  - name: one\n    command: "yaml $n"\n    targets: a\nreturn: $one.ok';

const { statement } = fc.letrec<{ statement: string; block: string }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom('ls', 'exit 1').map((line) => `run_command('${line}', ['a', 'b'])`),
    fc.nat(3).map((seconds) => `ctrl::sleep(${seconds})`),
    fc.nat(4).map((n) => `run_plan('m::sub', 'n' => ${n})`),
    fc.nat(4).map((n) => `run_plan('m::yaml', 'n' => ${n}, '_catch_errors' => true)`),
    fc.constantFrom("fail_plan('no', 'my/kind')", 'nope()', 'return(3)', "$x = run_command('ls', 'a').ok"),
    tie('block').map((block) => `parallelize([1, 2]) |$n| { ${block} }`),
    tie('block').map((block) => `catch_errors(['my/kind']) || { ${block} }`),
    tie('block').map((block) => `catch_errors() || { ${block} }`),
    tie('block').map((block) => `without_default_logging() || { ${block} }`),
    tie('block').map((block) => `[1, 2].each |$n| { ${block} }`),
    tie('block').map((block) => `wait(background() || { ${block} }, '_catch_errors' => true)`),
    tie('block').map((block) => `ctrl::do_until('limit' => 2, 'interval' => 1) || { ${block} }`),
  ),
  block: fc.array(tie('statement'), { maxLength: 3 }).map((list) => list.join('\n')),
}));

interface Ended {
  readonly outcome: PlanOutcome;
  readonly steps: readonly string[];
}

/** `delays` says after how many turns each action ends. */
async function ended(source: string, delays: readonly number[]): Promise<Ended> {
  let acts = 0;
  const world: FakeWorld = fakeWorld({
    files: {
      '/modules/m/plans/init.pp': source,
      '/modules/m/plans/sub.pp': sub,
      '/modules/m/plans/yaml.yaml': yaml,
    },
    act: async (action) => {
      const turns = delays[acts % delays.length] ?? 0;
      acts += 1;
      for (let turn = 0; turn < turns; turn += 1) await macroTurn();
      const isFailure = action.kind === 'command' && action.command === 'exit 1';
      return isFailure ? { _error: { kind: 'k', msg: 'm', details: {} } } : { stdout: '' };
    },
  });
  const run = runPlan({ plan: 'm', parameters: {}, noop: false }, world, {
    signal: AbortSignal.timeout(20_000),
    turn: macroTurn,
  });
  const state = { isOver: false };
  const over = run.finally(() => {
    state.isOver = true;
  });
  while (!state.isOver) {
    await macroTurn();
    world.clock.advance(1000);
  }
  const outcome = await over;
  assert.equal(world.clock.waiting, 0);
  assert.equal(world.outcomes.size, world.steps.length);
  const steps = world.steps.map(({ id, function: name, arguments: given }) => `${id} ${name} ${JSON.stringify(given)}`);
  assert.equal(new Set(world.steps.map(({ id }) => id)).size, steps.length);
  return { outcome, steps: steps.toSorted() };
}

function macroTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test('runs of a plan agree', async () => {
  const body = fc.array(statement, { minLength: 1, maxLength: 4 }).map((list) => list.join('\n'));
  const delays = fc.array(fc.nat(4), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(body, delays, delays, async (text, first, second) => {
      const source = `plan m() {\n${text}\n}`;
      const [one, other] = [await ended(source, first), await ended(source, second)];
      assert.deepEqual(one.outcome, other.outcome);
      assert.deepEqual(one.steps, other.steps);
    }),
    { seed, numRuns: 300 },
  );
});
