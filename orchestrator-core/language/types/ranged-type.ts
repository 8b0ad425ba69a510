import type { Inner } from './assignable.ts';
import { coversRange } from './semantic-version.ts';
import type { PuppetType } from './type.ts';
import { uriPartFits } from './uri-parts.ts';

/** Types whose parameters bound what is no number. */
type Ranged = PuppetType & { kind: 'SemVer' | 'Timestamp' | 'Timespan' | 'URI' };

/** Whether every value of `actual` is within the bounds of `expected`. */
export function assignsRanges(expected: Ranged, actual: PuppetType, inner: Inner): boolean {
  if (expected.kind === 'SemVer') {
    if (actual.kind !== 'SemVer') return false;
    const { ranges } = expected;
    if (ranges === undefined) return true;
    if (actual.ranges === undefined) return false;
    return actual.ranges.every((range) => ranges.some((wider) => coversRange(wider, range)));
  }
  if (expected.kind === 'URI') {
    if (actual.kind !== 'URI') return false;
    return Object.entries(expected.parts ?? {}).every(([name, part]) => {
      const given = actual.parts?.[name];
      return given !== undefined && uriPartFits(part, given, inner);
    });
  }
  if (actual.kind !== expected.kind) return false;
  const { min, max } = expected;
  return (
    (min === undefined || (actual.min !== undefined && min <= actual.min)) &&
    (max === undefined || (actual.max !== undefined && max >= actual.max))
  );
}
