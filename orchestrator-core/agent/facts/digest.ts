import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../../common/index.ts';

/** Facts that change all the time and mean nothing by it. */
const volatile: ReadonlySet<string> = new Set([
  'load_averages',
  'memory',
  'memoryfree',
  'memoryfree_mb',
  'swapfree',
  'swapfree_mb',
  'system_uptime',
  'uptime',
  'uptime_days',
  'uptime_hours',
  'uptime_seconds',
]);

/** Parts of facts that do, by the fact they are in; `*` stands for any one key. */
const volatileParts: readonly (readonly string[])[] = [
  ...['available', 'available_bytes', 'capacity', 'used', 'used_bytes'].map((key) => ['mountpoints', '*', key]),
  ['processors', 'speed'],
  ['system_profiler', 'uptime'],
  // What Puppet and Facter set anew each time they run.
  ['agent_specified_environment'],
];

/** What facts say apart from what changes all the time. */
export function lastingFacts(facts: JsonObject): JsonObject {
  const kept = Object.fromEntries(Object.entries(facts).filter(([name]) => !volatile.has(name)));
  return volatileParts.reduce((from, path) => without(from, path), kept);
}

function without(from: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  const entries = Object.entries(from).flatMap(([name, value]): [string, Json][] => {
    if (key !== '*' && key !== name) return [[name, value]];
    if (rest.length === 0) return [];
    return [[name, isJsonObject(value) ? without(value, rest) : value]];
  });
  return Object.fromEntries(entries);
}

/** SHA-256 of lasting facts and classes, whatever the order of their keys. */
export function factsDigest(facts: JsonObject, classes: readonly string[]): string {
  const text = JSON.stringify([sorted(lastingFacts(facts)), classes]);
  return createHash('sha256').update(text).digest('hex');
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sorted(value[name] ?? null)]));
}
