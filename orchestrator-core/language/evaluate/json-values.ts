import { ExactNumber, exactFloat, exactInteger, isWhole, type Json, type JsonObject } from '../../common/index.ts';
import type { PuppetObject, PuppetValue } from '../types/value.ts';
import { float, integer } from './values.ts';

/** The value that JSON stands for, with its numbers as they are written: `1.0` is a Float, and whole numbers have any size. */
export function valueOfJson(json: Json): PuppetValue {
  if (json === null || typeof json !== 'object') return json;
  if (json instanceof ExactNumber) return isWhole(json.text) ? integer(BigInt(json.text)) : float(Number(json.text));
  // Nearly nothing has such numbers, and what has none is not made anew.
  if (Array.isArray(json)) {
    const values = (json as readonly Json[]).map(valueOfJson);
    return values.every((value, index) => value === json[index]) ? (json as readonly PuppetValue[]) : values;
  }
  return valuesOfJson(json as JsonObject);
}

/** {@link valueOfJson} of an object. */
export function valuesOfJson(json: JsonObject): PuppetObject {
  const entries = Object.entries(json).map(([key, each]) => [key, valueOfJson(each)] as const);
  return entries.every(([key, value]) => value === json[key]) ? (json as PuppetObject) : Object.fromEntries(entries);
}

/** A number as JSON that reads back as the same one; null for what JSON has no number for, such as infinity. */
export function jsonNumber(value: number | bigint, isFloat: boolean): Json {
  if (typeof value === 'bigint') return exactInteger(value);
  if (!Number.isFinite(value)) return null;
  return isFloat ? exactFloat(value) : value;
}
