import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDuration, nodeCount, nodeNames, oneLine, shortList, valueText } from './format.ts';

test('durations read as people say them', () => {
  const cases: [number, string][] = [
    [-5, '0.0 s'],
    [0, '0.0 s'],
    [440, '0.4 s'],
    [9949, '9.9 s'],
    [9960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 0 s'],
    [185_000, '3 min 5 s'],
    [7_265_000, '2 h 1 min'],
  ];
  for (const [milliseconds, expected] of cases) assert.equal(formatDuration(milliseconds), expected);
});

test('counts, lists, values and lines', () => {
  assert.equal(nodeCount(1), '1 node');
  assert.equal(nodeCount(0), '0 nodes');
  assert.equal(shortList(['a', 'b'], 2), 'a, b');
  assert.equal(shortList(['a', 'b', 'c', 'd'], 2), 'a, b and 2 more');
  assert.equal(nodeNames(['a', 'b'], 2), 'a, b');
  assert.equal(nodeNames(['a', 'b', 'c'], 2), '3 nodes: a, b …');
  assert.equal(valueText('x'), 'x');
  assert.equal(valueText(['x', 1]), '["x",1]');
  assert.equal(oneLine('a\n  b\tc', 9), 'a b c');
  assert.equal(oneLine('abcdef', 4), 'abc…');
});
