import type { CapabilityMapping, Definition, Expression, KeyedEntry, Parameter, Span } from './ast.ts';
import { parseOperations } from './parse-resource.ts';
import {
  accept,
  at,
  atKeyword,
  expect,
  fault,
  lastEnd,
  missing,
  type ParserState,
  peek,
  take,
  unexpected,
} from './parser-state.ts';
import type { Token, TokenKind } from './token.ts';

/** What a keyword defines; undefined when the word begins no expression. */
export function parseDefinition(state: ParserState, token: Token): Expression | undefined {
  switch (token.value) {
    case 'class':
    case 'define':
    case 'plan':
      return parseNamed(state, token.value);
    case 'function':
      return parseNamed(state, 'function');
    case 'type':
      return parseType(state);
    case 'node':
      return parseNode(state);
    case 'apply':
      return parseApply(state);
    case 'application':
    case 'site':
      return parseApplication(state, token.value);
    default:
      return undefined;
  }
}

interface Name extends Span {
  readonly value: string;
}

/** A definition's name. Puppet's grammar takes references too, and its validator refuses them. */
function parseName(state: ParserState): Name {
  const token = peek(state);
  const { kind } = token;
  const named =
    kind === 'name' || kind === 'word' || kind === 'classref' || kind === 'string' || atKeyword(state, 'class');
  if (!named) {
    unexpected(state, 'a name');
    return { value: '', ...spanOf(missing(state)) };
  }
  take(state);
  if (kind === 'string') fault(state, 'A quoted string is not valid as a name here', token);
  if (kind === 'keyword') fault(state, "'class' keyword not allowed at this location", token);
  return { value: token.value, ...spanOf(token) };
}

function spanOf(span: Span): Span {
  return { start: span.start, end: span.end };
}

function parseNamed(state: ParserState, kind: Definition['kind']): Expression {
  const { start } = take(state);
  const name = parseName(state);
  const parameters = at(state, '(') || at(state, 'ws-(') ? parseParameters(state, peek(state).kind, ')') : [];
  const returns = kind === 'function' ? parseReturnType(state) : undefined;
  const parent = kind === 'class' ? parseParent(state) : undefined;
  const body = state.rules.block(state);
  return {
    kind,
    name: name.value,
    nameSpan: spanOf(name),
    parameters,
    body,
    start,
    end: lastEnd(state),
    ...(returns === undefined ? {} : { returns }),
    ...(parent === undefined ? {} : { parent: parent.value, parentSpan: spanOf(parent) }),
  };
}

function parseParent(state: ParserState): Name | undefined {
  if (!atKeyword(state, 'inherits')) return undefined;
  take(state);
  return atKeyword(state, 'default') ? take(state) : parseName(state);
}

/** A list of parameters between two marks: `( … )` or `| … |`. */
export function parseParameters(state: ParserState, open: TokenKind, close: TokenKind): Parameter[] {
  const opened = peek(state);
  expect(state, open);
  const parameters: Parameter[] = [];
  while (!at(state, close) && !at(state, 'end')) {
    const before = state.index;
    parameters.push(parseParameter(state));
    if (accept(state, ',') === undefined || state.index === before) break;
  }
  expect(state, close, opened);
  return parameters;
}

function parseParameter(state: ParserState): Parameter {
  const { kind } = peek(state);
  const begins = kind === 'classref' || kind === '*' || kind === 'variable';
  const { start } = begins ? peek(state) : missing(state);
  const type = at(state, 'classref') ? parseParameterType(state) : undefined;
  const captures = accept(state, '*') !== undefined;
  const variable = accept(state, 'variable');
  if (variable === undefined) unexpected(state, "a parameter such as '$name'");
  const nameSpan = spanOf(variable ?? missing(state));
  const value = accept(state, '=') === undefined ? undefined : state.rules.expression(state);
  return {
    kind: 'parameter',
    captures,
    name: variable?.value ?? '',
    nameSpan,
    start,
    end: Math.max(start, lastEnd(state)),
    ...(type === undefined ? {} : { type }),
    ...(value === undefined ? {} : { value }),
  };
}

/** `Type` or `Type[…]`; unlike in an expression, no comma may stand behind the last key. */
function parseParameterType(state: ParserState): Expression {
  const token = take(state);
  const left = { kind: 'reference' as const, value: token.value, ...spanOf(token) };
  const open = accept(state, '[');
  if (open === undefined) return left;
  const keys = state.rules.accessKeys(state);
  expect(state, ']', open);
  return { kind: 'access', left, keys, start: left.start, end: lastEnd(state) };
}

/** `>> Type`, where it stands. */
export function parseReturnType(state: ParserState): Expression | undefined {
  if (accept(state, '>>') === undefined) return undefined;
  if (at(state, 'classref')) return parseParameterType(state);
  unexpected(state, 'a data type');
  return missing(state);
}

