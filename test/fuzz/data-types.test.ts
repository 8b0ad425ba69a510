/** Whatever is written as a data type, reading it answers with a type and faults that stand inside the text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  describeMismatch,
  inferType,
  isAssignable,
  isInstance,
  parseType,
  printType,
} from '../../orchestrator-core/language/index.ts';
import { jsonValue, rightType } from '../support/data-types.ts';

const seed = 20261121;
const tokens = [
  ...['String', 'Integer', 'Float', 'Boolean', 'Enum', 'Pattern', 'Regexp', 'Optional', 'NotUndef', 'Variant', 'Array'],
  ...[
    'Hash',
    'Struct',
    'Tuple',
    'Collection',
    'Iterable',
    'Sensitive',
    'Type',
    'Callable',
    'Runtime',
    'SemVer',
    'Data',
  ],
  ...['Any', 'Undef', 'Default', 'TargetSpec', 'Boltlib::PlanResult', 'Foo::Bar', 'Strng', 'Numeric', 'ScalarData'],
  ...['[', ']', '[', ']', ',', ',', '{', '}', '=>', '(', ')', '/a+/', "'a'", '"b"', 'a', '1', '-5', '0', '0x1f', '1.5'],
  ...['default', 'true', 'undef', ' ', '\n', '#', '|', '@(X)', '$x', '::', '\u{1f600}', '\\', "'", '"', '/', '1e400'],
];
const stream = fc.array(fc.constantFrom(...tokens), { maxLength: 24 }).map((each) => each.join(''));
function check(text: string): void {
  const { type, faults } = parseType(text);
  for (const { start, end, message } of faults) {
    assert.ok(0 <= start && start <= end && end <= text.length, `${message} at ${start}-${end} of ${text.length}`);
    assert.ok(message.length > 0);
  }
  assert.ok(type !== undefined || faults.length > 0);
  if (type === undefined || faults.length > 0) return;
  const printed = printType(type);
  const again = parseType(printed);
  assert.deepEqual(again.faults, [], printed);
  // Sensitive keeps the lengths of an Enum, but not those of a String.
  if (!text.includes('Sensitive')) assert.equal(again.type && printType(again.type), printed);
}

test('streams of tokens and arbitrary text are read to the end', () => {
  fc.assert(fc.property(fc.oneof(stream, fc.string({ unit: 'binary', maxLength: 60 })), check), {
    seed,
    numRuns: 3000,
  });
});

test('a type that is right has no fault, and prints as what it was read from', () => {
  fc.assert(
    fc.property(rightType, (text) => {
      assert.deepEqual(parseType(text).faults, []);
      check(text);
    }),
    { seed, numRuns: 1000 },
  );
});

test('a type cut anywhere is a fault inside of what is left', () => {
  fc.assert(
    fc.property(rightType, fc.nat(), (text, at) => check(text.slice(0, at % (text.length + 1)))),
    { seed, numRuns: 1000 },
  );
});

test('a value has a mismatch if and only if it is no instance', () => {
  fc.assert(
    fc.property(rightType, jsonValue, (text, given) => {
      const { type } = parseType(text);
      assert.ok(type !== undefined);
      const sentences = describeMismatch(type, given, [{ kind: 'parameter', name: 'p' }]);
      assert.equal(sentences.length === 0, isInstance(type, given), `${text} of ${JSON.stringify(given)}`);
      for (const sentence of sentences) assert.ok(sentence.length > 0);
    }),
    { seed, numRuns: 4000 },
  );
});

test('every value is an instance of the type that is inferred from it, and every type takes itself', () => {
  fc.assert(
    fc.property(jsonValue, rightType, (given, text) => {
      assert.ok(isInstance(inferType(given), given), JSON.stringify(given));
      const { type } = parseType(text);
      assert.ok(type !== undefined && isAssignable(type, type), text);
    }),
    { seed, numRuns: 2000 },
  );
});

test('what is assignable holds for instances', () => {
  fc.assert(
    fc.property(rightType, rightType, jsonValue, (wide, narrow, given) => {
      const [a, b] = [parseType(wide).type, parseType(narrow).type];
      assert.ok(a !== undefined && b !== undefined);
      if (isAssignable(a, b) && isInstance(b, given))
        assert.ok(isInstance(a, given), `${wide} <- ${narrow}: ${JSON.stringify(given)}`);
    }),
    { seed, numRuns: 6000 },
  );
});

test('thousands of brackets are read without running out of stack', () => {
  for (const text of [
    'Array['.repeat(5000),
    `${'Optional['.repeat(3000)}String${']'.repeat(3000)}`,
    '['.repeat(9000),
  ]) {
    const { faults } = parseType(text);
    for (const { end } of faults) assert.ok(end <= text.length);
  }
});
