import type { Span } from '../language/index.ts';
import type { TextMap } from '../project/index.ts';

/** A stretch of made Puppet source that stands for a stretch of the document. */
interface Segment extends Span {
  /** For each UTF-16 unit its offset in the document and one for the end; undefined where only the whole matches. */
  readonly offsets: readonly number[] | undefined;
  readonly document: Span;
}

/** A document as Puppet source, with the way there and back. */
export interface PuppetView {
  readonly text: string;
  /** Exactly where a span of the source was written; undefined for what was made up. */
  toDocument(span: Span): Span | undefined;
  /** As {@link toDocument}; for a span that is made up in part, the first thing in it that was written. */
  nearest(span: Span): Span | undefined;
  /** Where a place of the document is in the source; undefined where the document says nothing in Puppet. */
  toSource(offset: number): number | undefined;
}

/** Puppet source that grows piece by piece and remembers where the pieces come from. */
export interface PuppetWriter {
  /** Adds text that is nowhere in the document. */
  write(text: string): void;
  /** Adds text whose every character was written somewhere. */
  writeMapped(map: TextMap): void;
  /** Adds text that says what stands at `document` in other words. */
  writeFor(text: string, document: Span): void;
  /** The source so far. */
  text(): string;
  view(): PuppetView;
}

/** A writer that has written nothing yet. */
export function puppetWriter(): PuppetWriter {
  let text = '';
  const segments: Segment[] = [];
  const add = (piece: string, offsets: readonly number[] | undefined, document: Span) => {
    segments.push({ start: text.length, end: text.length + piece.length, offsets, document });
    text += piece;
  };
  return {
    write: (piece) => {
      text += piece;
    },
    writeMapped: ({ value, offsets }) =>
      add(value, offsets, { start: offsets[0] ?? 0, end: offsets.at(-1) ?? offsets[0] ?? 0 }),
    writeFor: (piece, { start, end }) => add(piece, undefined, { start, end }),
    text: () => text,
    view: () => viewOf(text, segments),
  };
}

/** The first segment that ends at `offset` or behind it; segments stand in the order of the source and apart. */
function firstFrom(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.end ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function viewOf(text: string, segments: readonly Segment[]): PuppetView {
  const toDocument = (span: Span): Span | undefined => {
    for (let index = firstFrom(segments, span.end); index < segments.length; index += 1) {
      const segment = segments[index];
      if (segment === undefined || segment.start > span.start) return undefined;
      if (span.end <= segment.end) return within(segment, span);
    }
    return undefined;
  };
  return {
    text,
    toDocument,
    nearest: (span) => {
      const exact = toDocument(span);
      if (exact !== undefined) return exact;
      let index = firstFrom(segments, span.start);
      while ((segments[index]?.end ?? Number.POSITIVE_INFINITY) <= span.start) index += 1;
      const first = segments[index];
      if (first === undefined || first.start >= span.end) return undefined;
      return within(first, { start: Math.max(first.start, span.start), end: Math.min(first.end, span.end) });
    },
    toSource: (offset) => {
      // The smallest stretch: what is written out in detail is better than what stands for a whole.
      const [segment] = segments
        .filter(({ document }) => document.start <= offset && offset <= document.end)
        .sort((a, b) => Number(a.offsets === undefined) - Number(b.offsets === undefined));
      if (segment === undefined) return undefined;
      if (segment.offsets === undefined) return segment.start;
      const index = segment.offsets.findIndex((place) => place >= offset);
      return segment.start + (index < 0 ? segment.end - segment.start : index);
    },
  };
}

function within({ start, offsets, document }: Segment, span: Span): Span {
  if (offsets === undefined) return document;
  const from = offsets[span.start - start] ?? document.start;
  return { start: from, end: Math.max(from, offsets[span.end - start] ?? document.end) };
}