/** `type Name = …`, `type Name { … }`, or a call of the function `type`. */
function parseType(state: ParserState): Expression {
  const word = take(state);
  if (at(state, '(')) return { kind: 'name', value: word.value, ...spanOf(word) };
  if (!at(state, 'classref')) {
    unexpected(state, "a type's name");
    return missing(state);
  }
  const next = peek(state, 1);
  if (next.kind === '{' || (next.kind === 'keyword' && next.value === 'inherits'))
    return parseTypeDefinition(state, word);
  const left = parseParameterType(state);
  const type = expect(state, '=') ? parseAliased(state) : missing(state);
  return { kind: 'type-alias', left, type, start: word.start, end: lastEnd(state) };
}

function parseAliased(state: ParserState): Expression {
  if (at(state, '{') || at(state, '[') || at(state, 'list-start')) return state.rules.primary(state);
  if (!at(state, 'classref')) {
    unexpected(state, 'a data type');
    return missing(state);
  }
  const token = take(state);
  const left = { kind: 'reference' as const, value: token.value, ...spanOf(token) };
  if (at(state, '{')) {
    const hash = state.rules.primary(state);
    const entry = { kind: 'entry' as const, key: left, value: hash, start: left.start, end: hash.end };
    return { kind: 'hash', entries: [entry], start: left.start, end: hash.end };
  }
  const open = accept(state, '[');
  if (open === undefined) return left;
  const keys = state.rules.accessKeys(state);
  accept(state, ',');
  expect(state, ']', open);
  return { kind: 'access', left, keys, start: left.start, end: lastEnd(state) };
}

function parseTypeDefinition(state: ParserState, word: Token): Expression {
  const name = take(state).value;
  let parent: string | undefined;
  if (atKeyword(state, 'inherits')) {
    take(state);
    parent = accept(state, 'classref')?.value;
    if (parent === undefined) unexpected(state, "a type's name");
  }
  const body = state.rules.block(state);
  const span = { start: word.start, end: lastEnd(state) };
  return { kind: 'type-definition', name, body, ...span, ...(parent === undefined ? {} : { parent }) };
}

function parseNode(state: ParserState): Expression {
  const { start } = take(state);
  const hosts = [parseHost(state)];
  while (accept(state, ',') !== undefined && !at(state, '{') && !atKeyword(state, 'inherits'))
    hosts.push(parseHost(state));
  let parent: Expression | undefined;
  if (atKeyword(state, 'inherits')) {
    take(state);
    parent = parseHost(state);
  }
  const body = state.rules.block(state);
  return { kind: 'node', hosts, body, start, end: lastEnd(state), ...(parent === undefined ? {} : { parent }) };
}

function parseHost(state: ParserState): Expression {
  const token = peek(state);
  if (token.kind !== 'name' && token.kind !== 'number') {
    const other = ['string', 'word', 'dqpre', 'heredoc', 'regex'].includes(token.kind) || atKeyword(state, 'default');
    if (other) return state.rules.primary(state);
    unexpected(state, "a node's name");
    return missing(state);
  }
  let value = take(state).value;
  while (accept(state, '.') !== undefined) {
    const part = accept(state, 'name') ?? accept(state, 'number');
    if (part === undefined) unexpected(state, "a part of a node's name");
    value += `.${part?.value ?? ''}`;
  }
  return { kind: 'string', value, start: token.start, end: lastEnd(state) };
}

function parseApply(state: ParserState): Expression {
  const { start } = take(state);
  let args: (Expression | KeyedEntry)[] = [];
  if (at(state, '(') && peek(state, 1).kind !== ')') args = state.rules.arguments(state, true);
  else {
    if (at(state, '(')) take(state);
    unexpected(state, 'the targets of apply in parentheses');
    accept(state, ')');
  }
  const body = state.rules.block(state);
  return { kind: 'apply', arguments: args, body, start, end: lastEnd(state) };
}

function parseApplication(state: ParserState, kind: 'application' | 'site'): Expression {
  const { start } = take(state);
  const name = kind === 'application' ? parseName(state).value : '';
  const open = peek(state).kind;
  const parameters =
    kind === 'application' && (open === '(' || open === 'ws-(') ? parseParameters(state, open, ')') : [];
  const body = state.rules.block(state);
  return { kind, name, parameters, body, start, end: lastEnd(state) };
}

/** `Component produces Capability { … }`, behind the component. */
export function parseCapabilityMapping(state: ParserState, component: Expression): Expression {
  const kind = take(state).value === 'produces' ? 'produces' : 'consumes';
  const capability = accept(state, 'classref')?.value ?? '';
  if (capability === '') unexpected(state, "a capability's type");
  const open = peek(state);
  const mappings = expect(state, '{') ? parseOperations(state) : [];
  accept(state, ',');
  expect(state, '}', open);
  const span = { start: component.start, end: lastEnd(state) };
  return { kind, component, capability, mappings, ...span } satisfies CapabilityMapping;
}
