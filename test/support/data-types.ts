/** Generators of data types and of values for them. */
import fc from 'fast-check';

const size = fc.tuple(fc.nat(3), fc.nat(3)).map(([low, more]) => `${low}, ${low + more}`);

/** Data types that Puppet accepts. */
export const rightType: fc.Arbitrary<string> = fc.letrec<{ type: string }>((tie) => {
  const inner = tie('type');
  return {
    type: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom(
        'String',
        'Integer',
        'Float',
        'Boolean',
        'Any',
        'Data',
        'Undef',
        'Numeric',
        'TargetSpec',
        'Scalar',
      ),
      fc.constantFrom('Integer[0, 5]', 'Float[0.5, 2.0]', 'Boolean[true]', "Enum['a', 'b']", 'Pattern[/^[ab]+$/]'),
      fc.constantFrom("Enum['a', 'B', true]", "Optional['a']", 'Collection[1, 2]', 'ScalarData', 'Iterable', 'Default'),
      fc.constantFrom(
        'Regexp',
        'Sensitive',
        'Type',
        'Callable',
        'RichData',
        'SemVer',
        "SemVer['1.x']",
        'Timestamp[0, 5]',
      ),
      fc.constantFrom('Callable[0, 0]', 'Class', "Class['a']", 'CatalogEntry', 'Binary', 'Iterator'),
      size.map((range) => `String[${range}]`),
      inner.map((type) => `Sensitive[${type}]`),
      inner.map((type) => `Type[${type}]`),
      inner.map((type) => `Iterable[${type}]`),
      inner.map((type) => `Callable[${type}]`),
      fc.tuple(inner, size).map(([type, range]) => `Callable[${type}, ${range}]`),
      fc.tuple(inner, inner).map(([type, returns]) => `Callable[[${type}], ${returns}]`),
      inner.map((type) => `Optional[${type}]`),
      inner.map((type) => `NotUndef[${type}]`),
      fc.array(inner, { minLength: 1, maxLength: 3 }).map((types) => `Variant[${types.join(', ')}]`),
      fc.tuple(inner, size).map(([type, range]) => `Array[${type}, ${range}]`),
      fc.tuple(inner, inner).map(([key, value]) => `Hash[${key}, ${value}]`),
      fc.array(inner, { minLength: 1, maxLength: 3 }).map((types) => `Tuple[${types.join(', ')}]`),
      fc.tuple(inner, inner).map(([a, b]) => `Struct[{'a' => ${a}, Optional['b'] => ${b}}]`),
    ),
  };
}).type;

/** What JSON and the language have alike: all of JSON but numbers that no double holds. */
export type PlainJson = null | boolean | number | string | readonly PlainJson[] | { readonly [key: string]: PlainJson };

/** Values such as parameters have, made of what the types above are about. */
export const jsonValue: fc.Arbitrary<PlainJson> = fc.letrec<{ value: PlainJson }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<PlainJson>(null, true, false, 0, 1, 6, -1, 0.5, 3.5, '', 'a', 'b', 'ab', 'abcdef'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', ''), tie('value'), { maxKeys: 3 }),
  ),
})).value;
