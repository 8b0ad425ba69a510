import { OrchestratorError } from '../../common/index.ts';

/**
 * The words of a command line as a POSIX shell parts them, quotes and backslashes understood, and nothing else.
 * @throws OrchestratorError `bolt/validation-error` when a quote is not closed.
 */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  const pieces = line.matchAll(/(\s+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s\\'"]+)|([\s\S])/g);
  for (const [, blank, single, double, escaped, plain, other] of pieces) {
    if (other !== undefined) {
      throw new OrchestratorError('bolt/validation-error', `Unmatched quote in ${JSON.stringify(line)}.`);
    }
    if (blank === undefined) {
      word = (word ?? '') + (single ?? double?.replace(/\\([$`"\\\n])/g, '$1') ?? escaped ?? plain ?? '');
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}
