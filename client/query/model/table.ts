import type { Json, JsonObject } from '../../../orchestrator-core/common/index.ts';

/** How a table is looked at. */
export interface TableView {
  /** Words that a row must have, in any column that is shown; `column:word` looks in one. Quotes keep blanks. */
  readonly filter: string;
  readonly sort?: TableSort;
  readonly hidden: ReadonlySet<string>;
}

/** By which column rows are sorted. */
export interface TableSort {
  readonly column: string;
  readonly descending: boolean;
}

/** The columns of rows, in the order in which they are first seen. */
export function columnsOf(rows: readonly JsonObject[]): readonly string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const column in row) columns.add(column);
  return [...columns];
}

/** A value on one line: a string as it is, anything else as JSON, nothing where there is none. */
export function cellText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether a value has others in it. */
export function isNested(value: Json | undefined): value is JsonObject | readonly Json[] {
  return typeof value === 'object' && value !== null;
}

/** Rows with what is found out about them when it is first needed: tables are long, and are looked at again and again. */
export interface Table {
  readonly rows: readonly JsonObject[];
  readonly columns: readonly string[];
  /** The indexes of the rows that a view shows, in its order. */
  shown(view: TableView): readonly number[];
}

/** A table of the rows; they are not copied. */
export function tableOf(rows: readonly JsonObject[]): Table {
  const columns = columnsOf(rows);
  let texts: { readonly hidden: string; readonly of: readonly string[] } | undefined;
  let keys: { readonly column: string; readonly of: readonly SortKey[] } | undefined;
  const textsOf = (hidden: ReadonlySet<string>): readonly string[] => {
    const key = [...hidden].sort().join('\n');
    if (texts?.hidden !== key) {
      const visible = columns.filter((column) => !hidden.has(column));
      const of = rows.map((row) =>
        visible
          .map((column) => cellText(row[column]))
          .join('\n')
          .toLowerCase(),
      );
      texts = { hidden: key, of };
    }
    return texts.of;
  };
  const keysOf = (column: string): readonly SortKey[] => {
    if (keys?.column !== column) keys = { column, of: rows.map((row) => sortKey(row[column])) };
    return keys.of;
  };
  return {
    rows,
    columns,
    shown: ({ filter, sort, hidden }) => {
      const terms = termsOf(filter, columns);
      const all = rows.map((_, index) => index);
      const found =
        terms.length === 0
          ? all
          : all.filter((index) => terms.every((term) => holds(term, rows[index] ?? {}, textsOf(hidden)[index] ?? '')));
      if (sort === undefined) return found;
      const by = keysOf(sort.column);
      const none: SortKey = [4, ''];
      return found.sort((a, b) => compareKeys(by[a] ?? none, by[b] ?? none, sort.descending) || a - b);
    },
  };
}

interface Term {
  readonly column?: string;
  readonly text: string;
}

function termsOf(filter: string, columns: readonly string[]): readonly Term[] {
  return [...filter.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)].flatMap(([written]): readonly Term[] => {
    const word = written.replaceAll('"', '');
    const colon = word.indexOf(':');
    const column = columns.find((each) => each.toLowerCase() === word.slice(0, colon).toLowerCase());
    if (colon > 0 && column !== undefined) return [{ column, text: word.slice(colon + 1).toLowerCase() }];
    return word === '' ? [] : [{ text: word.toLowerCase() }];
  });
}

function holds({ column, text }: Term, row: JsonObject, whole: string): boolean {
  return (column === undefined ? whole : cellText(row[column]).toLowerCase()).includes(text);
}

/** The kind of a value, and what is compared within the kind: numbers, then booleans, texts, nested values, nothing. */
type SortKey = readonly [kind: number, key: number | string];

function sortKey(value: Json | undefined): SortKey {
  if (value === undefined || value === null) return [4, ''];
  if (typeof value === 'number') return [0, value];
  if (typeof value === 'boolean') return [1, value ? 1 : 0];
  // Digits count as numbers: web2 comes before web10.
  if (typeof value === 'string')
    return [2, value.toLowerCase().replaceAll(/\d+/g, (digits) => digits.padStart(12, '0'))];
  return [3, JSON.stringify(value)];
}

/** What has no value stands last in either direction. */
function compareKeys(a: SortKey, b: SortKey, descending: boolean): number {
  if (a[0] !== b[0]) return a[0] === 4 || b[0] === 4 || !descending ? a[0] - b[0] : b[0] - a[0];
  if (a[1] === b[1]) return 0;
  return a[1] < b[1] === descending ? 1 : -1;
}

/** The names of nodes in the rows, each once, in their order; undefined where the rows have no certnames. */
export function certnamesOf(rows: Iterable<JsonObject>): readonly string[] | undefined {
  const names = new Set<string>();
  for (const { certname } of rows) {
    if (typeof certname !== 'string') return undefined;
    names.add(certname);
  }
  return names.size === 0 ? undefined : [...names];
}
