import * as l10n from '@vscode/l10n';
import type { Json, JsonObject } from '../../../orchestrator-core/common/index.ts';
import type { NodeDetails } from '../../../orchestrator-core/orchestrator.ts';
import { ageText } from '../../common/age.ts';
import { element, setAttributes, setText } from '../../webview/browser/dom.ts';
import { type FilterBox, filterBox } from '../../webview/browser/filter-box.ts';
import { type VirtualList, virtualList } from '../../webview/browser/virtual-list.ts';
import { dottedPath, type FactPath, type FactRow, factRows } from '../page/facts.ts';
import type { PageState, ToPage } from '../page/messages.ts';
import { type ComparisonView, comparisonView } from './comparison-view.ts';
import { factRow } from './fact-row.ts';
import { type Parts, type TabView, timeText } from './tab-view.ts';

const rowHeight = 22;

/** What comes back with the page. */
export type FactsKept = Pick<PageState, 'filter' | 'open'>;

/** The facts as a tree that can be searched, and compared with another node's or with those of an earlier time. */
export function factsView(parts: Parts, kept: FactsKept, keep: (next: FactsKept) => void): TabView {
  return new FactsView(parts, kept, keep);
}

class FactsView implements TabView {
  readonly root: HTMLElement;
  readonly #parts: Parts;
  readonly #keep: (next: FactsKept) => void;
  readonly #filter: FilterBox;
  readonly #comparison: ComparisonView;
  readonly #list: VirtualList<FactRow>;
  readonly #age = element('span', { class: 'about' });
  readonly #empty = element('p', { class: 'empty' });
  readonly #copies: readonly HTMLButtonElement[];
  #node: NodeDetails | undefined;
  #rows: readonly FactRow[] = [];
  /** Facts that are shown, or differ, whether their lines are open or not. */
  #found = 0;
  #open: ReadonlySet<string>;
  /** Of what a filter or a comparison opened. */
  #closed: ReadonlySet<string> = new Set();

