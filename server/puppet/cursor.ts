import { type Parsed, parse, type Token } from '../../orchestrator-core/language/index.ts';
import type { Span } from '../documents/words.ts';
import { type Frame, openFrames } from './frames.ts';

/**
 * What stands at a place of a source that somebody is writing: told from the tokens before it, since the tree of half a
 * statement says little.
 */
export interface Cursor {
  readonly kind:
    | 'comment'
    /** The literal text of a string with interpolations, of a heredoc or of a template. */
    | 'text'
    /** A string without interpolations: a name of something, often. */
    | 'string'
    /** Behind `$` or `${`: `span` is the name. */
    | 'variable'
    /** Behind `x.`: `span` is the method's name. */
    | 'member'
    /** A word, or the place where one can begin. */
    | 'word';
  /** What is being written: the word with all its letters, those behind the place too. */
  readonly span: Span;
  /** The tokens that count: those of the source, or of an interpolation that is not closed yet. */
  readonly tokens: readonly Token[];
  readonly source: string;
  readonly offset: number;
  /** The last token before what is being written; -1 at the start. */
  readonly before: number;
  /** The open brackets around the place, innermost first. */
  readonly frames: readonly Frame[];
  /** Whether the name of a variable is written without `$`, directly behind `${`. */
  readonly isInterpolated: boolean;
}

/** Finds out what stands at `offset`. Never throws. */
export function cursorAt(parsed: Parsed, offset: number): Cursor {
  const { source, tokens, comments } = parsed;
  const comment = comments.find(
    ({ start, end }) => start < offset && (offset < end || isOpen(source, start, end, offset)),
  );
  if (comment !== undefined) return make('comment', parsed, offset, comment, -1);
  const inside = tokens.find((token) => isInside(source, tokens, token, offset));
  if (inside === undefined) return inCode(parsed, offset);
  const index = tokens.indexOf(inside);
  const variable = interpolates(source, tokens, index) ? variableBefore(source, offset) : undefined;
  if (variable !== undefined && variable.start > inside.start) {
    return make('variable', parsed, offset, variable, index - 1);
  }
  if (inside.kind !== 'string' || tokens[index - 1]?.kind === 'heredoc') {
    return make('text', parsed, offset, { start: offset, end: offset }, index - 1);
  }
  const unfinished =
    inside.end === offset || !isClosed(source, inside) ? openInterpolation(source, inside, offset) : undefined;
  if (unfinished !== undefined) return inInterpolation(parsed, unfinished, offset);
  const end = isClosed(source, inside) ? inside.end - 1 : inside.end;
  return make('string', parsed, offset, { start: inside.start + 1, end: Math.max(offset, end) }, index - 1);
}

/** A comment of one line goes on as long as its line. */
function isOpen(source: string, start: number, end: number, offset: number): boolean {
  return offset === end && source.charAt(start) === '#';
}

function make(
  kind: Cursor['kind'],
  { source, tokens }: Pick<Parsed, 'source' | 'tokens'>,
  offset: number,
  { start, end }: Span,
  before: number,
  isInterpolated = false,
): Cursor {
  const frames = kind === 'comment' ? [] : openFrames(tokens, before, source);
  return { kind, span: { start, end }, tokens, source, offset, before, frames, isInterpolated };
}

const texts: ReadonlySet<string> = new Set(['dqpre', 'dqmid', 'dqpost', 'render-string', 'regex']);

