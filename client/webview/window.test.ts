import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activeAfter, rowFor, scrollFor, windowOf } from './window.ts';

test('of a long list what is seen is drawn, and a few rows beyond', () => {
  const list = { height: 220, rowHeight: 22, count: 100_000 };
  assert.deepEqual(windowOf({ ...list, top: 0 }), { from: 0, to: 18 });
  assert.deepEqual(windowOf({ ...list, top: 22_000 }), { from: 992, to: 1018 });
  assert.deepEqual(windowOf({ ...list, top: 22 * 100_000 - 220 }), { from: 99_982, to: 100_000 });
  assert.deepEqual(windowOf({ ...list, top: 5, count: 0 }), { from: 0, to: 0 });
  // A list that became short while it was scrolled far down.
  assert.deepEqual(windowOf({ ...list, top: 22_000, count: 5 }), { from: 5, to: 5 });
  assert.deepEqual(windowOf({ ...list, top: -30, count: 5 }), { from: 0, to: 5 });
});

test('a row comes into sight by the shortest way, and not behind the head', () => {
  const view = { top: 100, height: 200, rowHeight: 20, count: 50 };
  assert.equal(scrollFor(2, view, 30), 40);
  assert.equal(scrollFor(6, view, 30), 100);
  assert.equal(scrollFor(14, view, 0), 100);
  assert.equal(scrollFor(14, view, 30), 130);
});

test('keys go from row to row and stop at the ends', () => {
  const cases: [string, number | undefined, number | undefined][] = [
    ['ArrowDown', 3, 4],
    ['ArrowDown', 9, 9],
    ['ArrowDown', undefined, 0],
    ['ArrowUp', undefined, 9],
    ['ArrowUp', 0, 0],
    ['PageDown', 3, 7],
    ['PageUp', 3, 0],
    ['Home', 3, 0],
    ['End', 3, 9],
    ['a', 3, undefined],
  ];
  for (const [key, row, expected] of cases) assert.equal(rowFor(key, row, 10, 4), expected, `${key} at ${row}`);
  assert.equal(rowFor('ArrowDown', undefined, 0, 4), undefined);
});

test('the active row stays with what it is about', () => {
  const id = (item: { readonly id: string }): string => item.id;
  const items = (...ids: readonly string[]) => ids.map((each) => ({ id: each }));
  const after = (active: number | undefined, ...next: readonly string[]) =>
    activeAfter({ items: items('a', 'b', 'c'), active }, items(...next), id);
  assert.deepEqual(
    [after(undefined, 'a'), after(1, 'a', 'b'), after(1, 'x', 'a', 'b'), after(1, 'a', 'c'), after(2, 'a'), after(0)],
    [undefined, 1, 2, 1, 0, undefined],
  );
  // Where nothing says what is the same, the place counts.
  assert.equal(activeAfter({ items: ['a', 'b'], active: 1 }, ['b'], undefined), 0);
});
