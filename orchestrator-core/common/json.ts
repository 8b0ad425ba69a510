import { ExactNumber } from './exact-number.ts';

/** Any value that JSON can carry. */
export type Json = null | boolean | number | string | ExactNumber | readonly Json[] | JsonObject;

/** A JSON object; keys keep the order they were written in. */
export type JsonObject = { readonly [key: string]: Json };

/** Whether `value` is a JSON object: not null, not an array, not a number that looks like an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}
