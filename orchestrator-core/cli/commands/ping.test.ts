import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graphOf } from './ping.ts';

test('a graph has a bar for each span, in at most forty', () => {
  for (const [times, expected] of [
    [[], ''],
    [[0.4], '▇ 0 to 1 ms'],
    [[11.09, 53.1, 53.35], '▁▁▁▁▁▄▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▇ 0 to 54 ms'],
    [[1, 1, 1, 3.9, 3.1], '▁▇▁▅ 0 to 4 ms'],
  ] as const) {
    assert.equal(graphOf(times), expected, String(times));
  }
  const [slow = '', from, , to] = graphOf([1, 399_999]).split(' ');
  assert.deepEqual([[...slow].length, from, to], [40, '0', '410255']);
});
