import type { Assignment, Block, Expression, Relationship } from './ast.ts';
import { parseCapabilityMapping } from './parse-definition.ts';
import { parseExpression } from './parse-expression.ts';
import { parseClassResource, parseResourceBraces } from './parse-resource.ts';
import {
  accept,
  at,
  atKeyword,
  chained,
  descend,
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

const closers: ReadonlySet<string> = new Set(['}', ')', ']', 'end', 'epp-end']);

/** Reads statements up to what closes them, and leaves the closer. */
export function parseStatements(state: ParserState): Expression[] {
  const statements: Expression[] = [];
  while (!closers.has(peek(state).kind)) {
    const before = state.index;
    if (at(state, ';')) unexpected(state, 'a statement');
    else addStatement(state, statements, parseList(state));
    if (accept(state, ';') !== undefined && closers.has(peek(state).kind)) unexpected(state, "a statement after ';'");
    if (state.index === before) take(state);
  }
  return statements;
}

/** One statement, or several with commas between them: the arguments of the statement call before them. */
function parseList(state: ParserState): Expression[] {
  const list = [parseAssignment(state)];
  while (accept(state, ',') !== undefined) list.push(parseAssignment(state));
  return list;
}

/** Joins `notice` and what follows it to a call, as Puppet does after parsing. */
function addStatement(state: ParserState, statements: Expression[], list: Expression[]): void {
  const before = statements.at(-1);
  if (before?.kind === 'name' && statementCalls.has(before.value)) {
    const end = list.at(-1)?.end ?? before.end;
    statements[statements.length - 1] = {
      kind: 'call',
      functor: before,
      arguments: list,
      parentheses: false,
      start: before.start,
      end,
    };
    return;
  }
  const [first, second] = list;
  if (first !== undefined && second !== undefined) illegalList(state, before, first, second);
  statements.push(...list);
}

function illegalList(state: ParserState, before: Expression | undefined, first: Expression, second: Expression): void {
  const span = { start: first.start, end: second.end };
  if (before?.kind === 'name') {
    const message = `attempt to pass argument list to the function '${before.value}' which cannot be called without parentheses`;
    fault(state, message, span);
  } else fault(state, 'illegal comma separated argument list', span);
}

/** `x = y`, right to left; the outermost kind of expression that may be an argument. */
export function parseAssignment(state: ParserState): Expression {
  if (!descend(state)) return missing(state);
  const left = parseRelationship(state);
  const operator = peek(state).kind;
  let result = left;
  if (operator === '=' || operator === '+=' || operator === '-=') {
    take(state);
    const right = parseAssignment(state);
    result = { kind: 'assignment', operator, left, right, start: left.start, end: right.end } satisfies Assignment;
  }
  state.depth -= 1;
  return result;
}

function parseRelationship(state: ParserState): Expression {
  let left = parseResource(state);
  for (let links = 0; ; links = chained(state, links)) {
    const operator = peek(state).kind;
    if (operator !== '->' && operator !== '~>' && operator !== '<-' && operator !== '<~') return left;
    take(state);
    const right = parseResource(state);
    left = { kind: 'relationship', operator, left, right, start: left.start, end: right.end } satisfies Relationship;
  }
}

/** An expression with the braces that may make it a resource, virtual or exported where `@` stands before it. */
function parseResource(state: ParserState): Expression {
  const token = peek(state);
  if (token.kind === '@' || token.kind === '@@') {
    if (!descend(state)) return missing(state);
    take(state);
    const resource = parseResource(state);
    state.depth -= 1;
    const form = token.kind === '@' ? 'virtual' : 'exported';
    if (
      resource.kind === 'resource' ||
      resource.kind === 'resource-defaults' ||
      resource.kind === 'resource-override'
    ) {
      return { ...resource, form, start: token.start };
    }
    if (resource.kind !== 'missing') {
      const word = form === 'virtual' ? 'Virtual (@)' : 'Exported (@@)';
      fault(state, `${word} can only be applied to a Resource Expression`, token);
    }
    return resource;
  }
  let left =
    atKeyword(state, 'class') && peek(state, 1).kind === '{' ? parseClassResource(state) : parseExpression(state);
  for (let links = 0; at(state, '{'); links = chained(state, links)) left = parseResourceBraces(state, left);
  const maps = atKeyword(state, 'produces') || atKeyword(state, 'consumes');
  return maps ? parseCapabilityMapping(state, left) : left;
}

/** `{ statements }` */
export function parseBlock(state: ParserState): Block {
  const open = peek(state);
  if (!expect(state, '{')) return { ...missing(state), kind: 'block', statements: [] };
  const statements = parseStatements(state);
  while (at(state, ')') || at(state, ']')) {
    unexpected(state, "a statement or '}'");
    take(state);
    statements.push(...parseStatements(state));
  }
  expect(state, '}', open);
  return { kind: 'block', statements, start: open.start, end: lastEnd(state) };
}
