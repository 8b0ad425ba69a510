import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineSplitter, plainText } from './lines.ts';

test('a plain line has no escape sequences and no control characters', () => {
  const cases: [string, string][] = [
    ['\u001b[1;31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007text', 'text'],
    ['\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001b[2K\u001b[1Gdone', 'done'],
    ['\u001b(Bx', 'x'],
    ['a\tb\u0000\u0007c', 'a\tbc'],
  ];
  for (const [text, expected] of cases) assert.equal(plainText(text), expected, JSON.stringify(text));
});

test('lines arrive whole however the stream is cut', () => {
  const cases: [string[], string[]][] = [
    [['a\nb'], ['a', 'b']],
    [
      ['a', 'b\n', '\n', 'c'],
      ['ab', '', 'c'],
    ],
    [
      ['a\r', '\nb\r\n'],
      ['a', 'b'],
    ],
    [['10%\r20%\r', '30%\n'], ['30%']],
    [['\u001b[3', '1mred\n'], ['red']],
    [[''], []],
  ];
  for (const [pieces, expected] of cases) {
    const splitter = lineSplitter();
    const lines = [...pieces.flatMap((piece) => [...splitter.push(piece)]), ...splitter.end()];
    assert.deepEqual(lines, expected, JSON.stringify(pieces));
  }
});

test('a line without end is not held for ever', () => {
  const splitter = lineSplitter();
  assert.deepEqual(splitter.push('x'.repeat(9000)), ['x'.repeat(9000)]);
  assert.deepEqual(splitter.end(), []);
});

test('cutting changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r', '\u001b[1m', ' ') })), (pieces) => {
      const cut = lineSplitter();
      const whole = lineSplitter();
      const lines = [...pieces.flatMap((piece) => [...cut.push(piece)]), ...cut.end()];
      assert.deepEqual(lines, [...whole.push(pieces.join('')), ...whole.end()]);
    }),
    { seed: 1, numRuns: 200 },
  );
});
