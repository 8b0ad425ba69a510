import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wildcardMatcher } from './wildcard.ts';

/** A pattern, a name, and whether Ruby's `File.fnmatch` with `FNM_CASEFOLD | FNM_EXTGLOB` says that they match. */
const rows: readonly (readonly [string, string, boolean])[] = [
  ['a*', 'ABC', true],
  ['é', 'É', false],
  ['?', '😀', true],
  ['*', '.a', false],
  ['[.]a', '.a', false],
  ['\\', '', true],
  ['*\\', 'a', true],
  ['\\*', '*', true],
  ['{', '{', false],
  ['a{', 'a{', false],
  ['}', '}', true],
  ['a{b,c{d,e}}', 'ace', true],
  ['a{,b}', 'a', true],
  ['[', '[', false],
  ['[a', 'a', false],
  ['[]', ']', false],
  ['[!]', 'x', true],
  ['[!]]', 'x]', true],
  ['[a]', 'A', false],
  ['[!a]', 'A', true],
  ['[ab]', 'B', true],
  ['[ab]', 'A', false],
  ['[!A]', ']', false],
  ['[a-c]', 'B', true],
  ['[!a-c]', 'B', false],
  ['[A-z]', '_', false],
  ['[c-a]', 'b', false],
  ['[c-a]', 'c', true],
  ['[a-]', '-', true],
  ['[\\]]', ']', true],
  ['[a-é]', 'c', true],
];
for (const [pattern, name, expected] of rows) {
  test(`${pattern} ${expected ? 'matches' : 'does not match'} '${name}'`, () => {
    assert.equal(wildcardMatcher(pattern, true)(name), expected);
  });
}

test('tells cases apart where it is to', () => {
  const names = ['a', 'A', 'b', 'B'].filter(wildcardMatcher('[a-b]', false, true));
  assert.deepEqual(names, ['a', 'b']);
  assert.deepEqual(['x', 'X'].map(wildcardMatcher('x', false, true)), [true, false]);
});
