import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPageState } from './messages.ts';

test('a state of any origin brings a panel back, or none', () => {
  const cases: [unknown, unknown][] = [
    [undefined, undefined],
    [null, undefined],
    ['shop', undefined],
    [{}, undefined],
    [{ plan: 3 }, undefined],
    [{ plan: 'shop' }, { plan: 'shop', values: {} }],
    [
      { plan: 'shop', values: { a: 'x', b: 3 }, job: '7', closed: ['1'], mode: 'tree' },
      { plan: 'shop', values: { a: 'x' }, job: '7' },
    ],
    [
      { plan: 'shop', values: 'x', job: 7 },
      { plan: 'shop', values: {} },
    ],
  ];
  for (const [stored, expected] of cases) assert.deepEqual(readPageState(stored), expected);
});
