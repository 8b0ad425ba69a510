/** Our matcher of Ruby's regular expressions beside V8's own, where both mean the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rubyRegex } from '../../orchestrator-core/regex/index.ts';

const seed = 1;

const source: fc.Arbitrary<string> = fc.letrec<{ regex: string }>((tie) => {
  const inner = tie('regex');
  return {
    regex: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '[a-c]', '\\w', '\\d', '\\b', '\\B', '(?:)', '\\n'),
      fc.tuple(inner, inner).map(([a, b]) => a + b),
      fc.tuple(inner, inner).map(([a, b]) => `(?:${a}|${b})`),
      fc
        .tuple(inner, fc.constantFrom('*', '+', '?', '*?', '+?', '{2}', '{1,2}', '{0,3}?'))
        .map(([a, how]) => `(?:${a})${how}`),
      inner.map((a) => `(?=${a})`),
      inner.map((a) => `(?!${a})`),
      inner.map((a) => `(${a})`),
    ),
  };
}).regex;

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '\n', 'é'), maxLength: 8 });

test('matches what V8 matches', () => {
  fc.assert(
    fc.property(source, text, (pattern, given) => {
      // Whole texts, since `^` and `$` are not quite the same.
      const [ours, theirs] = [rubyRegex(`\\A(?:${pattern})\\z`), new RegExp(`^(?:${pattern})$`, 'u')];
      // Unicode counts for the borders of words in Ruby.
      if (/\\[bB]/.test(pattern) && given.includes('é')) return;
      assert.equal(ours?.test(given), theirs.test(given), `${pattern} of ${JSON.stringify(given)}`);
    }),
    { seed, numRuns: 5000 },
  );
});

test('reads anything without an end that it does not expect', () => {
  const piece = fc.constantFrom(
    ...'()[]{}|*+?^$\\.-&:<>=!#abx012,pP'.split(''),
    '(?',
    '[[:',
    '\\p{',
    '{1,',
    '(?<',
    '&&',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), text, (pieces, given) => {
      const answer = rubyRegex(pieces.join(''))?.test(given);
      assert.ok(answer === undefined || typeof answer === 'boolean');
    }),
    { seed, numRuns: 5000 },
  );
});

test('simple expressions match the same in both engines', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '1',
    '.',
    '\\d',
    '\\w',
    '\\.',
    '[ab-]',
    '[^a]',
    '(',
    ')',
    '|',
    '*',
    '+',
    '?',
    '-',
  );
  const ends = fc.tuple(fc.constantFrom('', '^'), fc.constantFrom('', '$'));
  const given = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', '-', ' ', 'é'), maxLength: 10 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), ends, given, (pieces, [begin, end], one) => {
      const simple = begin + pieces.join('') + end;
      // `(?` would begin something else with what follows.
      fc.pre(!simple.includes('(?'));
      // An empty group means nothing, but is not simple.
      assert.equal(rubyRegex(simple)?.test(one), rubyRegex(`${simple}(?:)`)?.test(one), `${simple} of ${one}`);
    }),
    { seed, numRuns: 20_000 },
  );
});
