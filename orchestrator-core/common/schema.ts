import { parseExact } from './exact-json.ts';
import { ExactNumber } from './exact-number.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** The outcome of reading something foreign: a trusted value, or a sentence that says where and what was expected. */
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

/** What a JSON value must look like to be a `T`. It checks and never changes: a value that fits is used as it is. */
export interface Schema<T> {
  /** The first thing in `value` that does not fit, as a sentence that begins with `where`; undefined when all fits. */
  mismatch(value: unknown, where: string): string | undefined;
  /** Never set; carries the type. */
  readonly type?: T;
}

/** A key that may be absent, marked as such in {@link object}. */
export interface OptionalField<T> {
  readonly optional: Schema<T>;
}

/** One schema for each key of `T`; keys that are optional in the type are optional in the message, and no others. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? OptionalField<Exclude<T[K], undefined>>
    : Schema<T[K]>;
};

/** Reads `value` by `schema`; `where` names it in the error. Never throws. */
export function decode<T>(schema: Schema<T>, value: unknown, where: string): Decoded<T> {
  const error = schema.mismatch(value, where);
  return error === undefined ? { ok: true, value: value as T } : { ok: false, error };
}

/** Reads JSON text by `schema`, numbers as they are written; `where` names it in the error. Never throws. */
export function decodeText<T>(schema: Schema<T>, text: string, where: string): Decoded<T> {
  let value: unknown;
  try {
    value = parseExact(text);
  } catch {
    return { ok: false, error: `${where} is not JSON` };
  }
  return decode(schema, value, where);
}

function simple<T>(expected: string, accepts: (value: unknown) => boolean): Schema<T> {
  return {
    mismatch: (value, where) => (accepts(value) ? undefined : `${where}: expected ${expected}, got ${describe(value)}`),
  };
}

/** Names a value by kind, never by content: it may be a secret. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof ExactNumber) return 'a number';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Any string. */
export const text: Schema<string> = simple('a string', (value) => typeof value === 'string');
/** `true` or `false`. */
export const boolean: Schema<boolean> = simple('true or false', (value) => typeof value === 'boolean');
/** A whole number that a double holds exactly. */
export const integer: Schema<number> = simple('a whole number', (value) => Number.isSafeInteger(value));
/** A whole number from zero on. */
export const count: Schema<number> = simple(
  'a whole number, zero or more',
  (value) => Number.isSafeInteger(value) && Number(value) >= 0,
);
/** Anything but nothing at all. */
export const json: Schema<Json> = simple('a value', (value) => value !== undefined);
/** Any JSON object. */
export const jsonObject: Schema<JsonObject> = simple('an object', isJsonObject);

/** A string that matches `pattern`; `expected` says so in words (`a UUID`). */
export function textLike(pattern: RegExp, expected: string): Schema<string> {
  return {
    mismatch: (value, where) => {
      const wrong = text.mismatch(value, where);
      if (wrong !== undefined) return `${where}: expected ${expected}, got ${describe(value)}`;
      return pattern.test(value as string) ? undefined : `${where}: expected ${expected}`;
    },
  };
}

/** One of these very values. */
export function oneOf<const T extends string | number>(...values: readonly T[]): Schema<T> {
  return {
    mismatch: (value, where) =>
      values.some((allowed) => allowed === value)
        ? undefined
        : `${where}: expected one of ${values.map((allowed) => JSON.stringify(allowed)).join(', ')}`,
  };
}

/** A list whose items all fit, with at least `least` of them. */
export function list<T>(item: Schema<T>, least = 0): Schema<readonly T[]> {
  return {
    mismatch: (value, where) => {
      if (!Array.isArray(value)) return `${where}: expected a list, got ${describe(value)}`;
      if (value.length < least) return `${where}: expected at least ${least} item${least === 1 ? '' : 's'}`;
      for (const [index, entry] of value.entries()) {
        const wrong = item.mismatch(entry, `${where}[${index}]`);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },
  };
}

/** Marks a key of {@link object} that may be absent. */
export function optional<T>(schema: Schema<T>): OptionalField<T> {
  return { optional: schema };
}

/** An object with these keys. Others are refused, unless `others` is `allowed`. */
export function object<T>(fields: Fields<T>, others: 'refused' | 'allowed' = 'refused'): Schema<T> {
  const known = new Map<string, { readonly schema: Schema<unknown>; readonly required: boolean }>();
  for (const [key, field] of Object.entries<Schema<unknown> | OptionalField<unknown>>(fields)) {
    known.set(
      key,
      'optional' in field ? { schema: field.optional, required: false } : { schema: field, required: true },
    );
  }
  return {
    mismatch: (value, where) => {
      if (!isJsonObject(value)) return `${where}: expected an object, got ${describe(value)}`;
      for (const [key, { schema, required }] of known) {
        if (!Object.hasOwn(value, key)) {
          if (required) return `${where}: the key ${key} is missing`;
          continue;
        }
        const wrong = schema.mismatch(value[key], `${where}.${key}`);
        if (wrong !== undefined) return wrong;
      }
      if (others === 'allowed') return undefined;
      const stranger = Object.keys(value).find((key) => !known.has(key));
      return stranger === undefined ? undefined : `${where}: the key ${JSON.stringify(stranger)} is unknown`;
    },
  };
}
