import type { Json } from '../../common/index.ts';
import {
  entriesOf,
  isRich,
  jsonNumber,
  lookUp,
  type PuppetValue,
  type RichValue,
  rich,
  type Scope,
  textOf,
  valueOfJson,
} from '../../language/index.ts';

/** What stands where a secret was. */
export const redacted = 'Sensitive [value redacted]';

/** As much of the variables as a step keeps, in characters. */
const mostOfVariables = 8000;
const longestText = 500;
const mostElements = 50;
const deepest = 6;

/** What of a value may be kept, and how much. */
export interface Recorder {
  readonly secrets: ReadonlySet<string>;
  /** Of a long text its beginning and this are kept, which tells it from others. */
  readonly digest?: (text: string) => string;
  /** Characters that are left; a recorder without a limit has none. */
  left?: number;
}

/**
 * A value as rich data that may be written down: secrets are left out, and what goes beyond the limit of the recorder is
 * cut off with an ellipsis.
 */
export function record(value: PuppetValue, recorder: Recorder, depth = 0): Json {
  if (typeof value === 'string') return recordText(value, recorder);
  spend(recorder, 4);
  if (typeof value === 'bigint') return jsonNumber(value, false);
  if (value === null || typeof value !== 'object') return value;
  if (isCut(recorder, depth)) return '…';
  if (Array.isArray(value)) {
    const list: readonly PuppetValue[] = value;
    const kept = recorder.left === undefined ? list : list.slice(0, mostElements);
    const items = kept.map((each) => record(each, recorder, depth + 1));
    return kept.length < list.length ? [...items, '…'] : items;
  }
  const entries = entriesOf(value);
  if (entries !== undefined) return recordEntries(entries, recorder, depth);
  return isRich(value) ? recordRich(value, recorder, depth) : null;
}

function recordEntries(
  entries: readonly (readonly [PuppetValue, PuppetValue])[],
  recorder: Recorder,
  depth: number,
): Json {
  const fields: Record<string, Json> = {};
  for (const [key, each] of recorder.left === undefined ? entries : entries.slice(0, mostElements)) {
    fields[recordText(textOf(key), recorder)] = record(each, recorder, depth + 1);
  }
  return fields;
}

function recordRich(value: RichValue, recorder: Recorder, depth: number): Json {
  if (value[rich] === 'Sensitive') return { __ptype: 'Sensitive', __pvalue: redacted };
  if (value[rich] === 'Float') return jsonNumber(value.value, true);
  if (value[rich] !== 'Object') return { __ptype: value[rich], __pvalue: recordText(textOf(value), recorder) };
  const fields = Object.entries(value.attributes).filter(([, each]) => each !== null);
  return {
    __ptype: value.type.name,
    ...Object.fromEntries(fields.map(([name, each]) => [name, record(each, recorder, depth + 1)])),
  };
}

function recordText(text: string, recorder: Recorder): string {
  const plain = withoutSecrets(text, recorder.secrets);
  if (recorder.digest !== undefined && plain.length > longestText) {
    return `${plain.slice(0, longestText)}… (sha256 ${recorder.digest(plain)})`;
  }
  const short = recorder.left !== undefined && plain.length > longestText ? `${plain.slice(0, longestText)}…` : plain;
  spend(recorder, short.length);
  return isCut(recorder, 0) ? '…' : short;
}

/** Notes every text that is Sensitive in a value: from then on it is taken out wherever it turns up. */
export function noteSecrets(value: PuppetValue, secrets: Set<string>, isSecret = false): void {
  if (typeof value === 'string') {
    if (isSecret && value.length >= shortestSecret) secrets.add(value);
    return;
  }
  if (value === null || typeof value !== 'object' || (!isSecret && isKnown(value, secrets))) return;
  if (Array.isArray(value)) {
    for (const each of value as readonly PuppetValue[]) noteSecrets(each, secrets, isSecret);
    return;
  }
  for (const [, each] of entriesOf(value) ?? []) noteSecrets(each, secrets, isSecret);
  if (isRich(value) && value[rich] === 'Sensitive') noteSecrets(value.value, secrets, true);
  if (isRich(value) && value[rich] === 'Object') noteSecrets(value.attributes, secrets, isSecret);
}

/** Values do not change: of a long list that many steps see, each is looked at once. */
const known = new WeakMap<Set<string>, WeakSet<object>>();

function isKnown(value: object, secrets: Set<string>): boolean {
  const seen = known.get(secrets) ?? new WeakSet<object>();
  known.set(secrets, seen);
  if (seen.has(value)) return true;
  seen.add(value);
  return false;
}

/** Shorter ones would take letters out of everything that is kept. */
const shortestSecret = 3;

/** The text with every secret in it taken out. */
export function withoutSecrets(text: string, secrets: ReadonlySet<string>): string {
  let plain = text;
  for (const secret of secrets) {
    if (secret !== '' && plain.includes(secret)) plain = plain.replaceAll(secret, redacted);
  }
  return plain;
}

/** JSON with every secret in it taken out. */
export function jsonWithoutSecrets(value: Json, secrets: ReadonlySet<string>): Json {
  if (secrets.size === 0) return value;
  return record(valueOfJson(value), { secrets });
}

function spend(recorder: Recorder, characters: number): void {
  if (recorder.left !== undefined) recorder.left -= characters;
}

function isCut({ left }: Recorder, depth: number): boolean {
  return left !== undefined && (left < 0 || depth > deepest);
}

/** The variables that can be seen from a scope, the nearest first. */
export function recordVariables(scope: Scope, secrets: Set<string>): { readonly [name: string]: Json } {
  const variables = [...visibleNames(scope)].map((name) => [name, lookUp(scope, name) ?? null] as const);
  for (const [, value] of variables) noteSecrets(value, secrets);
  const recorder: Recorder = { secrets, left: mostOfVariables };
  return Object.fromEntries(variables.map(([name, value]) => [name, record(value, recorder)]));
}

/** The names of all variables that can be seen from a scope. */
export function visibleNames(scope: Scope): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    for (const name of at.variables.keys()) names.add(name);
  }
  return names;
}
