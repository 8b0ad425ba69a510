import type { YamlScalar, YamlSpan } from './yaml-tree.ts';

/** A text that was made from parts of a document, and where each of its characters was written there. */
export interface TextMap {
  readonly value: string;
  /** For each UTF-16 unit of `value` its offset in the document, and one more for the end. They never decrease. */
  readonly offsets: readonly number[];
  /** Turns a span of `value` into one of the document. */
  toDocument(span: YamlSpan): YamlSpan;
  /** Turns an offset of the document into one of `value`: that of the first character written there or after it. */
  toValue(offset: number): number;
}

/** The map over `value` with these offsets. */
export function textMap(value: string, offsets: readonly number[]): TextMap {
  const last = offsets.length - 1;
  const at = (index: number) => offsets[Math.max(0, Math.min(last, index))] ?? 0;
  return {
    value,
    offsets,
    toDocument: ({ start, end }) => ({ start: at(start), end: Math.max(at(start), at(end)) }),
    toValue: (offset) => {
      let low = 0;
      let high = last;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (at(middle) < offset) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** The map of a text that stands in the document as it is. */
export function plainMap(value: string, start: number): TextMap {
  const clamp = (offset: number) => Math.max(0, Math.min(value.length, offset));
  return {
    value,
    // Most strings are never asked for single places.
    get offsets(): readonly number[] {
      return Array.from({ length: value.length + 1 }, (_, index) => start + index);
    },
    toDocument: (span) => ({ start: start + clamp(span.start), end: start + clamp(Math.max(span.start, span.end)) }),
    toValue: (offset) => clamp(offset - start),
  };
}

/**
 * Where the characters of a YAML scalar's value were written: escapes, folded lines and the indentation of blocks are
 * seen through. A scalar that is written in a way not known here is mapped as a whole.
 */
export function mapYamlScalar(text: string, scalar: YamlScalar): TextMap {
  const { style, inner } = scalar;
  const isAsWritten = inner.end - inner.start === scalar.text.length && text.startsWith(scalar.text, inner.start);
  if (isAsWritten) return plainMap(scalar.text, inner.start);
  const mapped =
    style === 'literal' ? mapLiteral(text, scalar) : style === 'folded' ? undefined : mapFlow(text, inner, style);
  if (mapped !== undefined && mapped.value === scalar.text) return mapped;
  const whole = Array.from({ length: scalar.text.length }, () => inner.start);
  return textMap(scalar.text, [...whole, inner.end]);
}

/** A literal block: each line of the value is the end of a line of the text (YAML 1.2, 8.1.2). */
function mapLiteral(text: string, { inner, text: value }: YamlScalar): TextMap | undefined {
  const offsets: number[] = [];
  const lines = value.split('\n');
  const first = lines.findIndex((line) => line !== '');
  let at = inner.start;
  const starts = lines.map(() => {
    const start = at;
    const end = text.indexOf('\n', at);
    at = end < 0 ? text.length : end + 1;
    return { start, end: end < 0 ? text.length : end - (text[end - 1] === '\r' ? 1 : 0) };
  });
  const firstLine = starts[first];
  const indent = firstLine === undefined ? 0 : firstLine.end - firstLine.start - (lines[first] ?? '').length;
  for (const [index, line] of lines.entries()) {
    const { start, end } = starts[index] ?? { start: inner.end, end: inner.end };
    const begin = Math.min(start + indent, end);
    if (text.slice(begin, begin + line.length) !== line) return undefined;
    for (let unit = 0; unit < line.length; unit += 1) offsets.push(begin + unit);
    // The line break, or the end of all.
    offsets.push(Math.min(begin + line.length, Math.max(inner.end, inner.start)));
  }
  return textMap(value, offsets);
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const escapeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Plain and quoted scalars: escapes, and lines that are folded into one (YAML 1.2, 6.5 and 7.3). */
function mapFlow(text: string, inner: YamlSpan, style: 'plain' | 'single' | 'double'): TextMap {
  let value = '';
  const offsets: number[] = [];
  const add = (piece: string, offset: number) => {
    for (let unit = 0; unit < piece.length; unit += 1) offsets.push(offset);
    value += piece;
  };
  for (let at = inner.start; at < inner.end; ) {
    const fold = foldAt(text, at, inner.end);
    const unit = text.charAt(at);
    if (fold !== undefined) {
      add(fold.breaks === 1 ? ' ' : '\n'.repeat(fold.breaks - 1), at);
      at = fold.end;
    } else if (style === 'single' && unit === "'" && text[at + 1] === "'") {
      add("'", at);
      at += 2;
    } else if (style === 'double' && unit === '\\') {
      const { piece, length } = escapeAt(text, at);
      add(piece, at);
      at += length;
    } else {
      add(unit, at);
      at += 1;
    }
  }
  offsets.push(inner.end);
  return textMap(value, offsets);
}

const fold = /[ \t]*\r?\n(?:[ \t]*\r?\n)*[ \t]*/y;

/** White space around line breaks: one break is a space, more of them are one less. */
function foldAt(text: string, at: number, end: number): { breaks: number; end: number } | undefined {
  const unit = text.charAt(at);
  if (unit !== ' ' && unit !== '\t' && unit !== '\r' && unit !== '\n') return undefined;
  fold.lastIndex = at;
  const found = fold.exec(text)?.[0];
  if (found === undefined || at + found.length > end) return undefined;
  return { breaks: found.split('\n').length - 1, end: at + found.length };
}

function escapeAt(text: string, at: number): { piece: string; length: number } {
  const letter = text.charAt(at + 1);
  const digits = escapeLengths[letter];
  if (digits !== undefined) {
    const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
    return { piece: code <= 0x10ffff ? String.fromCodePoint(code) : '', length: 2 + digits };
  }
  // A line break that is escaped joins the lines without a space.
  const joined = /^\\\r?\n[ \t]*/.exec(text.slice(at, at + 200))?.[0];
  if (joined !== undefined) return { piece: '', length: joined.length };
  return { piece: simpleEscapes[letter] ?? letter, length: 2 };
}
