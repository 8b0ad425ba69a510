import type { Span } from '../syntax/ast.ts';
import { lex } from '../syntax/lexer.ts';
import type { LexOptions } from '../syntax/lexer-state.ts';
import type { Parsed } from '../syntax/parser.ts';
import { outline } from './container.ts';
import { type LayoutPiece, layoutPieces } from './layout-piece.ts';
import { placePieces } from './place.ts';
import { readStructure } from './structure.ts';

/** What to put instead of a stretch of the source. */
export interface LayoutChange extends Span {
  readonly text: string;
}

/** How a source is to be laid out. There is little to choose: the Puppet style guide says two blanks and no tabs. */
export interface FormatOptions {
  /** How many columns a tab takes that stands in the source; 2 unless given. */
  readonly tabWidth?: number;
  /** By which rules the source was read. */
  readonly lex?: LexOptions;
}

/**
 * Lays a source out by the Puppet style guide and keeps its author's lines: only white space between tokens changes, and
 * line breaks only where several empty lines follow each other or the last one is missing. What is inside of strings,
 * heredocs and comments stays, and so do statements that do not parse and templates.
 *
 * The answer are the smallest changes, in the order of the source. Applied, the source has the same tokens and comments,
 * and formatting it again changes nothing.
 */
export function formatSource(parsed: Parsed, options: FormatOptions = {}): readonly LayoutChange[] {
  if (options.lex?.epp === true) return [];
  const changes = layoutChanges(parsed, options.tabWidth ?? 2);
  // Whoever saves a file must be able to rely on it: the tokens are compared, whatever the rules above did.
  return changes.length === 0 || keepsMeaning(parsed, applyChanges(parsed.source, changes), options.lex) ? changes : [];
}

/** The text with the changes made. */
export function applyChanges(source: string, changes: readonly LayoutChange[]): string {
  let text = '';
  let at = 0;
  for (const { start, end, text: replacement } of changes) {
    text += source.slice(at, start) + replacement;
    at = end;
  }
  return text + source.slice(at);
}

/** The changes without the proof that they are harmless. */
export function layoutChanges(parsed: Parsed, tabWidth: number): readonly LayoutChange[] {
  const structure = readStructure(parsed);
  const pieces = layoutPieces(parsed, structure.wholes, tabWidth);
  const isFrozen = frozenPieces(pieces, structure.frozen);
  const columns = placePieces(pieces, outline(pieces, structure, isFrozen), isFrozen);
  const { source } = parsed;
  const changes: LayoutChange[] = [];
  const newline = /\r?\n/.exec(source)?.[0] ?? '\n';
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1];
    if (isFrozen(index) || (before !== undefined && isFrozen(index - 1) && !piece.isFirst)) continue;
    const start = before?.end ?? 0;
    const old = source.slice(start, piece.start);
    const text = breaksOf(old, before) + ' '.repeat(blanksBefore(pieces, columns, index));
    addChange(changes, old, text, start);
  }
  const last = pieces.at(-1);
  if (last !== undefined && !isFrozen(pieces.length - 1)) {
    const old = source.slice(last.end);
    const ending = /\r?\n/.exec(old)?.[0] ?? newline;
    addChange(changes, old, last.kind === 'body' && endsLine(source, last) ? '' : ending, last.end);
  }
  return changes;
}

function endsLine(source: string, { end }: LayoutPiece): boolean {
  return source.charAt(end - 1) === '\n';
}

/** The line breaks in a gap that stay: at most one empty line, and none before the first line. */
function breaksOf(gap: string, before: LayoutPiece | undefined): string {
  if (before === undefined) return '';
  const breaks = gap.match(/\r?\n/g) ?? [];
  return breaks.slice(0, before.kind === 'body' ? 1 : 2).join('');
}

function blanksBefore(pieces: readonly LayoutPiece[], columns: Int32Array, index: number): number {
  const piece = pieces[index];
  const before = pieces[index - 1];
  const column = columns[index] ?? 0;
  if (piece === undefined || piece.isFirst || before === undefined) return column;
  const end = before.isMultiline ? before.lastWidth : (columns[index - 1] ?? 0) + before.width;
  return Math.max(0, column - end);
}

function addChange(changes: LayoutChange[], old: string, text: string, start: number): void {
  if (old === text) return;
  let same = 0;
  while (same < old.length && same < text.length && old[same] === text[same]) same += 1;
  let tail = 0;
  const most = Math.min(old.length, text.length) - same;
  while (tail < most && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
  changes.push({ start: start + same, end: start + old.length - tail, text: text.slice(same, text.length - tail) });
}

function frozenPieces(pieces: readonly LayoutPiece[], frozen: readonly Span[]): (index: number) => boolean {
  if (frozen.length === 0) return () => false;
  const spans = [...frozen].sort((a, b) => a.start - b.start);
  const isFrozen = new Uint8Array(pieces.length);
  let next = 0;
  let end = 0;
  for (const [index, { start }] of pieces.entries()) {
    for (let span = spans[next]; span !== undefined && span.start <= start; span = spans[next]) {
      end = Math.max(end, span.end);
      next += 1;
    }
    if (start < end) isFrozen[index] = 1;
  }
  return (index) => isFrozen[index] === 1;
}

/** After these a `[` begins a list, with a blank before it or not. */
const beforeList: ReadonlySet<string> = new Set(['(', 'ws-(', '[', 'list-start']);

function keepsMeaning(parsed: Parsed, text: string, options: LexOptions | undefined): boolean {
  const { tokens, comments } = lex(text, options);
  if (tokens.length !== parsed.tokens.length || comments.length !== parsed.comments.length) return false;
  return (
    tokens.every(({ kind, value }, index) => {
      const old = parsed.tokens[index];
      const isList = kind === '[' && old?.kind === 'list-start' && beforeList.has(tokens[index - 1]?.kind ?? '');
      return old?.value === value && (old.kind === kind || isList);
    }) &&
    comments.every(({ start, end }, index) => {
      const old = parsed.comments[index];
      return old !== undefined && commentText(text, start, end) === commentText(parsed.source, old.start, old.end);
    })
  );
}

/** Without the first half of a line break that Windows writes. */
function commentText(source: string, start: number, end: number): string {
  return source.slice(start, end).replace(/\r$/, '');
}
