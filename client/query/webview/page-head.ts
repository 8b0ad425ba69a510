import * as l10n from '@vscode/l10n';
import { element, setAttributes, setText } from '../../webview/browser/dom.ts';
import { type FilterBox, filterBox } from '../../webview/browser/filter-box.ts';
import type { ExportFormat } from '../model/export.ts';
import { type ColumnMenu, columnMenu } from './column-menu.ts';

/** What a person does above the table. */
export interface HeadActions {
  again(): void;
  useAsTargets(): void;
  export(format: ExportFormat): void;
  filter(): void;
  hide(columns: ReadonlySet<string>): void;
}

/** The query, what came of it, and what can be done with the rows. */
export interface PageHead {
  readonly root: HTMLElement;
  readonly filter: FilterBox;
  readonly columns: ColumnMenu;
  /** Whether it is another one than before. */
  setQuery(query: string): boolean;
  /** What came of the query in a line, or what is wrong with it. */
  tell(summary: string, fault: string): void;
  /** Whether there are rows, and whether they are nodes. */
  enable(hasRows: boolean, areNodes: boolean): void;
}

/** Empty at first. */
export function pageHead(actions: HeadActions): PageHead {
  const query = element('code', { class: 'query' });
  const summary = element('span', { class: 'summary', role: 'status', 'aria-live': 'polite' });
  const fault = element('pre', { class: 'fault', role: 'alert' });
  const runs = l10n.t('Run something on the nodes of these rows');
  const targets = button(l10n.t('Use as targets…'), runs, actions.useAsTargets);
  targets.classList.add('primary');
  const exports = (['csv', 'json'] as const).map((format) => {
    const name = format.toUpperCase();
    return button(name, l10n.t('Save these rows as {0}', name), () => actions.export(format));
  });
  const filter = filterBox({ label: l10n.t('Filter rows: words, or column:word'), change: actions.filter });
  const columns = columnMenu(actions.hide);
  const tools = element(
    'div',
    { class: 'tools', role: 'toolbar', 'aria-label': l10n.t('Query result') },
    targets,
    button(l10n.t('Run again'), l10n.t('Ask the query again'), actions.again),
    filter.root,
    columns.root,
    element('span', { class: 'exports' }, l10n.t('Export'), ' ', ...exports),
  );
  return {
    root: element('header', {}, query, element('p', {}, summary), fault, tools),
    filter,
    columns,
    setQuery: (text) => {
      const isOther = query.textContent !== text;
      setText(query, text);
      query.title = text;
      return isOther;
    },
    tell: (told, wrong) => {
      setText(summary, told);
      setText(fault, wrong);
      // Lines that end in a mark below a place must not be broken.
      fault.classList.toggle('prose', !wrong.includes('\n'));
    },
    enable: (hasRows, areNodes) => {
      setAttributes(targets, {
        disabled: !areNodes,
        title: areNodes ? runs : l10n.t('Only rows with a certname are nodes'),
      });
      for (const each of exports) setAttributes(each, { disabled: !hasRows });
    },
  };
}

function button(text: string, title: string, act: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', title }, text);
  made.addEventListener('click', act);
  return made;
}
