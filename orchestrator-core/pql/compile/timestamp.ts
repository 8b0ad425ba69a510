import { type AstValue, astText } from '../ast.ts';
import { executionError, queryError } from './problem.ts';

/** A point in time in milliseconds since the Unix epoch; a whole number is just that. @throws OrchestratorError */
export function parseTimestamp(value: AstValue): number {
  const time = findTimestamp(value);
  if (time !== undefined) return time;
  // A time is no truth value: that is left to PostgreSQL to say.
  const refused = typeof value === 'boolean' ? executionError : queryError;
  throw refused(`'${typeof value === 'string' ? value : astText(value)}' is not a valid timestamp value`);
}

/** The same; undefined for what is none. */
export function findTimestamp(value: AstValue): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return Number.isInteger(Number(value)) ? Number(value) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  return dates.map((read) => read(value)).find((found) => found !== undefined && !Number.isNaN(found));
}

/** The forms that PuppetDB's library for time (Joda's ISO 8601, clj-time) reads. */
const dates: readonly ((text: string) => number | undefined)[] = [calendar, basic, ordinal, week, timeAlone];

const zone = String.raw`(Z|[+-]\d{2}(?::?\d{2})?)?`;
/** The smallest part of a time may have decimals. */
const time = String.raw`(?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?)?(?:[.,](\d+))?)?`;
const year = String.raw`([+-]?\d{1,9})`;
const calendarForm = new RegExp(`^${year}(?:-(\\d{1,2})(?:-(\\d{1,2}))?)?(?:[T ]${time})?${zone}$`, 'i');
const basicForm = new RegExp(`^(\\d{4})(\\d{2})(\\d{2})(?:T(\\d{2})(\\d{2})(\\d{2})(?:\\.(\\d+))?${zone})?$`);
const ordinalForm = new RegExp(`^${year}-(\\d{1,3})(?:T${time}${zone})?$`);
const weekForm = new RegExp(`^${year}-W(\\d{1,2})(?:-([1-7]))?(?:T${time}${zone})?$`);
const timeForm = new RegExp(`^T?${time}${zone}$`);
const day = 86_400_000;

function calendar(text: string): number | undefined {
  const found = calendarForm.exec(text.trim());
  if (found === null) return undefined;
  const [, year, month = '1', date = '1', ...clock] = found;
  return onDay(Number(year), Number(month), Number(date), clock);
}

function basic(text: string): number | undefined {
  const [, year, month, date, ...clock] = basicForm.exec(text) ?? [];
  return year === undefined ? undefined : onDay(Number(year), Number(month), Number(date), clock);
}

function ordinal(text: string): number | undefined {
  const [, year, ofYear, ...clock] = ordinalForm.exec(text) ?? [];
  if (year === undefined) return undefined;
  const first = onDay(Number(year), 1, 1, clock);
  const days = Math.round((onDay(Number(year) + 1, 1, 1, clock) - first) / day);
  return Number(ofYear) >= 1 && Number(ofYear) <= days ? first + (Number(ofYear) - 1) * day : Number.NaN;
}

function week(text: string): number | undefined {
  const [, year, number, weekday = '1', ...clock] = weekForm.exec(text) ?? [];
  if (year === undefined || Number(number) < 1 || Number(number) > 53) return undefined;
  const fourth = new Date(Date.UTC(Number(year), 0, 4));
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * day;
  return monday + ((Number(number) - 1) * 7 + Number(weekday) - 1) * day + sinceMidnight(clock);
}

function timeAlone(text: string): number | undefined {
  const found = /[:.,T]/.test(text) ? timeForm.exec(text) : null;
  return found === null ? undefined : sinceMidnight(found.slice(1));
}

/** The calendar has no 31st of February; a Date goes on counting. */
function onDay(year: number, month: number, date: number, clock: readonly (string | undefined)[]): number {
  const made = new Date(0);
  made.setUTCFullYear(year, month - 1, date);
  const exists = made.getUTCMonth() === month - 1 && made.getUTCDate() === date;
  return exists ? made.getTime() + sinceMidnight(clock) : Number.NaN;
}

/** Milliseconds; not a number where no clock shows that. Decimals are of the smallest part that is there. */
function sinceMidnight(clock: readonly (string | undefined)[]): number {
  const [hour = '0', minute, second, decimals = '', offset = 'Z'] = clock;
  if (Number(hour) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return Number.NaN;
  const seconds = (Number(hour) * 60 + Number(minute ?? 0)) * 60 + Number(second ?? 0);
  const unit = second !== undefined ? 1000 : minute !== undefined ? 60_000 : 3_600_000;
  const digits = decimals.slice(0, 9);
  const rest = Math.trunc((Number(digits) * unit) / 10 ** digits.length);
  return seconds * 1000 + rest - offsetOf(offset);
}

function offsetOf(written: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(written) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -offset : offset;
}
