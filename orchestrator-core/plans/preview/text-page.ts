/** A text that grows line by line. */
export interface Page {
  readonly lines: string[];
  /** Columns. */
  readonly width: number;
  /** What stands before the lines that are inside of something. */
  readonly guide: string;
  readonly dash: string;
}

/** Adds a text, broken between words; later lines are indented by `hanging` columns more. */
export function wrapped(page: Page, indent: string, text: string, hanging = 2): void {
  const later = `${indent}${' '.repeat(hanging)}`;
  let line = indent;
  let isEmpty = true;
  for (const word of text.split(/ (?=\S)/)) {
    const joined = isEmpty ? `${line}${word}` : `${line} ${word}`;
    if (isEmpty || joined.length <= page.width) line = joined;
    else {
      page.lines.push(line.trimEnd());
      line = `${later}${word.trimStart()}`;
    }
    isEmpty = false;
  }
  page.lines.push(line.trimEnd());
}

/** A number of things: `1 step`, `2 steps`. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
