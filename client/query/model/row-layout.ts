/** Where the rows of a long table stand, of which only those on the screen are drawn. All measures are pixels. */
export interface RowLayout {
  readonly height: number;
  topOf(position: number): number;
  /** The positions that a stretch shows, `end` excluded. */
  within(top: number, bottom: number): { readonly start: number; readonly end: number };
}

/**
 * Lays out `count` rows of the same height. Those that are opened are higher by what `opened` says of their position;
 * they are few.
 */
export function rowLayout(count: number, rowHeight: number, opened: ReadonlyMap<number, number>): RowLayout {
  const positions = [...opened.keys()].filter((position) => position < count).sort((a, b) => a - b);
  const sums = [0];
  for (const position of positions) sums.push((sums.at(-1) ?? 0) + (opened.get(position) ?? 0));
  /** How many of the opened rows stand before a position. */
  const before = (position: number): number => {
    let low = 0;
    let high = positions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((positions[middle] ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const topOf = (position: number): number => position * rowHeight + (sums[before(position)] ?? 0);
  /** The row that holds a height. */
  const at = (y: number): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (topOf(middle + 1) <= y) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    height: topOf(count),
    topOf,
    within: (top, bottom) => ({ start: at(Math.max(0, top)), end: Math.min(count, at(Math.max(0, bottom)) + 1) }),
  };
}
