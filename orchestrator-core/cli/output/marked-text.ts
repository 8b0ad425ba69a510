import { isJsonObject, type JsonObject } from '../../common/index.ts';

/** Longer texts are cut around what is marked. */
const widest = 100;

/**
 * The line of `details.text` that `details.range` marks, with `^^^` below it, each on a line of its own; empty for an error
 * that has no such place.
 */
export function markedText({ text, range }: JsonObject): string {
  if (typeof text !== 'string' || !isJsonObject(range)) return '';
  const [start, end] = [Number(range['start']), Number(range['end'])];
  if (!(start >= 0 && start <= text.length)) return '';
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', start);
  const line = text.slice(from, next < 0 ? text.length : next);
  const first = Math.max(0, Math.min(start - from, line.length - widest, start - from - widest / 2));
  const shown = line.slice(first, first + widest).replace(/\t/g, ' ');
  const column = start - from - first;
  const length = Math.max(1, Math.min(end - start, shown.length - column));
  return `\n  ${shown}\n  ${' '.repeat(column)}${'^'.repeat(length)}`;
}
