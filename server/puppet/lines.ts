/** The lines of a text, counted from 0. */
export interface LineTable {
  /** The line that the offset is on. */
  lineAt(offset: number): number;
  /** Where a line begins. */
  startOf(line: number): number;
}

/** Finds all line starts once, so that each question afterwards is a binary search. */
export function lineTable(text: string): LineTable {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return {
    lineAt: (offset) => {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
    startOf: (line) => starts[line] ?? text.length,
  };
}
