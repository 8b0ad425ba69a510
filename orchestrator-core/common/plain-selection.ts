/**
 * Whether the words of a selection hold nothing but names, groups, aliases, patterns and URIs, which the inventory alone
 * understands. A word with white space and an option in it, as plans and files may have, is a text with several words.
 */
export function isPlainSelection(words: readonly string[]): boolean {
  return !words.some((word) => /(^|\s)-/.test(word));
}
