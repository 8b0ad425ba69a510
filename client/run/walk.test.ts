import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Direction, type Step, walk } from './walk.ts';

const next: Direction = { kind: 'next' };
const back: Direction = { kind: 'back' };

/** Walks `count` steps with the directions given one after another; tells which steps were shown, and how it ended. */
async function shown(count: number, directions: readonly Direction[]): Promise<[string, boolean]> {
  const trail: string[] = [];
  const step =
    (index: number): Step =>
    async ({ step: number, total, canGoBack }) => {
      assert.equal(number, index + 1);
      const direction = directions[trail.length];
      trail.push(`${number}/${total}${canGoBack ? '' : '!'}`);
      return direction ?? next;
    };
  const ended = await walk(Array.from({ length: count }, (_, index) => step(index)));
  return [trail.join(' '), ended];
}

test('a walk shows its steps in order, and back is the step before', async () => {
  const cases: [number, Direction[], string, boolean][] = [
    [0, [], '', true],
    [2, [next, next], '1/2! 2/2', true],
    [3, [next, back, next, next, next], '1/3! 2/3 1/3! 2/3 3/3', true],
    [2, [back, next, next], '1/2! 1/2! 2/2', true],
    [4, [next, { kind: 'jump', to: 3 }, back, next, next, next], '1/4! 2/4 4/4 2/4 3/4 4/4', true],
    [2, [next, { kind: 'jump', to: 0 }], '1/2! 2/2', true],
    [3, [next, { kind: 'cancel' }], '1/3! 2/3', false],
  ];
  for (const [count, directions, trail, ended] of cases) {
    assert.deepEqual(await shown(count, directions), [trail, ended]);
  }
});
