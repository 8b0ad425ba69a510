import { readPsychNumber } from '../../project/index.ts';

/** Where a text is written, which decides how. */
export interface TextPlace {
  /** Blanks before its lines but the first. */
  readonly indent: number;
  /** Letters before it in its first line. */
  readonly column: number;
  /** A key stands in one line. */
  readonly isKey: boolean;
}

/** Lines are broken at the first blank behind this column. */
const width = 80;

type Style = 'plain' | 'single' | 'double' | 'literal';

/** A text as Ruby's Psych writes it into YAML: its choice of a style, and libyaml's of what that style allows. */
export function psychText(text: string, place: TextPlace): string {
  const style = allowedStyle(text, wantedStyle(text), place);
  if (style === 'literal') return literal(text, place.indent);
  if (style === 'double') return doubleQuoted(text, place);
  const written = style === 'plain' ? text : `'${singleQuoted(text, place)}'`;
  const line = style === 'plain' ? folded(text, place) : written;
  return text === '<<' ? `!!str ${line}` : line;
}

/** `visit_String` of Psych's `yaml_tree.rb`. */
function wantedStyle(text: string): Style {
  if (/\n(?!\n?$)/.test(text)) return 'literal';
  if (text === '<<') return 'single';
  if (text === 'y' || text === 'n' || /^[^\p{L}\p{M}\p{Nd}\p{Pc}][^"]*$/mu.test(text)) return 'double';
  return isTyped(text) ? 'single' : 'plain';
}

/** Whether Ruby would not read the text as one. */
function isTyped(text: string): boolean {
  return (
    /^(?:|~|null|true|false|yes|no|on|off|:.*)$/i.test(text) ||
    typeof readPsychNumber(text) === 'number' ||
    /^0(?:\d+$|[0-7]*\.\d)/.test(text) ||
    /^\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)$/.test(text) ||
    /^-?\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:\s*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?$/.test(text)
  );
}

/** What libyaml's `analyze_scalar` and `select_scalar_style` make of it in blocks. */
function allowedStyle(text: string, wanted: Style, { isKey }: TextPlace): Style {
  const isMultiline = /[\n\u0085\u2028\u2029]/.test(text);
  if (unprintable.test(text) || / \n/.test(text) || (isKey && isMultiline)) return 'double';
  if (wanted === 'literal') return text.endsWith(' ') ? 'double' : 'literal';
  if (wanted === 'double') return 'double';
  if (/\n /.test(text)) return 'double';
  return wanted === 'single' || !isPlain(text) ? 'single' : 'plain';
}

const unprintable = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

function isPlain(text: string): boolean {
  if (text === '' || /^[\s]|[\s]$|\n/.test(text) || /^(?:---|\.\.\.)/.test(text)) return false;
  return !/^[#,[\]{}&*!|>'"%@`]|^[-?:](?:\s|$)|:(?:\s|$)|\s#/.test(text);
}

/** Breaks a line at single blanks behind the last column. */
function folded(text: string, { indent, column, isKey }: TextPlace): string {
  let at = column;
  let line = '';
  for (const [index, letter] of [...text].entries()) {
    const isBlank = letter === ' ' && text[index - 1] !== ' ' && text[index + 1] !== ' ';
    if (isBlank && !isKey && at > width && index > 0 && index < text.length - 1) {
      line += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      line += letter;
      at += 1;
    }
  }
  return line;
}

function singleQuoted(text: string, place: TextPlace): string {
  const quoted = text.replaceAll("'", "''");
  const body = folded(quoted, { ...place, column: place.column + 1 });
  // A line break is written as two, and what follows begins a line of its own.
  return body.endsWith('\n') && quoted.endsWith('\n') ? `${body}\n${' '.repeat(place.indent)}` : body;
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n')}`;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

function doubleQuoted(text: string, { indent, column, isKey }: TextPlace): string {
  const letters = [...text];
  let line = '"';
  let at = column + 1;
  let wasBlank = false;
  for (const [index, letter] of letters.entries()) {
    const isFold = letter === ' ' && !isKey && !wasBlank && at > width && index > 0 && index < letters.length - 1;
    const written = isFold ? `\n${' '.repeat(indent)}${letters[index + 1] === ' ' ? '\\' : ''}` : escaped(letter);
    line += written;
    at = isFold ? indent : at + written.length;
    wasBlank = letter === ' ';
  }
  return `${line}"`;
}

function escaped(letter: string): string {
  const known = escapes[letter];
  if (known !== undefined) return `\\${known}`;
  if (!unprintable.test(letter) && letter.length === 1) return letter;
  const code = letter.codePointAt(0) ?? 0;
  const [sign, digits] = code < 0x100 ? ['x', 2] : code < 0x10000 ? ['u', 4] : ['U', 8];
  return `\\${sign}${code.toString(16).toUpperCase().padStart(digits, '0')}`;
}
