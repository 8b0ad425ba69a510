/** Puts `width` blanks before every line that has something in it, as Ruby's `gsub(/^/, …)` does. */
export function indent(width: number, text: string): string {
  const blanks = ' '.repeat(width);
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).split('\n').map((line) => blanks + line);
  return lines.join('\n') + (ended ? '\n' : '');
}

/** Without the last character where that is white space. */
export function withoutTrail(text: string): string {
  return /\s/.test(text.at(-1) ?? '') ? text.slice(0, -1) : text;
}

/** A line of its own: exactly one line break at the end is guaranteed, as Ruby's `puts` does. */
export function line(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Breaks lines at blanks so that they are at most `width` long where that is possible; ends with a line break. */
export function wrap(text: string, width = 80): string {
  return text.replace(new RegExp(`(.{1,${width}})(\\s+|$)`, 'g'), '$1\n');
}

/** The beginning of a long text's first line, cut at a word. */
export function truncate(text: string, width: number): string {
  if (text.length <= width) return text;
  return (text.split('\n')[0] ?? '').slice(0, width).replace(/\s\w+\s*$/, '...');
}

/** Two columns with `gap` blanks between them; nothing is left at the ends of lines. */
export function table(rows: readonly (readonly [string, string])[], margin: number, gap: number): string {
  const width = Math.max(0, ...rows.map(([first]) => first.length));
  return rows
    .map(([first, second]) => `${' '.repeat(margin)}${first.padEnd(width + gap)}${second}`.trimEnd())
    .join('\n');
}

/** `0.05 sec`, `1 min, 2 sec`, `1 hr, 0 min, 5 sec`, as Bolt writes them. */
export function duration(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  if (hours > 0) return `${hours} hr, ${minutes} min, ${Math.round(rest)} sec`;
  if (minutes > 0) return `${minutes} min, ${Math.round(rest)} sec`;
  return plainSeconds(rest);
}

/** `0.05 sec`, however many they are. */
export function plainSeconds(seconds: number): string {
  const rounded = Math.round(seconds * 100) / 100;
  return `${Number.isInteger(rounded) ? rounded.toFixed(1) : rounded} sec`;
}

/** `1 target`, `2 targets`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
