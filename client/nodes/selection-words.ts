import type { SavedSelection } from '../../orchestrator-core/orchestrator.ts';

/** Options that leave a selection a list, whose value is the next word; the first two put something to it. */
const listOptions: readonly string[] = ['--saved', '--targets', '--batch', '--batch-sleep'];

/**
 * Whether a selection is a list to which names can be put: names, groups, patterns and saved selections. Other options
 * narrow what is named beside them, and a query takes no names: those are filters, and so is what is in doubt. The words are
 * looked at, not understood, for the parser is not loaded with the tree.
 */
export function isList(words: readonly string[]): boolean {
  let names = 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [option = ''] = word.split('=', 1);
    const known = listOptions.indexOf(option);
    // A text may have options in it.
    if (word.startsWith('-') ? known < 0 : /\s-/.test(word)) return false;
    if (known < 2) names += 1;
    if (known >= 0 && word === option) at += 1;
  }
  return names > 0;
}

/** What is saved so that a selection means more. */
export interface Addition {
  /** The filter that the selection was, under a name of its own; absent where it was a list. */
  readonly kept?: SavedSelection;
  readonly words: readonly string[];
}

/**
 * A saved selection with nodes put to it; `added` is a list. A filter stays one: it is kept under a name of its own, and
 * the selection means that one and the nodes.
 */
export function addition({ name, words }: SavedSelection, added: readonly string[], taken: Iterable<string>): Addition {
  if (isList(words)) {
    const isNew = (word: string): boolean => !words.includes(word);
    return { words: [...words, ...(added.includes('--saved') ? added : added.filter(isNew))] };
  }
  const kept = { name: freeName(`${name} filter`, new Set(taken)), words };
  return { kept, words: ['--saved', kept.name, ...added] };
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted} ${count}`;
    if (!taken.has(name)) return name;
  }
}

/** Whether the words name a saved selection. */
export function usesSaved(words: readonly string[], name: string): boolean {
  return withSavedName(words, name, `not ${name}`).some((word, at) => word !== words[at]);
}

/** The words with another name for a saved selection. */
export function withSavedName(words: readonly string[], before: string, after: string): readonly string[] {
  return words.map((word, at) => {
    if (word === before && words[at - 1] === '--saved') return after;
    return word === `--saved=${before}` ? `--saved=${after}` : word;
  });
}
