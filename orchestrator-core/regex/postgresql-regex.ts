import { compileRegex, matchesWithin, type Program } from './match-regex.ts';
import { type PostgresqlTree, parsePostgresqlRegex } from './parse-postgresql-regex.ts';
import { RegexError } from './regex-node.ts';
import type { TextMatcher } from './ruby-regex.ts';

/** How many ways of going on JavaScript's own engine may try for a text before the other one is taken. */
const mostTries = 100_000;
/** How many steps the other one may take. */
const mostSteps = 1_000_000;

/** A regular expression of PostgreSQL. */
export interface PostgresqlRegex extends TextMatcher {
  /**
   * Whether it matches somewhere in a text, in a time that is bounded.
   * @throws RegexError where that was not enough to tell
   */
  test(text: string): boolean;
  /** What every text that it matches begins with; often nothing. */
  readonly prefix: string;
}

/**
 * An advanced regular expression of PostgreSQL (`~`). JavaScript's engine matches it where it cannot go through the text in
 * too many ways; else the one that takes no step twice.
 * @returns the problem in PostgreSQL's words for what is none.
 */
export function postgresqlRegex(source: string): PostgresqlRegex | { readonly problem: string } {
  let tree: PostgresqlTree;
  let program: Program;
  try {
    tree = parsePostgresqlRegex(source);
    program = compileRegex(tree.node);
  } catch (error) {
    if (error instanceof RegexError) return { problem: error.message };
    throw error;
  }
  const { power, prefix } = tree;
  const native = new RegExp(tree.source, tree.flags);
  const longest = Number.isFinite(power) ? mostTries ** (1 / Math.max(1, power)) : -1;
  return {
    prefix,
    test: (text) => (text.length <= longest ? native.test(text) : testSlowly(program, text)),
  };
}

function testSlowly(program: Program, text: string): boolean {
  const answer = matchesWithin(program, [...text], mostSteps);
  if (answer === undefined) {
    throw new RegexError('unsupported', `the regular expression takes too long on a text of ${text.length} characters`);
  }
  return answer;
}
