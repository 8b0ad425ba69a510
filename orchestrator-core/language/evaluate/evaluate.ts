import { label } from '../check/label.ts';
import type {
  Apply,
  Binary,
  Block,
  Call,
  Expression,
  KeyedEntry,
  Lambda,
  MethodCall,
  SyntaxNode,
} from '../syntax/ast.ts';
import { entriesOf, type PuppetValue, rich } from '../types/value.ts';
import { access } from './access.ts';
import { assign } from './assign.ts';
import { mostCharacters } from './bounds.ts';
import { evaluateBranch } from './branch.ts';
import { callFunction, callType } from './call.ts';
import type { Evaluation } from './evaluation.ts';
import { evaluationError, type Frame } from './frame.ts';
import { isIncluded, matches } from './match.ts';
import { askMember } from './member.ts';
import {
  type ArithmeticOperator,
  type ComparisonOperator,
  calculate,
  compare,
  OperatorFault,
  toNumeric,
} from './operators.ts';
import { lookUp } from './scope.ts';
import { typeNamed } from './type-named.ts';
import { dataOf, textOf } from './value-text.ts';
import { float, hashOf, integer, isEqual, isKind, isTrue, readNumber } from './values.ts';

/** Evaluates the statements of a block in turn; its value is that of the last one. */
export function* evaluateBlock(frame: Frame, block: Block): Evaluation {
  let value: PuppetValue = null;
  for (const statement of block.statements) {
    yield { kind: 'step', node: statement, scope: frame.scope };
    value = yield* evaluate(frame, statement);
  }
  return value;
}

/**
 * Evaluates an expression as Puppet's `EvaluatorImpl`.
 *
 * @throws EvaluationError where Puppet raises one; `Leaving` for `return`, `next` and `break`.
 */
export function* evaluate(frame: Frame, node: Expression): Evaluation {
  switch (node.kind) {
    case 'number':
      return readNumber(node.text) ?? null;
    case 'string':
      return node.value;
    case 'name':
      return node.value;
    case 'true':
    case 'false':
      return node.kind === 'true';
    case 'undef':
    case 'missing':
      return null;
    case 'default':
      return { [rich]: 'Default' };
    case 'regex':
      return { [rich]: 'Regexp', source: node.pattern };
    case 'interpolation':
      return yield* interpolate(frame, node.segments);
    case 'heredoc':
      return yield* evaluate(frame, node.text);
    case 'variable':
      return variable(frame, node, node.name);
    case 'reference':
      return { [rich]: 'Type', type: typeNamed(frame, node) };
    case 'parenthesized':
      return yield* evaluate(frame, node.expression);
    case 'list':
      return yield* evaluateAll(frame, node.values);
    case 'hash':
      return yield* evaluateEntries(frame, node.entries);
    case 'access':
      return yield* evaluateAccess(frame, node);
    case 'not':
      return !isTrue(yield* evaluate(frame, node.expression));
    case 'minus':
      return negate(frame, node, yield* evaluate(frame, node.expression));
    case 'unfold':
      return unfolded(yield* evaluate(frame, node.expression)) as PuppetValue[];
    case 'binary':
      return yield* evaluateBinary(frame, node);
    case 'assignment':
      return assign(frame, node, yield* evaluate(frame, node.right));
    case 'if':
    case 'unless':
    case 'case':
    case 'selector':
      return yield* evaluateBranch(frame, node);
    case 'call':
    case 'method-call':
      return yield* evaluateCall(frame, node);
    case 'apply':
      return yield* evaluateApply(frame, node);
    case 'function':
    case 'plan':
    case 'type-alias':
      // Found before anything is evaluated; a definition's value is undef.
      return null;
    case 'render-string':
      frame.render?.(node.value);
      return null;
    case 'render-expression': {
      const { expression } = node;
      frame.render?.(
        textOf(yield* expression.kind === 'block' ? evaluateBlock(frame, expression) : evaluate(frame, expression)),
      );
      return null;
    }
    case 'epp':
      throw evaluationError(frame, node, `${label(node)} is only evaluated by epp()`);
    default:
      throw evaluationError(frame, node, `${article(label(node))} is only available when compiling a catalog`);
  }
}

function article(name: string): string {
  return `${/^['"]?[aeiou]/i.test(name) ? 'An' : 'A'} ${name}`;
}

function* interpolate(frame: Frame, segments: readonly Expression[]): Evaluation<string> {
  let text = '';
  for (const segment of segments) {
    text += segment.kind === 'string' ? segment.value : textOf(yield* evaluate(frame, segment));
    if (text.length > mostCharacters) {
      throw evaluationError(frame, segment, `A text of more than ${mostCharacters} characters is too long`);
    }
  }
  return text;
}

function variable(frame: Frame, node: SyntaxNode, name: string): PuppetValue {
  const value = lookUp(frame.scope, name);
  if (value === undefined) throw evaluationError(frame, node, `Unknown variable: '${name}'.`);
  return value;
}

/** The values of a list or of arguments: `*$list` becomes its elements, and hash entries without braces one hash. */
function* evaluateAll(frame: Frame, nodes: readonly (Expression | KeyedEntry)[]): Evaluation<readonly PuppetValue[]> {
  const values: PuppetValue[] = [];
  let entries: KeyedEntry[] = [];
  for (const [index, node] of nodes.entries()) {
    if (node.kind === 'entry') {
      entries.push(node);
      if (nodes[index + 1]?.kind === 'entry') continue;
      values.push(yield* evaluateEntries(frame, entries));
      entries = [];
    } else if (node.kind === 'unfold') values.push(...unfolded(yield* evaluate(frame, node.expression)));
    else values.push(yield* evaluate(frame, node));
  }
  return values;
}

