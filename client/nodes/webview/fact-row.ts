import * as l10n from '@vscode/l10n';
import { element } from '../../webview/browser/dom.ts';
import { dottedPath, type FactRow } from '../page/facts.ts';

/** Shapes of differences; what is read out has words. */
const marks = { changed: '≠', 'only-here': '+', 'only-there': '−' } as const;

/** A line of the tree of facts. */
export function factRow(row: FactRow): HTMLElement {
  const { level, key, text, other, difference, expanded, position, size } = row;
  const words = [
    key,
    ...(text === '' ? [] : [text]),
    ...(difference === undefined ? [] : [differenceWords(difference, other)]),
  ];
  const made = element(
    'div',
    {
      class: 'fact',
      role: 'treeitem',
      'aria-level': level,
      'aria-posinset': position,
      'aria-setsize': size,
      'aria-expanded': expanded === undefined ? undefined : String(expanded),
      'aria-label': words.join(', '),
      'data-difference': difference,
      title: `${dottedPath(row.path)}\n${text}`,
    },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, difference === undefined ? '' : marks[difference]),
    element(
      'span',
      { class: 'name' },
      element('span', { class: 'twisty', 'aria-hidden': 'true' }, expanded === undefined ? '' : expanded ? '▾' : '▸'),
      element('span', { class: 'key' }, key),
    ),
    element('span', { class: 'value' }, text),
    ...(other === undefined ? [] : [element('span', { class: 'other' }, other)]),
  );
  made.style.setProperty('--level', String(level));
  return made;
}

function differenceWords(difference: NonNullable<FactRow['difference']>, other: string | undefined): string {
  switch (difference) {
    case 'changed':
      return other === undefined ? l10n.t('differs') : l10n.t('there {0}', other);
    case 'only-here':
      return l10n.t('only here');
    case 'only-there':
      return other === undefined ? l10n.t('only there') : l10n.t('only there, {0}', other);
  }
}
