import { OrchestratorError, withoutPasswords } from '../../common/index.ts';
import { printSelection, type SplitSelection, splitSelection } from './split-selection.ts';

/** A part of the words of a selection: offsets in UTF-16 units within one word, `end` exclusive. */
export interface WordPlace {
  /** Which word, from 0. */
  readonly word: number;
  readonly start: number;
  readonly end: number;
}

/** What is wrong with a selection: a sentence that says what was expected, and where. */
export interface SelectionProblem {
  readonly message: string;
  readonly place: WordPlace;
}

/** Thrown while a selection is read; never leaves this folder. */
export class SelectionFault extends Error {
  readonly place: WordPlace;

  constructor(message: string, place: WordPlace) {
    super(message);
    this.place = place;
  }
}

/** The problem as an error of kind `baton/selection-error`; see {@link placeDetails}. */
export function selectionError({ message, place }: SelectionProblem, words: readonly string[]): OrchestratorError {
  return new OrchestratorError('baton/selection-error', message, { details: placeDetails(place, words) });
}

/**
 * A place as details of an error: `word`, `start` and `end` as in {@link WordPlace}, and `range`, the same in the text
 * that {@link printSelection} makes of the words without passwords, which is `text`.
 */
export function placeDetails(place: WordPlace, words: readonly string[]): PlaceDetails {
  const { word, start, end } = place;
  const text = printSelection(words.map(withoutPasswords));
  const shown = (offset: number): number => withoutPasswords((words[word] ?? '').slice(0, offset)).length;
  const range = rangeInText(splitSelection(text), { word, start: shown(start), end: shown(end) });
  return { word, start, end, range, text };
}

/** See {@link placeDetails}. */
export type PlaceDetails = { readonly [Key in keyof WordPlace]: number } & {
  readonly range: { readonly start: number; readonly end: number };
  readonly text: string;
};

/** Where a place in the words of a text stands in the text. */
export function rangeInText({ words }: SplitSelection, { word, start, end }: WordPlace): PlaceDetails['range'] {
  const offsets = words[word]?.offsets ?? [0];
  const last = offsets.at(-1) ?? 0;
  const from = offsets[start] ?? last;
  // Without the quote that may follow the last letter.
  return { start: from, end: end > start ? (offsets[end - 1] ?? last - 1) + 1 : from };
}
