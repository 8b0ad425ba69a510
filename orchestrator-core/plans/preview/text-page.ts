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
      page.lines.push(written(line));
      line = `${later}${word.trimStart()}`;
    }
    isEmpty = false;
  }
  page.lines.push(written(line));
}

const noBreak = '\u00a0';

/** Words between which no line is broken. */
export function together(text: string): string {
  return text.replaceAll(' ', noBreak);
}

function written(line: string): string {
  return line.trimEnd().replaceAll(noBreak, ' ');
}

/** A number of things: `1 step`, `2 steps`. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
