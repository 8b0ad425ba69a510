import { digitsJson, type Json } from './common/index.ts';

/**
 * The elements of a JSON array that comes in pieces, as many at a time as a piece completes: an answer of any length takes
 * no more memory than its longest element. Only where elements end is looked for; `digitsJson` reads them.
 * @throws SyntaxError when the text is no array, or ends before it does
 */
export async function* jsonRows(pieces: AsyncIterable<string>): AsyncGenerator<readonly Json[]> {
  const splitter = elementSplitter();
  for await (const piece of pieces) {
    const rows = splitter.take(piece).map(digitsJson);
    if (rows.length > 0) yield rows;
  }
  splitter.end();
}

interface ElementSplitter {
  /** The texts of the elements that this piece completes. */
  take(piece: string): readonly string[];
  end(): void;
}

function elementSplitter(): ElementSplitter {
  /** What was not handed out yet, and how far it was looked through. */
  let [text, at] = ['', 0];
  let [depth, inText, isOver, count] = [0, false, false, 0];
  const refuse = (): never => {
    throw new SyntaxError(`Expected one whole JSON array, not ${JSON.stringify(text.slice(0, 200))}`);
  };
  const take = (piece: string): readonly string[] => {
    text += piece;
    const elements: string[] = [];
    const marks = /["\\[\]{},]/g;
    let begin = 0;
    for (;;) {
      marks.lastIndex = at;
      at = marks.exec(text)?.index ?? text.length;
      const mark = text[at];
      // What stands behind a backslash may come with the next piece.
      if (mark === undefined || (mark === '\\' && at + 1 === text.length)) break;
      const end = at;
      at += mark === '\\' && inText ? 2 : 1;
      if (mark === '"') inText = !inText;
      if (inText || mark === '"' || mark === '\\') continue;
      const isOpening = mark === '[' || mark === '{';
      if (depth === 0) {
        if (isOver || mark !== '[' || text.slice(begin, end).trim() !== '') return refuse();
        begin = at;
      }
      if (isOpening) depth += 1;
      else if (mark !== ',') depth -= 1;
      isOver = depth === 0;
      if (!isOver && (mark !== ',' || depth > 1)) continue;
      const element = text.slice(begin, end);
      // An array may have none.
      if (!isOver || count > 0 || element.trim() !== '') elements.push(element);
      count += 1;
      begin = at;
    }
    text = text.slice(begin);
    at -= begin;
    return elements;
  };
  const end = (): void => {
    if (!isOver || text.trim() !== '') refuse();
  };
  return { take, end };
}
