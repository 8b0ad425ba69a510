import type { LayoutPiece } from './layout-piece.ts';
import type { Role } from './spacing.ts';
import type { Structure } from './structure.ts';

/** What stands between two brackets, or behind the title of a resource. Numbers are indices of pieces. */
export interface Container {
  readonly role: 'program' | 'commas' | 'titles' | 'block' | 'case' | 'attributes';
  /** The bracket or colon behind which it begins; -1 for the whole source. */
  readonly open: number;
  /** The piece whose line its contents are indented from. */
  readonly base: number;
  /** How many brackets that line opens and leaves open, up to this one. */
  readonly depth: number;
  readonly outer: Container | undefined;
  /** Where its elements begin: statements, entries, attributes, parameters. */
  readonly elements: number[];
  /** `=>` and `+>` between its own elements' parts. */
  readonly arrows: number[];
}

/** What the first token of a line is in its surroundings. */
export interface LineStart {
  readonly kind: 'element' | 'close' | 'middle';
  readonly container: Container;
  /** Where the element begins that the token stands in or begins. */
  readonly element: number;
}

/** The pieces put into their surroundings. */
export interface Outline {
  readonly containers: readonly Container[];
  /** By piece; only for the first token of each line, comments aside. */
  readonly lineStarts: ReadonlyMap<number, LineStart>;
  /** By piece: the innermost container around a comment. */
  readonly comments: ReadonlyMap<number, Container>;
  readonly roles: ReadonlyMap<number, Role>;
  /** By piece: the first one of the line that it stands in. */
  readonly leads: Int32Array;
}

const openers: ReadonlySet<string> = new Set(['(', 'ws-(', '[', 'list-start', '{', 'sel-{', '<|', '<<|']);
/** What closes a container; a lambda's `|` besides. */
export const closers: ReadonlySet<string> = new Set([')', ']', '}', '|>', '|>>']);

interface Walk {
  readonly pieces: readonly LayoutPiece[];
  readonly structure: Structure;
  readonly indexAt: ReadonlyMap<number, number>;
  readonly leads: Int32Array;
  readonly containers: Container[];
  readonly stack: Container[];
  readonly lineStarts: Map<number, LineStart>;
  readonly roles: Map<number, Role>;
  /** Whether the next token begins an element of the innermost container. */
  begins: boolean;
}

/** Goes through the pieces once. `isFrozen` tells of those that nothing is said about. */
export function outline(
  pieces: readonly LayoutPiece[],
  structure: Structure,
  isFrozen: (index: number) => boolean,
): Outline {
  const leads = leadsOf(pieces);
  const program: Container = {
    role: 'program',
    open: -1,
    base: 0,
    depth: 0,
    outer: undefined,
    elements: [],
    arrows: [],
  };
  const indexAt = new Map(pieces.map(({ start }, index) => [start, index]));
  const walk: Walk = {
    pieces,
    structure,
    indexAt,
    leads,
    containers: [program],
    stack: [program],
    lineStarts: new Map(),
    roles: new Map(),
    begins: false,
  };
  const comments = new Map<number, Container>();
  let before = -1;
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'body') continue;
    if (isFrozen(index)) {
      walk.stack.length = 1;
      before = -1;
    } else if (piece.kind === 'comment') comments.set(index, top(walk));
    else {
      visit(walk, index, piece, before);
      before = index;
    }
  }
  const { containers, lineStarts, roles } = walk;
  return { containers, lineStarts, comments, roles, leads };
}

function top({ stack }: Walk): Container {
  const last = stack.at(-1);
  if (last === undefined) throw new RangeError('the program is never closed');
  return last;
}

function visit(walk: Walk, index: number, piece: LayoutPiece, before: number): void {
  const { structure, lineStarts } = walk;
  const { kind, start } = piece;
  if ((kind === ';' || kind === '}') && top(walk).role === 'attributes' && isColon(walk, top(walk).open)) {
    walk.stack.pop();
    walk.begins = false;
  }
  const isBarClose = kind === '|' && !structure.bars.has(start);
  if (closers.has(kind) || isBarClose) {
    close(walk, index, piece, isBarClose);
    return;
  }
  const container = top(walk);
  const isElement =
    container.role === 'program' || container.role === 'block' || container.role === 'case'
      ? structure.statements.has(start)
      : walk.begins;
  if (isElement) container.elements.push(index);
  walk.begins = false;
  if (piece.isFirst) {
    const element = container.elements.at(-1) ?? container.open;
    lineStarts.set(index, { kind: isElement ? 'element' : 'middle', container, element });
  }
  noteRole(walk, index, piece);
  if (kind === '=>' || kind === '+>') container.arrows.push(index);
  else if (kind === ',') walk.begins = container.role === 'commas' || container.role === 'attributes';
  else if (kind === ';') walk.begins = container.role === 'titles';
  else if (openers.has(kind) || structure.bars.has(start)) open(walk, index, piece, before);
  else if (kind === ':' && container.role === 'titles') {
    const title = container.elements.at(-1) ?? index;
    push(walk, { role: 'attributes', open: index, base: walk.pieces[title]?.isFirst ? title : container.base });
  }
}

function isColon({ pieces }: Walk, index: number): boolean {
  return pieces[index]?.kind === ':';
}

function push(walk: Walk, container: Pick<Container, 'role' | 'open' | 'base'>): void {
  const outer = top(walk);
  const isInLine = outer.open >= 0 && walk.leads[outer.open] === walk.leads[container.base];
  const isBracket = !isColon(walk, container.open);
  const depth = (isInLine ? outer.depth : 0) + (isBracket ? 1 : 0);
  const made = { ...container, depth, outer, elements: [], arrows: [] };
  walk.containers.push(made);
  walk.stack.push(made);
  walk.begins = true;
}

function open(walk: Walk, index: number, { kind, start }: LayoutPiece, before: number): void {
  const { structure, pieces, indexAt } = walk;
  const end = pieces[before]?.end ?? -1;
  const brace =
    kind === '{' || kind === 'sel-{' ? (structure.braces.get(start) ?? structure.bracesBehind.get(end)) : undefined;
  if (brace === undefined) push(walk, { role: 'commas', open: index, base: index });
  else {
    const base = indexAt.get(brace.base) ?? index;
    push(walk, { role: brace.role === 'resource' ? 'titles' : brace.role, open: index, base });
  }
}

function close(walk: Walk, index: number, piece: LayoutPiece, isBarClose: boolean): void {
  const container = top(walk);
  if (piece.isFirst) {
    walk.lineStarts.set(index, { kind: 'close', container, element: container.elements.at(-1) ?? container.open });
  }
  if (isBarClose) walk.roles.set(index, 'bar-close');
  if (walk.stack.length > 1) walk.stack.pop();
  walk.begins = false;
}

function noteRole(walk: Walk, index: number, { kind, start }: LayoutPiece): void {
  if (walk.structure.bars.has(start)) walk.roles.set(index, 'bar-open');
  else if (kind === '-' || kind === '!' || kind === '*') {
    const next = walk.pieces[index + 1];
    if (next !== undefined && walk.structure.prefixed.has(next.start)) walk.roles.set(index, 'prefix');
  }
}

function leadsOf(pieces: readonly LayoutPiece[]): Int32Array {
  const leads = new Int32Array(pieces.length);
  let lead = 0;
  for (const [index, { isFirst }] of pieces.entries()) {
    if (isFirst) lead = index;
    leads[index] = lead;
  }
  return leads;
}
