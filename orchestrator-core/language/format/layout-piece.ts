import type { Span } from '../syntax/ast.ts';
import type { Parsed } from '../syntax/parser.ts';
import type { TokenKind } from '../syntax/token.ts';

/**
 * A stretch of the source that the layout moves as a whole. `text` is a string or an interpolation, whatever is in it;
 * `body` is the text of heredocs with the lines that end them, from the beginning of a line to that of another.
 */
export interface LayoutPiece extends Span {
  readonly kind: TokenKind | 'comment' | 'body';
  readonly value: string;
  /** Where it stands in its line, with tabs expanded. */
  readonly column: number;
  /** Letters of its first and of its last line; the same where it is on one line. */
  readonly width: number;
  readonly lastWidth: number;
  readonly isMultiline: boolean;
  /** Line breaks before it; a heredoc's text brings its own. */
  readonly breaks: number;
  /** Blanks between the piece before it and it, where both are on one line. */
  readonly gap: number;
  /** Whether it is the first of its line. */
  readonly isFirst: boolean;
}

/** Stretches that are one piece each, in the order of the source. */
export interface Whole extends Span {
  readonly kind: 'text' | 'body';
}

/** The source as pieces in its order. `tabWidth` is how many columns a tab takes. */
export function layoutPieces(parsed: Parsed, wholes: readonly Whole[], tabWidth: number): readonly LayoutPiece[] {
  const { source } = parsed;
  const found: LayoutPiece[] = [];
  let end = 0;
  let column = 0;
  let isFirst = true;
  for (const raw of rawPieces(parsed, wholes)) {
    if (raw.start < end) continue;
    const gap = source.slice(end, raw.start);
    const breaks = countBreaks(gap);
    if (breaks > 0) isFirst = true;
    const blanks = columns(breaks > 0 ? gap.slice(gap.lastIndexOf('\n') + 1) : gap, tabWidth);
    column = breaks > 0 ? blanks : column + blanks;
    const text = source.slice(raw.start, raw.end);
    const lastBreak = text.lastIndexOf('\n');
    const isMultiline = lastBreak >= 0;
    const width = letters(isMultiline ? text.slice(0, text.indexOf('\n')) : text);
    const lastWidth = isMultiline ? letters(text.slice(lastBreak + 1)) : width;
    found.push({ ...raw, column, width, lastWidth, isMultiline, breaks, gap: isFirst ? 0 : blanks, isFirst });
    end = raw.end;
    column = isMultiline ? lastWidth : column + width;
    isFirst = raw.kind === 'body' && text.endsWith('\n');
  }
  return found;
}

interface RawPiece extends Span {
  readonly kind: LayoutPiece['kind'];
  readonly value: string;
}

function rawPieces({ tokens, comments }: Parsed, wholes: readonly Whole[]): RawPiece[] {
  const raw: RawPiece[] = [];
  for (const { kind, start, end } of wholes) {
    raw.push({ kind: kind === 'text' ? 'string' : kind, value: '', start, end });
  }
  for (const { kind, value, start, end } of tokens) if (end > start) raw.push({ kind, value, start, end });
  for (const { start, end } of comments) raw.push({ kind: 'comment', value: '', start, end });
  // Of two that begin at one place the larger holds the other.
  return raw.sort((a, b) => a.start - b.start || b.end - a.end);
}

function countBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function columns(blanks: string, tabWidth: number): number {
  if (!blanks.includes('\t')) return blanks.length;
  let column = 0;
  for (const letter of blanks) column += letter === '\t' ? tabWidth - (column % tabWidth) : 1;
  return column;
}

/** Letters as a person counts them, as far as code points tell. */
function letters(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what ASCII is.
  return /^[\x00-\x7f]*$/.test(text) ? text.length : [...text].length;
}
