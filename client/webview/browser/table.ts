import * as l10n from '@vscode/l10n';
import type { Json } from '../../../orchestrator-core/common/index.ts';
import { nextOrder, type Order, ordered } from '../sort.ts';
import { element, setAttributes, setText } from './dom.ts';
import { virtualList } from './virtual-list.ts';

/** A column of a table. */
export interface Column<T> {
  readonly id: string;
  readonly title: string;
  /** A track of a CSS grid: `120px`, `minmax(120px, 2fr)`. */
  readonly width: string;
  /** What is shown. */
  readonly text: (row: T) => string;
  /** What rows are ordered by; the text where it is left out. */
  readonly value?: (row: T) => Json;
  /** Shown in the place of the text; it is read out as the text. */
  readonly cell?: (row: T) => HTMLElement;
}

/** How a table is drawn. */
export interface TableOptions<T> {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  /** Somebody else orders the rows; without this the table does. */
  readonly order?: (order: Order | undefined) => void;
  /** Enter, or a double click. */
  readonly open?: (row: T) => void;
  /** A key other than those that move. True when it was for this row. */
  readonly key?: (event: KeyboardEvent, row: T) => boolean;
  /** Whether one cell of the active row is the active one: Left, Right and a click choose it. */
  readonly cells?: boolean;
  /** The active row is another one. */
  readonly move?: (row: T) => void;
}

/** A table of any length. */
export interface Table<T> {
  readonly root: HTMLElement;
  draw(rows: readonly T[]): void;
  setColumns(columns: readonly Column<T>[]): void;
  readonly active: T | undefined;
  /** The id of the column with the active cell, where cells can be chosen. */
  readonly activeColumn: string | undefined;
  /** The rows in the order in which they are shown. */
  readonly rows: readonly T[];
}

const rowHeight = 22;

/** A table with a head that stays, columns that can be ordered by, and rows that are drawn when they are seen. */
export function table<T>(options: TableOptions<T>): Table<T> {
  let columns = options.columns;
  let order: Order | undefined;
  let given: readonly T[] = [];
  let rows: readonly T[] = [];
  let activeColumn = 0;
  const head = element('div', { class: 'table-head', role: 'row', 'aria-rowindex': 1 });
  const list = virtualList<T>({
    role: 'grid',
    label: options.label,
    rowHeight,
    head,
    row: (row, index) => {
      const cells = columns.map((column) => {
        const text = column.text(row);
        const shown = column.cell?.(row) ?? text;
        return element('span', { class: 'cell', role: 'gridcell', title: text }, shown);
      });
      return element('div', { class: 'table-row', role: 'row', 'aria-rowindex': index + 2 }, ...cells);
    },
    key: (event, row) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (options.cells === true && step !== undefined) {
        chooseCell(activeColumn + step);
        return true;
      }
      if (event.key === 'Enter' && options.open !== undefined) {
        options.open(row);
        return true;
      }
      return options.key?.(event, row) ?? false;
    },
    move: (row) => {
      markCell();
      options.move?.(row);
    },
  });
  const markCell = (): void => {
    if (options.cells !== true) return;
    for (const cell of list.root.querySelectorAll('.cell[data-active]')) cell.removeAttribute('data-active');
    const cell = list.root.querySelector('.list-row[data-active]')?.children[activeColumn];
    if (cell !== undefined) setAttributes(cell, { 'data-active': true });
  };
  const chooseCell = (index: number): void => {
    activeColumn = Math.max(0, Math.min(columns.length - 1, index));
    markCell();
    list.root.querySelector('.cell[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  list.root.addEventListener('mousedown', (event) => {
    const cell = event.target instanceof Element ? event.target.closest('.list-row > .cell') : null;
    if (options.cells !== true || cell === null) return;
    activeColumn = [...(cell.parentElement?.children ?? [])].indexOf(cell);
    // The other button opens a menu, which is about the cell, too.
    if (event.button === 2 && cell instanceof HTMLElement) cell.click();
  });
  list.root.addEventListener('dblclick', () => {
    const row = list.active === undefined ? undefined : rows[list.active];
    if (row !== undefined) options.open?.(row);
  });
  const cellValue = (row: T, id: string): Json => {
    const column = columns.find((each) => each.id === id);
    return column === undefined ? null : (column.value?.(row) ?? column.text(row));
  };
  const drawRows = (anew = false): void => {
    rows = options.order === undefined ? ordered(given, order, cellValue) : given;
    setAttributes(list.root, { 'aria-rowcount': rows.length + 1, 'aria-colcount': columns.length });
    list.draw(rows, anew);
    markCell();
  };
  const drawHead = (): void => {
    list.root.style.setProperty('--columns', columns.map(({ width }) => width).join(' '));
    head.replaceChildren(
      ...columns.map((column) => {
        const own = order?.column === column.id ? order.direction : undefined;
        const arrow = element('span', { 'aria-hidden': 'true', class: 'arrow' });
        setText(arrow, own === undefined ? '' : own === 'ascending' ? '▲' : '▼');
        const button = element(
          'button',
          { type: 'button', class: 'plain', title: l10n.t('Order by {0}', column.title) },
          column.title,
          arrow,
        );
        button.addEventListener('click', () => sortBy(column.id));
        return element('span', { class: 'cell', role: 'columnheader', 'aria-sort': own ?? 'none' }, button);
      }),
    );
  };
  const sortBy = (id: string): void => {
    const at = columns.findIndex((column) => column.id === id);
    const hadFocus = head.contains(document.activeElement);
    order = nextOrder(order, id);
    drawHead();
    if (hadFocus) head.querySelectorAll('button')[at]?.focus();
    if (options.order === undefined) drawRows();
    else options.order(order);
  };
  drawHead();
  drawRows();
  return {
    root: list.root,
    draw: (next) => {
      given = next;
      drawRows();
    },
    setColumns: (next) => {
      columns = next;
      if (!columns.some(({ id }) => id === order?.column)) order = undefined;
      activeColumn = Math.max(0, Math.min(activeColumn, columns.length - 1));
      drawHead();
      drawRows(true);
    },
    get active() {
      return list.active === undefined ? undefined : rows[list.active];
    },
    get activeColumn() {
      return options.cells === true ? columns[activeColumn]?.id : undefined;
    },
    get rows() {
      return rows;
    },
  };
}
