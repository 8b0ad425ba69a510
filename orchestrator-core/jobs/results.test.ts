import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundResult } from './results.ts';

test('a text too long to be kept loses its middle, and says how much', () => {
  const result = {
    status: 'success',
    reached: true,
    value: { stdout: 'abcdefghij', exit_code: 0, short: 'abcd' },
  } as const;
  assert.deepEqual(boundResult(result, 4), {
    ...result,
    value: { stdout: 'ab\n[6 characters were not kept]\nij', exit_code: 0, short: 'abcd' },
  });
  assert.equal(boundResult(result, 10), result);
  const halves = boundResult({ ...result, value: { _output: 'a😀bcde😀z' } }, 4);
  assert.equal(halves.value['_output'], 'a\ufffd\n[6 characters were not kept]\n\ufffdz');
});
