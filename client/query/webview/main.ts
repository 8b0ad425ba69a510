/** The page of a query's result: rows are filtered, ordered and exported in here, away from the extension host. */
import * as l10n from '@vscode/l10n';
import type { JsonObject } from '../../../orchestrator-core/common/index.ts';
import { element, setAttributes, setText } from '../../webview/browser/dom.ts';
import { filterBox } from '../../webview/browser/filter-box.ts';
import { connect, type Host } from '../../webview/browser/host.ts';
import { type Column, table } from '../../webview/browser/table.ts';
import type { Order } from '../../webview/sort.ts';
import type { FromPage, ToPage } from '../messages.ts';
import { type ExportFormat, exportPieces } from '../model/export.ts';
import { cellText, certnamesOf, columnWidths, isNested, type ResultTable, resultTable } from '../model/table.ts';
import { columnMenu } from './column-menu.ts';
import { rowView } from './row-view.ts';

/** What a column has beside its text, in characters. */
const padding = 3;

type Own = Host<FromPage, Record<string, never>>;
type Answered = Extract<ToPage, { readonly kind: 'answered' }>;

connect<ToPage, FromPage, Record<string, never>>((host) => {
  const page = makePage(host);
  document.body.replaceChildren(...page.roots);
  return page.take;
});

function makePage(host: Own): { readonly roots: readonly HTMLElement[]; take(message: ToPage): void } {
  let rows: JsonObject[] = [];
  let result: ResultTable = resultTable(rows);
  let shown: readonly JsonObject[] = rows;
  let hidden: ReadonlySet<string> = new Set();
  let order: Order | undefined;
  let answered: Answered | undefined;
  let pieces: Iterator<string> | undefined;

  const query = element('code', { class: 'query' });
  const summary = element('span', { class: 'summary', role: 'status', 'aria-live': 'polite' });
  const fault = element('pre', { class: 'fault', role: 'alert' });
  const button = (text: string, title: string, act: () => void) => {
    const each = element('button', { type: 'button', title }, text);
    each.addEventListener('click', act);
    return each;
  };
  const again = button(l10n.t('Run again'), l10n.t('Ask the query again'), () => host.tell({ kind: 'again' }));
  const targets = button(l10n.t('Use as targets…'), l10n.t('Run something on the nodes of these rows'), () => {
    const names = certnamesOf(shown);
    const isAll = shown.length === rows.length && answered?.total === rows.length;
    if (names !== undefined) host.tell({ kind: 'targets', names, isAll });
  });
  targets.classList.add('primary');
  const exporter = (format: ExportFormat) =>
    button(format.toUpperCase(), l10n.t('Save these rows as {0}', format.toUpperCase()), () =>
      host.tell({ kind: 'export', format }),
    );
  const exports = [exporter('csv'), exporter('json')];
  const filter = filterBox({ label: l10n.t('Filter rows: words, or column:word'), change: () => drawAtTop() });
  const columns = columnMenu((next) => {
    hidden = next;
    drawColumns();
    draw();
  });
  const details = rowView({
    copy: (text) => host.tell({ kind: 'copied', text }),
    closed: () => grid.root.focus(),
  });
  const grid = table<JsonObject>({
    label: l10n.t('Rows that the query found'),
    columns: [],
    cells: true,
    order: (next) => {
      order = next;
      drawAtTop();
    },
    open: (row) => details.show(row, grid.activeColumn),
    move: (row) => {
      if (details.isOpen) details.show(row, undefined);
    },
    key: (event) => {
      if (event.key.toLowerCase() !== 'c' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return false;
      copy('cell');
      return true;
    },
  });
  setAttributes(grid.root, {
    'data-vscode-context': JSON.stringify({ webviewSection: 'cell', preventDefaultContextMenuItems: true }),
  });

  const visible = (): readonly string[] => result.columns.filter((column) => !hidden.has(column));
  const drawColumns = (): void => {
    const widths = columnWidths(rows, visible());
    const whole = [...widths.values()].reduce((sum, width) => sum + width + padding, 0);
    grid.root.style.setProperty('--width', `${whole}ch`);
    const last = visible().at(-1);
    grid.setColumns(
      [...widths].map(([column, width]) => columnOf(column, width + padding, column === last, details.show)),
    );
  };
  const draw = (): void => {
    shown = result.shown({ filter: filter.value, order, hidden });
    grid.draw(shown);
    filter.tell(shown.length === rows.length ? '' : l10n.t('{0} of {1}', shown.length, rows.length));
    const canRun = certnamesOf(shown) !== undefined;
    setAttributes(targets, { disabled: !canRun });
    targets.title = canRun
      ? l10n.t('Run something on the nodes of these rows')
      : l10n.t('Only rows with a certname are nodes');
    for (const each of exports) setAttributes(each, { disabled: shown.length === 0 });
  };
  const drawAtTop = (): void => {
    grid.root.scrollTop = 0;
    draw();
  };
  const begin = (): void => {
    details.close();
    result = resultTable(rows);
    hidden = new Set([...hidden].filter((column) => result.columns.includes(column)));
    if (order !== undefined && !result.columns.includes(order.column)) order = undefined;
    columns.draw(result.columns, hidden);
    drawColumns();
    draw();
  };
  const copy = (what: 'cell' | 'row'): void => {
    const row = grid.active;
    if (row === undefined) return;
    const column = grid.activeColumn;
    const text = what === 'row' ? JSON.stringify(row) : column === undefined ? '' : cellText(row[column]);
    host.tell({ kind: 'copied', text });
  };
  const nextPiece = (): void => {
    const next = pieces?.next();
    if (next === undefined) return;
    if (next.done !== true) host.tell({ kind: 'piece', text: next.value });
    else {
      pieces = undefined;
      host.tell({ kind: 'exported', rows: shown.length });
    }
  };
  const busy = (is: boolean): void => setAttributes(grid.root, { 'aria-busy': is ? 'true' : undefined });

  const take = (message: ToPage): void => {
    switch (message.kind) {
      case 'words':
        break;
      case 'asking':
        rows = [];
        answered = undefined;
        setText(query, message.query);
        query.title = message.query;
        setText(summary, l10n.t('Asking…'));
        busy(true);
        break;
      case 'rows':
        rows.push(...message.rows);
        break;
      case 'answered':
        answered = message;
        setText(fault, '');
        setText(summary, summaryOf(rows.length, message));
        busy(false);
        begin();
        break;
      case 'fault':
        setText(fault, message.message);
        setText(summary, '');
        busy(false);
        begin();
        break;
      case 'export':
        pieces = exportPieces(shown, visible(), message.format);
        nextPiece();
        break;
      case 'more':
        nextPiece();
        break;
      case 'copy':
        copy(message.what);
        break;
    }
  };
  const tools = element(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': l10n.t('Query result') },
    targets,
    again,
    filter.root,
    columns.root,
    element('span', { class: 'exports' }, l10n.t('Export'), ' ', ...exports),
  );
  const head = element('header', {}, query, element('p', {}, summary), fault, tools);
  draw();
  return { roots: [head, element('main', {}, grid.root, details.root)], take };
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
  open: (row: JsonObject, column: string | undefined) => void,
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