function isInside(source: string, tokens: readonly Token[], token: Token, offset: number): boolean {
  if (token.start > offset || token.end < offset) return false;
  if (token.kind === 'string') {
    if (!/['"]/.test(source.charAt(token.start))) return isHeredocText(tokens, token);
    return token.start < offset && (offset < token.end || !isClosed(source, token));
  }
  if (token.kind === 'render-string') return offset < token.end || token.end === source.length;
  if (!texts.has(token.kind)) return false;
  // Between `"` or `}` and `${` or `"` is text; what a heredoc begins with has no quote.
  return (token.start < offset || isHeredocText(tokens, token)) && offset < token.end;
}

function isHeredocText(tokens: readonly Token[], token: Token): boolean {
  return tokens[tokens.indexOf(token) - 1]?.kind === 'heredoc';
}

function isClosed(source: string, { start, end }: Span): boolean {
  if (end - start < 2 || source.charAt(end - 1) !== source.charAt(start)) return false;
  const slashes = /\\*$/.exec(source.slice(start + 1, end - 1))?.[0].length ?? 0;
  return slashes % 2 === 0;
}

/** Whether a text takes variables: between double quotes, or in a heredoc with a quoted tag. */
function interpolates(source: string, tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token === undefined || token.kind === 'render-string' || token.kind === 'regex') return false;
  if (token.kind !== 'string') return true;
  const heredoc = tokens[index - 1];
  if (heredoc?.kind === 'heredoc') return /^@\([ \t]*"/.test(source.slice(heredoc.start, heredoc.end));
  return source.charAt(token.start) === '"';
}

const variablePattern = /(\\*)\$((?:::)?(?:\w+(?:::\w+)*(?:::)?)?)$/;

/** The name that is written behind a `$` that ends at `offset`. */
function variableBefore(source: string, offset: number): Span | undefined {
  const line = source.lastIndexOf('\n', offset - 1) + 1;
  const found = variablePattern.exec(source.slice(line, offset));
  if (found === null || (found[1]?.length ?? 0) % 2 === 1) return undefined;
  const rest = /^\w*/.exec(source.slice(offset, offset + 200))?.[0].length ?? 0;
  return { start: offset - (found[2]?.length ?? 0), end: offset + rest };
}

const wordPattern = /(?:::)?(?:[A-Za-z_]\w*(?:::\w+)*(?:::)?)?$/;

/** The word around `offset`, empty where none is. A colon behind it is no part of it, two before a letter are. */
function wordAround(source: string, offset: number): Span {
  const line = source.lastIndexOf('\n', offset - 1) + 1;
  const before = wordPattern.exec(source.slice(line, offset))?.[0] ?? '';
  const after = /^(?:\w|::(?=[A-Za-z]))*/.exec(source.slice(offset, offset + 200))?.[0] ?? '';
  return { start: offset - before.length, end: offset + after.length };
}

function inCode(parsed: Parsed, offset: number): Cursor {
  const { source, tokens } = parsed;
  const variable = variableBefore(source, offset);
  if (variable !== undefined) {
    return make('variable', parsed, offset, variable, lastBefore(tokens, variable.start - 1));
  }
  const span = wordAround(source, offset);
  const before = lastBefore(tokens, span.start);
  const kind = tokens[before]?.kind;
  if (kind === '.') return make('member', parsed, offset, span, before);
  const isInterpolated =
    (kind === 'dqpre' || kind === 'dqmid') && source.slice(tokens[before]?.end, span.start).trim() === '';
  return make(isInterpolated ? 'variable' : 'word', parsed, offset, span, before, isInterpolated);
}

/** The last token, in the order of the tokens, that ends at `offset` or before. */
function lastBefore(tokens: readonly Token[], offset: number): number {
  let last = -1;
  let end = -1;
  // Every keystroke comes by here, and a large file has tens of thousands of tokens.
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token !== undefined && token.kind !== 'end' && token.end <= offset && token.end > end && token.start < offset) {
      last = index;
      end = token.end;
    }
  }
  // The text of a heredoc stands further down than the rest of its line, whose tokens come after it.
  for (let next = tokens[last + 1]; next !== undefined && next.kind !== 'end'; next = tokens[last + 1]) {
    if (next.end > offset) break;
    last += 1;
  }
  return last;
}

/** Where an interpolation begins, inside a string that is not closed, whose end is not written yet. */
function openInterpolation(source: string, string: Span, offset: number): number | undefined {
  if (source.charAt(string.start) !== '"') return undefined;
  const opened = source.lastIndexOf('${', offset - 1);
  if (opened < string.start || source.charAt(opened - 1) === '\\') return undefined;
  const within = source.slice(opened + 2, offset);
  // As many braces closed as opened: the text behind it.
  const isOver = (within.match(/\}/g)?.length ?? 0) > (within.match(/\{/g)?.length ?? 0);
  return isOver ? undefined : opened + 2;
}

/** Reads what is in an unfinished interpolation by itself; blanks before it keep the offsets. */
function inInterpolation({ source }: Parsed, start: number, offset: number): Cursor {
  const inner = parse(`${' '.repeat(start)}${source.slice(start, offset)}`);
  const found = cursorAt(inner, offset);
  if (found.kind !== 'word' || found.before >= 0) return found;
  return { ...found, kind: 'variable', isInterpolated: true };
}
