import type { Container, Outline } from './container.ts';
import type { LayoutPiece } from './layout-piece.ts';

interface Surroundings {
  readonly isFrozen: (index: number) => boolean;
  /** Where an element of the container would begin in a line of its own. */
  readonly inside: (container: Container) => number;
}

/**
 * Puts comments where the code went that they belong to. Those behind code that stood in one column in lines that follow
 * one another stay in one; those in lines of their own stand as the code below them does.
 */
export function placeComments(
  pieces: readonly LayoutPiece[],
  outline: Outline,
  columns: Int32Array,
  surroundings: Surroundings,
): void {
  const lines = lineNumbers(pieces);
  const code = nextCode(pieces);
  /** The comment behind code whose column a comment in the next line may take up. */
  let attached = -1;
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind !== 'comment' || surroundings.isFrozen(index)) continue;
    // With code behind it in its line it belongs to that line.
    if (pieces[index + 1]?.isFirst === false) continue;
    const isBelow = attached >= 0 && lines[index] === (lines[attached] ?? 0) + 1;
    const isInColumn = isBelow && pieces[attached]?.column === piece.column;
    if (!piece.isFirst) {
      if (!isInColumn || pieces[attached]?.isFirst === true) alignRun(pieces, columns, lines, index);
      attached = index;
    } else if (isInColumn) {
      columns[index] = columns[attached] ?? 0;
      attached = index;
    } else {
      columns[index] = ownLine(pieces, outline, columns, surroundings, index, code[index] ?? 0);
      attached = -1;
    }
  }
}

function lineNumbers(pieces: readonly LayoutPiece[]): Int32Array {
  const lines = new Int32Array(pieces.length);
  let line = 0;
  for (const [index, { breaks, isMultiline }] of pieces.entries()) {
    line += breaks;
    lines[index] = line;
    // How many lines it takes does not matter: nothing is in the line below its first.
    if (isMultiline) line += 2;
  }
  return lines;
}

/** By piece, the next one that is neither a comment nor the body of a heredoc; found once for all, for long comments. */
function nextCode(pieces: readonly LayoutPiece[]): Int32Array {
  const found = new Int32Array(pieces.length);
  let next = pieces.length;
  for (let index = pieces.length - 1; index >= 0; index -= 1) {
    found[index] = next;
    const kind = pieces[index]?.kind;
    if (kind !== 'comment' && kind !== 'body') next = index;
  }
  return found;
}

/** Moves the comments behind code from `first` on, line by line, to the column that has room for all. */
function alignRun(pieces: readonly LayoutPiece[], columns: Int32Array, lines: Int32Array, first: number): void {
  const run = [first];
  let column = columns[first] ?? 0;
  for (let index = first + 1; index < pieces.length; index += 1) {
    const piece = pieces[index];
    const behind = (lines[index] ?? 0) - (lines[run.at(-1) ?? first] ?? 0);
    if (piece === undefined || behind > 1) break;
    if (piece.kind !== 'comment' || behind === 0) continue;
    if (piece.isFirst || piece.column !== pieces[first]?.column || pieces[index + 1]?.isFirst === false) break;
    run.push(index);
    column = Math.max(column, columns[index] ?? 0);
  }
  for (const member of run) columns[member] = column;
}

function ownLine(
  pieces: readonly LayoutPiece[],
  outline: Outline,
  columns: Int32Array,
  { isFrozen, inside }: Surroundings,
  index: number,
  next: number,
): number {
  const piece = pieces[index];
  if (piece === undefined) return 0;
  // The other lines of it cannot be moved: what is inside a comment is its author's.
  if (piece.isMultiline) return piece.column;
  const below = pieces[next];
  if (below !== undefined && (isFrozen(next) || !below.isFirst)) return piece.column;
  const container = outline.comments.get(index);
  const closes = below === undefined || outline.lineStarts.get(next)?.kind === 'close';
  const column = closes && container !== undefined ? inside(container) : (columns[next] ?? 0);
  const last = container?.elements.findLast((element) => pieces[element]?.isFirst);
  const original = closes ? pieces[last ?? -1]?.column : below?.column;
  // Code that is commented out at the margin is meant to stand out there.
  return piece.column === 0 && original !== undefined && original > 0 ? 0 : column;
}
