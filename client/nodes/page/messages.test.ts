import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPageState } from './messages.ts';

test('a state of any origin brings a page back, or none', () => {
  const cases: [unknown, unknown][] = [
    [undefined, undefined],
    [null, undefined],
    ['web1', undefined],
    [{ tab: 'facts' }, undefined],
    [{ node: '' }, undefined],
    [{ node: 'web1' }, { node: 'web1', tab: 'facts', filter: '', open: [] }],
    [
      { node: 'web1', tab: 'jobs', filter: 'os', open: ['["os"]', 3] },
      { node: 'web1', tab: 'jobs', filter: 'os', open: ['["os"]'] },
    ],
    [
      { node: 'web1', tab: 'moon', filter: 3, open: 'x' },
      { node: 'web1', tab: 'facts', filter: '', open: [] },
    ],
  ];
  for (const [stored, expected] of cases) assert.deepEqual(readPageState(stored), expected);
});
