import type { Frame } from '../syntax/cursor.ts';
import { expectedAt } from '../syntax/expected.ts';
import { parseQuery } from '../syntax/parse.ts';
import type { Span } from '../syntax/tree.ts';

/** What stands around a place of a query, whatever comes behind it. */
export interface PqlPlace {
  /** What is written at the place already: a word, a path or the inside of a string. */
  readonly word: Span & { readonly text: string };
  /** What PuppetDB would expect where the word begins, as its messages name it. */
  readonly expected: ReadonlySet<string>;
  /** The entity around the place, and what is said of it so far; undefined before the first. */
  readonly frame: Frame | undefined;
  /** The entity around that one. */
  readonly outer: Frame | undefined;
  /** The quote of the string that the place is in. */
  readonly quote?: '"' | "'";
}

/** What the grammar calls a field. */
export const anyField = '#"[a-zA-Z0-9_]+\\??"';

/** What stands around `offset`. */
export function pqlPlace(text: string, offset: number): PqlPlace {
  const before = text.slice(0, offset);
  const inside = before === '' ? undefined : openString(before);
  if (inside !== undefined) {
    const { start, frames } = inside;
    const quote = before[start] === "'" ? "'" : '"';
    return { ...around(frames), expected: new Set(), quote, word: wordAt(text, start + 1, offset, stringRest[quote]) };
  }
  const start =
    /(?:\b(?:facts|trusted|parameters)\.(?:"[^"]*"?|[^\s,[\]!<=>~"]|\[\d+\])*|[A-Za-z0-9_?]*)$/.exec(before)?.index ??
    offset;
  const head = before.slice(0, start);
  const parsed = parseQuery(head);
  const frames = 'tree' in parsed ? [] : parsed.cursor.frames;
  const expected = expectedAt(head);
  const isHere = expected?.offset === head.length || 'tree' in parsed;
  const words = isHere ? (expected?.words ?? []) : [];
  return { ...around(frames), expected: new Set(words), word: wordAt(text, start, offset, /^[A-Za-z0-9_?.]*/) };
}

const stringRest = { '"': /^(?:[^"\\\n]|\\.)*/, "'": /^(?:[^'\\\n]|\\.)*/ } as const;

function around(frames: readonly Frame[]): Pick<PqlPlace, 'frame' | 'outer'> {
  return { frame: frames.at(-1), outer: frames.at(-2) };
}

/** The string that a text ends in. */
function openString(before: string): { readonly start: number; readonly frames: readonly Frame[] } | undefined {
  const parsed = parseQuery(before);
  if ('tree' in parsed || parsed.failure < before.length) return undefined;
  const { openString: start, frames } = parsed.cursor;
  return start === undefined ? undefined : { start, frames };
}

/** The word from `start`, with what follows the offset of it. */
function wordAt(text: string, start: number, offset: number, rest: RegExp): PqlPlace['word'] {
  const end = offset + (rest.exec(text.slice(offset, offset + 1000))?.[0].length ?? 0);
  return { text: text.slice(start, offset), start, end };
}

/** The steps of a dotted field, the last of them as far as it is written. */
export function stepsOf(field: string): readonly string[] {
  return field.match(/"[^"]*"?|[^."]+(?=[."]|$)|(?<=\.)$/g)?.map((step) => step.replaceAll('"', '')) ?? [];
}
