import type { Container, Outline } from './container.ts';
import type { LayoutPiece } from './layout-piece.ts';
import { spacing } from './spacing.ts';

/** Tokens of several lines that stand in one column. */
export interface Alignment {
  readonly members: readonly number[];
  /** Whether the blanks before the one with the fewest are kept; else it gets one. */
  readonly keepsGaps: boolean;
}

/**
 * Finds what stands in columns: the hash rockets of a body, by the style guide, those of arguments where the author
 * aligned some, and whatever else the author put below each other: types, names and defaults of parameters, `=` of
 * statements that follow one another, the braces of a `case`.
 */
export function alignments(
  pieces: readonly LayoutPiece[],
  { containers, leads, roles }: Outline,
): ReadonlyMap<number, Alignment> {
  const found = new Map<number, Alignment>();
  const ends = lineEnds(pieces);
  for (const container of containers) {
    if (container.arrows.length > 1) addRockets({ pieces, leads, roles, ends }, container, found);
  }
  for (const container of containers) {
    if (container.elements.length > 1) addColumns({ pieces, leads, roles, ends }, container, found);
  }
  return found;
}

interface Lines {
  readonly pieces: readonly LayoutPiece[];
  readonly leads: Int32Array;
  readonly roles: Outline['roles'];
  /** Behind the last token of each line that can be in a column. */
  readonly ends: Int32Array;
}

/** By piece: the one behind the last token of its line that can be in a column. */
function lineEnds(pieces: readonly LayoutPiece[]): Int32Array {
  const ends = new Int32Array(pieces.length);
  let end = pieces.length;
  for (let index = pieces.length - 1; index >= 0; index -= 1) {
    const piece = pieces[index];
    if (piece === undefined) continue;
    if (piece.isMultiline) end = index + 1;
    if (piece.kind === 'comment' || piece.kind === 'body') end = index;
    ends[index] = end;
    if (piece.isFirst) end = index;
  }
  return ends;
}

/**
 * As puppet-lint's `arrow_alignment`: all of a body, but not those of a line with several, nor those whose entry begins
 * in the middle of a line.
 */
function addRockets(
  { pieces, leads }: Lines,
  { role, open, elements, arrows }: Container,
  found: Map<number, Alignment>,
): void {
  const perLine = new Map<number, number[]>();
  for (const arrow of arrows) {
    const line = leads[arrow] ?? arrow;
    const list = perLine.get(line);
    if (list === undefined) perLine.set(line, [arrow]);
    else list.push(arrow);
  }
  if (perLine.size < 2) return;
  const [first = -1] = elements;
  const starts = new Set(elements);
  const begins = (line: number) => line === (leads[first] ?? -1) || starts.has(line);
  const members = [...perLine].flatMap(([line, [arrow = -1, ...others]]) =>
    others.length === 0 && pieces[arrow]?.isFirst === false && begins(line) ? [arrow] : [],
  );
  const kind = pieces[open]?.kind;
  const isBody = role === 'attributes' || (role === 'commas' && (kind === '{' || kind === 'sel-{'));
  if (members.length < 2 || !(isBody || members.some((arrow) => (pieces[arrow]?.gap ?? 0) > 1))) return;
  const alignment = { members, keepsGaps: false };
  for (const member of members) found.set(member, alignment);
}

interface Column {
  readonly members: number[];
  isWide: boolean;
}

function addColumns({ pieces, roles, ends }: Lines, container: Container, found: Map<number, Alignment>): void {
  const isStatements = container.role === 'program' || container.role === 'block';
  const open = new Map<string, Map<number, Column>>();
  const columns: Column[] = [];
  for (const element of container.elements) {
    if (!pieces[element]?.isFirst) continue;
    const seen = new Map<string, Map<number, Column>>();
    const end = ends[element] ?? element;
    for (let index = element + 1; index < end; index += 1) {
      const piece = pieces[index];
      if (piece === undefined || found.has(index)) continue;
      const kind = columnKind(piece.kind);
      const own = seen.get(kind) ?? new Map<number, Column>();
      seen.set(kind, own);
      const before = pieces[index - 1];
      if (piece.gap === 0 || before === undefined) continue;
      if (spacing(before, roles.get(index - 1), piece, roles.get(index)) === 0) continue;
      const column = open.get(kind)?.get(piece.column) ?? { members: [], isWide: false };
      if (column.members.length === 1) columns.push(column);
      column.members.push(index);
      if (piece.gap > 1) column.isWide = true;
      own.set(piece.column, column);
    }
    for (const [kind, own] of seen) {
      const before = open.get(kind);
      // Statements further away stand in the same column by chance; parameters and entries do not.
      if (isStatements || before === undefined) open.set(kind, own);
      else for (const [at, column] of own) before.set(at, column);
    }
  }
  for (const { members, isWide } of columns) {
    if (!isWide) continue;
    const alignment = { members, keepsGaps: true };
    for (const member of members) found.set(member, alignment);
  }
}

const values: ReadonlySet<string> = new Set([
  'name',
  'word',
  'classref',
  'variable',
  'number',
  'string',
  'regex',
  'heredoc',
  'keyword',
]);

function columnKind(kind: LayoutPiece['kind']): string {
  return values.has(kind) ? 'value' : kind;
}
