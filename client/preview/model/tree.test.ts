import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rollout } from '../fixtures/rollout.ts';
import { outlineOf } from './outline.ts';
import { type TreeMove, treeMove, visibleRows } from './tree.ts';

const items = outlineOf(rollout);

test('what is closed hides what stands in it', () => {
  const ids = (closed: string[]) => visibleRows(items, new Set(closed)).map(({ item }) => item.id);
  assert.deepEqual(ids(['2', '3', '4', '5', '7']), ['1', '2', '3', '4', '5', '7', '8']);
  assert.deepEqual(ids(['3', '4', '5', '7', '2/2']), ['1', '2', '2/1', '2.1', '2/2', '3', '4', '5', '7', '8']);
});

test('each line knows its level, its place among its siblings and what it is part of', () => {
  const row = visibleRows(items, new Set()).find(({ item }) => item.id === '2/2');
  assert.deepEqual([row?.level, row?.position, row?.size, row?.expanded, row?.parent], [2, 2, 2, true, '2']);
  assert.equal(visibleRows(items, new Set()).find(({ item }) => item.id === '2.1')?.expanded, undefined);
});

const cases: readonly (readonly [focused: string | undefined, key: string, expected: TreeMove | undefined])[] = [
  ['1', 'ArrowDown', { kind: 'focus', id: '2' }],
  ['2', 'ArrowUp', { kind: 'focus', id: '1' }],
  ['1', 'ArrowUp', undefined],
  ['8', 'ArrowDown', undefined],
  ['3', 'Home', { kind: 'focus', id: '1' }],
  ['3', 'End', { kind: 'focus', id: '8' }],
  ['3', 'ArrowRight', { kind: 'open', id: '3' }],
  ['2', 'ArrowRight', { kind: 'focus', id: '2/1' }],
  ['1', 'ArrowRight', undefined],
  ['2', 'ArrowLeft', { kind: 'close', id: '2' }],
  ['2.1', 'ArrowLeft', { kind: 'focus', id: '2/1' }],
  ['1', 'ArrowLeft', undefined],
  ['2.1', 'Enter', { kind: 'activate', id: '2.1' }],
  ['2.1', ' ', { kind: 'activate', id: '2.1' }],
  ['1', '*', { kind: 'open-siblings', ids: ['3', '4', '5', '7'] }],
  ['1', 'p', { kind: 'focus', id: '4' }],
  ['4', 'P', { kind: 'focus', id: '5' }],
  ['5', 'p', { kind: 'focus', id: '4' }],
  ['1', 'z', undefined],
  ['1', 'Tab', undefined],
  [undefined, 'ArrowDown', { kind: 'focus', id: '2' }],
];
for (const [focused, key, expected] of cases) {
  test(`${key} at ${focused ?? 'nothing'} does what the pattern of trees says`, () => {
    assert.deepEqual(treeMove(visibleRows(items, new Set(['3', '4', '5', '7'])), focused, key), expected);
  });
}

test('a tree without lines takes no key', () => {
  assert.equal(treeMove([], undefined, 'ArrowDown'), undefined);
});
