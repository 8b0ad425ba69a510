import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellWords } from './shell-words.ts';

/** What Ruby's `Shellwords.shellsplit` answers; undefined where it raises. */
const rows: readonly (readonly [line: string, words: readonly string[] | undefined])[] = [
  ['', []],
  ['  a  ', ['a']],
  ['a b', ['a', 'b']],
  ['a "b c" d', ['a', 'b c', 'd']],
  ["a 'b  c'", ['a', 'b  c']],
  ['a\\ b', ['a b']],
  ['a"b"c', ['abc']],
  ['"a\\"b\\n"', ['a"b\\n']],
  ['a \\\\ b', ['a', '\\', 'b']],
  ['x\\', ['x\\']],
  ["''", ['']],
  ['"a', undefined],
  ["a 'b", undefined],
];

for (const [line, words] of rows) {
  test(`splits ${JSON.stringify(line)}`, () => {
    assert.deepEqual(shellWords(line), words);
  });
}
