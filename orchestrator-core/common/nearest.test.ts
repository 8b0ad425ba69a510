import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from './nearest.ts';

const rows: readonly (readonly [word: string, candidates: string, expected?: string])[] = [
  ['parametrs', 'parameters params', 'parameters'],
  ['Strng', 'Struct String', 'String'],
  ['path', 'Path', 'Path'],
  ['apth', 'path', 'path'],
  ['a', 'b'],
  ['ab', 'ac'],
  ['abc', 'abd', 'abd'],
  ['m::cpoy', 'm::copy m::move', 'm::copy'],
  // A long name space does not make short names alike.
  ['module::ab', 'module::cd'],
  ['abcdefghijklmnop', 'abcdefghijklwxyz'],
  ['same', 'same'],
];

test('a slip of the pen has the name that was meant, and other names have none', () => {
  for (const [word, candidates, expected] of rows) assert.equal(nearest(word, candidates.split(' ')), expected, word);
});
