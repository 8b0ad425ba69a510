import { parseTimespan, parseTimestamp } from '../../types/time.ts';
import { entriesOf, type PuppetValue, rich } from '../../types/value.ts';
import { FunctionFault } from '../evaluation.ts';
import { readTimespan, readTimestamp } from '../time-format.ts';
import { textOf } from '../value-text.ts';
import { entry, isKind, numeric } from '../values.ts';
import type { ConstructHost } from './construct.ts';

const second = 1_000_000_000n;

const timestampFormats = '%FT%T.%N %Z, %FT%T %Z, %F %T.%N %Z, %F %T %Z, %F %Z, %FT%T.%N, %FT%T, %F %T.%N, %F %T, %F';
const timespanFormats = '%D-%H:%M:%S.%-N, %H:%M:%S.%-N, %M:%S.%-N, %S.%-N, %D-%H:%M:%S, %H:%M:%S, %D-%H:%M, %S';

function secondsOf(value: PuppetValue): bigint | undefined {
  const number = numeric(value);
  if (number === undefined) return undefined;
  return number.isFloat ? BigInt(Math.trunc(Number(number.value) * 1e9)) : BigInt(number.value) * second;
}

/** The formats that a caller gives: one, or some of which the first that fits counts. */
function formatsIn(value: PuppetValue | undefined): readonly string[] | undefined {
  if (value === undefined || isKind(value, 'Default')) return undefined;
  return Array.isArray(value) ? (value as readonly PuppetValue[]).map(textOf) : [textOf(value)];
}

function refuse(text: string, formats: string): FunctionFault {
  return new FunctionFault(`Unable to parse '${text}' using any of the formats ${formats}`);
}

/** `Timestamp()` is now; else from seconds since 1970 or a text, by formats and in a time zone where those are given. */
export function newTimestamp(given: readonly PuppetValue[], { now }: ConstructHost): PuppetValue {
  const [from, format, zone] = given;
  if (from === undefined) return { [rich]: 'Timestamp', nanoseconds: BigInt(Math.trunc(now())) * 1_000_000n };
  const seconds = secondsOf(from);
  if (seconds !== undefined) return { [rich]: 'Timestamp', nanoseconds: seconds };
  const text = textOf(from);
  const timezone = zone === undefined ? undefined : textOf(zone);
  const formats = formatsIn(format);
  if (formats === undefined && timezone === undefined) {
    const nanoseconds = parseTimestamp(text);
    if (nanoseconds === undefined) throw refuse(text, timestampFormats);
    return { [rich]: 'Timestamp', nanoseconds };
  }
  for (const each of formats ?? timestampFormats.split(', ').slice(5)) {
    const nanoseconds = readTimestamp(text, each, timezone);
    if (nanoseconds !== undefined) return { [rich]: 'Timestamp', nanoseconds };
  }
  if (formats?.length === 1) throw new FunctionFault(`Unable to parse '${text}' using format '${formats[0]}'`);
  throw refuse(text, formats?.join(', ') ?? timestampFormats);
}

const fields: readonly (readonly [name: string, nanoseconds: bigint])[] = [
  ['days', 86_400n * second],
  ['hours', 3600n * second],
  ['minutes', 60n * second],
  ['seconds', second],
  ['milliseconds', 1_000_000n],
  ['microseconds', 1000n],
  ['nanoseconds', 1n],
];

/** `Timespan(…)` from seconds, a text, days to nanoseconds in turn, or a hash of those. */
export function newTimespan([from = null, ...rest]: readonly PuppetValue[]): PuppetValue {
  const make = (nanoseconds: bigint): PuppetValue => ({ [rich]: 'Timespan', nanoseconds });
  if (entriesOf(from) !== undefined) {
    const text = entry(from, 'string');
    if (text !== undefined) return newTimespan([text, entry(from, 'format') ?? { [rich]: 'Default' }]);
    const length = fields.reduce((sum, [name, unit]) => sum + wholeIn(entry(from, name)) * unit, 0n);
    return make(entry(from, 'negative') === true ? -length : length);
  }
  if (rest.length > 0 && typeof from !== 'string') {
    const values = [from, ...rest];
    return make(fields.reduce((sum, [, unit], index) => sum + wholeIn(values[index]) * unit, 0n));
  }
  const seconds = secondsOf(from);
  if (seconds !== undefined) return make(seconds);
  const text = textOf(from);
  const formats = formatsIn(rest[0]);
  const found =
    formats === undefined
      ? usualTimespan(text)
      : formats.map((format) => readTimespan(text, format)).find((each) => each !== undefined);
  if (found !== undefined) return make(found);
  if (formats?.length === 1) throw new FunctionFault(`Unable to parse '${text}' using format '${formats[0]}'`);
  throw refuse(text, formats?.join(', ') ?? timespanFormats);
}

/** Minutes and seconds alone need a fraction, or Puppet has no format for them. */
function usualTimespan(text: string): bigint | undefined {
  return /^-?\d+:\d+$/.test(text) ? undefined : parseTimespan(text);
}

function wholeIn(value: PuppetValue | undefined): bigint {
  const number = value === undefined ? undefined : numeric(value);
  return BigInt(number?.value ?? 0);
}
