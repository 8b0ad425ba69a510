import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Grouping } from '../../orchestrator-core/orchestrator.ts';
import { defaultDivision, divisionText, readDivision } from './division.ts';

const family: Grouping = { kind: 'fact', fact: 'os.family' };

test('a division is told in words', () => {
  const cases: [readonly Grouping[], string][] = [
    [[], 'in one list'],
    [[{ kind: 'group' }], 'by group'],
    [[{ kind: 'report' }], 'by last report'],
    [
      [family, { kind: 'fact', fact: 'os.release.major' }, { kind: 'state' }],
      'by os.family, then os.release.major, then state',
    ],
  ];
  for (const [by, expected] of cases) assert.equal(divisionText(by), expected);
});

test('what was kept comes back, and nothing else', () => {
  const cases: [unknown, readonly Grouping[]][] = [
    [undefined, defaultDivision],
    ['group', defaultDivision],
    [[], []],
    [
      [family, { kind: 'state' }],
      [family, { kind: 'state' }],
    ],
    [[{ kind: 'fact' }], defaultDivision],
    [[{ kind: 'fact', fact: '' }], defaultDivision],
    [[{ kind: 'moon' }], defaultDivision],
    [[null], defaultDivision],
  ];
  for (const [stored, expected] of cases) assert.deepEqual(readDivision(stored), expected);
});
