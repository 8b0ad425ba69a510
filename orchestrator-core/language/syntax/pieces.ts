import type { Span } from './ast.ts';
import type { Parsed } from './parser.ts';

/** A stretch of the source: a token, a comment, a mark that means nothing to the grammar, or the blanks between. */
export interface Piece extends Span {
  readonly kind: 'token' | 'comment' | 'mark' | 'blank';
}

/**
 * The source as the pieces it consists of, in its order, each beginning where the one before ends. Blanks are white
 * space, and nothing else, whatever the source is. A comment inside of a template's text is a part of that piece.
 */
export function pieces({ source, tokens, comments, marks }: Parsed): readonly Piece[] {
  const solid: Piece[] = [];
  const add = (kind: Piece['kind'], spans: readonly Span[]) => {
    for (const { start, end } of spans) if (end > start) solid.push({ kind, start, end });
  };
  add('token', tokens);
  add('comment', comments);
  add('mark', marks);
  solid.sort((a, b) => a.start - b.start || b.end - a.end);
  const found: Piece[] = [];
  let at = 0;
  for (const piece of solid) {
    if (piece.start < at) continue;
    if (piece.start > at) found.push({ kind: 'blank', start: at, end: piece.start });
    found.push(piece);
    at = piece.end;
  }
  if (at < source.length) found.push({ kind: 'blank', start: at, end: source.length });
  return found;
}

/** The text of these pieces; of all pieces of a source, that source. */
export function printPieces(source: string, list: readonly Piece[]): string {
  return list.map(({ start, end }) => source.slice(start, end)).join('');
}
