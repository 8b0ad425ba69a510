import {
  ExactNumber,
  type Fields,
  isJsonObject,
  type Json,
  list,
  OrchestratorError,
  object,
  type Schema,
  text,
} from '../../../common/index.ts';

/** A command that cannot be carried out, and why: the sentence names the place in the payload. */
export function commandError(message: string): OrchestratorError {
  return new OrchestratorError('puppetlabs.puppetdb/command-error', message);
}

/** @throws OrchestratorError `puppetlabs.puppetdb/command-error` */
export function readPayload<T>(schema: Schema<T>, payload: Json): T {
  const wrong = schema.mismatch(payload, 'payload');
  if (wrong !== undefined) throw commandError(wrong);
  return payload as T;
}

/** What fits `schema`, or null. */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return { mismatch: (value, where) => (value === null ? undefined : schema.mismatch(value, where)) };
}

/** An object of which only these keys are looked at; a newer Puppet may send more. */
export function record<T>(fields: Fields<T>): Schema<T> {
  const inner = object(fields, 'allowed');
  return {
    mismatch: (value, where) => inner.mismatch(value instanceof ExactNumber ? 0 : value, where),
  };
}

/** Any hash. */
export const hash: Schema<{ readonly [key: string]: Json }> = {
  mismatch: (value, where) => (isJsonObject(value) ? undefined : hashExpected(value, where)),
};

function hashExpected(value: unknown, where: string): string {
  const kind =
    value instanceof ExactNumber
      ? 'a number'
      : value === null
        ? 'null'
        : Array.isArray(value)
          ? 'a list'
          : `a ${typeof value}`;
  return `${where}: expected an object, got ${kind}`;
}

/** Any number of strings. */
export const texts: Schema<readonly string[]> = list(text);

/** A point in time as termini write it: ISO 8601 with any number of decimals and a zone. */
export const timestamp: Schema<string> = {
  mismatch: (value, where) => {
    const wrong = text.mismatch(value, where);
    if (wrong !== undefined) return wrong.replace('a string', 'a timestamp');
    return Number.isNaN(millisecondsOf(String(value)))
      ? `${where}: expected a timestamp such as 2026-01-31T12:00:00.000Z`
      : undefined;
  },
};

const zoned = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Milliseconds since the Unix epoch; NaN for what is no timestamp. One without a zone is in UTC. */
export function millisecondsOf(written: string): number {
  const found = zoned.exec(written.trim());
  if (found === null) return Number.NaN;
  const normal = found[0]
    .replace(',', '.')
    .replace(/([+-]\d\d)(\d\d)?$/, (zone, hours, minutes) =>
      found[0].includes('T') ? `${hours}:${minutes ?? '00'}` : zone,
    );
  return Date.parse(/T.*(?:Z|[+-]\d\d:\d\d)$/.test(normal) || !normal.includes('T') ? normal : `${normal}Z`);
}

/** A UUID as PostgreSQL writes it, in lower case; other names of transactions stay as they are. */
export function uuidOf(written: string | null | undefined): string | null {
  return written?.toLowerCase() ?? null;
}

/** An older format's key under its newer name; the newer one wins where both are there. */
export function renamed(payload: Json, names: Readonly<Record<string, string>>): Json {
  if (!isJsonObject(payload)) return payload;
  const entries = Object.entries(payload).map(([key, value]) => [names[key] ?? key, value] as const);
  return Object.fromEntries(entries);
}
