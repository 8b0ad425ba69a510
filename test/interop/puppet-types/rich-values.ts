import {
  type PuppetType,
  type PuppetValue,
  parseType,
  parseVersion,
  parseVersionRange,
  rich,
} from '../../../orchestrator-core/language/index.ts';

/** Expressions of Puppet beside the values that they have: what JSON cannot carry. */
export const richValues: readonly (readonly [expression: string, value: PuppetValue])[] = [
  ['1.0', { [rich]: 'Float', value: 1 }],
  ['9007199254740992', 9_007_199_254_740_992n],
  ['9007199254740993', 9_007_199_254_740_993n],
  ['default', { [rich]: 'Default' }],
  ['/a+/', { [rich]: 'Regexp', source: 'a+' }],
  ["Sensitive('x')", { [rich]: 'Sensitive', value: 'x' }],
  ['Sensitive([1, undef])', { [rich]: 'Sensitive', value: [1, null] }],
  ['Timestamp(5)', { [rich]: 'Timestamp', nanoseconds: 5_000_000_000n }],
  ['Timespan(3600)', { [rich]: 'Timespan', nanoseconds: 3_600_000_000_000n }],
  ["SemVer('1.2.3')", { [rich]: 'SemVer', version: version('1.2.3') }],
  ["SemVer('2.0.0-rc.1')", { [rich]: 'SemVer', version: version('2.0.0-rc.1') }],
  ["SemVerRange('1.x')", { [rich]: 'SemVerRange', range: range('1.x') }],
  ["Binary('aGk=')", { [rich]: 'Binary', bytes: new Uint8Array([104, 105]) }],
  ["URI('http://example.com/a')", { [rich]: 'URI', uri: 'http://example.com/a' }],
  ['Integer', { [rich]: 'Type', type: type('Integer') }],
  ['Integer[1, 5]', { [rich]: 'Type', type: type('Integer[1, 5]') }],
  ["Enum['a', 'b']", { [rich]: 'Type', type: type("Enum['a', 'b']") }],
  ["Class['apache']", { [rich]: 'Type', type: type("Class['apache']") }],
  ['Type[String]', { [rich]: 'Type', type: type('Type[String]') }],
  ['{1 => 2}', { [rich]: 'Hash', entries: [[1, 2]] }],
  [
    "{'a' => 1, 2 => undef}",
    {
      [rich]: 'Hash',
      entries: [
        ['a', 1],
        [2, null],
      ],
    },
  ],
  ["[1, 'a', /b/]", [1, 'a', { [rich]: 'Regexp', source: 'b' }]],
  ["{'a' => default}", { a: { [rich]: 'Default' } }],
  [
    "[Sensitive('x'), Timespan(1)]",
    [
      { [rich]: 'Sensitive', value: 'x' },
      { [rich]: 'Timespan', nanoseconds: 1_000_000_000n },
    ],
  ],
  ['[1, 2].reverse_each', { [rich]: 'Iterator', element: type('Variant[Integer[1, 1], Integer[2, 2]]') }],
  ["'abc'", 'abc'],
  ['5', 5],
  ['undef', null],
  ['[]', []],
  ['{}', {}],
];

/** Types that the others here are compared with, each with each. */
export const richTypes: readonly string[] = [
  ...[
    'Any',
    'Scalar',
    'ScalarData',
    'Data',
    'RichData',
    'Numeric',
    'Float',
    'Float[1.0, 2.0]',
    'Integer',
    'Integer[0]',
    'Integer[9007199254740993]',
    'Integer[-9223372036854775808, -9007199254740993]',
  ],
  ...['Default', 'Undef', 'NotUndef', 'Regexp', 'Regexp[/a+/]', 'Pattern[/a/]', 'String', 'Enum[a, b]', 'Binary'],
  ...['Sensitive', 'Sensitive[String]', 'Sensitive[Array]', 'Optional[Sensitive[Integer]]'],
  ...['Timestamp', 'Timestamp[0, 10]', "Timestamp['2000-01-01', default]", 'Timespan', 'Timespan[0, 60]'],
  ...[
    "Timespan['0-01:00:00', '1-00:00:00']",
    'SemVer',
    "SemVer['1.x']",
    "SemVer['>=1.0.0 <3.0.0']",
    "SemVer['>=2.0.0-rc.0']",
  ],
  ...[
    'SemVerRange',
    'URI',
    "URI[{scheme => 'http'}]",
    "URI[{scheme => 'https'}]",
    "URI[{scheme => 'HTTP'}]",
    "URI[{scheme => Enum['http', 'ftp'], port => 80}]",
    'URI[{scheme => /ht+p$/, port => NotUndef}]',
    'URI[{host => Pattern[/example/], query => Undef}]',
    'Type',
    'Type[Integer]',
    'Type[Scalar]',
  ],
  ...[
    'Type[Type]',
    'Type[Class]',
    'Type[CatalogEntry]',
    "Type[Class['apache']]",
    'Class',
    "Class['apache']",
    'CatalogEntry',
  ],
  ...['Resource', "Resource['file']", "Resource['file', '/x']", "Resource['user']", 'Type[Resource]'],
  ...['Iterable', 'Iterable[Integer]', 'Iterable[String]', 'Iterable[Integer[0, 9]]', 'Iterator', 'Iterator[Integer]'],
  ...[
    'Collection',
    'Collection[1]',
    'Array',
    'Array[Scalar]',
    'Array[0, 0]',
    'Hash',
    'Hash[Integer, Integer]',
    'Hash[Scalar, Any]',
  ],
  ...[
    "Struct[{'a' => Default}]",
    'Tuple[Integer, String, Regexp]',
    'Tuple[Integer, 0, 3]',
    'Callable',
    'Callable[0, 0]',
  ],
  ...[
    'Callable[1, 1]',
    'Callable[String]',
    'Callable[Scalar]',
    'Callable[String, 0, 2]',
    'Callable[[String], Integer]',
    'Callable[[], Scalar]',
  ],
  ...[
    'Callable[[String], Numeric]',
    'Callable[String, Callable]',
    'Callable[String, Optional[Callable]]',
    'Callable[0, default]',
  ],
  ...['Runtime', "Runtime['ruby', 'X']", 'Variant[Integer, Sensitive]', 'Optional[Timestamp]', 'Hash[String, Data]'],
  ...[
    'Init',
    'Init[Integer]',
    'Init[Boolean]',
    'Init[Timespan]',
    'Init[SemVer]',
    'Init[Binary]',
    'Init[Integer, 16]',
    'Init[Hash]',
    'Init[String]',
  ],
];

function type(text: string): PuppetType {
  const read = parseType(text).type;
  if (read === undefined) throw new Error(`Not a type: ${text}`);
  return read;
}

function version(text: string): NonNullable<ReturnType<typeof parseVersion>> {
  const read = parseVersion(text);
  if (read === undefined) throw new Error(`Not a version: ${text}`);
  return read;
}

function range(text: string): NonNullable<ReturnType<typeof parseVersionRange>> {
  const read = parseVersionRange(text);
  if (read === undefined) throw new Error(`Not a range: ${text}`);
  return read;
}
