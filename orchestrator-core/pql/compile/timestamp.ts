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
  const time = dates.map((read) => read(value)).find((found) => found !== undefined);
  return time === undefined || Number.isNaN(time) ? undefined : time;
}

/** The forms that PuppetDB's library for time (Joda's ISO 8601, clj-time) reads. */
const dates: readonly ((text: string) => number | undefined)[] = [calendar, basic, ordinal, week, timeAlone];

const zone = String.raw`(Z|[+-]\d{2}(?::?\d{2})?)?`;
const time = String.raw`(?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?)?)?`;
const calendarForm = new RegExp(`^(\\d{1,4})(?:-(\\d{1,2})(?:-(\\d{1,2}))?)?(?:[T ]${time})?${zone}$`, 'i');
const basicForm = new RegExp(`^(\\d{4})(\\d{2})(\\d{2})(?:T(\\d{2})(\\d{2})(\\d{2})(?:\\.(\\d+))?${zone})?$`);
const ordinalForm = new RegExp(`^(\\d{4})-(\\d{3})(?:T${time}${zone})?$`);
const weekForm = new RegExp(`^(\\d{4})-W(\\d{2})(?:-([1-7]))?(?:T${time}${zone})?$`);
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
  return year === undefined ? undefined : Date.UTC(Number(year), 0, Number(ofYear)) + sinceMidnight(clock);
}

function week(text: string): number | undefined {
  const [, year, number, weekday = '1', ...clock] = weekForm.exec(text) ?? [];
  if (year === undefined) return undefined;
  const fourth = new Date(Date.UTC(Number(year), 0, 4));
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * day;
  return monday + ((Number(number) - 1) * 7 + Number(weekday) - 1) * day + sinceMidnight(clock);
}

function timeAlone(text: string): number | undefined {
  const found = text.includes(':') ? timeForm.exec(text) : null;
  return found === null ? undefined : sinceMidnight(found.slice(1));
}

/** The calendar has no 31st of February; a Date goes on counting. */
function onDay(year: number, month: number, date: number, clock: readonly (string | undefined)[]): number {
  const made = new Date(0);
  made.setUTCFullYear(year, month - 1, date);
  const exists = made.getUTCMonth() === month - 1 && made.getUTCDate() === date;
  return exists ? made.getTime() + sinceMidnight(clock) : Number.NaN;
}

/** Milliseconds; not a number where no clock shows that. */
function sinceMidnight([hour = '0', minute = '0', second = '0', decimals = '', offset = 'Z']: readonly (
  | string
  | undefined
)[]): number {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return Number.NaN;
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return seconds * 1000 + Number(decimals.padEnd(3, '0').slice(0, 3)) - offsetOf(offset);
}

function offsetOf(written: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(written) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -offset : offset;
}
