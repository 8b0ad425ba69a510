import * as l10n from '@vscode/l10n';
import { element, setAttributes, setChildren, setText } from '../../webview/browser/dom.ts';
import type { LiveRun } from '../model/live.ts';
import { type Item, markWord } from '../model/outline.ts';
import { type Row, treeMove, visibleRows } from '../model/tree.ts';
import { runFacts, runLook, spoken, titlesOf } from '../model/words.ts';

/** What the views share, and tell each other of. */
export interface Scene {
  readonly items: readonly Item[];
  readonly closed: ReadonlySet<string>;
  readonly focused: string | undefined;
  readonly live: LiveRun | undefined;
}

/** What a person does in a view. */
export interface Actions {
  focus(id: string): void;
  /** Opens or closes what has something in it. */
  fold(ids: readonly string[], closed: boolean): void;
  /** Goes to the line of the plan. */
  activate(item: Item): void;
  /** Shows what came of a step of the run. */
  result(step: string): void;
}

interface RowElements {
  readonly root: HTMLElement;
  readonly twisty: HTMLElement;
  readonly glyph: HTMLElement;
  readonly title: HTMLElement;
  readonly detail: HTMLElement;
  readonly changes: HTMLElement;
  readonly marks: HTMLElement;
  readonly outcome: HTMLElement;
  item: Item;
}

/** A view of the preview. */
export interface View {
  readonly root: HTMLElement;
  draw(scene: Scene): void;
}

/** The steps as a tree, by the ARIA pattern: one stop of the Tab key, arrows within. */
export function treeView(actions: Actions): View {
  const root = element('div', { class: 'tree', role: 'tree', 'aria-label': l10n.t('Steps of the plan') });
  const known = new Map<string, RowElements>();
  let rows: readonly Row[] = [];
  let scene: Scene | undefined;

  const rowElements = (item: Item): RowElements => {
    const part = (name: string) => element('span', { class: name, 'aria-hidden': 'true' });
    const [twisty, glyph, title] = [part('twisty'), part('glyph'), part('title')];
    const [detail, changes, marks, outcome] = [part('detail'), part('changes'), part('marks'), part('outcome')];
    const own = element(
      'div',
      { class: 'row', role: 'treeitem' },
      twisty,
      glyph,
      title,
      detail,
      changes,
      marks,
      outcome,
    );
    const made: RowElements = { root: own, twisty, glyph, title, detail, changes, marks, outcome, item };
    twisty.addEventListener('click', (event) => {
      event.stopPropagation();
      actions.fold([made.item.id], own.getAttribute('aria-expanded') === 'true');
    });
    own.addEventListener('click', () => {
      actions.focus(made.item.id);
      actions.activate(made.item);
    });
    outcome.addEventListener('click', (event) => {
      const step = scene?.live?.items.get(made.item.id)?.step;
      if (step === undefined) return;
      event.stopPropagation();
      actions.result(step);
    });
    return made;
  };
  const drawRow = (
    row: Row,
    now: Scene,
    titles: ReadonlyMap<string, string>,
    tabStop: string | undefined,
  ): HTMLElement => {
    const { item } = row;
    const elements = known.get(item.id) ?? rowElements(item);
    known.set(item.id, elements);
    elements.item = item;
    const run = now.live?.items.get(item.id);
    const look = runLook(item, now.live);
    setAttributes(elements.root, {
      id: `tree-${item.id}`,
      'aria-level': row.level,
      'aria-posinset': row.position,
      'aria-setsize': row.size,
      'aria-expanded': row.expanded === undefined ? undefined : String(row.expanded),
      'aria-selected': String(item.id === now.focused),
      'aria-label': spoken(item, now.live, titles),
      tabindex: item.id === tabStop ? 0 : -1,
      title: [...item.facts, ...(run?.reason === undefined ? [] : [run.reason])].join('\n'),
      'data-state': look?.name,
      'data-kind': item.kind,
    });
    elements.root.style.setProperty('--level', String(row.level));
    setText(elements.twisty, row.expanded === undefined ? '' : row.expanded ? '▾' : '▸');
    setText(elements.glyph, look?.glyph ?? '');
    setText(elements.title, item.title);
    setText(elements.detail, item.detail);
    // What changes something is never cut off; the other marks give way.
    const changes = item.marks.includes('changes');
    setText(elements.changes, changes ? markWord('changes') : '');
    const others = item.marks.filter((mark) => mark !== 'changes').map(markWord);
    setText(elements.marks, others.join(' · '));
    setText(elements.outcome, [...runFacts(run), ...(run?.reason === undefined ? [] : [run.reason])].join(' · '));
    return elements.root;
  };
  root.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || scene === undefined) return;
    const move = treeMove(rows, scene.focused, event.key);
    if (move === undefined) return;
    event.preventDefault();
    if (move.kind === 'focus') actions.focus(move.id);
    else if (move.kind === 'open-siblings') actions.fold(move.ids, false);
    else if (move.kind === 'open' || move.kind === 'close') actions.fold([move.id], move.kind === 'close');
    else {
      const item = known.get(move.id)?.item;
      if (item !== undefined) actions.activate(item);
    }
  });
  return {
    root,
    draw: (now) => {
      const hadFocus = root.contains(document.activeElement);
      scene = now;
      setAttributes(root, { 'data-live': now.live === undefined ? undefined : 'true' });
      rows = visibleRows(now.items, now.closed);
      const tabStop = rows.some(({ item }) => item.id === now.focused) ? now.focused : rows[0]?.item.id;
      const titles = titlesOf(now.items);
      const shown = rows.map((row) => drawRow(row, now, titles, tabStop));
      setChildren(root, shown);
      const visible = new Set(rows.map(({ item }) => item.id));
      for (const id of known.keys()) if (!visible.has(id)) known.delete(id);
      const focused = tabStop === undefined ? undefined : known.get(tabStop)?.root;
      if (hadFocus && focused !== undefined && document.activeElement !== focused) focused.focus();
    },
  };
}
