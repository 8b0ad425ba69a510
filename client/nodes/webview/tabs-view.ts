import * as l10n from '@vscode/l10n';
import { element, setAttributes } from '../../webview/browser/dom.ts';
import { type Tab, tabs } from '../page/messages.ts';

/** The tabs and what stands on them, by the ARIA pattern: one stop of the Tab key, arrows within. */
export interface TabsView {
  readonly list: HTMLElement;
  readonly panels: readonly HTMLElement[];
  choose(tab: Tab): void;
}

function tabWords(tab: Tab): string {
  return {
    facts: l10n.t('Facts'),
    classes: l10n.t('Classes'),
    configuration: l10n.t('Configuration'),
    jobs: l10n.t('Jobs'),
    resources: l10n.t('Resources'),
    reports: l10n.t('Reports'),
    packages: l10n.t('Packages'),
  }[tab];
}

/** `chosen` is told which tab somebody looks at from now on. */
export function tabsView(contents: Readonly<Record<Tab, HTMLElement>>, chosen: (tab: Tab) => void): TabsView {
  let current: Tab = tabs[0];
  const heads = tabs.map((tab) =>
    element(
      'button',
      { type: 'button', role: 'tab', id: `tab-${tab}`, 'aria-controls': `panel-${tab}`, class: 'tab' },
      tabWords(tab),
    ),
  );
  const panels = tabs.map((tab) =>
    element(
      'section',
      { role: 'tabpanel', id: `panel-${tab}`, 'aria-labelledby': `tab-${tab}`, class: 'tab-panel' },
      contents[tab],
    ),
  );
  const choose = (next: Tab): void => {
    current = next;
    tabs.forEach((tab, at) => {
      const isChosen = tab === current;
      const [head, panel] = [heads[at], panels[at]];
      if (head !== undefined) setAttributes(head, { 'aria-selected': String(isChosen), tabindex: isChosen ? 0 : -1 });
      if (panel !== undefined) panel.hidden = !isChosen;
    });
    chosen(current);
  };
  heads.forEach((head, at) => {
    head.addEventListener('click', () => choose(tabs[at] ?? current));
  });
  const list = element('div', { role: 'tablist', class: 'tabs', 'aria-label': l10n.t('Parts of the page') }, ...heads);
  list.addEventListener('keydown', (event) => {
    const at = tabs.indexOf(current);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    const wanted = next === undefined ? undefined : tabs[next % tabs.length];
    if (wanted === undefined) return;
    event.preventDefault();
    choose(wanted);
    heads[tabs.indexOf(wanted)]?.focus();
  });
  return { list, panels, choose };
}
