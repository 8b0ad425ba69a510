/** The page of a query's result: rows are filtered, ordered and exported in here, away from the extension host. */
import * as l10n from '@vscode/l10n';
import { cellText, type JsonObject } from '../../../orchestrator-core/common/index.ts';
import { element, setAttributes } from '../../webview/browser/dom.ts';
import { connect, type Host } from '../../webview/browser/host.ts';
import { type Column, type Table, table } from '../../webview/browser/table.ts';
import type { Order } from '../../webview/sort.ts';
import type { FromPage, ToPage } from '../messages.ts';
import { exportPieces } from '../model/export.ts';
import { certnamesOf, columnWidths, isNested, type ResultTable, resultTable } from '../model/table.ts';
import { type PageHead, pageHead } from './page-head.ts';
import { type RowView, rowView } from './row-view.ts';

type Own = Host<FromPage, Record<string, never>>;
type Answered = Extract<ToPage, { readonly kind: 'answered' }>;

/** What a column has beside its text, in characters. */
const padding = 3;

/** The table with what stands around it. */
class QueryPage {
  readonly #host: Own;
  readonly #head: PageHead;
  readonly #grid: Table<JsonObject>;
  readonly #details: RowView;
  #rows: JsonObject[] = [];
  #result: ResultTable = resultTable([]);
  #shown: readonly JsonObject[] = [];
  #hidden: ReadonlySet<string> = new Set();
  #order: Order | undefined;
  #answered: Answered | undefined;
  /** What is left of an export. */
  #pieces: Iterator<string> | undefined;