/** What `*value` stands for: the elements of an array, the pairs of a hash, nothing for undef, else the value. */
export function unfolded(value: PuppetValue): readonly PuppetValue[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  // The `to_a` of a ResultSet is its `to_data`.
  if (isKind(value, 'Object') && value.type.name === 'ResultSet') return unfolded(dataOf(value));
  return entriesOf(value)?.map(([key, each]) => [key, each]) ?? [value];
}

function* evaluateEntries(frame: Frame, entries: readonly KeyedEntry[]): Evaluation {
  const pairs: [PuppetValue, PuppetValue][] = [];
  for (const { key, value } of entries) pairs.push([yield* evaluate(frame, key), yield* evaluate(frame, value)]);
  return hashOf(pairs);
}

function* evaluateAccess(frame: Frame, node: Expression & { readonly kind: 'access' }): Evaluation {
  const left = yield* evaluate(frame, node.left);
  const keys = yield* evaluateAll(frame, node.keys);
  if (isKind(left, 'Object')) {
    const found = yield* askMember(frame, { node, value: left, name: '[]', given: keys, block: undefined });
    if (found !== undefined) return found;
  }
  return access(frame, node, left, keys);
}

/** `-value`. @throws EvaluationError for what is no number. */
export function negate(frame: Frame, node: SyntaxNode, value: PuppetValue): PuppetValue {
  try {
    const number = toNumeric(value, 'left');
    return number.isFloat ? float(-Number(number.value)) : integer(-BigInt(number.value));
  } catch (error) {
    throw error instanceof OperatorFault ? evaluationError(frame, node, error.message) : error;
  }
}

function* evaluateBinary(frame: Frame, node: Binary): Evaluation {
  const left = yield* evaluate(frame, node.left);
  if (node.operator === 'and') return isTrue(left) && isTrue(yield* evaluate(frame, node.right));
  if (node.operator === 'or') return isTrue(left) || isTrue(yield* evaluate(frame, node.right));
  return applyOperator(frame, node, left, yield* evaluate(frame, node.right));
}

/** What a binary operator makes of two values. @throws EvaluationError at the operand that it does not take. */
export function applyOperator(frame: Frame, node: Binary, left: PuppetValue, right: PuppetValue): PuppetValue {
  try {
    return operate(frame, node, left, right);
  } catch (error) {
    if (!(error instanceof OperatorFault)) throw error;
    const place = { left: node.left, right: node.right, operator: operatorSpan(frame, node) }[error.about];
    throw evaluationError(frame, place, error.message);
  }
}

function operate(frame: Frame, { operator }: Binary, left: PuppetValue, right: PuppetValue): PuppetValue {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '=~':
      return matches(frame.scope, left, right);
    case '!~':
      return !matches(frame.scope, left, right);
    case 'in':
      return isIncluded(frame.scope, left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(operator satisfies ComparisonOperator, left, right);
    case 'and':
    case 'or':
      return isTrue(right);
    default:
      return calculate(operator satisfies ArithmeticOperator, left, right);
  }
}

/** Between the operands stand only white space, comments and the operator, which no comment's text precedes by chance. */
function operatorSpan({ source }: Frame, { operator, left, right }: Binary): { start: number; end: number } {
  const between = source
    .slice(left.end, right.start)
    .replace(/#[^\n]*|\/\*[\s\S]*?\*\//g, (text) => ' '.repeat(text.length));
  const start = left.end + Math.max(0, between.indexOf(operator));
  return { start, end: start + operator.length };
}

/** Its block is a manifest: the function gets it as it stands, with the variables around it. */
function* evaluateApply(frame: Frame, node: Apply): Evaluation {
  const { body } = node;
  const lambda: Lambda = { kind: 'lambda', parameters: [], body, start: body.start, end: body.end };
  return yield* callFunction(frame, node, 'apply', yield* evaluateAll(frame, node.arguments), { lambda, frame });
}

function* evaluateCall(frame: Frame, node: Call | MethodCall): Evaluation {
  const block = node.lambda === undefined ? undefined : { lambda: node.lambda, frame };
  if (node.kind === 'method-call') {
    const left = yield* evaluate(frame, node.left);
    const first = node.left.kind === 'unfold' ? unfolded(left) : [left];
    const name = node.name.value;
    const given = yield* evaluateAll(frame, node.arguments);
    const found = yield* askMember(frame, { node, value: first[0] ?? null, name, given, block });
    if (found !== undefined) return found;
    return yield* callFunction(frame, node, name, [...first, ...given], block);
  }
  const { functor } = node;
  if (functor.kind === 'reference' || functor.kind === 'access') {
    const type = yield* evaluate(frame, functor);
    return yield* callType(frame, node, type, yield* evaluateAll(frame, node.arguments), block);
  }
  if (functor.kind !== 'name')
    throw evaluationError(
      frame,
      functor,
      `Illegal expression. ${article(label(functor))} is unacceptable as function name`,
    );
  return yield* callFunction(frame, node, functor.value, yield* evaluateAll(frame, node.arguments), block);
}
