import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PreviewNode } from '../../orchestrator-core/plans/index.ts';
import { known, on, rollout, step } from '../preview/fixtures/rollout.ts';
import { foreseenText } from './foreseen.ts';

const unknown = { kind: 'unknown', text: '$bad', needs: [] } as const;
const many = Array.from({ length: 50 }, (_, index) => `web${index + 1}`);
const { targets: _, ...message } = step('9', 9, { function: 'out::message', object: known('Hello'), marks: ['safe'] });

const cases: readonly (readonly [string, readonly PreviewNode[], string])[] = [
  ['nothing', [], '0 steps'],
  ['a message', [message], '1 step'],
  [
    'each node once',
    [step('1', 1), step('2', 2, { targets: on('b', 'c') })],
    '2 steps, 2 change something · on a, b, c',
  ],
  [
    'how many first',
    [step('1', 1, { targets: on(...many) })],
    '1 step, 1 changes something · on 50 nodes: web1, web2, web3 …',
  ],
  [
    'what is not known yet',
    [step('1', 1, { targets: on('a') }), step('2', 2, { targets: unknown })],
    '2 steps, 2 change something · on a, and on targets that show as it runs',
  ],
  [
    'nothing known',
    [step('1', 1, { targets: unknown })],
    '1 step, 1 changes something · on targets that show as it runs',
  ],
];
for (const [name, nodes, expected] of cases) {
  test(`what a plan would do is told before it runs: ${name}`, () => {
    assert.equal(foreseenText({ ...rollout, nodes, problems: [] }), expected);
  });
}
