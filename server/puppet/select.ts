import type { Span } from '../documents/words.ts';
import { bracketPairs } from './brackets.ts';
import type { PuppetDocument } from './document.ts';

/**
 * What a growing selection goes through from `offset` on, smallest first: the word, the text between its quotes or
 * brackets, the nodes of the tree around it, the whole source.
 */
export function puppetSelections({ parsed, source, nodes, heredocs }: PuppetDocument, offset: number): readonly Span[] {
  const { text } = source;
  const around = (span: Span) => span.start <= offset && offset <= span.end;
  const candidates = [
    ...nodes().filter(around),
    ...parsed.tokens.filter((token) => around(token) && token.kind !== 'end'),
    ...parsed.comments.filter(around),
    ...heredocs().flatMap(({ opening, closing, text: contents }) => [
      opening,
      closing,
      contents,
      { start: opening.start, end: closing.end },
    ]),
  ].filter(around);
  const quoted = parsed.tokens.flatMap(({ kind, start, end }) =>
    kind === 'string' && end - start > 2 && /['"]/.test(text.charAt(start)) ? [{ start: start + 1, end: end - 1 }] : [],
  );
  const bracketed = bracketPairs(parsed.tokens).flatMap(({ open, close }) => [
    { start: open.start, end: close.end },
    { start: open.end, end: close.start },
  ]);
  const ordered = [...candidates, ...[...quoted, ...bracketed].filter(around), { start: 0, end: text.length }]
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  const chain: Span[] = [];
  for (const { start, end } of ordered) {
    const last = chain.at(-1);
    const grows = last === undefined || (start <= last.start && last.end <= end && end - start > last.end - last.start);
    if (grows) chain.push({ start, end });
  }
  return chain;
}
