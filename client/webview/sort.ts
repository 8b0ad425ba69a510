import type { Json } from '../../orchestrator-core/common/index.ts';

/** By which column rows are ordered. */
export interface Order {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

/** The order that a click on a column's head makes of the one before: up, then down, then none. */
export function nextOrder(before: Order | undefined, column: string): Order | undefined {
  if (before?.column !== column) return { column, direction: 'ascending' };
  return before.direction === 'ascending' ? { column, direction: 'descending' } : undefined;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const ranks = ['boolean', 'number', 'string', 'object'];

/** Values of a kind together, numbers by size, texts as people order them: `web2` before `web10`. Null is before all. */
export function compareCells(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return collator.compare(a, b);
  const rank = (value: Json) => (value === null ? -1 : ranks.indexOf(typeof value));
  const apart = rank(a) - rank(b);
  return apart !== 0 ? apart : collator.compare(JSON.stringify(a), JSON.stringify(b));
}

/** The rows in another order; those that are equal stay as they were. Without an order they are left as they are. */
export function ordered<T>(
  rows: readonly T[],
  order: Order | undefined,
  value: (row: T, column: string) => Json,
): readonly T[] {
  if (order === undefined) return rows;
  const sign = order.direction === 'ascending' ? 1 : -1;
  const keyed = rows.map((row) => ({ row, key: value(row, order.column) }));
  return keyed.sort((a, b) => sign * compareCells(a.key, b.key)).map(({ row }) => row);
}

/** Whether each word of a filter stands in one of the texts, in whatever case. */
export function matchesFilter(filter: string, texts: readonly string[]): boolean {
  const found = texts.join('\n').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => found.includes(word));
}
