import { type CharacterTest, RegexError } from './regex-node.ts';

const isOf =
  (set: RegExp): CharacterTest =>
  (character) =>
    set.test(character);

/** The sets that a backslash and a letter stand for; those of ASCII only, as in Ruby. */
export const escapedSets: Readonly<Record<string, CharacterTest>> = {
  d: isOf(/^[0-9]$/),
  D: isOf(/^[^0-9]$/u),
  w: isOf(/^[A-Za-z0-9_]$/),
  W: isOf(/^[^A-Za-z0-9_]$/u),
  s: isOf(/^[ \t\r\n\f\v]$/),
  S: isOf(/^[^ \t\r\n\f\v]$/u),
  h: isOf(/^[0-9A-Fa-f]$/),
  H: isOf(/^[^0-9A-Fa-f]$/u),
};

/** The sets of POSIX, of all of Unicode, which `\p{…}` knows by the same names. */
const named: Readonly<Record<string, CharacterTest>> = {
  alnum: isOf(/^[\p{L}\p{M}\p{N}]$/u),
  alpha: isOf(/^[\p{L}\p{M}]$/u),
  ascii: isOf(/^[\0-\x7f]$/),
  blank: isOf(/^[\p{Zs}\t]$/u),
  cntrl: isOf(/^\p{Cc}$/u),
  digit: isOf(/^\p{Nd}$/u),
  graph: isOf(/^[^\p{White_Space}\p{Cc}\p{Cn}\p{Cs}]$/u),
  lower: isOf(/^\p{Lowercase}$/u),
  print: isOf(/^[^\p{Cc}\p{Cn}\p{Cs}]$/u),
  punct: isOf(/^[\p{P}$+<=>^`|~]$/u),
  space: isOf(/^\p{White_Space}$/u),
  upper: isOf(/^\p{Uppercase}$/u),
  word: isOf(/^[\p{L}\p{M}\p{N}\p{Pc}]$/u),
  xdigit: isOf(/^[0-9A-Fa-f]$/),
  any: () => true,
};

/** Whether a character belongs to a word where boundaries of words are asked for. */
export const isWord: CharacterTest = isOf(/^[\p{L}\p{M}\p{N}\p{Pc}]$/u);

/** The set that `[:name:]` or `\p{name}` means, `^` in front for all other characters. */
export function namedSet(written: string, isPosix: boolean): CharacterTest {
  const negative = written.startsWith('^');
  const name = written.slice(negative ? 1 : 0);
  const set = Object.hasOwn(named, name.toLowerCase()) ? named[name.toLowerCase()] : undefined;
  const test = set ?? (isPosix ? undefined : unicodeSet(name));
  if (test === undefined) throw new RegexError('syntax', `there is no set ${name}`);
  return negative ? (character) => !test(character) : test;
}

function unicodeSet(name: string): CharacterTest | undefined {
  for (const property of [name, `Script=${name.charAt(0).toUpperCase()}${name.slice(1).toLowerCase()}`]) {
    try {
      return isOf(new RegExp(`^\\p{${property}}$`, 'u'));
    } catch {
      // Not by this name.
    }
  }
  return undefined;
}

/** The test for characters that takes those of the other case, too. */
export function ignoringCase(test: CharacterTest): CharacterTest {
  return (character) => test(character) || test(character.toLowerCase()) || test(character.toUpperCase());
}
