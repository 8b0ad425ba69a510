import * as l10n from '@vscode/l10n';
import { cellText, type Json, type JsonObject } from '../../../orchestrator-core/common/index.ts';
import { element, setAttributes } from '../../webview/browser/dom.ts';
import { isNested } from '../model/table.ts';

/** One row with all that is in it, beside the table. */
export interface RowView {
  readonly root: HTMLElement;
  readonly isOpen: boolean;
  /** The value of a column is opened, too. */
  show(row: JsonObject, column: string | undefined): void;
  close(): void;
}

/** Items of a list that are drawn; of longer ones it is said how many more there are. */
const mostItems = 500;

/** Nothing is shown at first. */
export function rowView(options: { readonly copy: (text: string) => void; readonly closed: () => void }): RowView {
  const values = element('div', { class: 'values' });
  const copy = element('button', { type: 'button' }, l10n.t('Copy row'));
  const end = element('button', { type: 'button', 'aria-label': l10n.t('Close'), title: l10n.t('Close') }, '✕');
  const bar = element('div', { class: 'row-bar' }, copy, end);
  const root = element('aside', { class: 'row-view', 'aria-label': l10n.t('The row'), hidden: true }, bar, values);
  let shown: JsonObject | undefined;
  const close = (): void => {
    shown = undefined;
    setAttributes(root, { hidden: true });
  };
  const leave = (): void => {
    close();
    options.closed();
  };
  copy.addEventListener('click', () => options.copy(JSON.stringify(shown, undefined, 2)));
  end.addEventListener('click', leave);
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave();
  });
  return {
    root,
    get isOpen() {
      return shown !== undefined;
    },
    show: (row, column) => {
      shown = row;
      values.replaceChildren(...Object.entries(row).map(([name, value]) => valueView(name, value, name === column)));
      setAttributes(root, { hidden: undefined });
    },
    close,
  };
}

/** A value by its name; one with others in it can be opened, and is drawn when it is. */
function valueView(name: string, value: Json, isOpen: boolean): HTMLElement {
  const label = element('span', { class: 'name' }, name);
  if (!isNested(value)) {
    const text = value === null ? 'null' : cellText(value);
    return element('div', { class: 'value' }, label, ' ', element('span', { class: typeof value }, text));
  }
  const below = Array.isArray(value)
    ? value.map((item: Json, index): [string, Json] => [String(index), item])
    : Object.entries(value);
  const size = Array.isArray(value) ? `[${below.length}]` : `{${below.length}}`;
  const root = element('details', {}, element('summary', {}, label, element('span', { class: 'size' }, size)));
  let isDrawn = false;
  const draw = (): void => {
    if (isDrawn || !root.open) return;
    isDrawn = true;
    root.append(...below.slice(0, mostItems).map(([key, item]) => valueView(key, item, below.length === 1)));
    if (below.length > mostItems) root.append(element('p', {}, l10n.t('and {0} more', below.length - mostItems)));
  };
  root.addEventListener('toggle', draw);
  root.open = isOpen;
  draw();
  return root;
}
