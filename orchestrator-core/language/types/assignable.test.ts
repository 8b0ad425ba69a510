import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAssignable } from './assignable.ts';
import { commonType } from './common-type.ts';
import { describeMismatch } from './describe-mismatch.ts';
import { isInstance } from './instance.ts';
import { printType } from './print-type.ts';
import { parseType } from './read-type.ts';
import type { PuppetType } from './type.ts';

const tree: PuppetType = {
  kind: 'Alias',
  name: 'My::Tree',
  resolve: () => read("Struct[{'name' => String, 'children' => Optional[Array[My::Tree]]}]"),
};
const forest: PuppetType = {
  kind: 'Alias',
  name: 'My::Forest',
  resolve: () => read("Struct[{'name' => Scalar, 'children' => Optional[Array[My::Forest]]}]"),
};

function read(text: string): PuppetType {
  const aliases = new Map([tree, forest].map((alias) => [alias.kind === 'Alias' ? alias.name : '', alias]));
  const { type, faults } = parseType(text, (name) => aliases.get(name));
  assert.deepEqual(faults, [], text);
  assert.ok(type !== undefined);
  return type;
}

/** What Puppet 7.23 says, but for Bolt's types. */
const cases: readonly (readonly [expected: string, actual: string, fits: boolean])[] = [
  ['Callable', 'Callable[String]', true],
  ['Callable[String]', 'Callable', false],
  ['Callable[String[1]]', 'Callable[String]', true],
  ['Callable[String]', 'Callable[String[1]]', false],
  ['Callable[1, 1]', 'Callable[String]', true],
  ['Callable[String]', 'Callable[Any, 0, 3]', true],
  ['Callable[String, Integer]', 'Callable[String]', false],
  ['Callable[[String], Numeric]', 'Callable[[Scalar], Integer]', true],
  ['Callable[[String], Integer]', 'Callable[[String], Numeric]', false],
  ['Callable[String, Callable]', 'Callable[String]', false],
  ['Callable[String]', 'Callable[String, Optional[Callable]]', true],
  ['Class', "Class['a']", true],
  ["Class['a']", 'Class', false],
  ["Class['a']", "Class['::A']", true],
  ['CatalogEntry', "Resource['file', '/x']", true],
  ["Resource['file']", "Resource['File', '/x']", true],
  ["Resource['file', '/x']", "Resource['file']", false],
  ["Resource['file']", "Resource['user']", false],
  ['Type[Resource]', "Type[Resource['file']]", true],
  ["SemVer['1.x']", "SemVer['~1.2']", true],
  ["SemVer['~1.2']", "SemVer['1.x']", false],
  ["SemVer['>=1.0.0']", 'SemVer', false],
  ['Timestamp[0, 10]', 'Timestamp[2, 3]', true],
  ['Timestamp[2, 3]', 'Timestamp[0, 10]', false],
  ["Timespan['0-00:01:00', default]", "Timespan['1-00:00:00']", true],
  ['Iterable[String]', 'Array[String[1]]', true],
  ['Iterable[Tuple[String, Integer]]', 'Hash[String, Integer]', true],
  ['Iterable', 'Float', false],
  ['Integer[9007199254740993]', 'Integer[9007199254740992]', false],
  ['Integer[9007199254740993]', 'Integer[9007199254740993, 9007199254740995]', true],
  ['Integer[0, 0x7fffffffffffffff]', 'Integer[1, 9223372036854775807]', true],
  ["URI[{scheme => Enum['http', 'https']}]", "URI[{scheme => 'http'}]", true],
  ["URI[{scheme => 'http'}]", "URI[{scheme => Enum['http']}]", false],
  ['URI[{scheme => /^HT/, port => 80}]', "URI[{scheme => 'HTTP', port => 80}]", true],
  ['URI[{scheme => /^HT/}]', "URI[{scheme => 'ftp'}]", false],
  ['URI[{query => NotUndef}]', 'URI', false],
  ['Pcore::QRef', "Enum['A::B', 'C']", true],
  ['Pcore::SimpleTypeName', "Enum['A::B', 'C']", false],
  ['Init', 'Hash[String, Sensitive]', true],
  ['Init', 'Callable', false],
  ['Init[Integer]', 'Boolean', true],
  ['Init[Integer]', 'String', false],
  ['Init[Integer]', "Struct[{'from' => Float}]", true],
  ['Init[Integer]', 'Tuple[Integer, Integer[16, 16]]', true],
  ['Init[Integer]', 'Tuple[Integer, Integer[15, 15]]', false],
  ['Init[Integer, 16]', 'Tuple[Integer, Integer[16, 16]]', false],
  ['Init[Numeric]', 'Init[Integer]', true],
  ['Init[Integer]', 'Init[Numeric]', false],
  ['Iterable', 'Optional[Array]', false],
  ['Iterable[Result]', 'ResultSet', true],
  ['RichData', 'Data', true],
  ['Data', 'RichData', false],
  ['RichData', 'Variant[Sensitive[String], Target, Type, SemVerRange, Default]', true],
  ['TargetSpec', 'Array[Array[Target]]', true],
  ['TargetSpec', 'Boltlib::TargetSpec', true],
  ['PlanResult', 'Hash[String, Array[ResultSet]]', true],
  ['PlanResult', 'Regexp', false],
  ['Object', 'Target', true],
  ['Object', 'Class', false],
  ['Target', 'Boltlib::Target', true],
  ['Result', 'ApplyResult', false],
  ['My::Forest', 'My::Tree', true],
  ['My::Tree', 'My::Forest', false],
  ['My::Tree', "Struct[{'name' => String}]", true],
  ["Object[{attributes => {'x' => Integer}}]", "Object[{attributes => {'x' => Integer}}]", true],
  ["Object[{attributes => {'x' => Integer}}]", "Object[{attributes => {'x' => String}}]", false],
];

