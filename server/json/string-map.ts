import type { Span } from '../documents/words.ts';

/** A string's contents and where each of its characters was written. */
export interface StringMap {
  readonly value: string;
  /** Turns a span of `value` into one of the document, however the characters were escaped. */
  toDocument(span: Span): Span;
  /** Turns an offset of the document into one of `value`. */
  toValue(offset: number): number;
}

const simple: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Maps the JSON string whose contents (without the quotes) stand at `inner`. RFC 8259 section 7. */
export function mapJsonString(text: string, inner: Span): StringMap {
  const raw = text.slice(inner.start, inner.end);
  if (!raw.includes('\\')) return plainMap(raw, inner.start);
  let value = '';
  const offsets: number[] = [];
  for (let at = 0; at < raw.length; ) {
    offsets.push(inner.start + at);
    const escaped = raw[at] === '\\' ? (raw[at + 1] ?? '') : undefined;
    if (escaped === undefined) {
      value += raw[at];
      at += 1;
    } else if (escaped === 'u' && /^[0-9a-fA-F]{4}$/.test(raw.slice(at + 2, at + 6))) {
      value += String.fromCharCode(Number.parseInt(raw.slice(at + 2, at + 6), 16));
      at += 6;
    } else {
      value += simple[escaped] ?? (escaped === '' ? '\\' : escaped);
      at += escaped === '' ? 1 : 2;
    }
  }
  offsets.push(inner.end);
  return {
    value,
    toDocument: (span) => ({
      start: offsets[span.start] ?? inner.end,
      end: offsets[span.end] ?? inner.end,
    }),
    toValue: (offset) => {
      const index = offsets.findIndex((candidate) => candidate >= offset);
      return index < 0 ? value.length : index;
    },
  };
}

function plainMap(value: string, start: number): StringMap {
  const clamp = (offset: number) => Math.max(0, Math.min(value.length, offset));
  return {
    value,
    toDocument: (span) => ({ start: start + clamp(span.start), end: start + clamp(span.end) }),
    toValue: (offset) => clamp(offset - start),
  };
}
