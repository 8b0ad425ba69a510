import type { Block, Case, CaseOption, Expression, If, KeyedEntry, LiteralString, Unless } from './ast.ts';
import { parseDefinition } from './parse-definition.ts';
import { parseEntry, parseExpression, parseKey } from './parse-expression.ts';
import {
  accept,
  at,
  atKeyword,
  descend,
  expect,
  lastEnd,
  missing,
  type ParserState,
  peek,
  take,
  unexpected,
} from './parser-state.ts';
import type { Token } from './token.ts';

/** What can begin an expression and is no operator, or a fault and nothing. */
export function parsePrimary(state: ParserState): Expression {
  const token = peek(state);
  const { start, end, value } = token;
  switch (token.kind) {
    case 'name':
      take(state);
      return { kind: 'name', value, start, end };
    case 'classref':
      take(state);
      return { kind: 'reference', value, start, end };
    case 'variable':
      take(state);
      return { kind: 'variable', name: value, start, end };
    case 'string':
    case 'word':
      take(state);
      return { kind: 'string', value, start, end };
    case 'number':
      take(state);
      return { kind: 'number', text: value, start, end };
    case 'regex':
      take(state);
      return { kind: 'regex', pattern: value, start, end };
    case 'dqpre':
      return parseInterpolation(state);
    case 'heredoc':
      return parseHeredoc(state);
    case '[':
    case 'list-start':
      return parseList(state);
    case '{':
      return parseHash(state);
    case '(':
    case 'ws-(':
      return parseParentheses(state);
    case 'keyword':
      return parseKeyword(state, token);
    case 'render-string':
      take(state);
      return { kind: 'render-string', value, start, end };
    case 'render-expr':
      return parseRender(state);
    default:
      return nothing(state);
  }
}

function nothing(state: ParserState): Expression {
  unexpected(state, 'an expression');
  return missing(state);
}

function parseKeyword(state: ParserState, token: Token): Expression {
  const { start, end, value } = token;
  switch (value) {
    case 'true':
    case 'false':
    case 'undef':
    case 'default':
      take(state);
      return { kind: value, start, end };
    case 'if':
      take(state);
      return parseIf(state, start);
    case 'unless':
      return parseUnless(state);
    case 'case':
      return parseCase(state);
    case 'private':
    case 'attr':
      take(state);
      return { kind: 'reserved', word: value, start, end };
    default:
      return parseDefinition(state, token) ?? nothing(state);
  }
}

/** Behind `if` or `elsif`. */
function parseIf(state: ParserState, start: number): If {
  if (!descend(state)) {
    const nothing = missing(state);
    const then: Block = { ...nothing, kind: 'block', statements: [] };
    return { kind: 'if', test: nothing, then, start, end: nothing.end };
  }
  const test = parseExpression(state);
  const then = state.rules.block(state);
  let otherwise: Block | If | undefined;
  if (atKeyword(state, 'elsif')) {
    const word = take(state);
    otherwise = parseIf(state, word.start);
  } else if (atKeyword(state, 'else')) {
    take(state);
    otherwise = state.rules.block(state);
  }
  state.depth -= 1;
  return {
    kind: 'if',
    test,
    then,
    start,
    end: lastEnd(state),
    ...(otherwise === undefined ? {} : { else: otherwise }),
  };
}

function parseUnless(state: ParserState): Unless {
  const { start } = take(state);
  const test = parseExpression(state);
  const then = state.rules.block(state);
  let otherwise: Block | undefined;
  if (atKeyword(state, 'else')) {
    take(state);
    otherwise = state.rules.block(state);
  }
  return {
    kind: 'unless',
    test,
    then,
    start,
    end: lastEnd(state),
    ...(otherwise === undefined ? {} : { else: otherwise }),
  };
}

function parseCase(state: ParserState): Case {
  const { start } = take(state);
  const test = parseExpression(state);
  const open = peek(state);
  const options: CaseOption[] = [];
  if (expect(state, '{')) {
    do {
      const before = state.index;
      options.push(parseOption(state));
      if (state.index === before) break;
    } while (!at(state, '}') && !at(state, 'end'));
    expect(state, '}', open);
  }
  return { kind: 'case', test, options, start, end: lastEnd(state) };
}

function parseOption(state: ParserState): CaseOption {
  const values = [parseExpression(state)];
  while (accept(state, ',') !== undefined) values.push(parseExpression(state));
  expect(state, ':');
  const then = state.rules.block(state);
  return { kind: 'case-option', values, then, start: values[0]?.start ?? then.start, end: then.end };
}

function parseInterpolation(state: ParserState): Expression {
  const first = take(state);
  const segments: (LiteralString | Expression)[] = [text(first)];
  for (;;) {
    segments.push(state.rules.assignment(state));
    while (!at(state, 'dqmid') && !at(state, 'dqpost') && !at(state, 'end')) {
      unexpected(state, "'}' to close the interpolation");
      take(state);
    }
    if (at(state, 'end')) break;
    const piece = take(state);
    segments.push(text(piece));
    if (piece.kind === 'dqpost') break;
  }
  return { kind: 'interpolation', segments, start: first.start, end: lastEnd(state) };
}

function text(token: Token): LiteralString {
  return { kind: 'string', value: token.value, start: token.start, end: token.end };
}

function parseHeredoc(state: ParserState): Expression {
  const head = take(state);
  const body = at(state, 'string') ? text(take(state)) : parseInterpolation(state);
  state.heredocIndex = state.index;
  state.heredocEnd = head.end;
  const contents = body.kind === 'interpolation' || body.kind === 'string' ? body : text(head);
  return { kind: 'heredoc', syntax: head.value, text: contents, start: head.start, end: head.end };
}

function parseList(state: ParserState): Expression {
  const open = take(state);
  const values: (Expression | KeyedEntry)[] = [];
  while (!at(state, ']') && !at(state, 'end')) {
    const before = state.index;
    values.push(parseEntry(state));
    if (accept(state, ',') === undefined || state.index === before) break;
  }
  expect(state, ']', open);
  return { kind: 'list', values, start: open.start, end: lastEnd(state) };
}

function parseHash(state: ParserState): Expression {
  const open = take(state);
  const entries: KeyedEntry[] = [];
  while (!at(state, '}') && !at(state, 'end')) {
    const before = state.index;
    const key = parseKey(state);
    const value = expect(state, '=>') ? parseKey(state) : missing(state);
    entries.push({ kind: 'entry', key, value, start: key.start, end: value.end });
    if (accept(state, ',') === undefined || state.index === before) break;
  }
  expect(state, '}', open);
  return { kind: 'hash', entries, start: open.start, end: lastEnd(state) };
}

function parseParentheses(state: ParserState): Expression {
  const open = take(state);
  const expression = state.rules.assignment(state);
  expect(state, ')', open);
  return { kind: 'parenthesized', expression, start: open.start, end: lastEnd(state) };
}

function parseRender(state: ParserState): Expression {
  const open = take(state);
  const expression = at(state, '{') ? parseRenderBlock(state) : parseExpression(state);
  expect(state, 'epp-end', open);
  return { kind: 'render-expression', expression, start: open.start, end: lastEnd(state) };
}

/** `<%= { … } %>` holds statements, unless its braces hold a hash. */
function parseRenderBlock(state: ParserState): Expression | Block {
  const second = peek(state, 2).kind;
  return second === '=>' || peek(state, 1).kind === '}' ? parseExpression(state) : state.rules.block(state);
}