test('types fit into each other as they do for Puppet', () => {
  for (const [expected, actual, fits] of cases) {
    assert.equal(isAssignable(read(expected), read(actual)), fits, `${expected} <- ${actual}`);
  }
});

test('two types have the common type that they have for Puppet', () => {
  const common: readonly (readonly [a: string, b: string, both: string])[] = [
    ['Integer[1, 2]', 'Integer[5, 6]', 'Integer[1, 6]'],
    ['Integer', 'Float', 'Numeric'],
    ['Integer', 'String', 'ScalarData'],
    ['Integer', 'Regexp', 'Scalar'],
    ['Integer', 'Array[String]', 'Data'],
    ['Binary', 'Integer', 'RichData'],
    ['Callable[String]', 'Integer', 'Any'],
    ['Undef', 'String', 'String'],
    ["Enum['a']", "Enum['b']", "Enum['a', 'b']"],
    ['String[1, 2]', 'String[5, 6]', 'String[1, 6]'],
    ['Pattern[/a/]', 'Pattern[/b/]', 'Pattern[/a/, /b/]'],
    ['Array[Integer]', 'Array[Float]', 'Array[Numeric]'],
    ['Hash[String, Integer]', 'Hash[Integer, Integer]', 'Hash[ScalarData, Integer]'],
    ['Callable[String]', 'Callable[Integer]', 'Callable'],
    ["Class['a']", "Class['b']", 'Class'],
    ["Resource['file', 'a']", "Resource['file', 'b']", 'File'],
    ["Resource['file', 'a']", "Resource['user', 'b']", 'Resource'],
    ['Type[Integer]', 'Type[Float]', 'Type[Numeric]'],
    ['Variant[Integer, Regexp]', 'Variant[Float, Binary]', 'Variant[Integer, Regexp, Float, Binary]'],
  ];
  for (const [a, b, both] of common) assert.equal(printType(commonType(read(a), read(b))), both, `${a} and ${b}`);
});

test('aliases that contain themselves are compared in no time', () => {
  const began = process.threadCpuUsage();
  const chain = (depth: number): string => (depth === 0 ? 'RichData' : `Variant[Data, Array[${chain(depth - 1)}]]`);
  assert.equal(isAssignable(read('Data'), read(chain(12))), false);
  assert.equal(isAssignable(read('RichData'), read(chain(12))), true);
  assert.equal(isAssignable(read('PlanResult'), read('Hash[String, Array[Numeric]]')), true);
  assert.ok(process.threadCpuUsage(began).user < 1_000_000);
});

test('aliases that only lead to each other end', () => {
  const names = ['A', 'B', 'C', 'D', 'E', 'F'];
  const all: PuppetType[] = names.map((name) => ({
    kind: 'Alias',
    name: `M::${name}`,
    resolve: () => ({ kind: 'Variant', types: [...all, { kind: 'Optional', type: all[0] ?? tree }] }),
  }));
  const [first] = all;
  assert.ok(first !== undefined);
  const began = process.threadCpuUsage();
  assert.equal(isInstance(first, 5), false);
  assert.equal(isInstance(first, null), true);
  assert.ok(describeMismatch(first, 5).length > 0);
  assert.equal(isAssignable(read('String'), first), false);
  assert.equal(isAssignable(read('Optional[String]'), first), true);
  assert.ok(process.threadCpuUsage(began).user < 2_000_000);
});
