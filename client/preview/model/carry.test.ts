import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PreviewNode } from '../../../orchestrator-core/plans/index.ts';
import { known, place, rollout, step } from '../fixtures/rollout.ts';
import { carriedIds, keepsSteps } from './carry.ts';
import { outlineOf } from './outline.ts';

/** Steps in the lines of their ids, each a task. */
function plan(...tasks: readonly string[]): ReturnType<typeof outlineOf> {
  return outlineOf({ ...rollout, nodes: tasks.map((task, index) => step(`${index + 1}`, 2, { object: known(task) })) });
}

const cases: readonly (readonly [
  string,
  readonly string[],
  readonly string[],
  readonly (readonly [string, string])[],
])[] = [
  [
    'nothing changed',
    ['a', 'b'],
    ['a', 'b'],
    [
      ['1', '1'],
      ['2', '2'],
    ],
  ],
  [
    'a step put in before',
    ['a', 'b'],
    ['new', 'a', 'b'],
    [
      ['1', '2'],
      ['2', '3'],
    ],
  ],
  ['a step taken out', ['a', 'b'], ['b'], [['2', '1']]],
  [
    'a step that is being typed',
    ['a', 'b'],
    ['a', 'bc'],
    [
      ['1', '1'],
      ['2', '2'],
    ],
  ],
  [
    'steps that say the same',
    ['a', 'a'],
    ['new', 'a', 'a'],
    [
      ['1', '2'],
      ['2', '3'],
    ],
  ],
  ['all gone', ['a'], [], []],
];
for (const [name, before, after, expected] of cases) {
  test(`the chosen step stays chosen while the plan is typed: ${name}`, () => {
    assert.deepEqual([...carriedIds(plan(...before), plan(...after))], expected);
  });
}

test('what stands in something is looked for in the same', () => {
  const block = (id: string, name: string): PreviewNode => ({
    id,
    kind: 'block',
    place: place(2),
    function: name,
    nodes: [step(`${id}.1`, 3)],
    marks: [],
    needs: [],
  });
  const before = outlineOf({ ...rollout, nodes: [block('1', 'apply'), block('2', 'catch_errors')] });
  const after = outlineOf({ ...rollout, nodes: [block('1', 'catch_errors'), block('2', 'apply')] });
  assert.equal(carriedIds(before, after).get('1.1'), '2.1');
});

test('half a word does not make the steps go; what was saved, and what is no error, is shown as it is', () => {
  const [full, half] = [plan('a', 'b'), plan('a')];
  const wrong = { ...rollout, problems: [{ message: 'Unknown variable', severity: 'error' as const }] };
  const unsure = { ...rollout, problems: [{ message: 'Not known', severity: 'unknown' as const }] };
  assert.equal(keepsSteps(full, wrong, half, true), true);
  assert.equal(keepsSteps(full, wrong, half, false), false);
  assert.equal(keepsSteps(full, unsure, half, true), false);
  assert.equal(keepsSteps(full, wrong, full, true), false, 'an error that hides nothing hides nothing');
});
