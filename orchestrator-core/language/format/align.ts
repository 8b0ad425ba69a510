import type { Container } from './container.ts';
import type { LayoutPiece } from './layout-piece.ts';

/** Tokens of several lines that stand in one column. */
export interface Alignment {
  readonly members: readonly number[];
  /** Whether the blanks before the one with the fewest are kept; else it gets one. */
  readonly keepsGaps: boolean;
}

/**
 * Finds what stands in columns: the hash rockets of a body, by the style guide (in arguments that is left to the author), and whatever else the author put below
 * each other in lines that follow one another: types, names and defaults of parameters, `=`, the braces of a `case`.
 */
export function alignments(
  pieces: readonly LayoutPiece[],
  containers: readonly Container[],
): ReadonlyMap<number, Alignment> {
  const found = new Map<number, Alignment>();
  const ends = lineEnds(pieces);
  for (const container of containers) {
    if (container.arrows.length > 1 && isBody(pieces, container)) addRockets(pieces, container, found);
  }
  for (const container of containers) {
    if (container.elements.length > 1) addColumns(pieces, container, ends, found);
  }
  return found;
}

function isBody(pieces: readonly LayoutPiece[], { role, open }: Container): boolean {
  if (role === 'attributes') return true;
  const kind = pieces[open]?.kind;
  return role === 'commas' && (kind === '{' || kind === 'sel-{');
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

/** As puppet-lint's `arrow_alignment`: all of a body, but not those of a line with several. */
function addRockets(pieces: readonly LayoutPiece[], { arrows }: Container, found: Map<number, Alignment>): void {
  const perLine = new Map<number, number[]>();
  let line = -1;
  let from = 0;
  for (const arrow of arrows) {
    for (let at = from; at <= arrow; at += 1) if (pieces[at]?.isFirst) line = at;
    from = arrow + 1;
    perLine.set(line, [...(perLine.get(line) ?? []), arrow]);
  }
  const members = [...perLine.values()].flatMap((list) => (list.length === 1 ? list : []));
  const own = members.filter((arrow) => pieces[arrow]?.isFirst === false);
  if (perLine.size < 2 || own.length < 2) return;
  const alignment = { members: own, keepsGaps: false };
  for (const member of own) found.set(member, alignment);
}

interface Column {
  readonly members: number[];
  isWide: boolean;
}

function addColumns(
  pieces: readonly LayoutPiece[],
  container: Container,
  ends: Int32Array,
  found: Map<number, Alignment>,
): void {
  const isStatements = container.role === 'program' || container.role === 'block';
  const open = new Map<string, Map<number, Column>>();
  const columns: Column[] = [];
  for (const element of container.elements) {
    if (!pieces[element]?.isFirst) continue;
    const seen = new Map<string, Map<number, Column>>();
    const end = ends[element] ?? element;
    for (let index = element + 1; index < end; index += 1) {
      const piece = pieces[index];
      if (piece === undefined || piece.gap === 0 || found.has(index)) continue;
      const kind = columnKind(piece.kind);
      const column = open.get(kind)?.get(piece.column) ?? { members: [], isWide: false };
      if (column.members.length === 1) columns.push(column);
      column.members.push(index);
      if (piece.gap > 1) column.isWide = true;
      const own = seen.get(kind) ?? new Map<number, Column>();
      seen.set(kind, own.set(piece.column, column));
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
