import * as l10n from '@vscode/l10n';
import type { Json, JsonObject } from '../../../orchestrator-core/common/index.ts';
import type { FactChange } from '../../../orchestrator-core/orchestrator.ts';
import { ageText } from '../../common/age.ts';
import { element, setAttributes, setText } from '../../webview/browser/dom.ts';
import { filterBox } from '../../webview/browser/filter-box.ts';
import { virtualList } from '../../webview/browser/virtual-list.ts';
import { dottedPath, type FactPath, type FactRow, factMoments, factRows, factsBefore } from '../page/facts.ts';
import type { PageState } from '../page/messages.ts';
import { type Parts, type TabView, timeText } from './tab-view.ts';

const rowHeight = 22;
const marks = { changed: '≠', 'only-here': '+', 'only-there': '−' } as const;

/** What comes back with the page. */
export type FactsKept = Pick<PageState, 'filter' | 'open'>;

/** The facts as a tree that can be searched, and compared with another node's or with those of an earlier time. */
export function factsView({ host, tell }: Parts, kept: FactsKept, keep: (next: FactsKept) => void): TabView {
  let facts: JsonObject | undefined;
  let open: ReadonlySet<string> = new Set(kept.open);
  /** Of what a filter or a comparison opened. */
  let closed: ReadonlySet<string> = new Set();
  let rows: readonly FactRow[] = [];
  let changes: readonly FactChange[] = [];
  let other: { readonly name: string; readonly facts?: JsonObject; readonly before?: number } | undefined;

  const filter = filterBox({
    label: l10n.t('Filter facts by path or value'),
    value: kept.filter,
    change: () => {
      closed = new Set();
      draw();
    },
  });
  const age = element('span', { class: 'about' });
  const times = element('select', { 'aria-label': l10n.t('Compare with an earlier time') });
  const only = element('input', { type: 'checkbox' });
  only.checked = true;
  const compared = element('span', { class: 'compared' });
  const button = (text: string, act: () => void): HTMLButtonElement => {
    const made = element('button', { type: 'button' }, text);
    made.addEventListener('click', act);
    return made;
  };
  const comparing = element(
    'div',
    { class: 'comparing', hidden: true },
    compared,
    element('label', {}, only, l10n.t('Only differences')),
    button(l10n.t('End comparison'), () => compareWith(undefined)),
  );
  const copyPath = button(l10n.t('Copy path'), () => copy('path'));
  const copyValue = button(l10n.t('Copy value'), () => copy('value'));
  const empty = element('p', { class: 'empty' });
  const [here, there] = [element('span'), element('span')];
  // What is read out says by itself which value is whose.
  const heads = element(
    'div',
    { class: 'fact heads', 'aria-hidden': 'true', hidden: true },
    element('span'),
    here,
    there,
  );
  const list = virtualList<FactRow>({
    role: 'tree',
    label: l10n.t('Facts'),
    rowHeight,
    row: factRow,
    click: (row, _at, event) => {
      if (row.expanded !== undefined && (event.target as Element).closest('.value') === null) fold(row, !row.expanded);
    },
    key: (event, row, at) => treeKey(event, row, at),
    move: () => drawButtons(),
  });
  const compare = button(l10n.t('Compare with a node…'), () => host.tell({ kind: 'compare' }));
  times.addEventListener('change', () => {
    const before = Number(times.value);
    if (times.value === '') compareWith(undefined);
    else compareWith({ name: l10n.t('before {0}', timeText(before)), before });
  });
  only.addEventListener('change', () => {
    closed = new Set();
    draw();
  });

  const compareWith = (next: typeof other): void => {
    other = next;
    closed = new Set();
    if (next?.before === undefined) times.value = '';
    draw();
    compare.focus();
    tell(
      next === undefined
        ? l10n.t('The comparison has ended.')
        : l10n.t('{0}, compared with {1}', filterCount(), next.name),
    );
  };
  const otherFacts = (): JsonObject | undefined => {
    if (other === undefined || facts === undefined) return undefined;
    return other.facts ?? factsBefore(facts, changes, other.before ?? 0);
  };
  let found = 0;
  let shownAt: number | undefined;
  let name = '';
  const filterCount = (): string => (found === 1 ? l10n.t('1 fact') : l10n.t('{0} facts', found));
  const draw = (): void => {
    const with_ = otherFacts();
    const scene = { onlyDifferent: only.checked, filter: filter.value, open, closed };
    const drawn =
      facts === undefined
        ? { rows: [], found: 0 }
        : factRows({ facts, ...scene, ...(with_ === undefined ? {} : { other: with_ }) });
    rows = drawn.rows;
    found = drawn.found;
    setAttributes(comparing, { hidden: other === undefined });
    setText(compared, other === undefined ? '' : comparison(other));
    setAttributes(heads, { hidden: other === undefined });
    setText(here, name);
    setText(there, other?.name ?? '');
    setAttributes(list.root, { 'data-comparing': other === undefined ? undefined : 'true' });
    filter.tell(facts === undefined ? '' : filterCount());
    keep({ filter: filter.value, open: [...open] });
    const nothing = facts === undefined ? l10n.t('No facts are known yet. Gather them, or connect an agent.') : '';
    const same =
      other !== undefined && filter.value === '' ? l10n.t('There is no difference.') : l10n.t('No fact has that.');
    setText(empty, nothing !== '' ? nothing : rows.length === 0 ? same : '');
    list.draw(rows);
    drawButtons();
  };
  const drawButtons = (): void => {
    const isChosen = list.active !== undefined && rows[list.active] !== undefined;
    for (const each of [copyPath, copyValue]) each.disabled = !isChosen;
  };
  const fold = (row: FactRow, opened: boolean): void => {
    open = opened ? new Set([...open, row.id]) : new Set([...open].filter((id) => id !== row.id));
    closed = opened ? new Set([...closed].filter((id) => id !== row.id)) : new Set([...closed, row.id]);
    draw();
  };
  const copy = (what: 'path' | 'value'): void => {
    const row = list.active === undefined ? undefined : rows[list.active];
    if (row === undefined) return;
    const value = valueAt(facts, row.path) ?? valueAt(otherFacts(), row.path);
    const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
    host.tell({ kind: 'copy', text: what === 'path' ? dottedPath(row.path) : (text ?? '') });
    tell(what === 'path' ? l10n.t('The path is copied.') : l10n.t('The value is copied.'));
  };
  /** The ARIA pattern of trees: right opens and goes in, left closes and goes out. */
  const treeKey = (event: KeyboardEvent, row: FactRow, at: number): boolean => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') {
      copy(event.shiftKey ? 'path' : 'value');
      return true;
    }
    switch (event.key) {
      case 'ArrowRight':
        if (row.expanded === false) fold(row, true);
        else if (row.expanded === true) list.activate(at + 1);
        return true;
      case 'ArrowLeft':
        if (row.expanded === true) fold(row, false);
        else list.activate(rows.findLastIndex((each, index) => index < at && each.level < row.level));
        return true;
      case 'Enter':
      case ' ':
        if (row.expanded !== undefined) fold(row, !row.expanded);
        return true;
      default:
        return false;
    }
  };
  const drawTimes = (): void => {
    const options = factMoments(facts ?? {}, changes).map(({ at, changes: count }) => {
      const many = count === 1 ? l10n.t('1 change') : l10n.t('{0} changes', count);
      return element('option', { value: at }, l10n.t('before {0} ({1})', timeText(at), many));
    });
    const first = options.length === 0 ? l10n.t('No earlier time') : l10n.t('Compare with an earlier time');
    times.replaceChildren(element('option', { value: '' }, first), ...options);
    times.disabled = options.length === 0;
    times.value = other?.before === undefined ? '' : String(other.before);
  };
  drawTimes();
  const tools = element(
    'div',
    { class: 'tools', role: 'group', 'aria-label': l10n.t('Facts') },
    filter.root,
    times,
    compare,
    copyPath,
    copyValue,
  );
  return {
    root: element('div', { class: 'tab-view' }, tools, comparing, age, empty, heads, list.root),
    draw: (node) => {
      const isNew = facts !== undefined && node.facts !== undefined && node.facts.at !== shownAt;
      name = node.name;
      facts = node.facts?.values;
      shownAt = node.facts?.at;
      const where = node.facts?.environment;
      const when = node.facts === undefined ? '' : l10n.t('Gathered {0}', ageText(node.facts.at, Date.now()));
      setText(age, where === undefined ? when : l10n.t('{0}, environment {1}', when, where));
      setAttributes(age, { title: node.facts === undefined ? undefined : timeText(node.facts.at) });
      if (isNew) host.tell({ kind: 'history' });
      draw();
    },
    show: () => host.tell({ kind: 'history' }),
    take: (message) => {
      if (message.kind === 'history') {
        changes = message.changes;
        drawTimes();
        draw();
      } else if (message.kind === 'other') compareWith({ name: message.name, facts: message.facts });
    },
  };
}

function comparison({ name, before }: { readonly name: string; readonly before?: number }): string {
  return before === undefined
    ? l10n.t('Compared with {0}:', name)
    : l10n.t('Compared with what was before {0}:', timeText(before));
}

function factRow(row: FactRow): HTMLElement {
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

function valueAt(facts: JsonObject | undefined, path: FactPath): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return (value as Readonly<Record<string | number, Json>>)[key];
  }, facts);
}
