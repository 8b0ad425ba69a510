import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { redactedText } from '../common/index.ts';
import type { OutputChunk } from './event.ts';
import { maskOf } from './mask.ts';
import { taskOutput } from './task-output.ts';

/** What is shown of a text that comes in pieces, which stand one after the other for all its bytes. */
function shownOf(pieces: readonly string[], begun = false): string {
  const stream = taskOutput(maskOf(['s3cret']).stream(), begun);
  let offset = begun ? 100 : 0;
  let next = offset;
  let shown = '';
  const take = (chunk: OutputChunk | undefined): void => {
    if (chunk === undefined) return;
    assert.equal(chunk.offset, next);
    next += chunk.length;
    shown += chunk.text;
  };
  for (const text of pieces) {
    const length = Buffer.byteLength(text);
    take(stream.push({ stream: 'stdout', offset, length, text }));
    offset += length;
  }
  take(stream.flush());
  assert.equal(next, offset, 'what is shown stands for every byte');
  return shown;
}

const cases: readonly (readonly [text: string, shown: string])[] = [
  ['plain text about "_sensitive": 1', 'plain text about "_sensitive": 1'],
  ['{"a": 1}\n', '{"a": 1}\n'],
  ['{"a": "s3cret"}', `{"a": "${redactedText}"}`],
  ['{"a": 1, "_sensitive": {"k": "x"}}\n', `{"a": 1, ${redactedText}\n`],
  [' \n {"_sensitive":1}', ` \n {${redactedText}\n`],
  ['{"ä": "ö", "_sensitive": "ü"} {"_sensitive": 2}', `{"ä": "ö", ${redactedText}\n`],
  ['{"_sens": "_sensitiv"', '{"_sens": "_sensitiv"'],
  ['', ''],
];
for (const [text, shown] of cases) {
  test(`however it comes in pieces: ${JSON.stringify(text)}`, () => {
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const pieces = places.slice(1).map((end, index) => text.slice(places[index] ?? 0, end));
        // A chunk never splits a character, and is never empty.
        assert.equal(shownOf(pieces.filter((piece) => piece !== '')), shown);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
}

test('of a stream that began in an earlier life nobody knows whether it is text', () => {
  assert.equal(shownOf(['1, "_sensitive": 2}'], true), `1, ${redactedText}\n`);
});
