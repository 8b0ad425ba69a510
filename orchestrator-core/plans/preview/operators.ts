import {
  applyOperator,
  type Binary,
  type Evaluation,
  type EvaluationFrame,
  entriesOf,
  isRich,
  type PuppetValue,
  rich,
} from '../../language/index.ts';
import { goAll, textAt } from './branches.ts';
import { join } from './join.ts';
import {
  derived,
  describe,
  elementsAtMost,
  isKnown,
  needsOf,
  type Shape,
  shortened,
  symbolic,
  truthOf,
  unknownMatch,
  unknownOf,
} from './symbolic.ts';
import { fitsType, isLike } from './verdicts.ts';

/** Operators between values that may not be known. */
export function* walkBinary(frame: EvaluationFrame, node: Binary): Evaluation {
  const left = yield* frame.rules.expression(frame, node.left);
  if (node.operator === 'and' || node.operator === 'or') return yield* walkLogical(frame, node, left);
  const right = yield* frame.rules.expression(frame, node.right);
  if (isKnown(left) && isKnown(right)) {
    if (node.operator === '=~' || node.operator === '!~') frame.scope.variables.set(unknownMatch, null);
    return applyOperator(frame, node, left, right);
  }
  return operate(frame, node, left, right);
}

/** What stands behind `and` and `or` is only evaluated where it counts, and steps in it with it. */
function* walkLogical(frame: EvaluationFrame, node: Binary, left: PuppetValue): Evaluation {
  const isAnd = node.operator === 'and';
  const first = truthOf(left);
  if (first !== undefined && first !== isAnd) return first;
  const rest = (inner: EvaluationFrame): Evaluation => inner.rules.expression(inner, node.right);
  const text = shortened(textAt(frame, node));
  if (first !== undefined) {
    const right = yield* rest(frame);
    return truthOf(right) ?? derived(text, [left, right], 'Boolean');
  }
  const condition = shortened(textAt(frame, node.left), 120);
  let right: PuppetValue = null;
  yield* goAll(frame, node, { text: condition, by: [left] }, [
    {
      label: isAnd ? 'then' : 'else',
      run: function* (inner) {
        right = yield* rest(inner);
        return right;
      },
    },
    { label: isAnd ? 'else' : 'then', run: same },
  ]);
  return truthOf(right) === !isAnd ? !isAnd : derived(text, [left, right], 'Boolean');
}

// biome-ignore lint/correctness/useYield: it stands where others have to wait.
function* same(): Evaluation {
  return null;
}

function operate(frame: EvaluationFrame, node: Binary, left: PuppetValue, right: PuppetValue): PuppetValue {
  const { operator } = node;
  const text = shortened(`${describe(left)} ${operator} ${describe(right)}`);
  const verdict = (answer: boolean | undefined, negated = false): PuppetValue =>
    answer === undefined ? derived(text, [left, right], 'Boolean') : answer !== negated;
  switch (operator) {
    case '==':
      return verdict(isLike(left, right));
    case '!=':
      return verdict(isLike(left, right), true);
    case '=~':
    case '!~': {
      if (isRich(right) && right[rich] === 'Type') return verdict(fitsType(right.type, left), operator === '!~');
      frame.scope.variables.set(unknownMatch, derived(text, [left, right]));
      return verdict(undefined);
    }
    case 'in':
      return verdict(isAmong(left, right));
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'and':
    case 'or':
      return verdict(undefined);
    case '+':
    case '-':
    case '<<':
      return combined(frame, node, left, right, text);
    default:
      return derived(text, [left, right], 'Some');
  }
}

function isAmong(left: PuppetValue, right: PuppetValue): boolean | undefined {
  const elements = Array.isArray(right) ? (right as readonly PuppetValue[]) : entriesOf(right)?.map(([key]) => key);
  if (elements === undefined || (isRich(left) && left[rich] === 'Regexp')) return undefined;
  const answers = elements.map((each) =>
    isRich(left) && left[rich] === 'Type' ? fitsType(left.type, each) : isLike(left, each),
  );
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

const mostAlternatives = 16;

/** `+`, `-` and `<<` of collections look at elements only to take them away. */
function combined(
  frame: EvaluationFrame,
  node: Binary,
  left: PuppetValue,
  right: PuppetValue,
  text: string,
): PuppetValue {
  const { operator } = node;
  const isList = Array.isArray(left);
  if (isList && operator === '<<') return applyOperator(frame, node, left, right);
  if (operator === '+' && unknownOf(right) === undefined) {
    if (isList || (entriesOf(left) !== undefined && (entriesOf(right) !== undefined || isKnown(right)))) {
      return applyOperator(frame, node, left, right);
    }
  }
  const [some, others] = [elementsAtMost(left), elementsAtMost(right)];
  if (operator === '-' && some !== undefined) {
    return derived(text, [left, right], { kind: 'some', of: some });
  }
  if (operator === '+' && some !== undefined && others !== undefined) {
    return derived(text, [left, right], { kind: 'some', of: [...some, ...others] });
  }
  const [mine, theirs] = [alternatives(left), alternatives(right)];
  if (operator === '+' && mine.length * theirs.length > 1 && mine.length * theirs.length <= mostAlternatives) {
    const results = mine.flatMap((a) => theirs.map((b) => combined(frame, node, a, b, text)));
    return join(results, { text, needs: needsOf(left, right) });
  }
  return symbolic({ text, needs: needsOf(left, right), shape: { kind: 'is', is: kindOfSum(left, right) } });
}

function alternatives(value: PuppetValue): readonly PuppetValue[] {
  const { shape } = unknownOf(value) ?? {};
  return shape?.kind === 'one' ? shape.of : [value];
}

function kindOfSum(left: PuppetValue, right: PuppetValue): (Shape & { readonly kind: 'is' })['is'] {
  for (const value of [left, right]) {
    if (Array.isArray(value)) return value === left ? 'Array' : 'Some';
    if (entriesOf(value) !== undefined) return 'Hash';
    const { shape } = unknownOf(value) ?? {};
    if (shape?.kind === 'some') return 'Array';
    if (shape?.kind === 'is' && (shape.is === 'Array' || shape.is === 'Hash') && value === left) return shape.is;
  }
  return 'Some';
}
