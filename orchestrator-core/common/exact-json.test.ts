import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digitsJson, parseExact } from './exact-json.ts';
import { ExactNumber, exactFloat, exactInteger } from './exact-number.ts';
import { isJsonObject } from './json.ts';

/** A JSON text, and what is written of its value. */
const written: readonly (readonly [string, string])[] = [
  ['[0,-1,1.5,0.1]', '[0,-1,1.5,0.1]'],
  ['1.0', '1.0'],
  ['{"a": 1.0, "b":[-2.00 ,3.0]}', '{"a":1.0,"b":[-2.0,3.0]}'],
  ['[-0.0]', '[-0.0]'],
  ['[1e3,1E+2]', '[1000.0,100.0]'],
  ['[1e16,-1.5e20]', '[1.0e+16,-1.5e+20]'],
  ['[9007199254740991,9007199254740993]', '[9007199254740991,9007199254740993]'],
  ['[-123456789012345678901234567890]', '[-123456789012345678901234567890]'],
  ['{"v":"1.0","w":"[1.0, 9007199254740993]"}', '{"v":"1.0","w":"[1.0, 9007199254740993]"}'],
];

for (const [text, expected] of written) {
  test(`numbers are written as they were read: ${text}`, () => {
    assert.equal(JSON.stringify(parseExact(text)), expected);
    assert.deepEqual(parseExact(expected), parseExact(text), 'and read again');
  });
}

test('an ordinary document has ordinary numbers', () => {
  const text = '{"version":"7.20.0","count":4,"load":0.37}';
  assert.deepEqual(parseExact(text), { version: '7.20.0', count: 4, load: 0.37 });
});

test('a number that no double holds is no object, and calculates as the nearest double', () => {
  const [whole] = [parseExact('1.0')];
  assert.ok(whole instanceof ExactNumber);
  assert.equal(isJsonObject(whole), false);
  assert.equal(Number(whole) + 1, 2);
  assert.equal(`${whole}`, '1.0');
});

test('what calculations give is exact where JSON has a number for it', () => {
  assert.equal(JSON.stringify([exactFloat(1), exactFloat(0.5), exactFloat(1e300)]), '[1.0,0.5,1.0e+300]');
  assert.equal(JSON.stringify([exactInteger(5n), exactInteger(2n ** 64n)]), '[5,18446744073709551616]');
});

test('for readers of doubles whole numbers that none holds are texts', () => {
  const text =
    '{"big":9223372036854775807,"least":-9223372036854775808,"safe":9007199254740991,"list":[12345678901234567890]}';
  assert.deepEqual(digitsJson(text), {
    big: '9223372036854775807',
    least: '-9223372036854775808',
    safe: 9_007_199_254_740_991,
    list: ['12345678901234567890'],
  });
  const others = ['1', '1.5', '"1234567890123456789"', '[1e300, 1234567890123456.75]', '{"a":null}', '1.0'];
  for (const other of others) assert.deepEqual(digitsJson(other), JSON.parse(other), other);
});

test('what is no JSON is refused', () => {
  for (const read of [parseExact, digitsJson]) assert.throws(() => read('{'), SyntaxError);
});