  constructor(host: Own) {
    this.#host = host;
    this.#head = pageHead({
      again: () => host.tell({ kind: 'again' }),
      useAsTargets: () => this.#useAsTargets(),
      export: (format) => host.tell({ kind: 'export', format }),
      filter: () => this.#drawAtTop(),
      hide: (columns) => {
        this.#hidden = columns;
        this.#drawColumns();
        this.#draw();
      },
    });
    this.#details = rowView({
      copy: (text) => host.tell({ kind: 'copied', text }),
      closed: () => this.#grid.root.focus(),
    });
    this.#grid = this.#makeGrid();
    this.#draw();
  }

  get roots(): readonly HTMLElement[] {
    return [this.#head.root, element('main', {}, this.#grid.root, this.#details.root)];
  }

  take(message: ToPage): void {
    switch (message.kind) {
      case 'words':
        break;
      case 'asking':
        this.#rows = [];
        this.#answered = undefined;
        // What was looked for in the rows of one query is seldom in those of another.
        if (this.#head.setQuery(message.query)) this.#head.filter.clear();
        this.#head.tell(l10n.t('Asking…'), '');
        setAttributes(this.#grid.root, { 'aria-busy': 'true' });
        break;
      case 'rows':
        this.#rows.push(...message.rows);
        break;
      case 'answered':
        this.#answered = message;
        this.#head.tell(summaryOf(this.#rows.length, message), '');
        this.#begin();
        break;
      case 'fault':
        this.#head.tell('', message.message);
        this.#begin();
        break;
      case 'export':
        this.#pieces = exportPieces(this.#shown, this.#visible(), message.format);
        this.#nextPiece();
        break;
      case 'more':
        this.#nextPiece();
        break;
      case 'copy':
        this.#copy(message.what);
        break;
    }
  }

  #makeGrid(): Table<JsonObject> {
    const grid = table<JsonObject>({
      label: l10n.t('Rows that the query found'),
      columns: [],
      cells: true,
      order: (next) => {
        this.#order = next;
        this.#drawAtTop();
      },
      open: (row) => this.#details.show(row, grid.activeColumn),
      move: (row) => {
        if (this.#details.isOpen) this.#details.show(row, undefined);
      },
      key: (event) => {
        if (event.key.toLowerCase() !== 'c' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return false;
        this.#copy('cell');
        return true;
      },
    });
    setAttributes(grid.root, {
      'data-vscode-context': JSON.stringify({ webviewSection: 'cell', preventDefaultContextMenuItems: true }),
    });
    return grid;
  }

  #visible(): readonly string[] {
    return this.#result.columns.filter((column) => !this.#hidden.has(column));
  }

  /** Draws other rows than before. */
  #begin(): void {
    this.#details.close();
    setAttributes(this.#grid.root, { 'aria-busy': undefined });
    this.#result = resultTable(this.#rows);
    const { columns } = this.#result;
    this.#hidden = new Set([...this.#hidden].filter((column) => columns.includes(column)));
    if (this.#order !== undefined && !columns.includes(this.#order.column)) this.#order = undefined;
    this.#head.columns.draw(columns, this.#hidden);
    this.#drawColumns();
    this.#draw();
  }

  #drawColumns(): void {
    const widths = columnWidths(this.#rows, this.#visible());
    const whole = [...widths.values()].reduce((sum, width) => sum + width + padding, 0);
    this.#grid.root.style.setProperty('--width', `${whole}ch`);
    const last = this.#visible().at(-1);
    const open = (row: JsonObject, column: string): void => this.#details.show(row, column);
    this.#grid.setColumns(
      [...widths].map(([column, width]) => columnOf(column, width + padding, column === last, open)),
    );
  }

  #draw(): void {
    const [filter, order, hidden] = [this.#head.filter.value, this.#order, this.#hidden];
    this.#shown = this.#result.shown({ filter, order, hidden });
    this.#grid.draw(this.#shown);
    const [shown, all] = [this.#shown.length, this.#rows.length];
    this.#head.filter.tell(shown === all ? '' : l10n.t('{0} of {1}', shown, all));
    this.#head.enable(shown > 0, certnamesOf(this.#shown) !== undefined);
  }

  #drawAtTop(): void {
    this.#grid.root.scrollTop = 0;
    this.#draw();
  }

  #useAsTargets(): void {
    const names = certnamesOf(this.#shown);
    const count = this.#rows.length;
    const isAll = this.#shown.length === count && this.#answered?.total === count;
    if (names !== undefined) this.#host.tell({ kind: 'targets', names, isAll });
  }

  #copy(what: 'cell' | 'row'): void {
    const { active: row, activeColumn: column } = this.#grid;
    if (row === undefined) return;
    const text = what === 'row' ? JSON.stringify(row) : column === undefined ? '' : cellText(row[column]);
    this.#host.tell({ kind: 'copied', text });
  }

  #nextPiece(): void {
    const next = this.#pieces?.next();
    if (next === undefined) return;
    if (next.done !== true) this.#host.tell({ kind: 'piece', text: next.value });
    else {
      this.#pieces = undefined;
      this.#host.tell({ kind: 'exported', rows: this.#shown.length });
    }
  }
}

function summaryOf(count: number, { total, elapsed, source }: Answered): string {
  const counted = count === 1 ? l10n.t('1 row') : l10n.t('{0} rows', count.toLocaleString());
  const whole =
    total !== undefined && total > count
      ? l10n.t('the first {0} of {1} rows', count.toLocaleString(), total.toLocaleString())
      : counted;
  const from = source === 'puppetdb' ? l10n.t('from PuppetDB') : l10n.t("from Baton's own store");
  return l10n.t('{0} in {1} ms, {2}', whole, Math.round(elapsed), from);
}

/** A column of the rows; of a value with others in it the row is opened there. */
function columnOf(
  id: string,
  width: number,
  isLast: boolean,
  open: (row: JsonObject, column: string) => void,
): Column<JsonObject> {
  return {
    id,
    title: id,
    width: isLast ? `minmax(${width}ch, 1fr)` : `${width}ch`,
    text: (row) => cellText(row[id]),
    cell: (row) => {
      const value = row[id];
      const text = element('span', { class: typeof value === 'string' ? 'text' : 'datum' }, cellText(value));
      if (!isNested(value)) return text;
      const opener = element('span', { class: 'opener', 'aria-hidden': 'true' }, '▸');
      opener.addEventListener('click', () => open(row, id));
      return element('span', { class: 'nested' }, opener, text);
    },
  };
}

connect<ToPage, FromPage, Record<string, never>>((host) => {
  const page = new QueryPage(host);
  document.body.replaceChildren(...page.roots);
  return (message) => page.take(message);
});
