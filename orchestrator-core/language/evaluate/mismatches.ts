import { describeMismatch } from '../types/describe-mismatch.ts';
import type { PuppetType } from '../types/type.ts';
import type { PuppetValue } from '../types/value.ts';

/** Why a value is not of the type, a line for each reason where there are several. */
export function mismatches(subject: string, type: PuppetType, value: PuppetValue): string {
  const reasons = describeMismatch(type, value).map((reason) => `${subject} ${reason}`);
  return reasons.length === 1 ? (reasons[0] ?? '') : ` ${reasons.join('\n  ')}`;
}
