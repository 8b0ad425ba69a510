import { OrchestratorError } from '../../common/index.ts';

/**
 * The words of a command line as a POSIX shell parts them, quotes and backslashes understood, and nothing else.
 * @throws OrchestratorError `bolt/validation-error` when a quote is not closed.
 */
export function splitWords(line: string): readonly string[] {
  const pattern = /\s*(?:([^\s\\'"]+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|(\\[\s\S]?)|(\S))(\s|$)?/gy;
  const words: string[] = [];
  let word = '';
  for (const [, plain, single, double, escaped, other, end] of line.matchAll(pattern)) {
    if (other !== undefined) {
      throw new OrchestratorError('bolt/validation-error', `Unmatched quote in ${JSON.stringify(line)}.`);
    }
    word += plain ?? single ?? double?.replace(/\\([$`"\\\n])/g, '$1') ?? escaped?.slice(1) ?? '';
    if (end === undefined) continue;
    words.push(word);
    word = '';
  }
  return words;
}
