import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowLayout } from './row-layout.ts';

test('rows stand below each other, opened ones are higher', () => {
  const layout = rowLayout(
    100,
    20,
    new Map([
      [2, 50],
      [10, 30],
      [200, 99],
    ]),
  );
  assert.equal(layout.height, 100 * 20 + 80);
  assert.deepEqual([0, 2, 3, 10, 11, 100].map(layout.topOf), [0, 40, 110, 250, 300, 2080]);
});

test('a stretch shows the rows that it touches', () => {
  const opened = new Map([[2, 50]]);
  const layout = rowLayout(10, 20, opened);
  const cases: readonly (readonly [number, number, number, number])[] = [
    [0, 40, 0, 3],
    [-50, 10, 0, 1],
    [45, 100, 2, 3],
    [109, 110, 2, 4],
    [240, 900, 9, 10],
    [5000, 6000, 10, 10],
  ];
  for (const [top, bottom, start, end] of cases) {
    assert.deepEqual(layout.within(top, bottom), { start, end }, `${top} to ${bottom}`);
  }
  assert.deepEqual(rowLayout(0, 20, opened).within(0, 100), { start: 0, end: 0 });
});
