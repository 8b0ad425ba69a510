/** Values of the Puppet language that nobody wrote. */
import fc from 'fast-check';
import { hashOf, isKind, type PuppetValue, rich } from '../../orchestrator-core/language/index.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((each) => !/[\uD800-\uDFFF\0]/.test(each)),
  fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '{', '}', '\n', '\t', '\r', 'n', 'x', 'é', '😀') }),
);
const leaf: fc.Arbitrary<PuppetValue> = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((each) => !Number.isInteger(each)),
  fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).filter((each) => !Number.isSafeInteger(Number(each))),
  fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n }).map((nanoseconds) => ({ [rich]: 'Timespan', nanoseconds }) as const),
  fc.bigInt({ min: 0n, max: 2n ** 60n }).map((nanoseconds) => ({ [rich]: 'Timestamp', nanoseconds }) as const),
  fc.uint8Array().map((bytes) => ({ [rich]: 'Binary', bytes }) as const),
  fc.constantFrom('', 'a/b', '[/]', '\\d+\\\\').map((source) => ({ [rich]: 'Regexp', source }) as const),
  fc.constant({ [rich]: 'Default' } as const),
);
/** Any value that a variable of a plan can hold, objects of Bolt aside. */
export const puppetValue: fc.Arbitrary<PuppetValue> = fc.letrec<{ value: PuppetValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(leaf, tie('value')), { maxLength: 4 }).map(hashOf),
    // Puppet takes a Sensitive in a Sensitive for one.
    tie('value').map((inside) => (isKind(inside, 'Sensitive') ? inside : { [rich]: 'Sensitive', value: inside })),
  ),
})).value;
