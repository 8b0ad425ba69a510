import type { Change, Span } from '../../documents/words.ts';

/** The white space that the line of `offset` begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))?.[0] ?? '';
}

/** Takes a span out; with its lines where nothing else stands on them. */
export function removal(text: string, { start, end }: Span): Change {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const lineEnd = next < 0 ? text.length : next + 1;
  const isAlone = text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
  if (isAlone) return { start: lineStart, end: lineEnd, text: '' };
  // A blank goes with it, and what separated it from the next statement.
  const after = /^[ \t]*;?[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  return { start, end: end + after, text: '' };
}

/** An element of a list between brackets with the comma that belongs to it. */
export function elementRemoval(text: string, { start, end }: Span): Change {
  const after = /^\s*,[ \t]*/.exec(text.slice(end));
  if (after !== null) {
    const whole = { start, end: end + after[0].length };
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const isFirst = text.slice(lineStart, start).trim() === '';
    const isLast = /^\r?\n/.test(text.slice(whole.end));
    return isFirst && isLast ? removal(text, whole) : { ...whole, text: '' };
  }
  const before = /,?\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return { start: start - before, end, text: '' };
}

/** Where the lines of comment directly above `start` begin; `start` itself where there are none. */
export function commentStart(text: string, start: number): number {
  let begin = start;
  for (;;) {
    const before = text.lastIndexOf('\n', begin - 2) + 1;
    if (begin === 0 || text[begin - 1] !== '\n' || !/^[ \t]*#/.test(text.slice(before, begin))) return begin;
    begin = before;
  }
}
