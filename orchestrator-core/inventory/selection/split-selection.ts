/** A word of a text, as a shell would hand it over. */
export interface SelectionWord {
  readonly value: string;
  /** Where it stands in the text with its quotes, UTF-16 offsets, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** Where each unit of the value stands in the text; one more than the value has, for its end. */
  readonly offsets: readonly number[];
}

/** The words of a text, and the quote that is never closed. */
export interface SplitSelection {
  readonly words: readonly SelectionWord[];
  readonly problem?: { readonly message: string; readonly start: number; readonly end: number };
}

/**
 * Splits a text that a person types, such as `web* -q 'nodes[certname] { }'`, as a POSIX shell would: white space
 * separates, `'…'` is taken as it is, in `"…"` a backslash keeps `"`, `\`, `$` and a backtick, elsewhere the next letter.
 * Nothing is expanded. A quote that is not closed reaches to the end, for somebody may still be typing.
 */
export function splitSelection(text: string): SplitSelection {
  const words: SelectionWord[] = [];
  let problem: SplitSelection['problem'];
  let at = 0;
  const skip = (): void => {
    while (at < text.length && /\s/.test(text.charAt(at))) at++;
  };
  for (skip(); at < text.length; skip()) {
    const start = at;
    let value = '';
    const offsets: number[] = [];
    const take = (): void => {
      value += text.charAt(at);
      offsets.push(at);
      at++;
    };
    let quote = '';
    let opened = at;
    while (at < text.length && (quote !== '' || !/\s/.test(text.charAt(at)))) {
      const letter = text.charAt(at);
      if (letter === quote) {
        quote = '';
        at++;
      } else if (quote === '' && (letter === "'" || letter === '"')) {
        quote = letter;
        opened = at;
        at++;
      } else if (letter === '\\' && keepsNext(quote, text.charAt(at + 1))) {
        at++;
        take();
      } else {
        take();
      }
    }
    if (quote !== '') problem = { message: `This ${quote} is never closed.`, start: opened, end: text.length };
    words.push({ value, start, end: at, offsets: [...offsets, at] });
  }
  return problem === undefined ? { words } : { words, problem };
}

function keepsNext(quote: string, next: string): boolean {
  if (next === '') return false;
  return quote === '' || (quote === '"' && /["\\$`]/.test(next));
}

/** The words as a text that {@link splitSelection} splits into the same words again, with no more quotes than that needs. */
export function printSelection(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  if (word !== '' && !/[\s\\'"]/.test(word)) return word;
  return word.includes("'") && !/["\\$`]/.test(word) ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`;
}
