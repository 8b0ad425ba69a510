import { type Alignment, alignments } from './align.ts';
import { type Container, closers, type LineStart, type Outline } from './container.ts';
import type { LayoutPiece } from './layout-piece.ts';
import { placeComments } from './place-comments.ts';
import { spacing } from './spacing.ts';

/** Blanks per level, by the Puppet style guide. */
const indentation = 2;

/** What the columns are computed from, and those computed so far. */
interface Placing {
  readonly pieces: readonly LayoutPiece[];
  readonly outline: Outline;
  readonly isFrozen: (index: number) => boolean;
  readonly aligned: ReadonlyMap<number, Alignment>;
  /** -1 where it is not known yet. */
  readonly columns: Int32Array;
  readonly alignedColumns: Map<Alignment, number>;
  readonly originals: Map<number, Map<number, number>>;
}

/** The column in which each piece belongs. */
export function placePieces(
  pieces: readonly LayoutPiece[],
  outline: Outline,
  isFrozen: (index: number) => boolean,
): Int32Array {
  const placing: Placing = {
    pieces,
    outline,
    isFrozen,
    aligned: alignments(pieces, outline),
    columns: new Int32Array(pieces.length).fill(-1),
    alignedColumns: new Map(),
    originals: new Map(),
  };
  for (let index = 0; index < pieces.length; index += 1) place(placing, index);
  placeComments(pieces, outline, placing.columns, {
    isFrozen,
    inside: (container) => columnInside(placing, container),
  });
  return placing.columns;
}

/** Where an element of the container would begin in a line of its own. */
function columnInside(placing: Placing, container: Container): number {
  if (container.role === 'program') return 0;
  if (hangs(placing.pieces, container)) return lineColumn(placing, container.base) + step(placing, container);
  const last = container.elements.findLast((element) => placing.pieces[element]?.isFirst);
  return placing.columns[last ?? container.elements[0] ?? container.base] ?? 0;
}

/** The column of a piece. What stands before it in its line is placed first, without recursion: lines may be long. */
function place(placing: Placing, index: number): number {
  const known = placing.columns[index] ?? 0;
  if (known >= 0) return known;
  let column = 0;
  for (let at = placing.outline.leads[index] ?? index; at <= index; at += 1) {
    column = placing.columns[at] ?? 0;
    if (column >= 0) continue;
    column = placeNext(placing, at);
    placing.columns[at] = column;
  }
  return column;
}

/** The column of a piece whose line is placed up to it. */
function placeNext(placing: Placing, index: number): number {
  const { pieces, aligned, isFrozen } = placing;
  const piece = pieces[index];
  if (piece === undefined) return 0;
  if (piece.kind === 'body') return 0;
  if (isFrozen(index)) return piece.isFirst ? piece.column : endBefore(placing, index) + piece.gap;
  if (piece.isFirst) return indent(placing, index);
  const alignment = aligned.get(index);
  return alignment === undefined
    ? endBefore(placing, index) + gapBefore(placing, index)
    : alignedColumn(placing, alignment);
}

/** Where the piece before it in its line ends. */
function endBefore({ pieces, columns }: Placing, index: number): number {
  const before = pieces[index - 1];
  if (before === undefined) return 0;
  return before.isMultiline ? before.lastWidth : (columns[index - 1] ?? 0) + before.width;
}

function gapBefore({ pieces, outline }: Placing, index: number): number {
  const before = pieces[index - 1];
  const piece = pieces[index];
  if (before === undefined || piece === undefined) return 0;
  const kept = piece.gap > 0 ? 1 : 0;
  // How far a comment stands from the code is its author's choice.
  if (piece.kind === 'comment') return Math.max(1, piece.gap);
  if (before.kind === 'comment') return kept;
  const wanted = spacing(before, outline.roles.get(index - 1), piece, outline.roles.get(index));
  return wanted === 'keep' ? kept : wanted;
}

/** The column that has room for what stands before each member in its line. */
function alignedColumn(placing: Placing, alignment: Alignment): number {
  const known = placing.alignedColumns.get(alignment);
  if (known !== undefined) return known;
  let end = 0;
  let gap = alignment.keepsGaps ? Infinity : 1;
  for (const member of alignment.members) {
    place(placing, member - 1);
    end = Math.max(end, endBefore(placing, member));
    gap = Math.min(gap, placing.pieces[member]?.gap ?? 1);
  }
  const column = end + Math.max(1, gap);
  placing.alignedColumns.set(alignment, column);
  return column;
}

/** The column of the first piece of a line. */
function indent(placing: Placing, index: number): number {
  const { pieces, outline } = placing;
  const piece = pieces[index];
  if (piece === undefined) return 0;
  const start = outline.lineStarts.get(index);
  if (start === undefined) return piece.column;
  switch (start.kind) {
    case 'element':
      return indentElement(placing, index, start.container);
    case 'close':
      return indentCloser(placing, index, start.container);
    case 'middle':
      return indentMiddle(placing, index, start);
  }
}

