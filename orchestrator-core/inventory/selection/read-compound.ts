import type { Condition } from './condition.ts';
import { SelectionFault } from './place.ts';
import { type Piece, part, readClass, readFact } from './read-test.ts';

type Token =
  | { readonly kind: 'and' | 'or' | 'not' | '(' | ')'; readonly piece: Piece }
  | { readonly kind: 'statement'; readonly piece: Piece; readonly text: string };

/** How deep brackets and `not` may be nested. */
const deepest = 100;

/**
 * Reads a compound filter (`-S`): facts and classes joined by `and`, `or`, `not`, `!` and brackets; `not` binds strongest
 * and `or` weakest. @throws SelectionFault
 */
export function readCompound(piece: Piece): Condition {
  const tokens = tokensOf(piece);
  if (tokens.length === 0) {
    throw new SelectionFault('Expected facts and classes, such as os.family=Debian and not apache.', piece.place);
  }
  const reader = new CompoundReader(piece, tokens);
  return reader.whole();
}

class CompoundReader {
  readonly #whole: Piece;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(whole: Piece, tokens: readonly Token[]) {
    this.#whole = whole;
    this.#tokens = tokens;
  }

  whole(): Condition {
    const condition = this.#alternatives();
    const left = this.#tokens[this.#at];
    if (left === undefined) return condition;
    if (left.kind === ')') throw new SelectionFault('This bracket closes nothing.', left.piece.place);
    throw new SelectionFault(
      `Expected 'and' or 'or' before '${left.piece.text}'. A value with spaces stands between quotes.`,
      left.piece.place,
    );
  }

  #alternatives(): Condition {
    return this.#joined('or', () => this.#joined('and', () => this.#single()));
  }

  #joined(kind: 'and' | 'or', next: () => Condition): Condition {
    const parts = [next()];
    while (this.#tokens[this.#at]?.kind === kind) {
      this.#at++;
      parts.push(next());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind, of: parts };
  }

  #single(): Condition {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#missing();
    this.#at++;
    switch (token.kind) {
      case 'not':
        return { kind: 'not', of: this.#deeper(token, () => this.#single()) };
      case '(':
        return this.#deeper(token, () => this.#bracket(token));
      case 'statement':
        return statement(token.piece, token.text);
      default:
        throw new SelectionFault(
          `Expected a fact or a class before '${token.piece.text}', such as os.family=Debian.`,
          token.piece.place,
        );
    }
  }

  #bracket(open: Token): Condition {
    const inner = this.#alternatives();
    const close = this.#tokens[this.#at];
    if (close?.kind === ')') {
      this.#at++;
      return inner;
    }
    if (close === undefined) throw new SelectionFault('This bracket is never closed.', open.piece.place);
    throw new SelectionFault(
      `Expected 'and', 'or' or a closing bracket before '${close.piece.text}'.`,
      close.piece.place,
    );
  }

  #deeper(token: Token, read: () => Condition): Condition {
    this.#depth++;
    if (this.#depth > deepest) {
      throw new SelectionFault(`Brackets and 'not' may be ${deepest} deep, not deeper.`, token.piece.place);
    }
    const condition = read();
    this.#depth--;
    return condition;
  }

  #missing(): SelectionFault {
    const last = this.#tokens[this.#at - 1];
    const { place } = last?.piece ?? this.#whole;
    return new SelectionFault(
      `Expected a fact or a class after '${last?.piece.text ?? ''}', such as os.family=Debian.`,
      place,
    );
  }
}

function statement(piece: Piece, text: string): Condition {
  const read: Piece = { text, place: piece.place };
  if (!text.startsWith('/')) {
    const fact = readFact(read);
    if (fact !== undefined) return fact;
    if (/[=<>!~]/.test(text)) {
      throw new SelectionFault(`'${piece.text}' does not compare a fact with a value: write fact=value.`, piece.place);
    }
  }
  return { kind: 'class', name: readClass(read) };
}

