/** Whether a word is a pattern rather than a name. */
export function isWildcard(word: string): boolean {
  return /[*?[\]{}]/.test(word);
}

/**
 * Makes a matcher of a shell pattern as Ruby's `File.fnmatch` understands it, letters of either case alike: `*`, `?`,
 * `[a-z]`, `[^a-z]`, `\x`; `{a,b}` only when `extended`. A leading dot must be spelled out. `exact` tells letters' cases
 * apart.
 */
export function wildcardMatcher(pattern: string, extended: boolean, exact = false): (name: string) => boolean {
  const flags = exact ? '' : 'i';
  const alternatives = (extended ? expandBraces(pattern) : [pattern]).map((one) => toExpression(one, flags));
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
  if (close < 0) return [pattern];
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

function toExpression(pattern: string, flags: string): RegExp {
  let source = /^[*?[]/.test(pattern) ? '(?!\\.)' : '';
  for (let index = 0; index < pattern.length; index++) {
    const letter = pattern[index] ?? '';
    if (letter === '*') {
      while (pattern[index + 1] === '*') index++;
      source += '[^]*';
    } else if (letter === '?') source += '[^]';
    else if (letter === '[') {
      const close = setEnd(pattern, index);
      if (close < 0) return never;
      source += setSource(pattern.slice(index + 1, close));
      index = close;
    } else source += quote(letter === '\\' && index + 1 < pattern.length ? (pattern[++index] ?? '') : letter);
  }
  try {
    return new RegExp(`^${source}$`, flags);
  } catch {
    return never;
  }
}

function setEnd(pattern: string, open: number): number {
  const first = /^[!^]/.test(pattern.slice(open + 1)) ? open + 2 : open + 1;
  return findUnescaped(pattern, ']', first + 1);
}

function setSource(body: string): string {
  const negated = /^[!^]/.test(body);
  const letters = (negated ? body.slice(1) : body).replace(/\\?(.)/gs, (_whole, letter: string) =>
    letter === '-' ? '-' : quote(letter),
  );
  return `[${negated ? '^' : ''}${letters}]`;
}

function quote(letter: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(letter) ? `\\${letter}` : letter;
}
