import type { Token } from '../../orchestrator-core/language/index.ts';

/** A bracket with the one that closes it. */
export interface BracketPair {
  readonly open: Token;
  readonly close: Token;
}

const opens: Readonly<Record<string, string>> = {
  '(': '(',
  'ws-(': '(',
  '[': '[',
  'list-start': '[',
  '{': '{',
  'sel-{': '{',
};
const closes: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * The brackets of a source in pairs, in the order of their closers. By tokens, not by the tree, so that they are found
 * in broken statements as well; a closer without its opener is passed over.
 */
export function bracketPairs(tokens: readonly Token[]): readonly BracketPair[] {
  const waiting: Token[] = [];
  const pairs: BracketPair[] = [];
  for (const token of tokens) {
    if (opens[token.kind] !== undefined) waiting.push(token);
    const wanted = closes[token.kind];
    if (wanted === undefined) continue;
    const at = waiting.findLastIndex((each) => opens[each.kind] === wanted);
    const open = waiting[at];
    if (open === undefined) continue;
    waiting.length = at;
    pairs.push({ open, close: token });
  }
  return pairs;
}