  constructor(parts: Parts, kept: FactsKept, keep: (next: FactsKept) => void) {
    this.#parts = parts;
    this.#keep = keep;
    this.#open = new Set(kept.open);
    this.#filter = filterBox({
      label: l10n.t('Filter facts by path or value'),
      value: kept.filter,
      change: () => this.#drawAnew(),
    });
    this.#comparison = comparisonView(
      () => parts.host.tell({ kind: 'compare' }),
      (turned) => {
        this.#drawAnew();
        if (turned) this.#tellOfComparison();
      },
    );
    this.#list = virtualList<FactRow>({
      role: 'tree',
      label: l10n.t('Facts'),
      rowHeight,
      id: ({ id }) => id,
      row: factRow,
      click: (row, _at, { target }) => {
        // Values can be marked with the mouse.
        if (target instanceof Element && target.closest('.value') === null) this.#fold(row, row.expanded === false);
      },
      key: (event, row, at) => this.#key(event, row, at),
      move: () => this.#drawCopies(),
    });
    this.#copies = [this.#copyButton('path', l10n.t('Copy path')), this.#copyButton('value', l10n.t('Copy value'))];
    const tools = [this.#filter.root, ...this.#comparison.tools, ...this.#copies];
    this.root = element(
      'div',
      { class: 'tab-view' },
      element('div', { class: 'tools', role: 'group', 'aria-label': l10n.t('Facts') }, ...tools),
      this.#comparison.bar,
      this.#age,
      this.#empty,
      this.#comparison.heads,
      this.#list.root,
    );
  }

  get #facts(): JsonObject | undefined {
    return this.#node?.facts?.values;
  }

  draw(node: NodeDetails): void {
    const before = this.#node?.facts?.at;
    const { facts } = node;
    this.#node = node;
    const when = facts === undefined ? '' : l10n.t('Gathered {0}', ageText(facts.at, Date.now()));
    const where = facts?.environment;
    setText(this.#age, where === undefined ? when : l10n.t('{0}, environment {1}', when, where));
    setAttributes(this.#age, { title: facts === undefined ? undefined : timeText(facts.at) });
    this.#comparison.draw(node.name, facts?.values);
    if (before !== undefined && facts !== undefined && facts.at !== before) this.show();
    this.#draw();
  }

  show(): void {
    this.#parts.host.tell({ kind: 'history' });
  }

  take(message: ToPage): void {
    this.#comparison.take(message);
  }

  /** Another filter or comparison opens other things. */
  #drawAnew(): void {
    this.#closed = new Set();
    this.#draw();
  }

  #draw(): void {
    const comparison = this.#comparison;
    const filter = this.#filter.value;
    const facts = this.#facts;
    const other = facts && comparison.other(facts);
    const scene = { filter, onlyDifferent: comparison.onlyDifferent, open: this.#open, closed: this.#closed };
    const drawn = facts && factRows({ facts, ...scene, ...(other === undefined ? {} : { other }) });
    this.#rows = drawn?.rows ?? [];
    const found = drawn?.found ?? 0;
    this.#found = found;
    const isDifference = comparison.name !== undefined && comparison.onlyDifferent;
    this.#filter.tell(drawn === undefined ? '' : countText(found, isDifference));
    setText(this.#empty, this.#emptyText());
    setAttributes(this.#list.root, { 'data-comparing': comparison.name === undefined ? undefined : 'true' });
    this.#list.draw(this.#rows);
    this.#drawCopies();
    this.#keep({ filter, open: [...this.#open] });
  }

  #emptyText(): string {
    if (this.#facts === undefined) return l10n.t('No facts are known yet. Gather them, or connect an agent.');
    if (this.#rows.length > 0) return '';
    const isSame = this.#comparison.name !== undefined && this.#filter.value === '';
    return isSame ? l10n.t('There is no difference.') : l10n.t('No fact has that.');
  }

  #tellOfComparison(): void {
    const { name } = this.#comparison;
    const told =
      name === undefined
        ? l10n.t('The comparison has ended.')
        : l10n.t('Compared with {0}: {1}', name, countText(this.#found, this.#comparison.onlyDifferent));
    this.#parts.tell(told);
  }

  #fold(row: FactRow, opens: boolean): void {
    if (row.expanded === undefined) return;
    const without = (ids: ReadonlySet<string>) => new Set([...ids].filter((id) => id !== row.id));
    this.#open = opens ? new Set([...this.#open, row.id]) : without(this.#open);
    this.#closed = opens ? without(this.#closed) : new Set([...this.#closed, row.id]);
    this.#draw();
  }

  /** The ARIA pattern of trees: right opens and goes in, left closes and goes out. */
  #key(event: KeyboardEvent, row: FactRow, at: number): boolean {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') {
      this.#copy(event.shiftKey ? 'path' : 'value');
      return true;
    }
    switch (event.key) {
      case 'ArrowRight':
        if (row.expanded === true) this.#list.activate(at + 1);
        else this.#fold(row, true);
        return true;
      case 'ArrowLeft':
        if (row.expanded === true) this.#fold(row, false);
        else this.#list.activate(this.#rows.findLastIndex((each, index) => index < at && each.level < row.level));
        return true;
      case 'Enter':
      case ' ':
        this.#fold(row, row.expanded === false);
        return true;
      default:
        return false;
    }
  }

  #copyButton(what: 'path' | 'value', text: string): HTMLButtonElement {
    const made = element('button', { type: 'button' }, text);
    made.addEventListener('click', () => this.#copy(what));
    return made;
  }

  #drawCopies(): void {
    for (const each of this.#copies) each.disabled = this.#active === undefined;
  }

  get #active(): FactRow | undefined {
    return this.#list.active === undefined ? undefined : this.#rows[this.#list.active];
  }

  #copy(what: 'path' | 'value'): void {
    const row = this.#active;
    const facts = this.#facts;
    if (row === undefined || facts === undefined) return;
    const value = valueAt(facts, row.path) ?? valueAt(this.#comparison.other(facts), row.path);
    const text = typeof value === 'string' ? value : (JSON.stringify(value, undefined, 2) ?? '');
    this.#parts.host.tell({ kind: 'copy', text: what === 'path' ? dottedPath(row.path) : text });
    this.#parts.tell(what === 'path' ? l10n.t('The path is copied.') : l10n.t('The value is copied.'));
  }
}

/** How many facts there are, or how many of those that are compared are not the same. */
function countText(found: number, isDifference: boolean): string {
  if (isDifference) return found === 1 ? l10n.t('1 fact differs') : l10n.t('{0} facts differ', found);
  return found === 1 ? l10n.t('1 fact') : l10n.t('{0} facts', found);
}

function valueAt(facts: JsonObject | undefined, path: FactPath): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return (value as Readonly<Record<string | number, Json>>)[key];
  }, facts);
}
