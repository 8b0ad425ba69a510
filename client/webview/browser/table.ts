import * as l10n from '@vscode/l10n';
import type { Json } from '../../../orchestrator-core/common/index.ts';
import { nextOrder, type Order, ordered } from '../sort.ts';
import { element, setAttributes, setText } from './dom.ts';
import { type VirtualList, virtualList } from './virtual-list.ts';

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
  return new Grid(options);
}

class Grid<T> implements Table<T> {
  readonly #options: TableOptions<T>;
  readonly #list: VirtualList<T>;
  readonly #head = element('div', { class: 'table-head', role: 'row', 'aria-rowindex': 1 });
  #columns: readonly Column<T>[];
  #order: Order | undefined;
  /** Before they are ordered here. */
  #given: readonly T[] = [];
  #rows: readonly T[] = [];
  #activeColumn = 0;

  constructor(options: TableOptions<T>) {
    this.#options = options;
    this.#columns = options.columns;
    this.#list = virtualList<T>({
      role: 'grid',
      label: options.label,
      rowHeight,
      head: this.#head,
      row: (row, index) => this.#row(row, index),
      key: (event, row) => this.#key(event, row),
      move: (row) => {
        this.#markCell();
        options.move?.(row);
      },
    });
    this.root.addEventListener('mousedown', (event) => this.#press(event));
    this.root.addEventListener('scroll', () => this.#markCell(), { passive: true });
    this.root.addEventListener('dblclick', () => {
      if (this.active !== undefined) options.open?.(this.active);
    });
    this.#drawHead();
    this.#drawRows();
  }

  get root(): HTMLElement {
    return this.#list.root;
  }

  get rows(): readonly T[] {
    return this.#rows;
  }

  get active(): T | undefined {
    return this.#list.active === undefined ? undefined : this.#rows[this.#list.active];
  }

  get activeColumn(): string | undefined {
    return this.#options.cells === true ? this.#columns[this.#activeColumn]?.id : undefined;
  }

  draw(rows: readonly T[]): void {
    this.#given = rows;
    this.#drawRows();
  }

  setColumns(columns: readonly Column<T>[]): void {
    this.#columns = columns;
    if (!columns.some(({ id }) => id === this.#order?.column)) this.#order = undefined;
    this.#activeColumn = Math.max(0, Math.min(this.#activeColumn, columns.length - 1));
    this.#drawHead();
    this.#drawRows(true);
  }

  #row(row: T, index: number): HTMLElement {
    const cells = this.#columns.map((column, at) => {
      const text = column.text(row);
      const attributes = { class: 'cell', role: 'gridcell', 'aria-colindex': at + 1, title: text };
      return element('span', attributes, column.cell?.(row) ?? text);
    });
    return element('div', { class: 'table-row', role: 'row', 'aria-rowindex': index + 2 }, ...cells);
  }

  #drawRows(anew = false): void {
    const { order } = this.#options;
    const cellValue = (row: T, id: string): Json => this.#cellValue(row, id);
    this.#rows = order === undefined ? ordered(this.#given, this.#order, cellValue) : this.#given;
    setAttributes(this.root, { 'aria-rowcount': this.#rows.length + 1, 'aria-colcount': this.#columns.length });
    this.#list.draw(this.#rows, anew);
    this.#markCell();
  }

  #cellValue(row: T, id: string): Json {
    const column = this.#columns.find((each) => each.id === id);
    return column === undefined ? null : (column.value?.(row) ?? column.text(row));
  }

  #drawHead(): void {
    this.root.style.setProperty('--columns', this.#columns.map(({ width }) => width).join(' '));
    this.#head.replaceChildren(...this.#columns.map((column, at) => this.#headCell(column, at)));
  }

  #headCell({ id, title }: Column<T>, at: number): HTMLElement {
    const own = this.#order?.column === id ? this.#order.direction : undefined;
    const arrow = element('span', { 'aria-hidden': 'true', class: 'arrow' });
    setText(arrow, own === undefined ? '' : own === 'ascending' ? '▲' : '▼');
    const label = l10n.t('Order by {0}', title);
    const button = element('button', { type: 'button', class: 'plain', title: label }, title, arrow);
    button.addEventListener('click', () => this.#sortBy(id, at));
    const attributes = { class: 'cell', role: 'columnheader', 'aria-colindex': at + 1, 'aria-sort': own ?? 'none' };
    return element('span', attributes, button);
  }

  #sortBy(id: string, at: number): void {
    const hadFocus = this.#head.contains(document.activeElement);
    this.#order = nextOrder(this.#order, id);
    this.#drawHead();
    if (hadFocus) this.#head.querySelectorAll('button')[at]?.focus();
    if (this.#options.order === undefined) this.#drawRows();
    else this.#options.order(this.#order);
  }

  #key(event: KeyboardEvent, row: T): boolean {
    const { cells, open, key } = this.#options;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (cells === true && step !== undefined) {
      this.#chooseCell(this.#activeColumn + step);
      return true;
    }
    if (event.key === 'Enter' && open !== undefined) {
      open(row);
      return true;
    }
    return key?.(event, row) ?? false;
  }

  #press(event: MouseEvent): void {
    const cell = event.target instanceof Element ? event.target.closest('.list-row > .cell') : null;
    if (this.#options.cells !== true || cell === null) return;
    this.#activeColumn = [...(cell.parentElement?.children ?? [])].indexOf(cell);
    // The other button opens a menu, which is about the cell, too.
    if (event.button === 2 && cell instanceof HTMLElement) cell.click();
  }

  #chooseCell(index: number): void {
    this.#activeColumn = Math.max(0, Math.min(this.#columns.length - 1, index));
    this.#markCell();
    this.root.querySelector('.cell[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** Shows which cell of the active row is meant, and has it read out in the place of the row. */
  #markCell(): void {
    if (this.#options.cells !== true) return;
    for (const cell of this.root.querySelectorAll('.cell[data-active]')) setAttributes(cell, notActive);
    const row = this.root.querySelector('.list-row[data-active]');
    const cell = row?.children[this.#activeColumn];
    if (row === null || cell === undefined) return;
    const id = `${row.id}-cell`;
    setAttributes(cell, { 'data-active': true, id });
    setAttributes(this.root, { 'aria-activedescendant': id });
  }
}

const notActive = { 'data-active': undefined, id: undefined };
