import { nameOfUri } from '../common/index.ts';
import { parseSelection } from './selection/parse-selection.ts';
import { splitWords } from './selection.ts';

/** The names of targets, with the URIs in the place of those that the words of a selection give with a password. */
export function withGivenUris(names: readonly string[], words: readonly string[]): readonly string[] {
  const parsed = parseSelection(words);
  if (!parsed.ok) return names;
  const given = new Map<string, string>();
  for (const { text } of parsed.selection.words) {
    for (const word of splitWords(text, {})) {
      if (nameOfUri(word) !== word) given.set(nameOfUri(word), word);
    }
  }
  return given.size === 0 ? names : names.map((name) => given.get(name) ?? name);
}
