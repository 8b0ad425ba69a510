import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { previewText } from '../../orchestrator-core/plans/index.ts';
import { previewCase } from '../../orchestrator-core/plans/preview/preview-case.ts';
import { runCase } from '../../orchestrator-core/plans/run/run-cases.ts';
import { type PieceChange, pieceChanges, withPieceChanges } from '../support/mutations.ts';
import { madePlan } from '../support/plan-sources.ts';
import { madePlanWorld } from '../support/plan-world.ts';
import { isForeseen, traced } from '../support/preview-match.ts';
import { recordedSources } from '../support/puppet-sources.ts';

const numbers = fc.array(fc.noBias(fc.nat(5039)), { minLength: 1, maxLength: 300, size: 'max' });

test('whatever a run does its preview has said, in an order that it allows', async () => {
  let foreseen = 0;
  const one = async (made: readonly number[], seed: number, isGiven: boolean) => {
    const parameters = { v: ['a', 'b', 1, null][seed % 4] ?? null };
    const files = madePlan(made);
    const { world, outcome } = await runCase(files, madePlanWorld(seed), { parameters });
    const preview = await previewCase(files, madePlanWorld(seed), { parameters: isGiven ? parameters : {} });
    const steps = world.steps.filter((step) => traced.has(step.function));
    const answer = isForeseen(preview, steps);
    if (answer === true) foreseen += 1;
    if (answer !== false) return;
    const told = steps.map(
      ({ function: name, object, targets, place }) => `${name} ${object} on ${targets} :${place?.line}`,
    );
    const end = outcome.ok ? 'ok' : outcome.error.msg;
    const text = previewText(preview, { width: 120, unicode: false });
    assert.fail(`${Object.values(files).join('\n')}\n${told.join('\n')}\n${end}\n\n${text}`);
  };
  await fc.assert(fc.asyncProperty(numbers, fc.nat(1_000_000), fc.boolean(), one), { seed: 4, numRuns: 300 });
  assert.ok(foreseen > 250, `${foreseen} runs were compared`);
});

test('plans that are almost right are previewed without throwing, and soon', async () => {
  const sources = recordedSources.filter(({ tasks }) => tasks).map(({ source }) => source);
  const made = [3, 77, 1009].map((seed) => madePlan([seed, seed * 7, seed * 13])['m/plans/init.pp'] ?? '');
  const one = async (source: string, changes: readonly PieceChange[]) => {
    const text = withPieceChanges(source, { tasks: true }, changes);
    const isPlan = /\bplan\s+\w/.test(text);
    const preview = await previewCase(isPlan ? text : `plan m {\n${text}\n}`, madePlanWorld(1));
    const mistakes = preview.problems.filter(({ message }) => message.includes('mistake of Baton'));
    assert.deepEqual(mistakes, [], text);
    assert.ok(previewText(preview, { width: 80, unicode: true }).length > 0);
  };
  await fc.assert(fc.asyncProperty(fc.constantFrom(...sources, ...made), pieceChanges, one), { seed: 4, numRuns: 500 });
});
