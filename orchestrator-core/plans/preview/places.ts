import type { EvaluationFrame, Span } from '../../language/index.ts';
import type { PlanPlace } from '../run/world.ts';

/** Lines and columns of the sources of a preview. */
export interface Places {
  of(frame: Pick<EvaluationFrame, 'path' | 'source'>, span: Span): PlanPlace;
  /** A source that was made of a document: its places are those of the document. */
  madeOf(source: string, document: string, translate: (span: Span) => Span): void;
}

interface Origin {
  readonly document: string;
  readonly translate: (span: Span) => Span;
}

/** The places of one preview. */
export function createPlaces(): Places {
  const starts = new Map<string, readonly number[]>();
  const origins = new Map<string, Origin>();
  const lineStarts = (text: string): readonly number[] => {
    const before = starts.get(text);
    if (before !== undefined) return before;
    const found = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) found.push(at + 1);
    starts.set(text, found);
    return found;
  };
  return {
    of: ({ path, source }, span) => {
      const origin = origins.get(source);
      const offset = (origin?.translate(span) ?? span).start;
      const lines = lineStarts(origin?.document ?? source);
      let [low, high] = [0, lines.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((lines[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { path: path ?? '', line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
    },
    madeOf: (source, document, translate) => {
      origins.set(source, { document, translate });
    },
  };
}
