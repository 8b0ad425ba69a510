/** Whether a word is a pattern rather than a name. */
export function isWildcard(word: string): boolean {
  return /[*?[\]{}]/.test(word);
}

/**
 * Makes a matcher of a shell pattern as Ruby's `File.fnmatch` understands it, ASCII letters of either case alike: `*`, `?`,
 * `[a-z]`, `[^a-z]`, `\x`; `{a,b}` only when `extended`. A leading dot must be spelled out. `exact` tells letters' cases
 * apart, which a letter in brackets that is no part of a range does in any case.
 */
export function wildcardMatcher(pattern: string, extended: boolean, exact = false): (name: string) => boolean {
  const alternatives = (extended ? expandBraces(pattern) : [pattern]).map((one) => toExpression(one, exact));
  return (name) => alternatives.some((expression) => expression.test(name));
}

const mostAlternatives = 10_000;

function expandBraces(pattern: string): readonly string[] {
  const open = findUnescaped(pattern, '{', 0);
  if (open < 0) return [pattern];
  const commas: number[] = [];
  let depth = 0;
  let close = -1;
  for (let index = open; index < pattern.length && close < 0; index++) {
    const letter = pattern[index];
    if (letter === '\\') index++;
    else if (letter === '{') depth++;
    else if (letter === '}' && --depth === 0) close = index;
    else if (letter === ',' && depth === 1) commas.push(index);
  }
  if (close < 0) return [];
  const bounds = [open, ...commas, close];
  const expanded: string[] = [];
  for (let part = 0; part + 1 < bounds.length; part++) {
    const middle = pattern.slice((bounds[part] ?? 0) + 1, bounds[part + 1]);
    for (const one of expandBraces(pattern.slice(0, open) + middle + pattern.slice(close + 1))) {
      if (expanded.length >= mostAlternatives) return expanded;
      expanded.push(one);
    }
  }
  return expanded;
}

function findUnescaped(text: string, wanted: string, from: number): number {
  for (let index = from; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === wanted) return index;
  }
  return -1;
}

const never = /(?!)/;

function toExpression(pattern: string, exact: boolean): RegExp {
  let source = /^[*?[]/.test(pattern) ? '(?!\\.)' : '';
  const letters = [...pattern];
  for (let index = 0; index < letters.length; index++) {
    const letter = letters[index] ?? '';
    if (letter === '*') {
      while (letters[index + 1] === '*') index++;
      source += '[^]*';
    } else if (letter === '?') source += '[^]';
    else if (letter === '[') {
      const set = readSet(letters, index, exact);
      if (set === undefined) return never;
      source += set.source;
      index = set.end;
    } else source += literal(letter === '\\' ? (letters[++index] ?? '') : letter, exact);
  }
  return new RegExp(`^${source}$`, 'u');
}

function literal(letter: string, exact: boolean): string {
  if (letter === '') return '';
  return `[${exact ? quote(letter) : bothCases(letter)}]`;
}

function bothCases(letter: string): string {
  return quote(/^[a-z]$/i.test(letter) ? letter.toLowerCase() + letter.toUpperCase() : letter);
}

/** From `[` to `]`; undefined when there is no end. `[]` matches nothing and `[!]` everything. */
function readSet(
  letters: readonly string[],
  open: number,
  exact: boolean,
): { source: string; end: number } | undefined {
  let at = open + 1;
  const negated = letters[at] === '!' || letters[at] === '^';
  if (negated) at++;
  let within = '';
  const next = (): string | undefined => {
    if (letters[at] === '\\') at++;
    return letters[at++];
  };
  while (letters[at] !== ']') {
    const from = next();
    if (from === undefined) return undefined;
    // Where cases are alike Ruby compares with the letter behind this one, too.
    if (letters[at] !== '-' || letters[at + 1] === ']')
      within += quote(from) + (exact ? '' : bothCases(letters[at] ?? ''));
    else {
      at++;
      const to = next();
      if (to === undefined) return undefined;
      within += rangeOf(from, to, exact);
    }
  }
  return { source: `[${negated ? '^' : ''}${within}]`, end: at };
}

function rangeOf(from: string, to: string, exact: boolean): string {
  const [first, last] = exact ? [from, to] : [upperCase(from), upperCase(to)];
  const ends = quote(from) + quote(to);
  if (first > last) return ends;
  if (exact) return `${ends}${quote(first)}-${quote(last)}`;
  const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
  const within = ascii.filter((each) => upperCase(each) >= first && upperCase(each) <= last);
  const rest = last < '\x80' ? '' : `${first < '\x80' ? '\x80' : first}-${last}`;
  return ends + within.map(quote).join('') + rest;
}

function upperCase(letter: string): string {
  return /^[a-z]$/.test(letter) ? letter.toUpperCase() : letter;
}

function quote(letters: string): string {
  return letters.replace(/[\\\]^[-]/g, '\\$&');
}
