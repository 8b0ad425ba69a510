import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';
import { dataOf, entriesOf, isKind, jsonNumber, type PuppetValue, textOf } from '../../language/index.ts';

/** A value as Bolt prints it with `--format json`: targets by their names, results as data, secrets as a text that says so. */
export function planData(value: PuppetValue): Json {
  return jsonOf(dataOf(value));
}

/** {@link planData} of a Hash; of anything else an empty one. */
export function planDataOf(hash: PuppetValue): JsonObject {
  const data = planData(hash);
  return isJsonObject(data) ? data : {};
}

/** Data of the language as JSON. Of a Sensitive it takes what is inside, so it is for what goes to a target alone. */
export function jsonOf(value: PuppetValue): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number') {
    return value;
  }
  if (typeof value === 'bigint') return jsonNumber(value, false);
  if (Array.isArray(value)) return (value as readonly PuppetValue[]).map(jsonOf);
  const entries = entriesOf(value);
  if (entries !== undefined) return Object.fromEntries(entries.map(([key, each]) => [textOf(key), jsonOf(each)]));
  if (isKind(value, 'Float')) return jsonNumber(value.value, true);
  if (isKind(value, 'Sensitive')) return jsonOf(value.value);
  return textOf(value);
}

/** {@link jsonOf} of a Hash. */
export function jsonObjectOf(value: PuppetValue): JsonObject {
  return Object.fromEntries((entriesOf(value) ?? []).map(([key, each]) => [textOf(key), jsonOf(each)]));
}
