import type { BinaryOperator, Expression, KeyedEntry, Lambda, SelectorEntry } from './ast.ts';
import { parseParameters, parseReturnType } from './parse-definition.ts';
import { parseOperations } from './parse-resource.ts';
import {
  accept,
  at,
  chained,
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

/** How tightly operators bind, all left to right; `?` stands among them with the selector's entries at its right. */
const binding: Readonly<Record<string, number>> = {
  or: 3,
  and: 4,
  '?': 5,
  '<': 6,
  '<=': 6,
  '>': 6,
  '>=': 6,
  '==': 7,
  '!=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
  '=~': 11,
  '!~': 11,
  in: 12,
};

/** An expression without assignments, relationships and resources: a title, a value, a condition. */
export function parseExpression(state: ParserState): Expression {
  if (!descend(state)) return missing(state);
  const expression = parseBinary(state, 0);
  state.depth -= 1;
  return expression;
}

function parseBinary(state: ParserState, weakest: number): Expression {
  let left = parseUnary(state);
  for (let links = 0; ; links = chained(state, links)) {
    const operator = operatorOf(peek(state));
    const strength = operator === undefined ? 0 : (binding[operator] ?? 0);
    if (strength <= weakest) return left;
    take(state);
    if (operator === '?') left = parseSelector(state, left);
    else {
      const right = parseBinary(state, strength);
      left = { kind: 'binary', operator: operator as BinaryOperator, left, right, start: left.start, end: right.end };
    }
  }
}

function operatorOf(token: Token): string | undefined {
  if (token.kind !== 'keyword') return token.kind;
  return token.value === 'and' || token.value === 'or' || token.value === 'in' ? token.value : undefined;
}

function parseSelector(state: ParserState, left: Expression): Expression {
  const open = accept(state, 'sel-{');
  const entries: SelectorEntry[] = [];
  if (open === undefined) entries.push(parseSelectorEntry(state));
  else {
    do {
      entries.push(parseSelectorEntry(state));
    } while (accept(state, ',') !== undefined && !at(state, '}'));
    expect(state, '}', open);
  }
  return { kind: 'selector', left, entries, start: left.start, end: lastEnd(state) };
}

function parseSelectorEntry(state: ParserState): SelectorEntry {
  const match = parseExpression(state);
  const value = expect(state, '=>') ? parseExpression(state) : missing(state);
  return { kind: 'selector-entry', match, value, start: match.start, end: value.end };
}

const unaries: Readonly<Record<string, 'not' | 'minus' | 'unfold'>> = { '!': 'not', '-': 'minus', '*': 'unfold' };

function parseUnary(state: ParserState): Expression {
  const token = peek(state);
  const kind = unaries[token.kind];
  if (kind === undefined) return parsePostfix(state);
  if (!descend(state)) return missing(state);
  take(state);
  const expression = parseUnary(state);
  state.depth -= 1;
  return { kind, expression, start: token.start, end: expression.end };
}

/** A primary expression with the calls, accesses and collectors behind it. */
function parsePostfix(state: ParserState): Expression {
  let left = state.rules.primary(state);
  for (let links = 0; ; links = chained(state, links)) {
    switch (peek(state).kind) {
      case '(':
        left = parseCall(state, left);
        break;
      case '.':
        left = parseMethodCall(state, left);
        break;
      case '[':
        left = parseAccess(state, left);
        break;
      case '<|':
      case '<<|':
        left = parseCollector(state, left);
        break;
      default:
        return left;
    }
  }
}

function parseCall(state: ParserState, functor: Expression): Expression {
  const args = parseArguments(state, true);
  const lambda = at(state, '|') ? parseLambda(state) : undefined;
  const span = { start: functor.start, end: lastEnd(state) };
  return {
    kind: 'call',
    functor,
    arguments: args,
    parentheses: true,
    ...(lambda === undefined ? {} : { lambda }),
    ...span,
  };
}

/** `(a, b => c)`; a method call allows no comma behind the last one. */
export function parseArguments(state: ParserState, trailingComma: boolean): (Expression | KeyedEntry)[] {
  const open = take(state);
  const args: (Expression | KeyedEntry)[] = [];
  while (!at(state, ')') && !at(state, 'end')) {
    const before = state.index;
    args.push(parseEntry(state));
    if (state.index === before && !at(state, ',')) break;
    if (accept(state, ',') === undefined) break;
    if (at(state, ')') && !trailingComma) unexpected(state, 'an argument');
  }
  expect(state, ')', open);
  return args;
}

/** An argument or a list's value: an expression, or a pair `key => value` that joins its neighbours to a hash. */
export function parseEntry(state: ParserState): Expression | KeyedEntry {
  const key = parseKey(state);
  if (accept(state, '=>') === undefined) return key;
  const value = parseKey(state);
  return { kind: 'entry', key, value, start: key.start, end: value.end };
}

/** `type` and `function` are plain words where nothing follows that they could define. */
export function parseKey(state: ParserState): Expression {
  const token = peek(state);
  if (token.kind === 'keyword' && (token.value === 'type' || token.value === 'function')) {
    const next = peek(state, 1).kind;
    if (next === '=>' || next === ',' || next === ']' || next === ')' || next === '}') {
      take(state);
      return { kind: 'name', value: token.value, start: token.start, end: token.end };
    }
  }
  return state.rules.assignment(state);
}

function parseMethodCall(state: ParserState, left: Expression): Expression {
  take(state);
  const token = peek(state);
  if (token.kind !== 'name' && !(token.kind === 'keyword' && token.value === 'type')) {
    unexpected(state, "a method's name");
    const end = lastEnd(state);
    const name = { kind: 'name' as const, value: '', start: end, end };
    return { kind: 'method-call', left, name, arguments: [], start: left.start, end };
  }
  take(state);
  const name = { kind: 'name' as const, value: token.value, start: token.start, end: token.end };
  const args = at(state, '(') ? parseArguments(state, false) : [];
  const lambda = at(state, '|') ? parseLambda(state) : undefined;
  const span = { start: left.start, end: lastEnd(state) };
  return { kind: 'method-call', left, name, arguments: args, ...(lambda === undefined ? {} : { lambda }), ...span };
}

/** `|$x, $y = 1| >> Type { … }` */
function parseLambda(state: ParserState): Lambda {
  const { start } = peek(state);
  const parameters = parseParameters(state, '|', '|');
  const returns = parseReturnType(state);
  const body = state.rules.block(state);
  return {
    kind: 'lambda',
    parameters,
    body,
    start,
    end: lastEnd(state),
    ...(returns === undefined ? {} : { returns }),
  };
}

function parseAccess(state: ParserState, left: Expression): Expression {
  const open = take(state);
  const keys = parseAccessKeys(state);
  accept(state, ',');
  expect(state, ']', open);
  return { kind: 'access', left, keys, start: left.start, end: lastEnd(state) };
}

/** The keys of an access or a type's parameters, without a comma behind the last one. */
export function parseAccessKeys(state: ParserState): (Expression | KeyedEntry)[] {
  const keys = [parseAccessKey(state)];
  while (at(state, ',') && peek(state, 1).kind !== ']') {
    take(state);
    keys.push(parseAccessKey(state));
  }
  return keys;
}

function parseAccessKey(state: ParserState): Expression | KeyedEntry {
  const token = peek(state);
  const word = token.kind === 'keyword' && (token.value === 'type' || token.value === 'function');
  const key = word && peek(state, 1).kind === '=>' ? parseKey(state) : parseExpression(state);
  if (accept(state, '=>') === undefined) return key;
  const value = parseKey(state);
  return { kind: 'entry', key, value, start: key.start, end: value.end };
}

function parseCollector(state: ParserState, type: Expression): Expression {
  const open = take(state);
  const exported = open.kind === '<<|';
  const close = exported ? '|>>' : '|>';
  const query = at(state, close) ? undefined : parseExpression(state);
  expect(state, close, open);
  const brace = accept(state, '{');
  const operations = brace === undefined ? [] : parseOperations(state);
  if (brace !== undefined) {
    accept(state, ',');
    expect(state, '}', brace);
  }
  const span = { start: type.start, end: lastEnd(state) };
  return { kind: 'collector', type, exported, operations, ...(query === undefined ? {} : { query }), ...span };
}
