import { activeAfter, rowFor, scrollFor, type View, windowOf } from '../window.ts';
import { element, setAttributes, setChildren } from './dom.ts';

/** How a long list is drawn. */
export interface VirtualListOptions<T> {
  readonly role: 'listbox' | 'tree' | 'grid';
  /** What a screen reader calls it. */
  readonly label: string;
  /** In pixels; every row is that high. */
  readonly rowHeight: number;
  /** Stays above the rows. */
  readonly head?: HTMLElement;
  /** What stays the same for the same thing when other items are drawn: the active row moves with it. */
  readonly id?: (item: T) => string;
  /** Makes a row. It is made again when another item, or the same one changed, stands there. */
  readonly row: (item: T, index: number) => HTMLElement;
  /** A key that moves to no other row. True when it was for this row. */
  readonly key?: (event: KeyboardEvent, item: T, index: number) => boolean;
  /** A row was clicked. */
  readonly click?: (item: T, index: number, event: MouseEvent) => void;
  /** Another row became the active one. */
  readonly move?: (item: T, index: number) => void;
}

/** A list of any length of which only what is seen is in the page. */
export interface VirtualList<T> {
  /** Scrolls; one stop of the Tab key. */
  readonly root: HTMLElement;
  /** `anew` makes rows again whose items are the same. */
  draw(items: readonly T[], anew?: boolean): void;
  /** Makes a row the active one and shows it. */
  activate(index: number): void;
  readonly active: number | undefined;
}

/**
 * A list whose rows are equally high. The focus stays on the list and `aria-activedescendant` says which row is meant, for
 * rows come and go while one scrolls. The active row is always in the page.
 */
export function virtualList<T>(options: VirtualListOptions<T>): VirtualList<T> {
  return new List(options);
}

let lists = 0;

interface Drawn<T> {
  readonly item: T;
  readonly row: HTMLElement;
}

class List<T> implements VirtualList<T> {
  readonly root: HTMLElement;
  readonly #options: VirtualListOptions<T>;
  readonly #prefix: string;
  readonly #space = element('div', { class: 'list-space', role: 'presentation' });
  #items: readonly T[] = [];
  #drawn: ReadonlyMap<number, Drawn<T>> = new Map();
  #active: number | undefined;
  /** The focus of a click comes between its two halves: rows that are drawn anew then would take no click. */
  #isPressed = false;

  constructor(options: VirtualListOptions<T>) {
    const { role, label, head } = options;
    lists += 1;
    this.#prefix = `list${lists}-`;
    this.#options = options;
    this.root = element('div', { class: 'list', role, tabindex: 0, 'aria-label': label });
    this.root.append(...(head === undefined ? [] : [head]), this.#space);
    this.#listen();
    new ResizeObserver(() => this.#drawRows()).observe(this.root);
  }

  get active(): number | undefined {
    return this.#active;
  }

  draw(items: readonly T[], anew = false): void {
    this.#active = activeAfter({ items: this.#items, active: this.#active }, items, this.#options.id);
    this.#items = items;
    if (anew) this.#drawn = new Map();
    this.#space.style.height = `${items.length * this.#options.rowHeight}px`;
    this.#drawRows();
  }

  activate(index: number): void {
    const item = this.#items[index];
    if (item === undefined) return;
    this.#active = index;
    this.root.scrollTop = scrollFor(index, this.#view(), this.#options.head?.offsetHeight ?? 0);
    this.#drawRows();
    this.#options.move?.(item, index);
  }

  #view(): View {
    const { scrollTop: top, clientHeight: height } = this.root;
    return { top, height, rowHeight: this.#options.rowHeight, count: this.#items.length };
  }

  #drawRows(): void {
    const { from, to } = windowOf(this.#view());
    const active = this.#active;
    const wanted = Array.from({ length: to - from }, (_, at) => from + at);
    if (active !== undefined && (active < from || active >= to)) wanted.push(active);
    const next = new Map<number, Drawn<T>>();
    for (const index of wanted) {
      const item = this.#items[index];
      if (item !== undefined) next.set(index, { item, row: this.#row(item, index) });
    }
    this.#drawn = next;
    setChildren(
      this.#space,
      [...next.values()].map(({ row }) => row),
    );
    setAttributes(this.root, {
      'aria-activedescendant': active === undefined ? undefined : `${this.#prefix}${active}`,
    });
  }

  /** The row of an item in its place: the one that is there, where it is the same item's. */
  #row(item: T, index: number): HTMLElement {
    const { rowHeight, row: make } = this.#options;
    const known = this.#drawn.get(index);
    const row = known !== undefined && known.item === item ? known.row : make(item, index);
    const isActive = index === this.#active;
    row.classList.add('list-row');
    setAttributes(row, { id: `${this.#prefix}${index}`, 'data-active': isActive, 'aria-selected': String(isActive) });
    row.style.top = `${index * rowHeight}px`;
    row.style.height = `${rowHeight}px`;
    return row;
  }

  #listen(): void {
    const { root } = this;
    root.addEventListener('scroll', () => this.#drawRows(), { passive: true });
    root.addEventListener('keydown', (event) => this.#key(event));
    root.addEventListener('click', (event) => this.#click(event));
    root.addEventListener('pointerdown', () => {
      this.#isPressed = true;
    });
    window.addEventListener('pointerup', () => {
      this.#isPressed = false;
    });
    root.addEventListener('focus', () => {
      if (this.#active !== undefined || this.#items.length === 0 || this.#isPressed) return;
      this.#active = 0;
      this.#drawRows();
    });
  }

  #key(event: KeyboardEvent): void {
    // What stands in the head has keys of its own.
    if (event.target !== this.root || event.altKey) return;
    const active = this.#active;
    const item = active === undefined ? undefined : this.#items[active];
    if (active !== undefined && item !== undefined && this.#options.key?.(event, item, active) === true) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.root.clientHeight / this.#options.rowHeight) - 1);
    const next = rowFor(event.key, active, this.#items.length, page);
    if (next === undefined) return;
    event.preventDefault();
    this.activate(next);
  }

  #click(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest('.list-row') : null;
    const [index, drawn] = [...this.#drawn].find(([, each]) => each.row === row) ?? [];
    if (index === undefined || drawn === undefined) return;
    this.activate(index);
    this.#options.click?.(drawn.item, index, event);
  }
}
