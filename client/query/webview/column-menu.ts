import * as l10n from '@vscode/l10n';
import { element, setText } from '../../webview/browser/dom.ts';

/** A list of columns, of which each can be hidden. */
export interface ColumnMenu {
  readonly root: HTMLElement;
  draw(columns: readonly string[], hidden: ReadonlySet<string>): void;
}

/** `change` is told which columns are hidden; one stays always. */
export function columnMenu(change: (hidden: ReadonlySet<string>) => void): ColumnMenu {
  const head = element('summary');
  const list = element('div', { class: 'column-list', role: 'group', 'aria-label': l10n.t('Columns') });
  const root = element('details', { class: 'columns' }, head, list);
  let boxes: readonly (readonly [string, HTMLInputElement])[] = [];
  const say = (hidden: number): void =>
    setText(head, hidden === 0 ? l10n.t('Columns') : l10n.t('Columns ({0} hidden)', hidden));
  const changed = (box: HTMLInputElement): void => {
    if (boxes.every(([, each]) => !each.checked)) box.checked = true;
    const hidden = boxes.filter(([, each]) => !each.checked).map(([column]) => column);
    say(hidden.length);
    change(new Set(hidden));
  };
  const close = (): void => {
    root.open = false;
  };
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !root.open) return;
    close();
    head.focus();
  });
  document.addEventListener('pointerdown', (event) => {
    if (event.target instanceof Node && !root.contains(event.target)) close();
  });
  say(0);
  return {
    root,
    draw: (columns, hidden) => {
      boxes = columns.map((column) => {
        const box = element('input', { type: 'checkbox' });
        box.checked = !hidden.has(column);
        box.addEventListener('change', () => changed(box));
        return [column, box] as const;
      });
      list.replaceChildren(...boxes.map(([column, box]) => element('label', {}, box, column)));
      say(hidden.size);
    },
  };
}
