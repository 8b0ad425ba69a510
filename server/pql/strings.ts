import type { SyntaxNode } from '../../orchestrator-core/language/index.ts';
import { plainMap, type TextMap, textMap } from '../../orchestrator-core/project/index.ts';
import type { Span } from '../documents/words.ts';

/** A string of Puppet's whose value is known, with where each of its characters is written. */
export interface StringPlace {
  readonly text: string;
  /** Without quotes. */
  readonly span: Span;
  toSource(span: Span): Span;
  toValue(offset: number): number;
  written(text: string): string | undefined;
}

/** The place of a string or heredoc without interpolation; undefined for all else, and where escapes are not plain. */
export function stringPlace(node: SyntaxNode, source: string): StringPlace | undefined {
  if (node.kind === 'heredoc') {
    const { text } = node;
    const map = text.kind === 'string' ? mapLines(source, text, text.value) : undefined;
    return map === undefined ? undefined : place(map, text, (words) => words);
  }
  if (node.kind !== 'string') return undefined;
  const quote = source[node.start];
  if (quote !== "'" && quote !== '"') return undefined;
  const isClosed = node.end - node.start > 1 && source[node.end - 1] === quote;
  const span = { start: node.start + 1, end: isClosed ? node.end - 1 : node.end };
  const map = mapEscapes(source, span, quote);
  if (map.value !== node.value) return undefined;
  return place(map, span, (words) => escaped(words, quote));
}

function place(map: TextMap, span: Span, written: (text: string) => string | undefined): StringPlace {
  const { value, toDocument, toValue } = map;
  return { text: value, span: { start: span.start, end: span.end }, toSource: toDocument, toValue, written };
}

/** A heredoc's text: each line of the value ends a line of the source, whose margin is cut off. */
function mapLines(source: string, { start, end }: Span, value: string): TextMap | undefined {
  const offsets: number[] = [];
  let at = start;
  for (const line of value.split('\n')) {
    const newline = source.indexOf('\n', at);
    const stop = newline < 0 ? source.length : newline;
    const isThere = source.slice(at, stop).endsWith(line) || (line === '' && at >= end);
    if (!isThere) return undefined;
    const first = line === '' && at >= end ? end : stop - line.length;
    for (let letter = 0; letter <= line.length; letter += 1) offsets.push(first + letter);
    at = stop + 1;
  }
  return offsets.length === value.length + 1 ? textMap(value, offsets) : undefined;
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  s: ' ',
  $: '$',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/** The value of a string as far as its escapes are of one letter. */
function mapEscapes(source: string, { start, end }: Span, quote: string): TextMap {
  const raw = source.slice(start, end);
  if (!raw.includes('\\')) return plainMap(raw, start);
  let value = '';
  const offsets: number[] = [];
  for (let at = start; at < end; at += 1) {
    offsets.push(at);
    const next = source[at + 1] ?? '';
    const isKnown = quote === "'" ? next === "'" || next === '\\' : Object.hasOwn(escapes, next);
    if (source[at] === '\\' && at + 1 < end && isKnown) {
      value += escapes[next] ?? next;
      at += 1;
    } else value += source[at];
  }
  offsets.push(end);
  return textMap(value, offsets);
}

function escaped(words: string, quote: string): string {
  const doubled = words.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return quote === '"' ? doubled.replaceAll('$', '\\$') : doubled;
}
