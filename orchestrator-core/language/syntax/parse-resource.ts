import type { AttributeOperation, Expression, KeyedEntry, ResourceBody } from './ast.ts';
import {
  accept,
  at,
  expect,
  fault,
  lastEnd,
  missing,
  type ParserState,
  peek,
  statementCalls,
  take,
  unexpected,
} from './parser-state.ts';
import type { Token } from './token.ts';

/** `class { 'name': … }` */
export function parseClassResource(state: ParserState): Expression {
  const word = take(state);
  const type = { kind: 'name' as const, value: word.value, start: word.start, end: word.end };
  const open = take(state);
  const bodies = parseBodies(state);
  expect(state, '}', open);
  return { kind: 'resource', type, bodies, form: 'regular', start: word.start, end: lastEnd(state) };
}

/** What the braces behind an expression make of it: a resource, defaults, an override, or a call with a hash. */
export function parseResourceBraces(state: ParserState, left: Expression): Expression {
  const open = take(state);
  if (startsOperations(state)) {
    const operations = parseOperations(state);
    accept(state, ',');
    expect(state, '}', open);
    return untitled(state, left, operations, open);
  }
  const bodies = parseBodies(state);
  expect(state, '}', open);
  return { kind: 'resource', type: left, bodies, form: 'regular', start: left.start, end: lastEnd(state) };
}

function untitled(state: ParserState, left: Expression, operations: AttributeOperation[], open: Token): Expression {
  const span = { start: left.start, end: lastEnd(state) };
  if (left.kind === 'missing') return left;
  if (left.kind === 'reference') return { kind: 'resource-defaults', type: left, operations, form: 'regular', ...span };
  if (left.kind === 'access' && isResourceReference(left.left)) {
    return { kind: 'resource-override', resources: left, operations, form: 'regular', ...span };
  }
  if (left.kind !== 'name') {
    fault(state, 'Expression is not valid as a resource, resource-default, or resource-override', left);
    return left;
  }
  if (operations.some((operation) => operation.operator === '+>')) {
    fault(state, 'Syntax error resource body without title or hash with +>', open);
    return left;
  }
  const entries = operations.map(asEntry);
  const hash = { kind: 'hash' as const, entries, start: open.start, end: span.end };
  // Puppet's parser lets the name and the hash stand side by side; its validator asks for the title.
  if (!statementCalls.has(left.value)) return { kind: 'untitled-resource', type: left, hash, ...span };
  return { kind: 'call', functor: left, arguments: [hash], parentheses: false, ...span };
}

function isResourceReference(expression: Expression): boolean {
  return expression.kind === 'reference';
}

function asEntry(operation: AttributeOperation): KeyedEntry {
  const end = operation.start + operation.name.length;
  const key = { kind: 'name' as const, value: operation.name, start: operation.start, end };
  return { kind: 'entry', key, value: operation.value, start: operation.start, end: operation.end };
}

/** Whether attributes follow and not a title: `}`, `,`, `* =>`, `name =>` or `name +>`. */
function startsOperations(state: ParserState): boolean {
  const first = peek(state).kind;
  if (first === '}' || first === ',' || first === 'end') return true;
  const second = peek(state, 1).kind;
  if (first === '*') return second === '=>';
  return (first === 'name' || first === 'keyword') && (second === '=>' || second === '+>');
}

function parseBodies(state: ParserState): ResourceBody[] {
  const bodies = [parseBody(state)];
  while (accept(state, ';') !== undefined && !at(state, '}') && !at(state, 'end')) bodies.push(parseBody(state));
  return bodies;
}

function parseBody(state: ParserState): ResourceBody {
  const title = state.rules.expression(state);
  const operations = expect(state, ':') ? parseOperations(state) : [];
  accept(state, ',');
  return { kind: 'resource-body', title, operations, start: title.start, end: lastEnd(state) };
}

/** Attributes with commas between them; the comma behind the last one is left for the caller. */
export function parseOperations(state: ParserState): AttributeOperation[] {
  const operations: AttributeOperation[] = [];
  while (!endsOperations(state)) {
    if (at(state, ',')) {
      if (endsOperations(state, 1)) break;
      take(state);
    }
    const before = state.index;
    operations.push(parseOperation(state));
    if (state.index === before) {
      if (at(state, '{') || at(state, 'keyword')) break;
      take(state);
    }
    if (!at(state, ',') && !endsOperations(state)) {
      unexpected(state, "',' or '}'");
      if (!startsOperation(state)) break;
    }
  }
  return operations;
}

function endsOperations(state: ParserState, ahead = 0): boolean {
  const { kind } = peek(state, ahead);
  return kind === '}' || kind === ';' || kind === 'end' || kind === ')' || kind === ']';
}

function startsOperation(state: ParserState): boolean {
  const second = peek(state, 1).kind;
  return second === '=>' || second === '+>';
}

function parseOperation(state: ParserState): AttributeOperation {
  const name = peek(state);
  const named = name.kind === 'name' || name.kind === '*' || (name.kind === 'keyword' && !isBoolean(name));
  if (!named) {
    unexpected(state, "an attribute's name");
    const nothing = missing(state);
    return { kind: 'attribute', name: '', operator: '=>', value: nothing, start: nothing.start, end: nothing.end };
  }
  take(state);
  const operator = peek(state).kind === '+>' && name.kind !== '*' ? '+>' : '=>';
  const value = expect(state, operator) ? state.rules.expression(state) : missing(state);
  return { kind: 'attribute', name: name.value, operator, value, start: name.start, end: value.end };
}

function isBoolean(token: Token): boolean {
  return token.value === 'true' || token.value === 'false';
}
