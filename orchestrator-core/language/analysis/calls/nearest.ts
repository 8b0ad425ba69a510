import { distance } from '../../types/known-types.ts';

/**
 * The candidate that `word` was probably meant to be: few edits away, for the letters of its last part. Nobody makes
 * more than three slips in a name.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  const { length } = word.slice(word.lastIndexOf(':') + 1);
  let fewest = Math.min(3, Math.max(1, Math.floor(length / 3))) + 1;
  let best: string | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= fewest) continue;
    const edits = distance(lower, candidate.toLowerCase(), fewest);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

/** ` Did you mean 'x'?`, or nothing. */
export function question(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean '${suggestion}'?`;
}
