import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageText } from './age.ts';

test('ages read as people say them', () => {
  const minute = 60_000;
  const cases: [number, string][] = [
    [-minute, 'just now'],
    [59_999, 'just now'],
    [minute, '1 min ago'],
    [119 * minute, '119 min ago'],
    [120 * minute, '2 h ago'],
    [47 * 60 * minute, '47 h ago'],
    [48 * 60 * minute, '2 days ago'],
  ];
  for (const [age, expected] of cases) assert.equal(ageText(1e12 - age, 1e12), expected);
});
