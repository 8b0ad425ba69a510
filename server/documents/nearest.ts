import { distance } from '../../orchestrator-core/language/index.ts';

/**
 * The candidate that `word` was probably meant to be: the one with the fewest edits, when there are at most a third
 * as many as the word has letters. Case does not count as an edit.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.floor(word.length / 3);
  let best: string | undefined;
  let fewest = limit + 1;
  for (const candidate of candidates) {
    if (candidate === word || Math.abs(candidate.length - word.length) > limit) continue;
    const edits = distance(word.toLowerCase(), candidate.toLowerCase(), fewest);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

/** `words` as a person would list them: `a, b or c`. */
export function listed(words: readonly string[], last: 'and' | 'or' = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