function indentElement(placing: Placing, index: number, container: Container): number {
  if (container.role === 'program') return 0;
  if (hangs(placing.pieces, container)) return lineColumn(placing, container.base) + step(placing, container);
  return follow(placing, index, container.open, container.elements[0]);
}

function indentCloser(placing: Placing, index: number, container: Container): number {
  const { role, base, open, depth } = container;
  if (role === 'program') return placing.pieces[index]?.column ?? 0;
  if (role === 'commas' && !hangs(placing.pieces, container))
    return follow(placing, index, open, container.elements[0]);
  let closed = 0;
  while (closers.has(placing.pieces[index + closed]?.kind ?? 'end')) closed += 1;
  const outermost = outerBracket(placing, container, closed - 1);
  // Where a line closes brackets of several lines, it may stand below the last of them as well as below the first.
  if (originalOffset(placing, index, outermost.base) === 0) return lineColumn(placing, outermost.base);
  // By levels, what closes one bracket of two leaves the other one open.
  const byLevels = Math.max(0, depth - closed) * indentation;
  const keeps = step(placing, container) > indentation && originalOffset(placing, index, base) === byLevels;
  return lineColumn(placing, base) + (keeps ? byLevels : 0);
}

/** The bracket that is closed `count` brackets after this one. */
function outerBracket({ pieces }: Placing, container: Container, count: number): Container {
  let found = container;
  for (let left = count; left > 0; ) {
    const { outer } = found;
    if (outer === undefined || outer.role === 'program') break;
    found = outer;
    if (pieces[outer.open]?.kind !== ':') left -= 1;
  }
  return found;
}

/**
 * How far the contents of a container are indented from the line that opens it. Where the line opens several, as in
 * `f({`, some authors count each (as puppet-lint's plugin `strict_indent` wants it) and some only the line.
 */
function step(placing: Placing, { role, base, open, depth, elements }: Container): number {
  const { pieces, outline } = placing;
  const first = elements.find((element) => pieces[element]?.isFirst);
  if (first === undefined) return indentation;
  const isLongTitle = role === 'attributes' && outline.leads[open] !== outline.leads[base];
  const levels = Math.max(depth, isLongTitle ? 2 : 1);
  const offset = originalOffset(placing, first, base);
  return offset === levels * indentation ? offset : indentation;
}

function originalOffset({ pieces, outline }: Placing, index: number, base: number): number {
  return (pieces[index]?.column ?? 0) - (pieces[outline.leads[base] ?? base]?.column ?? 0);
}

function indentMiddle(placing: Placing, index: number, { container, element }: LineStart): number {
  const piece = placing.pieces[index];
  const isBranch = piece?.kind === 'keyword' && (piece.value === 'else' || piece.value === 'elsif');
  if (element < 0) return container.role === 'program' ? 0 : (piece?.column ?? 0);
  return isBranch ? lineColumn(placing, element) : follow(placing, index, element);
}

/** Whether its contents begin in a line of their own, and so are indented by levels and not by columns. */
function hangs(pieces: readonly LayoutPiece[], { role, elements }: Container): boolean {
  const [first] = elements;
  return role === 'block' || role === 'case' || first === undefined || pieces[first]?.isFirst === true;
}

/** The column in which the line of a piece begins. */
function lineColumn(placing: Placing, index: number): number {
  return place(placing, placing.outline.leads[index] ?? index);
}

/**
 * Keeps a line where its author put it beside the line that it goes on from: below what it stood below, else as far
 * from its beginning as it was. What stands behind `last` is not looked at: it may depend on this line.
 */
function follow(placing: Placing, index: number, anchor: number, last = index - 1): number {
  const { pieces } = placing;
  const { leads } = placing.outline;
  const lead = leads[anchor] ?? anchor;
  const piece = pieces[index];
  const first = pieces[lead];
  if (piece === undefined || first === undefined) return 0;
  const above = originalColumns(placing, lead).get(piece.column);
  if (above !== undefined && above <= last) return place(placing, above);
  return Math.max(0, piece.column + place(placing, lead) - first.column);
}

/** The pieces of a line by the columns in which they were. */
function originalColumns({ pieces, originals }: Placing, lead: number): ReadonlyMap<number, number> {
  const known = originals.get(lead);
  if (known !== undefined) return known;
  const found = new Map<number, number>();
  for (let at = lead; at < pieces.length; at += 1) {
    const piece = pieces[at];
    if (piece === undefined || (at > lead && piece.isFirst)) break;
    if (piece.kind !== 'comment') found.set(piece.column, at);
    if (piece.isMultiline) break;
  }
  originals.set(lead, found);
  return found;
}
