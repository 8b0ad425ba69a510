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

function viewOf(text: string, segments: readonly Segment[]): PuppetView {
  const toDocument = (span: Span): Span | undefined => {
    const segment = segments.find(({ start, end }) => start <= span.start && span.end <= end);
    return segment === undefined ? undefined : within(segment, span);
  };
  return {
    text,
    toDocument,
    nearest: (span) => {
      const exact = toDocument(span);
      if (exact !== undefined) return exact;
      const first = segments.find(({ start, end }) => start < span.end && span.start < end);
      if (first === undefined) return undefined;
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
