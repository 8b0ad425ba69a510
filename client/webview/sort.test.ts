import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../orchestrator-core/common/index.ts';
import { compareCells, matchesFilter, nextOrder, ordered } from './sort.ts';

test('cells are ordered as people order them, kinds together', () => {
  const cells: Json[] = ['web10', 'Web2', 10, 9, true, null, { a: 1 }, [1], 'ärger', 'zebra'];
  assert.deepEqual(
    [...cells].sort(compareCells),
    [null, true, 9, 10, 'ärger', 'Web2', 'web10', 'zebra', [1], { a: 1 }].map((cell) => cell),
  );
});

test('a column is clicked up, down, and back', () => {
  const up = nextOrder(undefined, 'a');
  const down = nextOrder(up, 'a');
  assert.deepEqual(up, { column: 'a', direction: 'ascending' });
  assert.deepEqual(down, { column: 'a', direction: 'descending' });
  assert.equal(nextOrder(down, 'a'), undefined);
  assert.deepEqual(nextOrder(down, 'b'), { column: 'b', direction: 'ascending' });
});

test('rows that are equal keep their order, in both directions', () => {
  const rows = ['b1', 'a1', 'b2', 'a2'];
  const first = (row: string): Json => row[0] ?? '';
  assert.deepEqual(ordered(rows, { column: 'x', direction: 'ascending' }, first), ['a1', 'a2', 'b1', 'b2']);
  assert.deepEqual(ordered(rows, { column: 'x', direction: 'descending' }, first), ['b1', 'b2', 'a1', 'a2']);
  assert.equal(ordered(rows, undefined, first), rows);
});

test('every word of a filter must be found, wherever', () => {
  assert.equal(matchesFilter('', []), true);
  assert.equal(matchesFilter('os FAM', ['os.family', 'Debian']), true);
  assert.equal(matchesFilter('debian os', ['os.family', 'Debian']), true);
  assert.equal(matchesFilter('debian mac', ['os.family', 'Debian']), false);
});
