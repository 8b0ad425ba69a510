import { isJsonObject, type Json, type JsonObject } from '../../../common/index.ts';

/** What stands for a value that must not be kept; Puppet's own words. */
const redacted = 'Sensitive [value redacted]';

/** The value without what rich data says is sensitive (`{"__ptype": "Sensitive", "__pvalue": …}`). */
export function withoutSensitive(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutSensitive);
  if (!isJsonObject(value)) return value;
  if (isSensitive(value)) return redacted;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSensitive(inner)]));
}

function isSensitive(value: Json | undefined): boolean {
  return isJsonObject(value) && value['__ptype'] === 'Sensitive';
}

/** Parameters without those that are sensitive, by the resource's own list or by themselves. */
export function openParameters(parameters: JsonObject, sensitive: readonly string[]): JsonObject {
  const open = Object.entries(parameters).filter(([name, value]) => !sensitive.includes(name) && !isSensitive(value));
  return Object.fromEntries(open.map(([name, value]) => [name, withoutSensitive(value)]));
}
