import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeMismatch } from './describe-mismatch.ts';
import { inferReduced, inferType } from './infer-type.ts';
import { isInstance } from './instance.ts';
import { printType } from './print-type.ts';
import { parseType } from './read-type.ts';
import { parseVersion } from './semantic-version.ts';
import type { PuppetType } from './type.ts';
import { type PuppetValue, rich } from './value.ts';

function type(text: string): PuppetType {
  const { type: read, faults } = parseType(text);
  assert.deepEqual(faults, [], text);
  assert.ok(read !== undefined);
  return read;
}

function version(text: string): PuppetValue {
  const read = parseVersion(text);
  assert.ok(read !== undefined);
  return { [rich]: 'SemVer', version: read };
}

const error: PuppetValue = {
  [rich]: 'Object',
  type: { kind: 'Object', name: 'Error', parameters: '' },
  attributes: { msg: 'no', kind: 'bolt/run-failure' },
};

/** What Puppet 7.23 says; `test/interop/puppet-types` asks it for more. */
const cases: readonly (readonly [
  value: PuppetValue,
  inferred: string,
  of: readonly string[],
  not: readonly string[],
])[] = [
  [{ [rich]: 'Float', value: 1 }, 'Float[1.0, 1.0]', ['Float', 'Numeric', 'Data', 'Float[0.5, 1.5]'], ['Integer']],
  [
    2n ** 60n,
    'Integer[1152921504606846976, 1152921504606846976]',
    ['Integer[0]', 'ScalarData'],
    ['Float', 'Integer[0, 5]'],
  ],
  [{ [rich]: 'Default' }, 'Default', ['Default', 'RichData', 'NotUndef'], ['Data', 'Scalar', 'Undef']],
  [{ [rich]: 'Regexp', source: 'a' }, 'Regexp[/a/]', ['Regexp', 'Regexp[/a/]', 'Scalar'], ['Regexp[/b/]', 'Data']],
  [{ [rich]: 'Sensitive', value: 'x' }, 'Sensitive[String]', ['Sensitive', 'Sensitive[String[1]]'], ['String', 'Data']],
  [
    { [rich]: 'Timespan', nanoseconds: 10n ** 9n },
    "Timespan['0-00:00:01.0']",
    ['Timespan[0, 5]', 'Scalar'],
    ['Timespan[2]'],
  ],
  [
    version('1.2.3'),
    "SemVer['1.2.3 - 1.2.3']",
    ['SemVer', "SemVer['~1.2']", "SemVer['2.x', '<=1.2.3']"],
    ["SemVer['>1.2.3']"],
  ],
  [version('1.2.3-rc.1'), "SemVer['1.2.3-rc.1 - 1.2.3-rc.1']", ["SemVer['>=1.2.3-a']"], ["SemVer['1.x']"]],
  [
    { [rich]: 'Type', type: type('Integer[1, 5]') },
    'Type[Integer[1, 5]]',
    ['Type[Numeric]', 'Iterable'],
    ['Integer', 'Type[String]'],
  ],
  [
    { [rich]: 'Hash', entries: [[1, null]] },
    'Hash[Integer[1, 1], Undef, 1, 1]',
    ['Hash[Integer, Undef]', 'Collection[1]'],
    ['Data', 'Struct'],
  ],
  [
    [1, { [rich]: 'Default' }],
    'Tuple[Integer[1, 1], Default]',
    ['Array[Variant[Integer, Default]]', 'RichData'],
    ['Data'],
  ],
  [error, 'Error', ['Error', "Error['bolt/run-failure']", 'PlanResult', 'Object'], ["Error['other']", 'Target']],
  [
    {
      [rich]: 'Callable',
      type: { kind: 'Callable', parameters: { types: [type('String')], size: { min: 1, max: 1 } } },
    },
    'Callable[String]',
    ['Callable', 'Callable[1, 1]'],
    ['Callable[Integer]', 'RichData'],
  ],
  [{ [rich]: 'URI', uri: 'https://u@h:1/p?q#f' }, '', ["URI[{scheme => 'https', port => 1}]"], ["URI[{host => 'x'}]"]],
];

test('values of the whole language are instances of types', () => {
  for (const [value, inferred, of, not] of cases) {
    if (inferred !== '') assert.equal(printType(inferType(value)), inferred);
    for (const text of of) assert.equal(isInstance(type(text), value), true, `${inferred} of ${text}`);
    for (const text of not) {
      assert.equal(isInstance(type(text), value), false, `${inferred} of ${text}`);
      assert.ok(describeMismatch(type(text), value).length > 0, `${inferred} of ${text}`);
    }
  }
});

test('a collection has one type for all its elements where that is asked for', () => {
  assert.equal(printType(inferReduced([1, 5, { [rich]: 'Float', value: 2 }])), 'Array[Numeric, 3, 3]');
  assert.equal(printType(inferReduced({ a: [1], b: ['x'] })), "Hash[Enum['a', 'b'], Array[ScalarData], 2, 2]");
  assert.equal(printType(inferReduced([])), 'Array[0, 0]');
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key${index}`, index]));
  const began = process.threadCpuUsage();
  assert.equal(isInstance(type('Iterable[Tuple[String, Integer]]'), many), true);
  assert.ok(process.threadCpuUsage(began).user < 2_000_000);
});

test('what a type can be made of is an instance of Init', () => {
  const rows: readonly (readonly [type: string, of: readonly PuppetValue[], not: readonly PuppetValue[]])[] = [
    ['Init[Integer]', [1, '- 0x1F', '010', true, 1.5, { from: '5' }, ['7', 8]], ['1.5', 'abc', null, {}, ['7', 7]]],
    ['Init[Integer, 16]', ['0x1F', 3], [[1, 16], 'xyz']],
    ['Init[Boolean]', ['yes', 0], ['maybe', []]],
    ['Init[SemVer]', ['1.2.3', [1, 2, 3], [1, 2, 3, 'rc.1']], ['1.2', [1, 2], [1, 2, 3, '-?']]],
    ['Init[Hash]', [[[1, 2]], 1, {}], []],
    ['Init', [null, [{ a: 1 }]], []],
  ];
  for (const [text, of, not] of rows) {
    for (const value of of) assert.equal(isInstance(type(text), value), true, `${text} ${JSON.stringify(value)}`);
    for (const value of not) assert.equal(isInstance(type(text), value), false, `${text} ${JSON.stringify(value)}`);
  }
  assert.deepEqual(describeMismatch(type('Init[Integer]'), 'abc', [{ kind: 'subject', name: 'x' }]), [
    'x expects an Init[Integer] value, got String',
  ]);
});
