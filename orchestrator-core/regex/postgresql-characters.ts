import { RegexError } from './regex-node.ts';

/** Where a text is read. */
export interface Place {
  readonly source: string;
  at: number;
}

/** Sets that a backslash and a letter stand for, of all of Unicode, as PostgreSQL has them in UTF-8. */
export const sets: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  s: '\\s',
  w: '\\p{L}\\p{M}\\p{N}_',
};
const controls: Readonly<Record<string, string>> = {
  a: '\\x07',
  b: '\\x08',
  B: '\\\\',
  e: '\\x1b',
  f: '\\f',
  n: '\\n',
  r: '\\r',
  t: '\\t',
  v: '\\v',
};

const codes = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{1,4})|c(.)|([0-7]{2,3}|0))/s;

/** A character after a backslash, in JavaScript's words. */
export function readCharacterEscape(reader: Place): string {
  const rest = reader.source.slice(reader.at);
  const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  const [whole, u, long, x, control, octal] = codes.exec(rest) ?? [];
  const hexadecimal = u ?? long ?? x;
  if (whole !== undefined) {
    reader.at += whole.length;
    if (control !== undefined) return codeOf((control.codePointAt(0) ?? 0) & 31);
    return codeOf(hexadecimal === undefined ? Number.parseInt(octal ?? '0', 8) : Number.parseInt(hexadecimal, 16));
  }
  reader.at += char.length;
  const known = controls[char];
  if (known !== undefined) return known;
  if (/[\p{L}\p{N}]/u.test(char)) throw syntax('invalid escape \\ sequence');
  return escaped(char);
}

function codeOf(code: number): string {
  if (code > 0x10ffff) throw syntax('invalid escape \\ sequence');
  return `\\u{${code.toString(16)}}`;
}

const classes: Readonly<Record<string, string>> = {
  alnum: '\\p{L}\\p{M}\\p{N}',
  alpha: '\\p{L}\\p{M}',
  blank: ' \\t',
  cntrl: '\\p{Cc}',
  digit: '\\p{Nd}',
  graph: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}',
  lower: '\\p{Ll}',
  print: '\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}\\p{Zs}',
  punct: '\\p{P}$+<=>^`|~',
  space: '\\s',
  upper: '\\p{Lu}',
  word: '\\p{L}\\p{M}\\p{N}_',
  xdigit: '0-9A-Fa-f',
};

/** One character, range or class of a bracket expression. */
export function readMember(reader: Place): string {
  const rest = reader.source.slice(reader.at);
  const [named, name] = /^\[:([^:\]]*):\]/.exec(rest) ?? [];
  if (named !== undefined) {
    reader.at += named.length;
    const set = classes[name ?? ''];
    if (set === undefined) throw syntax('invalid character class');
    return set;
  }
  const low = readElement(reader);
  const isSet = low.length > 1 && low.startsWith('@');
  const isRange = reader.source[reader.at] === '-' && (reader.source[reader.at + 1] ?? ']') !== ']';
  if (isSet && isRange) throw syntax('invalid character range');
  if (isSet) return setIn(low.charAt(1));
  if (!isRange) return low;
  reader.at += 1;
  const high = readElement(reader);
  try {
    new RegExp(`[${low}-${high}]`, 'u');
  } catch {
    throw syntax('invalid character range');
  }
  return `${low}-${high}`;
}

function setIn(letter: string): string {
  const set = sets[letter.toLowerCase()] ?? '';
  if (letter === letter.toLowerCase()) return set;
  const complements: Readonly<Record<string, string>> = { D: '\\P{Nd}', S: '\\S' };
  const complement = complements[letter];
  if (complement === undefined) throw syntax('invalid escape \\ sequence');
  return complement;
}

/** A character of a bracket expression as it stands in one of JavaScript; `@` before the letter of a set. */
function readElement(reader: Place): string {
  const rest = reader.source.slice(reader.at);
  const [collating, inner] = /^\[[.=](.)[.=]\]/su.exec(rest) ?? [];
  if (collating !== undefined) {
    reader.at += collating.length;
    return inBracket(inner ?? '');
  }
  if (rest.startsWith('\\')) {
    reader.at += 1;
    const letter = reader.source.charAt(reader.at);
    if (letter === '') throw syntax('invalid escape \\ sequence');
    if (sets[letter.toLowerCase()] === undefined) return readCharacterEscape(reader);
    reader.at += 1;
    return `@${letter}`;
  }
  const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  reader.at += char.length;
  return inBracket(char);
}

function inBracket(char: string): string {
  return /[\\\]^[-]/.test(char) ? `\\${char}` : char;
}

/** A character as an expression of JavaScript that stands for itself. */
export function escaped(char: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

/** What PostgreSQL refuses. */
export function syntax(message: string): RegexError {
  return new RegexError('syntax', message);
}
