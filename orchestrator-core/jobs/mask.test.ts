import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ExactNumber, redactedText as gone, type Json } from '../common/index.ts';
import type { OutputChunk } from './event.ts';
import { type Mask, maskOf, withholdingMask } from './mask.ts';

/** What is shown of a stream that arrives in these pieces; the offsets of the result are checked on the way. */
function shown(mask: Mask, pieces: readonly string[]): string {
  const stream = mask.stream();
  const out: OutputChunk[] = [];
  let offset = 0;
  for (const text of pieces) {
    const length = Buffer.byteLength(text);
    const chunk = stream.push({ stream: 'stdout', offset, length, text });
    offset += length;
    if (chunk !== undefined) out.push(chunk);
  }
  const held = stream.flush();
  if (held !== undefined) out.push(held);
  let next = 0;
  for (const chunk of out) {
    assert.equal(chunk.offset, next, 'a gap or an overlap');
    next += chunk.length;
  }
  assert.equal(next, offset, 'bytes are missing');
  return out.map((chunk) => chunk.text).join('');
}

test('a sensitive value is taken out of text, of JSON within text, and across chunks', () => {
  const cases: [readonly Json[], readonly string[], string][] = [
    [[], ['secret'], 'secret'],
    [['secret'], ['a secret b'], `a ${gone} b`],
    [['secret'], ['a sec', 'ret b'], `a ${gone} b`],
    [['secret'], ['s', 'e', 'c', 'r', 'e', 't'], gone],
    [['secret'], ['sec'], 'sec'],
    [['secret'], ['sesecret'], `se${gone}`],
    [['aab'], ['aa', 'aab'], `aa${gone}`],
    [['abc', 'abcdef'], ['abc', 'def'], gone],
    [['abc', 'abcdef'], ['abc', 'dex'], `${gone}dex`],
    [['abc', 'bcd'], ['abcd'], `${gone}d`],
    [['pä$s.*'], ['x pä$s', '.* y'], `x ${gone} y`],
    [['a"b\n'], ['{"p":"a\\"b\\n"}'], `{"p":"${gone}"}`],
    [['ö"😀'], ['{"p":"\\u00f6\\"\\ud83d\\ude00"}'], `{"p":"${gone}"}`],
    [['word\n'], ['word and word\n'], `${gone} and ${gone}`],
    [[{ user: 'bob', list: ['x1y', 4711] }], ['bob 4711 x1y user'], `${gone} ${gone} ${gone} user`],
    [['', true, null], ['true null'], 'true null'],
  ];
  for (const [values, pieces, expected] of cases) {
    assert.equal(shown(maskOf(values), pieces), expected, JSON.stringify([values, pieces]));
  }
});

test('however a stream is cut, what is shown is the same and holds no sensitive value', () => {
  const alphabet = fc.constantFrom('a', 'b', 'ä', '€', '😀');
  const word = (min: number, max: number): fc.Arbitrary<string> =>
    fc.string({ unit: alphabet, minLength: min, maxLength: max });
  fc.assert(
    fc.property(
      fc.array(word(2, 5), { minLength: 1, maxLength: 3 }),
      fc.array(word(0, 6), { maxLength: 12 }),
      (values, pieces) => {
        const mask = maskOf(values);
        const cut = shown(mask, pieces);
        assert.equal(cut, shown(mask, [pieces.join('')]));
        for (const value of values) assert.ok(!cut.replaceAll(gone, '\0').includes(value));
      },
    ),
    { seed: 7, numRuns: 1000 },
  );
});

test('what is held back is shorter than the value', () => {
  const stream = maskOf(['0123456789']).stream();
  const chunk = stream.push({ stream: 'stdout', offset: 0, length: 1009, text: `${'x'.repeat(1000)}012345678` });
  assert.equal(chunk?.length, 1000);
});

test('bytes that were not UTF-8 keep the offsets whole', () => {
  const stream = maskOf(['secret']).stream();
  // One byte that became the three of U+FFFD.
  const first = stream.push({ stream: 'stdout', offset: 0, length: 4, text: '\ufffdsec' });
  const second = stream.push({ stream: 'stdout', offset: 4, length: 4, text: 'ret!' });
  assert.deepEqual([first?.text, second?.text], ['\ufffd', `${gone}!`]);
  assert.equal((first?.offset ?? 0) + (first?.length ?? 0), second?.offset);
  assert.equal((second?.offset ?? 0) + (second?.length ?? 0), 8);
});

test('a result is searched to its leaves, names and numbers', () => {
  const mask = maskOf(['pw', 42]);
  const value = {
    _output: 'the pw',
    nested: [{ pw: 42, other: 420 }],
    _error: { kind: 'k', msg: 'bad pw', details: {} },
  };
  assert.deepEqual(mask.result({ status: 'failure', value, reached: true }).value, {
    _output: `the ${gone}`,
    nested: [{ [gone]: gone, other: 420 }],
    _error: { kind: 'k', msg: `bad ${gone}`, details: {} },
  });
});

test('a number is taken out however it is written', () => {
  const mask = maskOf([new ExactNumber('4711.0'), new ExactNumber('12345678901234567890')]);
  assert.deepEqual(mask.json([4711, new ExactNumber('4711.0'), new ExactNumber('12345678901234567890'), 1.5]), [
    gone,
    gone,
    gone,
    1.5,
  ]);
  assert.equal(mask.text('4711.0 and 12345678901234567890'), `${gone} and ${gone}`);
});

test('when the values are not known any more, only how it ended is shown', () => {
  assert.equal(shown(withholdingMask, ['pw', 'more']), `${gone}\n`);
  const ended = withholdingMask.result({
    status: 'failure',
    reached: true,
    value: { _output: 'pw', extra: 'pw', _error: { kind: 'pw', msg: 'pw', details: { exit_code: 3, pw: 'pw' } } },
  });
  assert.ok(!JSON.stringify(ended).includes('pw'));
  assert.deepEqual([ended.status, ended.value['_output']], ['failure', gone]);
  assert.match(JSON.stringify(ended.value), /"exit_code":3/);
});
