import {
  type Block,
  type Evaluation,
  EvaluationError,
  type EvaluationFrame,
  type Expression,
  evaluate,
  lookUp,
  negate,
  type PuppetValue,
  textOf,
  unfolded,
  wait,
} from '../../language/index.ts';
import { walkAccess } from './access.ts';
import { walkApply, walkResource } from './apply.ts';
import { walkAll, walkEntries } from './arguments.ts';
import { walkAssignment } from './assignment.ts';
import { walkBranch } from './branches.ts';
import { walkCall } from './calls.ts';
import { asFailure, contextOf, countStatement } from './context.ts';
import { walkBinary } from './operators.ts';
import {
  areKnown,
  derived,
  describe,
  holdsSecret,
  interpolated,
  isKnown,
  needsOf,
  symbolic,
  truthOf,
  unknownMatch,
  unknownOf,
} from './symbolic.ts';

/** How trees are gone through in a preview; the frames of one carry it. */
export const rules: EvaluationFrame['rules'] = { expression: walk, block: walkBlock };

/** Goes through the statements of a block; its value is that of the last one. */
function* walkBlock(frame: EvaluationFrame, block: Block): Evaluation {
  let value: PuppetValue = null;
  for (const statement of block.statements) {
    if (countStatement(frame)) yield* giveTurn(frame);
    try {
      value = yield* walk(frame, statement);
    } catch (error) {
      throw asFailure(frame, statement, error);
    }
  }
  return value;
}

function* giveTurn(frame: EvaluationFrame): Evaluation<void> {
  const { signal, turn } = contextOf(frame).run.ports;
  yield* wait(turn);
  signal.throwIfAborted();
}

/**
 * Goes through an expression: what is known is what the evaluator makes of it, the rest has a name and says on which
 * steps it depends.
 */
export function* walk(frame: EvaluationFrame, node: Expression): Evaluation {
  switch (node.kind) {
    case 'missing':
    case 'reserved':
      return derived('…', []);
    case 'heredoc':
      return yield* walk(frame, node.text);
    case 'parenthesized':
      return yield* walk(frame, node.expression);
    case 'interpolation':
      return yield* walkInterpolation(frame, node.segments);
    case 'variable':
      return walkVariable(frame, node);
    case 'list':
      return yield* walkAll(frame, node.values);
    case 'hash':
      return yield* walkEntries(frame, node.entries, node);
    case 'access':
      return yield* walkAccess(frame, node);
    case 'not': {
      const value = yield* walk(frame, node.expression);
      const truth = truthOf(value);
      return truth === undefined ? derived(`!${describe(value)}`, [value], 'Boolean') : !truth;
    }
    case 'minus': {
      const value = yield* walk(frame, node.expression);
      return isKnown(value) ? negate(frame, node, value) : derived(`-${describe(value)}`, [value], 'Some');
    }
    case 'unfold': {
      const value = yield* walk(frame, node.expression);
      return unknownOf(value) === undefined ? ([...unfolded(value)] as PuppetValue[]) : value;
    }
    case 'binary':
      return yield* walkBinary(frame, node);
    case 'assignment':
      return yield* walkAssignment(frame, node);
    case 'if':
    case 'unless':
    case 'case':
    case 'selector':
      return yield* walkBranch(frame, node);
    case 'call':
    case 'method-call':
      return yield* walkCall(frame, node);
    case 'apply':
      return yield* walkApply(frame, node);
    case 'function':
    case 'plan':
    case 'type-alias':
      return null;
    case 'reference':
      return yield* walkReference(frame, node);
    default:
      if (contextOf(frame).isCatalog && !literals.has(node.kind)) return yield* walkResource(frame, node);
      return yield* evaluate(frame, node);
  }
}

const literals: ReadonlySet<Expression['kind']> = new Set([
  'default',
  'false',
  'name',
  'number',
  'regex',
  'string',
  'true',
  'undef',
]);

/** Resource types are no types of values: of a reference to a resource nothing is known. */
function* walkReference(frame: EvaluationFrame, node: Expression & { readonly kind: 'reference' }): Evaluation {
  if (frame.host.hasResourceType(node.value.replace(/^::/, '').toLowerCase())) return derived(node.value, [], 'Some');
  try {
    return yield* evaluate(frame, node);
  } catch (error) {
    if (contextOf(frame).isCatalog && error instanceof EvaluationError) return derived(node.value, [], 'Some');
    throw error;
  }
}

/** A variable that nothing set is an error, but in a catalog, whose facts and classes nobody knows, or beside what is broken. */
function walkVariable(frame: EvaluationFrame, node: Expression & { readonly kind: 'variable' }): PuppetValue {
  const { run, isCatalog } = contextOf(frame);
  if (/^\d+$/.test(node.name)) {
    const matched = lookUp(frame.scope, unknownMatch);
    return matched === undefined || unknownOf(matched) === undefined
      ? (lookUp(frame.scope, node.name) ?? null)
      : derived(`$${node.name}`, [matched]);
  }
  const value = lookUp(frame.scope, node.name);
  if (value !== undefined) return value;
  if (isCatalog || run.broken.has(frame.source)) return derived(`$${node.name}`, []);
  throw unknownVariable(frame, node);
}

function unknownVariable(frame: EvaluationFrame, node: Expression): unknown {
  try {
    evaluate(frame, node).next();
    return undefined;
  } catch (error) {
    return error;
  }
}

function* walkInterpolation(frame: EvaluationFrame, segments: readonly Expression[]): Evaluation {
  const values: PuppetValue[] = [];
  for (const segment of segments) values.push(yield* walk(frame, segment));
  if (areKnown(values)) return values.map(textOf).join('');
  const text = values.map((value) => (isKnown(value) ? textOf(value) : interpolated(value))).join('');
  return symbolic({
    text,
    isText: true,
    needs: needsOf(...values),
    ...(holdsSecret(...values) && { holdsSecret: true }),
  });
}
