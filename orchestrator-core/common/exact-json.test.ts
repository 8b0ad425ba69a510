import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactJson } from './exact-json.ts';

test('whole numbers that a double does not hold stay what they are, as texts', () => {
  const text =
    '{"big":9223372036854775807,"least":-9223372036854775808,"safe":9007199254740991,"list":[12345678901234567890]}';
  assert.deepEqual(exactJson(text), {
    big: '9223372036854775807',
    least: '-9223372036854775808',
    safe: 9_007_199_254_740_991,
    list: ['12345678901234567890'],
  });
});

test('everything else is as JSON has it', () => {
  for (const text of [
    '1',
    '1.5',
    '"1234567890123456789"',
    '[1e300, 1234567890123456.75]',
    '{"a":null}',
    '0.1234567890123456789',
  ]) {
    assert.deepEqual(exactJson(text), JSON.parse(text), text);
  }
  assert.throws(() => exactJson('{'), SyntaxError);
});
