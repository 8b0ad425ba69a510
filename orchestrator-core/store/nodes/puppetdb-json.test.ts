import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberOf, parsePuppetDb, sortedText } from './puppetdb-json.ts';

test('numbers come back as PuppetDB writes them', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['[0,-1,1.5,0.1]', '[0,-1,1.5,0.1]'],
    ['[9007199254740993]', '[9007199254740993]'],
    ['{"a": 18446744073709551616}', '{"a":18446744073709551616}'],
    ['[-9223372036854775808]', '[-9223372036854775808]'],
    ['[0.0, 5.0,5.00 ]', '[0.0,5.0,5.0]'],
    ['[1.50]', '[1.5]'],
    ['[1e3, 1E+2]', '[1000.0,100.0]'],
    ['[12345678.0]', '[12345678]'],
    ['[1e20]', '[100000000000000000000]'],
    ['[-0]', '[0]'],
    ['5.0', '5.0'],
    ['9007199254740993', '9007199254740993'],
    ['{"v":"1.0","w":"9007199254740993"}', '{"v":"1.0","w":"9007199254740993"}'],
  ];
  for (const [text, expected] of cases) assert.equal(JSON.stringify(parsePuppetDb(text)), expected, text);
});

test('a number that nobody can keep is no number', () => {
  assert.throws(() => parsePuppetDb('{"a":1e999}'), /the number 1e999 is larger than any that can be kept/);
});

test('an ordinary document has ordinary numbers', () => {
  assert.deepEqual(parsePuppetDb('{"version":"7.20.0","count":4,"load":0.37}'), {
    version: '7.20.0',
    count: 4,
    load: 0.37,
  });
});

test('what no database takes is replaced', () => {
  assert.deepEqual(parsePuppetDb('{"a\\u0000":["\\u0000x","\\ud800"]}'), { 'a\uFFFD': ['\uFFFDx', '\uFFFD'] });
  assert.deepEqual(parsePuppetDb('["\\ud83d\\ude00"]'), ['😀']);
});

test('SQLite keeps numbers by their kind', () => {
  const number = (text: string) => numberOf(parsePuppetDb(text));
  assert.deepEqual(number('5'), { type: 'integer', value: 5n });
  assert.deepEqual(number('5.0'), { type: 'float', value: 5 });
  assert.deepEqual(number('9007199254740993'), { type: 'integer', value: 9007199254740993n });
  assert.deepEqual(number('18446744073709551616'), {
    type: 'integer',
    value: 18446744073709552000,
    text: '18446744073709551616',
  });
  assert.equal(number('9'.repeat(400))?.value, Number.POSITIVE_INFINITY);
  assert.equal(number('"5"'), undefined);
});

test('sorted text has the keys of every hash in order', () => {
  assert.equal(sortedText(parsePuppetDb('{"b":[{"d":1,"c":2.0}],"a":null}')), '{"a":null,"b":[{"c":2.0,"d":1}]}');
});
