import type { AstValue } from '../ast.ts';
import { astText } from '../ast.ts';
import { queryError } from './problem.ts';

/** ISO 8601, as far as PuppetDB reads it: a year at least, any number of decimals, a zone or UTC. */
const iso =
  /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ](?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?)?)?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/** A point in time in milliseconds since the Unix epoch; a number is just that. @throws OrchestratorError */
export function parseTimestamp(value: AstValue): number {
  const time = typeof value === 'number' || typeof value === 'bigint' ? Number(value) : millisecondsOf(value);
  if (Number.isNaN(time)) throw invalid(value);
  return time;
}

function millisecondsOf(value: AstValue): number {
  const parts = typeof value === 'string' ? iso.exec(value.trim()) : null;
  if (parts === null) return Number.NaN;
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', decimals = '', zone = 'Z'] = parts;
  const fields = [Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)] as const;
  const time = Date.UTC(...fields);
  const made = new Date(time);
  // The calendar has no 31st of February; a Date goes on counting.
  const exists = made.getUTCMonth() === fields[1] && made.getUTCDate() === fields[2];
  if (!exists || fields[3] > 23 || fields[4] > 59 || fields[5] > 59) return Number.NaN;
  return time + Number(decimals.padEnd(3, '0').slice(0, 3)) - offsetOf(zone);
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -offset : offset;
}

function invalid(value: AstValue): Error {
  return queryError(`'${typeof value === 'string' ? value : astText(value)}' is not a valid timestamp value`);
}
