import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canMatch } from './can-match.ts';
import { inferType } from './infer-type.ts';
import { isInstance } from './instance.ts';
import { parseType } from './read-type.ts';
import { anyType, type PuppetType } from './type.ts';
import type { PuppetValue } from './value.ts';

function type(text: string): PuppetType {
  const found = parseType(text, (name) => (name === 'Tree' ? tree : undefined));
  return found.type ?? anyType;
}

const tree: PuppetType = { kind: 'Alias', name: 'Tree', resolve: () => type('Array[Variant[String, Tree], 1]') };

const meeting: readonly (readonly [string, string])[] = [
  ['String', 'String[1]'],
  ['String[1, 2]', 'String[2, 3]'],
  ["Enum['a', 'b']", "Enum['b', 'c']"],
  ["Enum['A', true]", "Enum['a', true]"],
  ['Pattern[/a/]', "Enum['b', 'ab']"],
  ['Pattern[/a/]', 'Pattern[/b/]'],
  ['Integer[1, 5]', 'Integer[5]'],
  ['Numeric', 'Integer'],
  ['Scalar', 'Regexp'],
  ['Data', 'Hash[String, Integer]'],
  ['Optional[String]', 'Optional[Integer]'],
  ['Optional[String]', 'Undef'],
  ['NotUndef[Integer]', 'Optional[Integer]'],
  ['Variant[String, Integer]', 'Variant[Integer, Boolean]'],
  ['Array[String]', 'Array[Integer]'],
  ['Array[String, 1]', 'Tuple[String, String]'],
  ['Tuple[String, 1, 3]', 'Array[String, 2, 2]'],
  ['Collection', 'Struct[{a => String}]'],
  ['Hash[String, Integer]', 'Struct[{a => Integer, Optional[b] => String}]'],
  ['Struct[{a => String}]', 'Struct[{a => String, Optional[b] => String}]'],
  ['Hash', 'Struct[{a => String}]'],
  ['Iterable', 'String'],
  ['Iterable[String]', 'Array[Integer]'],
  ['TargetSpec', 'String[1]'],
  ['TargetSpec', 'Array[Target]'],
  ['Result', 'ApplyResult'],
  ['Any', 'Undef'],
  ['Absent::Type', 'Integer'],
  ['Resource', 'String'],
  ['Tree', 'Tree'],
  ['Type[Integer]', 'Type'],
  ['Sensitive', 'Sensitive[String]'],
  ['Callable[1, 1]', 'Callable'],
];

const apart: readonly (readonly [string, string])[] = [
  ['String', 'Integer'],
  ['String[1, 2]', 'String[3]'],
  ["Enum['a']", "Enum['b']"],
  ['Pattern[/^a$/]', "Enum['b', 'ab']"],
  ['Integer[1, 5]', 'Integer[6]'],
  ['Integer', 'Float'],
  ['Numeric', 'String'],
  ['ScalarData', 'Regexp'],
  ['Data', 'Regexp'],
  ['Data', 'Target'],
  ['Optional[String]', 'Integer'],
  ['String', 'Optional[Integer]'],
  ['NotUndef', 'Undef'],
  ['Variant[String, Integer]', 'Boolean'],
  ['Array[String, 1]', 'Array[Integer]'],
  ['Array[String, 0, 1]', 'Array[String, 2]'],
  ['Tuple[String, Integer]', 'Tuple[String, String]'],
  ['Collection[2]', 'Struct[{a => String}]'],
  ['Array', 'Hash'],
  ['Hash[String, Integer]', 'Struct[{a => String}]'],
  ['Hash[Integer, Any]', 'Struct[{a => String}]'],
  ['Hash[String, Integer, 1]', 'Hash[String, String]'],
  ['Struct[{a => String}]', 'Struct[{a => Integer}]'],
  ['Struct[{a => String}]', 'Struct[{b => String}]'],
  ['TargetSpec', 'Integer'],
  ['TargetSpec', 'ResultSet'],
  ['TargetSpec', 'Hash'],
  ['Result', 'Target'],
  ['Tree', 'Tuple[Integer]'],
  ['Sensitive', 'String'],
  ['Sensitive[String]', 'Sensitive[Integer]'],
  ['Callable', 'String'],
  ['Iterable', 'Boolean'],
];

test('types have an instance in common, or surely none', () => {
  for (const [a, b] of meeting) {
    assert.ok(canMatch(type(a), type(b)), `${a} and ${b}`);
    assert.ok(canMatch(type(b), type(a)), `${b} and ${a}`);
  }
  for (const [a, b] of apart) {
    assert.ok(!canMatch(type(a), type(b)), `${a} and ${b}`);
    assert.ok(!canMatch(type(b), type(a)), `${b} and ${a}`);
  }
});

const values: readonly PuppetValue[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  5,
  1.5,
  '',
  'a',
  'ab',
  'abc',
  'B',
  '1.2.3',
  [],
  [1],
  ['a'],
  ['a', 1],
  [null],
  [['a']],
  [[]],
  ['a', 'b', 'c'],
  {},
  { a: 1 },
  { a: 'x' },
  { b: null },
  { a: 1, b: 'x' },
  { a: {} },
  { '': 1 },
];

test('types that one value is an instance of match', () => {
  const all = [...new Set([...meeting, ...apart].flat())].map((text) => [text, type(text)] as const);
  let shared = 0;
  for (const value of values) {
    const having = all.filter(([, each]) => isInstance(each, value));
    for (const [a, one] of having) {
      assert.ok(canMatch(one, inferType(value)), `${a} and ${JSON.stringify(value)}`);
      for (const [b, other] of having) {
        shared += 1;
        assert.ok(canMatch(one, other), `${a} and ${b} have ${JSON.stringify(value)}`);
      }
    }
  }
  assert.ok(shared > 1000, `only ${shared} pairs`);
});
