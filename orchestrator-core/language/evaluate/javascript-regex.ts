const posix: Readonly<Record<string, string>> = {
  alnum: '\\p{L}\\p{N}',
  alpha: '\\p{L}',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  lower: '\\p{Ll}',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: '\\p{Lu}',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

/**
 * A Ruby regular expression as JavaScript's: `\A`, `\z`, `\Z`, `\h`, POSIX classes, `(?i)` groups, atomic groups and
 * possessive quantifiers as their plain forms. `^` and `$` are line anchors, as in Ruby. It keeps what it captures, which
 * a plan needs; the time that it takes has no bound.
 *
 * @returns undefined for what JavaScript cannot say.
 */
export function javascriptRegex(source: string): RegExp | undefined {
  let flags = 'm';
  let text = source;
  const whole = /^\(\?([imx]+)(?:-[imx]+)?\)/.exec(text) ?? /^\(\?([imx]*)-[imx]+:([\s\S]*)\)$/.exec(text);
  if (whole !== null) {
    if (whole[1]?.includes('i')) flags += 'i';
    if (whole[1]?.includes('m')) flags += 's';
    if (whole[1]?.includes('x')) return undefined;
    text = whole[2] ?? text.slice(whole[0].length);
  }
  const translated = translate(text);
  for (const mode of ['u', '']) {
    try {
      return new RegExp(translated, flags + mode);
    } catch {
      // Ruby allows escapes that the strict mode refuses; the loose one may still do.
    }
  }
  return undefined;
}

function translate(source: string): string {
  let result = '';
  let inClass = 0;
  for (let at = 0; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '\\') {
      result += translateEscape(source.charAt(at + 1), inClass > 0);
      at += 1;
    } else if (char === '[' && inClass > 0 && source[at + 1] === ':') {
      const close = source.indexOf(':]', at);
      const name = source.slice(at + 2, close);
      result += posix[name] ?? '';
      at = close + 1;
    } else if (char === '[') {
      inClass += 1;
      result += inClass > 1 ? '' : '[';
    } else if (char === ']' && inClass > 0) {
      inClass -= 1;
      result += inClass > 0 ? '' : ']';
    } else if (inClass === 0 && source.startsWith('(?>', at)) {
      result += '(?:';
      at += 2;
    } else if (
      inClass === 0 &&
      char === '+' &&
      /[*+?}]/.test(source.charAt(at - 1)) &&
      source.charAt(at - 2) !== '\\'
    ) {
    } else result += char;
  }
  return result;
}

function translateEscape(letter: string, inClass: boolean): string {
  if (letter === 'h') return inClass ? '0-9a-fA-F' : '[0-9a-fA-F]';
  if (letter === 'H') return inClass ? '' : '[^0-9a-fA-F]';
  if (inClass) return `\\${letter}`;
  if (letter === 'A') return '(?<![\\s\\S])';
  if (letter === 'z') return '(?![\\s\\S])';
  if (letter === 'Z') return '(?=\\n?(?![\\s\\S]))';
  if (letter === 'R') return '(?:\\r\\n|[\\n-\\r])';
  // Escapes that mean the character itself, refused by JavaScript's Unicode mode.
  return /[^\w\s$()*+.?[\\\]^{|}/-]/.test(letter) ? letter : `\\${letter}`;
}
