import { isJsonObject, type Json, type JsonObject } from '../../../common/index.ts';
import { numberOf } from '../puppetdb-json.ts';

/** A row of the table `facts`, with the path that it belongs to. */
export interface FactRow {
  /** A JSON array of keys and indexes. */
  readonly path: string;
  readonly type: 'string' | 'integer' | 'float' | 'boolean' | 'null' | 'json';
  readonly name: string;
  readonly depth: number;
  readonly value: string | bigint | number | null;
  /** Of a whole fact that is a hash or a list, and of a whole number of more than 64 bits. */
  readonly json: string | null;
}

/** Every whole fact, and every leaf below it: what PuppetDB calls the paths of facts. Empty hashes and lists have no leaves. */
export function factRows(values: JsonObject): readonly FactRow[] {
  const rows: FactRow[] = [];
  for (const [name, value] of Object.entries(values)) {
    const path = JSON.stringify(name);
    if (isJsonObject(value) || Array.isArray(value)) {
      rows.push({ path: `[${path}]`, type: 'json', name, depth: 0, value: null, json: JSON.stringify(value) });
      addBelow(rows, name, path, 1, value);
    } else rows.push(leaf(name, path, 0, value));
  }
  return rows;
}

function addBelow(rows: FactRow[], name: string, path: string, depth: number, value: Json): void {
  const inner: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((each, index) => [String(index), each])
    : Object.entries(value as JsonObject).map(([key, each]) => [JSON.stringify(key), each]);
  for (const [key, each] of inner) {
    const below = `${path},${key}`;
    if (isJsonObject(each) || Array.isArray(each)) addBelow(rows, name, below, depth + 1, each);
    else rows.push(leaf(name, below, depth, each));
  }
}

function leaf(name: string, path: string, depth: number, value: Json): FactRow {
  const place = { path: `[${path}]`, name, depth };
  if (value === null) return { ...place, type: 'null', value: null, json: null };
  if (typeof value === 'string') return { ...place, type: 'string', value, json: null };
  if (typeof value === 'boolean') return { ...place, type: 'boolean', value: BigInt(value), json: null };
  const number = numberOf(value);
  return { ...place, type: number?.type ?? 'float', value: number?.value ?? null, json: number?.text ?? null };
}

/** A leaf as JSON text. */
export function leafText({ type, value, json }: Pick<FactRow, 'type' | 'value' | 'json'>): string {
  if (json !== null) return json;
  if (type === 'boolean') return value === 1n ? 'true' : 'false';
  if (typeof value === 'bigint') return String(value);
  // What is whole in a double was written with a point.
  if (type === 'float' && Number.isInteger(value)) return `${value}.0`;
  return JSON.stringify(value);
}
