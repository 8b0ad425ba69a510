import { cellText, type Json, type JsonObject } from '../../../orchestrator-core/common/index.ts';
import { type Order, ordered } from '../../webview/sort.ts';

/** How a table is looked at. */
export interface TableView {
  /** Words that a row must have, in any column that is shown; `column:word` looks in one. Quotes keep blanks. */
  readonly filter: string;
  readonly order?: Order | undefined;
  readonly hidden: ReadonlySet<string>;
}

/** Rows with what is found out about them when it is first needed: tables are long, and are looked at again and again. */
export interface ResultTable {
  /** In the order in which they are first seen. */
  readonly columns: readonly string[];
  /** The rows that a view shows, in its order. */
  shown(view: TableView): readonly JsonObject[];
}

/** Whether a value has others in it. */
export function isNested(value: Json | undefined): value is JsonObject | readonly Json[] {
  return typeof value === 'object' && value !== null;
}

/** A table of the rows; they are not copied. */
export function resultTable(rows: readonly JsonObject[]): ResultTable {
  const columns = columnsOf(rows);
  let texts: { readonly hidden: string; readonly of: ReadonlyMap<JsonObject, string> } | undefined;
  let sorted: { readonly order: Order; readonly rows: readonly JsonObject[] } | undefined;
  const textsOf = (hidden: ReadonlySet<string>): ReadonlyMap<JsonObject, string> => {
    const key = JSON.stringify([...hidden].sort());
    if (texts?.hidden === key) return texts.of;
    const visible = columns.filter((column) => !hidden.has(column));
    const textOf = (row: JsonObject) =>
      visible
        .map((column) => cellText(row[column]))
        .join('\n')
        .toLowerCase();
    texts = { hidden: key, of: new Map(rows.map((row) => [row, textOf(row)])) };
    return texts.of;
  };
  const sortedBy = (order: Order): readonly JsonObject[] => {
    const isSame = sorted?.order.column === order.column && sorted.order.direction === order.direction;
    if (sorted !== undefined && isSame) return sorted.rows;
    sorted = { order, rows: ordered(rows, order, (row, column) => row[column] ?? null) };
    return sorted.rows;
  };
  return {
    columns,
    shown: ({ filter, order, hidden }) => {
      const inOrder = order === undefined ? rows : sortedBy(order);
      const terms = termsOf(filter, columns);
      if (terms.length === 0) return inOrder;
      const known = textsOf(hidden);
      return inOrder.filter((row) => terms.every((term) => holds(term, row, known.get(row) ?? '')));
    },
  };
}

function columnsOf(rows: readonly JsonObject[]): readonly string[] {
  const columns = new Set<string>();
  for (const row of rows) for (const column in row) columns.add(column);
  return [...columns];
}

interface Term {
  readonly column?: string;
  readonly text: string;
}

function termsOf(filter: string, columns: readonly string[]): readonly Term[] {
  return [...filter.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)].flatMap(([written]): readonly Term[] => {
    const word = written.replaceAll('"', '').toLowerCase();
    const colon = word.indexOf(':');
    const column = columns.find((each) => colon > 0 && each.toLowerCase() === word.slice(0, colon));
    if (column !== undefined) return [{ column, text: word.slice(colon + 1) }];
    return word === '' ? [] : [{ text: word }];
  });
}

function holds({ column, text }: Term, row: JsonObject, whole: string): boolean {
  return (column === undefined ? whole : cellText(row[column]).toLowerCase()).includes(text);
}

/** The names of nodes in the rows, each once, in their order; undefined where not every row has a certname. */
export function certnamesOf(rows: readonly JsonObject[]): readonly string[] | undefined {
  const names = new Set<string>();
  for (const { certname } of rows) {
    if (typeof certname !== 'string') return undefined;
    names.add(certname);
  }
  return names.size === 0 ? undefined : [...names];
}

const samples = 200;
const narrowest = 6;
const widest = 60;

/** How many characters each column is wide: as its widest value in some rows of all, within bounds. */
export function columnWidths(rows: readonly JsonObject[], columns: readonly string[]): ReadonlyMap<string, number> {
  const step = Math.max(1, Math.floor(rows.length / samples));
  const some = rows.filter((_, index) => index % step === 0);
  return new Map(
    columns.map((column) => {
      const lengths = some.map((row) => cellText(row[column]).length);
      return [column, Math.min(widest, Math.max(narrowest, column.length + 2, ...lengths))];
    }),
  );
}
