import { isJsonObject, type Json } from '../../common/index.ts';

/**
 * JSON as PostgreSQL writes a `jsonb`: shorter keys first, blanks after commas and colons. Numbers stay as they were written.
 */
export function postgresqlJson(text: string): string {
  return print(parseKeepingNumbers(text));
}

/** Whether a value has all that another one has (`@>`): members of objects, elements of arrays in any order. */
export function jsonContains(text: string, part: string): boolean {
  return contains(JSON.parse(text), JSON.parse(part));
}

function contains(whole: Json, part: Json): boolean {
  if (Array.isArray(whole)) {
    return Array.isArray(part) && part.every((wanted: Json) => whole.some((each: Json) => contains(each, wanted)));
  }
  if (isJsonObject(whole)) {
    if (!isJsonObject(part)) return false;
    return Object.entries(part).every(([key, wanted]) => {
      const own = Object.hasOwn(whole, key) ? whole[key] : undefined;
      return own !== undefined && contains(own, wanted);
    });
  }
  return whole === part;
}

/**
 * A text for JSON that is in the order of PostgreSQL's `jsonb`: objects after arrays after truth values, numbers, strings and
 * null; of two objects or arrays the longer one is the greater.
 */
export function jsonOrder(text: string): string {
  return orderOf(JSON.parse(text));
}

function orderOf(value: Json): string {
  const length = (count: number): string => String(count).padStart(9, '0');
  if (value === null) return '0';
  if (typeof value === 'string') return `1${value}\u0000`;
  if (typeof value === 'number') return `2${numberOrder(value)}`;
  if (typeof value === 'boolean') return value ? '3true' : '3false';
  if (Array.isArray(value)) return `4${length(value.length)}${value.map(orderOf).join('')}`;
  const entries = Object.entries(value).sort(([one], [other]) => byLength(one, other));
  return `5${length(entries.length)}${entries.map(([key, member]) => `${key}\u0000${orderOf(member)}`).join('')}`;
}

/** A double in hexadecimal so that texts are in the order of numbers. */
function numberOrder(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const ordered = bits >> 63n === 0n ? bits | (1n << 63n) : ~bits & 0xffffffffffffffffn;
  return ordered.toString(16).padStart(16, '0');
}

/** A number as it was written, which a double may not hold. */
interface Written {
  readonly number: string;
}
type Kept = null | boolean | string | Written | readonly Kept[] | ReadonlyMap<string, Kept>;

function parseKeepingNumbers(text: string): Kept {
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ) => Kept;
  return parse(text, (_key, value, { source }) => {
    if (typeof value === 'number') return { number: source ?? String(value) };
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? new Map(Object.entries(value)) : value;
  });
}

function print(value: Kept): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`;
  if (value instanceof Map) {
    const entries = [...value].sort(([one], [other]) => byLength(one, other));
    return `{${entries.map(([key, member]) => `${JSON.stringify(key)}: ${print(member)}`).join(', ')}}`;
  }
  return (value as Written).number;
}

function byLength(one: string, other: string): number {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length - second.length || first.compare(second);
}
