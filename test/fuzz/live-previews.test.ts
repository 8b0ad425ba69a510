import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type LiveEvent, liveEvent, liveRun } from '../../client/preview/model/live.ts';
import { type Item, outlineOf, walkItems } from '../../client/preview/model/outline.ts';
import { type PlanStepStart, previewText } from '../../orchestrator-core/plans/index.ts';
import { previewCase } from '../../orchestrator-core/plans/preview/preview-case.ts';
import { runCase } from '../../orchestrator-core/plans/run/run-cases.ts';
import { madePlan } from '../support/plan-sources.ts';
import { madePlanWorld } from '../support/plan-world.ts';

const numbers = fc.array(fc.noBias(fc.nat(5039)), { minLength: 1, maxLength: 300, size: 'max' });

/** Steps that a preview has an item for. */
const drawn: ReadonlySet<string> = new Set(['run_command', 'run_task', 'run_plan', 'parallelize']);

function started(start: PlanStepStart, timestamp: number): LiveEvent {
  const event = liveEvent({
    type: 'plan_step_started',
    start,
    replayed: false,
    job: '1',
    number: timestamp + 1,
    timestamp,
  });
  assert.ok(event);
  return event;
}

/** The item that drew the step as its newest one. */
function itemOf(items: readonly Item[], events: readonly LiveEvent[], step: PlanStepStart): Item | undefined {
  const run = liveRun(items, events);
  return [...walkItems(items)].find(({ id }) => run.items.get(id)?.step === step.id);
}

test('each step of a run is drawn at the item of the preview that foresaw it', async () => {
  let compared = 0;
  const one = async (made: readonly number[], seed: number, isGiven: boolean) => {
    const parameters = { v: ['a', 'b', 1, null][seed % 4] ?? null };
    const files = madePlan(made);
    const { world } = await runCase(files, madePlanWorld(seed), { parameters });
    const preview = await previewCase(files, madePlanWorld(seed), { parameters: isGiven ? parameters : {} });
    const items = outlineOf(preview);
    const steps = world.steps.filter((step) => drawn.has(step.function));
    const events: LiveEvent[] = [];
    for (const [at, step] of steps.entries()) {
      events.push(started(step, at));
      const item = itemOf(items, events, step);
      const told = (): string =>
        `${step.id} ${step.function} ${step.object} on ${step.targets} :${step.place?.line}\n${files['m/plans/init.pp']}\n${files['m/plans/sub.pp']}\n${previewText(preview, { width: 120, unicode: false })}`;
      assert.ok(item, `no item for ${told()}`);
      assert.equal(item.call?.function, step.function, told());
      assert.equal(item.place?.line, step.place?.line, told());
      if (item.call?.object !== undefined && item.call.object !== '')
        assert.equal(item.call.object, step.object, told());
      if (item.targets !== undefined) assert.deepEqual(item.targets, step.targets, told());
      compared += 1;
    }
  };
  await fc.assert(fc.asyncProperty(numbers, fc.nat(1_000_000), fc.boolean(), one), { seed: 4, numRuns: 200 });
  assert.ok(compared > 500, `${compared} steps were compared`);
});
