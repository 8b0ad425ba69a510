/** The words of a command line as Ruby's `Shellwords.shellsplit` finds them; undefined where a quote has no end. */
export function shellWords(line: string): readonly string[] | undefined {
  const piece = /\s*(?:([^\s\\'"]+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|(\\.?)|(\S))(\s)?/gsy;
  const words: string[] = [];
  let word = '';
  const text = line.trim();
  while (piece.lastIndex < text.length) {
    const found = piece.exec(text);
    if (found === null) break;
    const [, plain, single, double, escaped, garbage, end] = found;
    if (garbage !== undefined) return undefined;
    word += plain ?? single ?? double?.replace(/\\([$`"\\\n])/g, '$1') ?? escaped?.replace(/\\(.)/s, '$1') ?? '';
    if (end === undefined && piece.lastIndex < text.length) continue;
    words.push(word);
    word = '';
  }
  return words;
}
