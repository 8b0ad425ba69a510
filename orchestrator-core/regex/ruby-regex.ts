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
  const matcher = rubyMatcher(source);
  if (typeof matcher === 'object') return matcher;
  return matcher === 'syntax' ? undefined : { test: () => true };
}

/** The same for whoever must know: `syntax` is what Ruby refuses, `unsupported` what it alone can match. */
export function rubyMatcher(source: string): TextMatcher | 'syntax' | 'unsupported' {
  let program: Program;
  try {
    program = compileRegex(parseRegex(source));
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    return error.kind;
  }
  const native = nativeRegex(source);
  return {
    test: (text) =>
      native !== undefined && text.length <= longestNative && !unlike.test(text)
        ? native.test(text)
        : matches(program, [...text]),
  };
}

/** Nothing but what both engines read alike, and what cannot go through a short text in many ways. */
const simple = /^\^?(?:[\w .:@/=,~%#!&;'"<>-]|\\[.dw/-]|\[\^?[\w.-]+\]|\((?!\?)|\)(?![*+?])|\||[*+?](?![*+?]))*\$?$/;
const longestNative = 1000;
/** Characters that the two engines do not treat alike. */
const unlike = /[\n\r\u2028\u2029\ud800-\udfff]/;

/** The same for JavaScript's own engine, which is some fifty times as fast; undefined for all but simple ones. */
function nativeRegex(source: string): RegExp | undefined {
  if (!simple.test(source) || (source.match(/[*+]/g)?.length ?? 0) > 2) return undefined;
  try {
    return new RegExp(source, 'm');
  } catch {
    return undefined;
  }
}
