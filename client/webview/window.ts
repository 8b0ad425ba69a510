/** Which rows of a long list are drawn. */
export interface Window {
  /** The first one. */
  readonly from: number;
  /** The one after the last. */
  readonly to: number;
}

/** What is seen of a list whose rows are equally high; lengths in pixels. */
export interface View {
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** Rows beyond both ends, so that a short way needs no drawing. */
const margin = 8;

/** The rows that are seen, and a few beyond. */
export function windowOf({ top, height, rowHeight, count }: View): Window {
  const first = Math.floor(Math.max(0, top) / rowHeight) - margin;
  const last = Math.ceil((Math.max(0, top) + height) / rowHeight) + margin;
  const to = Math.min(count, Math.max(0, last));
  return { from: Math.min(to, Math.max(0, first)), to };
}

/** Where the list has to be for a row to be seen, and no farther than needed; `head` stays above the rows. */
export function scrollFor(row: number, { top, height, rowHeight }: View, head: number): number {
  const start = row * rowHeight;
  const end = start + rowHeight + head;
  if (start < top) return start;
  return end > top + height ? end - height : top;
}

/** Which row is the next for a key, `page` rows at a time for the keys of pages; undefined for any other key. */
export function rowFor(key: string, row: number | undefined, count: number, page: number): number | undefined {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[key];
  if (count === 0) return undefined;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (step === undefined) return undefined;
  if (row === undefined) return step > 0 ? 0 : count - 1;
  return Math.min(count - 1, Math.max(0, row + step));
}

/** Which row is the active one when other items are drawn: that of the same thing, else the one in its place. */
export function activeAfter<T>(
  before: { readonly items: readonly T[]; readonly active: number | undefined },
  items: readonly T[],
  id: ((item: T) => string) | undefined,
): number | undefined {
  const { active } = before;
  if (active === undefined || items.length === 0) return undefined;
  const item = before.items[active];
  const at = (index: number): string | undefined => {
    const other = items[index];
    return other === undefined ? undefined : id?.(other);
  };
  const wanted = item === undefined ? undefined : id?.(item);
  if (wanted === undefined || at(active) === wanted) return Math.min(active, items.length - 1);
  const found = items.findIndex((_, index) => at(index) === wanted);
  return found < 0 ? Math.min(active, items.length - 1) : found;
}
