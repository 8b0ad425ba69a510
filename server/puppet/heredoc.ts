import type { Heredoc } from '../../orchestrator-core/language/index.ts';
import type { Span } from '../documents/words.ts';

/** A heredoc whose text is there: `@(TAG)` and the line that ends it. */
export interface HeredocTags {
  /** The tag inside `@(…)`, without its quotes. */
  readonly opening: Span;
  /** The tag on the line that ends the text. */
  readonly closing: Span;
  /** The text between them. */
  readonly text: Span;
}

/** The tags of a heredoc; none when its text is missing. */
export function heredocTags(node: Heredoc, source: string): readonly HeredocTags[] {
  const tag = /^@\(([ \t]*"?[ \t]*)([^:/"\r\n)]+)/.exec(source.slice(node.start, node.end));
  const name = tag?.[2]?.trimEnd() ?? '';
  const { start, end } = node.text;
  // Without a text the parser leaves an empty string where the heredoc stands.
  if (name === '' || start < node.end || !source.slice(node.end, start).includes('\n')) return [];
  const opening = spanAt(node.start + 2 + (tag?.[1]?.length ?? 0), name);
  // With `-` before the tag the last line break is not of the text.
  for (const line of [end, source.indexOf('\n', end) + 1]) {
    const newline = source.indexOf('\n', line);
    const written = source.slice(line, newline < 0 ? source.length : newline).trimEnd();
    if (written.endsWith(name)) {
      return [{ opening, closing: spanAt(line + written.length - name.length, name), text: { start, end } }];
    }
  }
  return [];
}

function spanAt(start: number, text: string): Span {
  return { start, end: start + text.length };
}
