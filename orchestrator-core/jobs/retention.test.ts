import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputChunk } from './event.ts';
import { createRetention } from './retention.ts';

const chunk = (offset: number, text: string): OutputChunk => ({ stream: 'stdout', offset, length: text.length, text });

/** What is kept of pieces of text by a retention of 4 bytes at the beginning and 3 at the end. */
function kept(pieces: readonly string[], used = 0): readonly OutputChunk[] {
  const retention = createRetention(used, 4, 3);
  let offset = used;
  const taken: OutputChunk[] = [];
  for (const text of pieces) {
    const now = retention.take(chunk(offset, text));
    if (now !== undefined) taken.push(now);
    offset += text.length;
  }
  return [...taken, ...retention.end()];
}

test('the beginning and the end of a stream are kept, and what is missing is counted', () => {
  const cases: [readonly string[], number, string][] = [
    [[], 0, ''],
    [['ab', 'c'], 0, 'abc'],
    [['abcd', 'ef'], 0, 'abcdef'],
    [['abcdef', 'gh', 'i'], 0, 'abcdefghi'],
    [['abcd', 'ef', 'gh', 'ij', 'k'], 0, 'abcd\n[4 bytes of output were not kept]\nijk'],
    [['ef', 'gh', 'ij'], 4, '\n[2 bytes of output were not kept]\nghij'],
  ];
  for (const [pieces, used, expected] of cases) {
    const chunks = kept(pieces, used);
    assert.equal(chunks.map(({ text }) => text).join(''), expected, pieces.join('|'));
    let next = used;
    for (const { offset, length } of chunks) {
      assert.equal(offset, next);
      next += length;
    }
    assert.equal(next, used + pieces.join('').length);
  }
});
