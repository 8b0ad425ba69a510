import type { Parsed } from '../syntax/parser.ts';

/**
 * The text of the comment lines that end right above `offset`, without their marks; undefined where there is none. Only
 * comments that have their line for themselves count.
 */
export function commentBefore({ source, comments }: Parsed, offset: number): string | undefined {
  const lines: string[] = [];
  let at = offset;
  for (let index = lastBefore(comments, offset); index >= 0; index -= 1) {
    const comment = comments[index];
    if (comment === undefined || !/^[ \t]*(?:\r?\n[ \t]*)?$/.test(source.slice(comment.end, at))) break;
    if (source.slice(source.lastIndexOf('\n', comment.start - 1) + 1, comment.start).trim() !== '') break;
    lines.unshift(source.slice(comment.start, comment.end).replace(/\r?\n$/, ''));
    at = comment.start;
  }
  if (lines.length === 0) return undefined;
  return lines.map((line) => line.replace(/^#+[ \t]?|[ \t\r]+$/g, '')).join('\n');
}

function lastBefore(comments: Parsed['comments'], offset: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
