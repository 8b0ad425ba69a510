import { rowFor, scrollFor, type View, windowOf } from '../window.ts';
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

let lists = 0;

/**
 * A list whose rows are equally high. The focus stays on the list and `aria-activedescendant` says which row is meant, for
 * rows come and go while one scrolls. The active row is always in the page.
 */
export function virtualList<T>(options: VirtualListOptions<T>): VirtualList<T> {
  const { rowHeight, head } = options;
  lists += 1;
  const prefix = `list${lists}-`;
  const space = element('div', { class: 'list-space', role: 'presentation' });
  const root = element('div', {
    class: 'list',
    role: options.role,
    tabindex: 0,
    'aria-label': options.label,
  });
  root.append(...(head === undefined ? [] : [head]), space);
  let items: readonly T[] = [];
  let drawn = new Map<number, { readonly item: T; readonly row: HTMLElement }>();
  let active: number | undefined;

  const view = (): View => ({
    top: root.scrollTop,
    height: root.clientHeight,
    rowHeight,
    count: items.length,
  });
  const drawRows = (): void => {
    const { from, to } = windowOf(view());
    const wanted = Array.from({ length: to - from }, (_, at) => from + at);
    if (active !== undefined && (active < from || active >= to)) wanted.push(active);
    const next = new Map<number, { readonly item: T; readonly row: HTMLElement }>();
    for (const index of wanted) {
      const item = items[index];
      if (item === undefined) continue;
      const known = drawn.get(index);
      const row = known !== undefined && known.item === item ? known.row : options.row(item, index);
      row.classList.add('list-row');
      setAttributes(row, { id: `${prefix}${index}`, 'data-active': index === active });
      row.style.top = `${index * rowHeight}px`;
      row.style.height = `${rowHeight}px`;
      next.set(index, { item, row });
    }
    drawn = next;
    setChildren(
      space,
      [...next.values()].map(({ row }) => row),
    );
    setAttributes(root, { 'aria-activedescendant': active === undefined ? undefined : `${prefix}${active}` });
  };
  const activate = (index: number): void => {
    const item = items[index];
    if (item === undefined) return;
    active = index;
    root.scrollTop = scrollFor(index, view(), head?.offsetHeight ?? 0);
    drawRows();
    options.move?.(item, index);
  };
  const indexOf = (event: Event): number | undefined => {
    const row = event.target instanceof Element ? event.target.closest('.list-row') : null;
    return row === null ? undefined : [...drawn].find(([, each]) => each.row === row)?.[0];
  };
  root.addEventListener('scroll', drawRows, { passive: true });
  root.addEventListener('keydown', (event) => {
    // What stands in the head has keys of its own.
    if (event.target !== root || event.altKey) return;
    const item = active === undefined ? undefined : items[active];
    if (active !== undefined && item !== undefined && options.key?.(event, item, active) === true) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(root.clientHeight / rowHeight) - 1);
    const next = rowFor(event.key, active, items.length, page);
    if (next === undefined) return;
    event.preventDefault();
    activate(next);
  });
  root.addEventListener('click', (event) => {
    const index = indexOf(event);
    const item = index === undefined ? undefined : items[index];
    if (index === undefined || item === undefined) return;
    activate(index);
    options.click?.(item, index, event);
  });
  // The focus of a click comes between its two halves: rows that are drawn anew then would take no click.
  let isPressed = false;
  root.addEventListener('pointerdown', () => {
    isPressed = true;
  });
  window.addEventListener('pointerup', () => {
    isPressed = false;
  });
  root.addEventListener('focus', () => {
    if (active === undefined && items.length > 0 && !isPressed) {
      active = 0;
      drawRows();
    }
  });
  new ResizeObserver(drawRows).observe(root);
  return {
    root,
    draw: (next, anew = false) => {
      items = next;
      if (anew) drawn = new Map();
      if (active !== undefined && active >= items.length) active = items.length === 0 ? undefined : items.length - 1;
      space.style.height = `${items.length * rowHeight}px`;
      drawRows();
    },
    activate,
    get active() {
      return active;
    },
  };
}
