import { compileRegex, matches, type Program } from './match-regex.ts';
import { parseRegex } from './parse-regex.ts';
import { RegexError } from './regex-node.ts';

/** Tells whether a regular expression matches somewhere in a text. */
export interface TextMatcher {
  test(text: string): boolean;
}

/**
 * A regular expression of Ruby, which matches in a time that grows with the text times the expression: one in a module
 * that somebody else wrote must not stop us. What refers to a group it matched before would need more; it is taken to
 * match everything, since nothing that it refuses could be told for sure.
 *
 * @returns undefined for what Ruby itself would refuse.
 */
export function rubyRegex(source: string): TextMatcher | undefined {
  let program: Program;
  try {
    program = compileRegex(parseRegex(source));
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    return error.kind === 'syntax' ? undefined : { test: () => true };
  }
  return { test: (text) => matches(program, [...text]) };
}