function tokensOf(whole: Piece): readonly Token[] {
  const { text } = whole;
  const tokens: Token[] = [];
  const skip = (from: number): number => from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
  for (let at = skip(0); at < text.length; at = skip(at)) {
    const simple = /^(?:[()]|!(?!=)|(?:and|or)(?=[\s()]|$)|not(?=[\s(]|$))/.exec(text.slice(at))?.[0];
    if (simple !== undefined) {
      tokens.push({ kind: kindOf(simple), piece: part(whole, at, at + simple.length) });
      at += simple.length;
    } else {
      const read = readStatement(whole, at);
      tokens.push(read.token);
      at = read.end;
    }
  }
  return tokens;
}

function kindOf(word: string): Exclude<Token['kind'], 'statement'> {
  return word === '!' ? 'not' : (word as Exclude<Token['kind'], 'statement'>);
}

/** A fact with its value, or a class. Quotes are left out; in them, and between the slashes of a value, anything may stand. */
function readStatement(whole: Piece, start: number): { readonly token: Token; readonly end: number } {
  const { text } = whole;
  const left = text.startsWith('/', start) ? '' : (/^[^\s()=<>!~'"]+/.exec(text.slice(start))?.[0] ?? '');
  let end = start + left.length;
  if (left !== '' && text[end] === '(') throw dataFunction(whole, start, end, left);
  const operator = /^\s*(?:=>|=<|<=|>=|!=|==|=~|=|<|>)\s*/.exec(text.slice(end))?.[0];
  let value = '';
  if (operator !== undefined) end += operator.length;
  if (left !== '' && operator === undefined) {
    // A class, unless something that belongs to no class follows at once.
    const read = readValue(whole, end, true);
    value = read.value;
    end = read.end;
  } else if (text[end] === '/') {
    const expression = /^\/(?:[^/\\]|\\.)*\/(?=[\s)]|$)|^\/.*?\/(?=[\s)]|$)/s.exec(text.slice(end))?.[0];
    if (expression === undefined) {
      const rest = part(whole, end, end + (/^\S*/.exec(text.slice(end))?.[0].length ?? 1));
      const hint = /^\/.+\/[a-z]+$/.test(rest.text) ? ' It takes no flags.' : '';
      throw new SelectionFault(`A regular expression stands between two slashes: /…/.${hint}`, rest.place);
    }
    value = expression;
    end += expression.length;
  } else {
    const read = readValue(whole, end);
    value = read.value;
    end = read.end;
  }
  const piece = part(whole, start, end);
  return { token: { kind: 'statement', piece, text: `${left}${operator?.trim() ?? ''}${value}` }, end };
}

function readValue(whole: Piece, start: number, mayBeEmpty = false): { readonly value: string; readonly end: number } {
  const { text } = whole;
  let value = '';
  let at = start;
  while (at < text.length && !/[\s()]/.test(text.charAt(at))) {
    const quote = text.charAt(at);
    if (quote !== "'" && quote !== '"') {
      value += quote;
      at++;
      continue;
    }
    const close = text.indexOf(quote, at + 1);
    if (close < 0) throw new SelectionFault(`This ${quote} is never closed.`, part(whole, at).place);
    value += text.slice(at + 1, close);
    at = close + 1;
  }
  // What is no beginning of anything would be read for ever.
  if (at === start && !mayBeEmpty && start < text.length) {
    throw new SelectionFault('Expected the value that the fact is compared with.', part(whole, start, start + 1).place);
  }
  return { value, end: at };
}

function dataFunction(whole: Piece, start: number, end: number, name: string): SelectionFault {
  const { text } = whole;
  const close = text.indexOf(')', end);
  const place = part(whole, start, close < 0 ? text.length : close + 1).place;
  const asked = /^\(\s*['"]?([\w.:]+)['"]?\s*\)\.value/.exec(text.slice(end))?.[1];
  const instead =
    name === 'fact' && asked !== undefined
      ? `Write ${asked}=VALUE.`
      : 'Choose nodes by facts, by classes, or with -q by a query.';
  return new SelectionFault(
    `${name}(…) is a data function of MCollective, and Baton has none of them. ${instead}`,
    place,
  );
}
